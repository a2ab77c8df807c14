"""Numbers with what they count: “125,000 employees”, “fifty women”, “300-500 children”, « 120 000 employés », “22%”."""

import re
from collections.abc import Iterator
from functools import cache

from events.intake.proposals import Counted, Kind, Proposal
from events.intake.text import Span, Text, Word
from events.intake.vocabulary import Vocabulary

_LONGEST_COUNTED = 5


def numbers(text: Text, dates: list[Proposal]) -> Iterator[Proposal]:
    """One proposal for each number that counts something and is no date."""
    pattern, start = _pattern(text.vocabulary), 0
    for first, last in [*((one.start, one.end) for one in dates), (len(text.text), len(text.text))]:
        for match in pattern.finditer(text.even, start, first):
            found = _counted(text, match)
            if found:
                yield found
        start = last


def number_of(written: str, vocabulary: Vocabulary) -> float | None:
    """The value of digits or number words; None for words like "hundreds", and for what is no number."""
    text = written.lower().strip()
    if text[:1].isdigit():
        return _digits(text, vocabulary)
    total = group = 0
    for word in re.findall(r"[^\W\d_]+", text):
        if word in vocabulary.number_words:
            value = vocabulary.number_words[word]
            group = group * value if value == 20 and group == 4 else group + value  # quatre-vingts
        elif word in vocabulary.scales:
            scale = vocabulary.scales[word]
            if scale <= 100:
                group = max(group, 1) * scale
            else:
                total, group = total + max(group, 1) * scale, 0
        elif word not in vocabulary.number_links:
            return None
    return total + group or None


def _digits(text: str, vocabulary: Vocabulary) -> float | None:
    match = re.fullmatch(r"([\d.,'’ \xa0\u202f]*\d)[ \xa0\u202f]?([^\W\d_]*)", text)
    if match is None:
        return None
    digits, scale = match[1], match[2]
    plain = re.sub(r"[ \xa0\u202f'’]", "", digits)
    plain = plain.replace(vocabulary.thousands, "") if _grouped(plain, vocabulary.thousands) else plain
    try:
        value = float(plain.replace(vocabulary.decimal, "."))
    except ValueError:
        return None
    value *= vocabulary.scales.get(scale, 1)
    return int(value) if value == int(value) else value


def _grouped(digits: str, separator: str) -> bool:
    return re.fullmatch(rf"\d{{1,3}}(?:{re.escape(separator)}\d{{3}})+(?:\D\d+)?", digits) is not None


@cache
def _pattern(vocabulary: Vocabulary) -> re.Pattern:
    word = "|".join(sorted(map(re.escape, vocabulary.number_words), key=len, reverse=True))
    scale = "|".join(sorted(map(re.escape, vocabulary.scales), key=len, reverse=True))
    link = "|".join(sorted(map(re.escape, vocabulary.number_links), key=len, reverse=True))
    digits = r"\d{1,3}(?:[,.'’ \xa0\u202f]\d{3}(?!\d)){1,4}(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?"
    spelled = rf"(?:(?:{word}|{scale})(?:(?:[ -]|[ -](?:{link})[ -])(?:{word}|{scale})){{0,6}})"
    number = rf"(?:(?:{digits})(?:[ \xa0-](?:{scale})\b)?|\b{spelled}\b)"
    vague = "|".join(map(re.escape, vocabulary.vague))
    about = "|".join(sorted(map(re.escape, vocabulary.approximations), key=len, reverse=True))
    before, between = "|".join(vocabulary.range_starts), "|".join(vocabulary.range_joins)
    return re.compile(
        rf"(?<![\w.,#§/:@-])(?:(?P<about>\b(?:{about})) )?"
        rf"(?:\b(?:{before}) )?(?P<sign>[$€£])?"
        rf"(?:(?P<low>{number})(?:(?:{between})(?P<high>{number}))?|\b(?P<vague>(?:{vague})))"
        rf"(?P<unit>[ \xa0\u202f]?%|[ \xa0\u202f]?[€£$]| (?:{'|'.join(vocabulary.per_cent)})\b)?(?![\w@/:]|[.,]\d|-\w)",
        re.IGNORECASE,
    )


def _counted(text: Text, match: re.Match) -> Proposal | None:
    vocabulary = text.vocabulary
    written, other = match["low"], match["high"]
    low = number_of(written, vocabulary) if written else None
    high = number_of(other, vocabulary) if other else low
    unit = _unit(match, vocabulary)
    if (written and low is None) or not _is_count(text, match):
        return None
    noun = None if match["sign"] else _noun(text, match.end())
    alone = noun is None and not unit
    if alone and not _stands_for(text, match):
        return None
    if low == 1 and high == 1 and not unit:
        return None
    end = noun.end if noun else match.end()
    words = text.text[match.start() : end]
    details = Counted(low, high, text.text[slice(*noun)] if noun else "", unit, match["about"] or "")
    return Proposal(Kind.NUMBER, match.start(), end, words, details)


def _unit(match: re.Match, vocabulary: Vocabulary) -> str:
    if match["sign"]:
        return match["sign"]
    unit = (match["unit"] or "").strip(" \xa0\u202f")
    return "%" if unit.lower() in vocabulary.per_cent else unit


def _is_count(text: Text, match: re.Match) -> bool:
    """Not “Section 12”, “World War 2”, “2 p.m.”, “mid-2”, nor the “one” of “no one”."""
    before = text.text[max(0, match.start() - 30) : match.start()].split()
    after = text.text[match.end() : match.end() + 12]
    if re.match(r"[ \xa0]?(?:[ap]\.?m\b|h\d*\b|o.clock|heures?\b(?! de)|:\d|°|-(?:way|star|page|part))", after):
        return False
    if not before or match["sign"]:
        return True
    return before[-1].lower().strip('“"«(') not in text.vocabulary.numbered


def _noun(text: Text, place: int) -> Span | None:
    """What is counted: the words after the number up to the noun in the plural, with its adjectives."""
    vocabulary = text.vocabulary
    words = text.words_in(place, place + 90)[: _LONGEST_COUNTED + 3]
    lead = 0
    while lead < len(words) and lead < 3 and words[lead].lower in vocabulary.of_words:
        lead += 1
    if lead < len(words) and words[lead].start > place + 14:
        return None
    chosen: list[Word] = []
    best = 0
    for word in words[lead : lead + _LONGEST_COUNTED]:
        previous = chosen[-1].end if chosen else place if not lead else words[lead - 1].end
        gap = text.text[previous : word.start]
        if word.lower in vocabulary.counted_stops or re.search(r"[^ \xa0\u202f'’‐‑-]", gap) or word.lower.isdigit():
            break
        plural = _plural(word, vocabulary)
        if best and not plural:
            break
        chosen.append(word)
        if plural and (word.lower not in vocabulary.adjectives):
            best = len(chosen)
            if vocabulary.noun_first:
                break
    if not best and lead and chosen and words[0].lower in vocabulary.of_words:
        best = min(len(chosen), 2)  # “22% of the state economy”
    if not best:
        return None
    start = words[lead].start
    return Span(start, chosen[best - 1].end)


def _plural(word: Word, vocabulary: Vocabulary) -> bool:
    if word.lower in vocabulary.irregular_plurals:
        return True
    return len(word.lower) > 2 and word.lower.endswith(vocabulary.plural_endings) and not word.lower.endswith("ss")


def _stands_for(text: Text, match: re.Match) -> bool:
    """“67 were …”: a number of what was named before."""
    after = text.words_in(match.end(), match.end() + 20)
    if not after or match["vague"] or text.text[match.end() : after[0].start] != " ":
        return False
    return after[0].lower in text.vocabulary.counted_verbs
