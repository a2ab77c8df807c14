"""Who speaks: the subject of a verb of speech, his name, his capacity, and the company he speaks for."""

import re
from dataclasses import dataclass, replace

from events.intake.companies import Companies
from events.intake.proposals import Named
from events.intake.text import Text, Word

_FARTHEST = 160
"""A subject further away from its verb is none."""

_BREAKS = re.compile(r"[;:!?()\[\]\n“”\"«»\ue000]|\s[—–-]\s")
_AFTER = re.compile(r"[;:!?()\[\]\n“”\"«»\ue000]|\s[—–-]\s")


@dataclass(frozen=True, slots=True)
class Speaker:
    """`start` to `end` is where the text names him."""

    start: int
    end: int
    name: str
    capacity: str
    company: Named
    pronoun: bool = False


def before_verb(text: Text, companies: Companies, verb: Word, earliest: int) -> Speaker | None:
    """The subject that stands before the verb, not before `earliest`."""
    floor = max(earliest, verb.start - _FARTHEST)
    outside = text.outside[floor : verb.start]
    for broken in _BREAKS.finditer(outside):
        floor_within = broken.end()
        earliest = floor + floor_within
    floor = max(floor, earliest)
    words = text.words_in(floor, verb.start)
    while words and words[-1].lower in text.vocabulary.auxiliaries and text.text[words[-1].start].islower():
        words.pop()
    if not words or words[-1].lower in text.vocabulary.nobodies:
        return None
    return _subject(text, companies, floor, words)


def before_verb_after(text: Text, companies: Companies, verb: Word, start: int) -> Speaker | None:
    """The subject between quoted words and the verb after them: “…,” Name, 54, who worked there, told …"""
    words = text.words_in(start, verb.start)
    while words and words[-1].lower in text.vocabulary.auxiliaries:
        words.pop()
    if not words:
        return None
    first, *rest = _parts(text, words)
    described = ""
    if rest and any(word.lower in text.vocabulary.capacities for word in rest[0]):
        described = text.text[rest[0][0].start : rest[0][-1].end]
    return _speaker(text, companies, _trimmed(text, first), described)


def after_verb(text: Text, companies: Companies, verb: Word, latest: int) -> Speaker | None:
    """The subject that stands after the verb: “said the company”, “concède Microsoft”, “a-t-elle ajouté”."""
    ceiling = min(latest, verb.end + _FARTHEST)
    broken = _AFTER.search(text.outside, verb.end, ceiling)
    ceiling = broken.start() if broken else ceiling
    words = text.words_in(verb.end, ceiling)
    clitics = text.vocabulary.clitics
    while words and words[0].lower in clitics:
        words = words[1:]
    if not words:
        return None
    stops = text.vocabulary.ends
    head: list[Word] = []
    for word in words:
        comma = "," in text.text[head[-1].end : word.start] if head else False
        if comma or (head and word.lower in stops):
            break
        head.append(word)
    if not head or not _may_speak(text, head):
        return None
    end, capacity = head[-1].end, ""
    if text.text[end : end + 2] == ", ":
        apposition = text.words_in(end + 1, min(ceiling, end + 100))
        stop = text.text.find(",", end + 2, ceiling)
        described = text.text[end + 2 : stop if stop > 0 else ceiling].strip(" .")
        if apposition and any(word.lower in text.vocabulary.capacities for word in apposition):
            capacity = described
    return _speaker(text, companies, head, capacity)


def _subject(text: Text, companies: Companies, floor: int, words: list[Word]) -> Speaker | None:
    """Reads “…, Name, capacity,” or “Name” at the end of what stands before a verb."""
    clause = text.text[floor : words[-1].end]
    after = text.text[words[-1].end : words[-1].end + 2]
    parts = _parts(text, words)
    if after.startswith(",") and len(parts) > 1:
        last = parts[-1]
        if last[-1].lower in text.vocabulary.asides or last[0].lower in text.vocabulary.asides:
            return _speaker(text, companies, _trimmed(text, parts[-2]), "")
        first = _trimmed(text, parts[-2])
        if text.vocabulary.capacities.intersection(word.lower for word in first) and _person(text, companies, last):
            return _named_after(text, companies, first, last)
        described = text.text[last[0].start : last[-1].end]
        return _speaker(text, companies, first, described)
    return _speaker(text, companies, _trimmed(text, parts[-1]), "") if clause.strip() else None


def _named_after(text: Text, companies: Companies, acting: list[Word], named: list[Word]) -> Speaker | None:
    """“the company's chief executive, Name, said”"""
    speaker = _speaker(text, companies, acting, "")
    return replace(speaker, name=_person(text, companies, named), end=named[-1].end) if speaker else None


def _parts(text: Text, words: list[Word]) -> list[list[Word]]:
    parts: list[list[Word]] = [[]]
    for word in words:
        if parts[-1] and "," in text.text[parts[-1][-1].end : word.start]:
            parts.append([])
        parts[-1].append(word)
    return parts


def _trimmed(text: Text, words: list[Word]) -> list[Word]:
    """Without what leads into the clause: “but”, “that”, “in addition”."""
    cut = 0
    for at, word in enumerate(words):
        if word.lower in text.vocabulary.openings:
            cut = at + 1
    words = words[cut:]
    return words[-12:]


def _may_speak(text: Text, words: list[Word]) -> bool:
    first = words[0].lower
    vocabulary = text.vocabulary
    named = any(text.text[word.start].isupper() for word in words)
    several = words[-1].lower.endswith("s") or words[-1].lower in vocabulary.irregular_plurals
    return named or several or first in vocabulary.determiners or first in vocabulary.pronouns


def _speaker(text: Text, companies: Companies, words: list[Word], described: str) -> Speaker | None:
    while words and words[-1].lower in text.vocabulary.months:
        words = words[:-1]  # “sued the company Tuesday, saying”
    if not words or words[0].lower in text.vocabulary.nobodies or not _may_speak(text, words):
        return None
    start, end = words[0].start, words[-1].end
    phrase = text.text[start:end]
    capacity, name = described, ""
    capacities = text.vocabulary.capacities
    acting = [at for at, word in enumerate(words) if word.lower in capacities]
    described_words = {word.lower() for word in re.findall(r"\w+", described)}
    represents = bool(acting) or bool(described_words & capacities)
    pronoun = words[0].lower in text.vocabulary.pronouns or words[0].lower in text.vocabulary.determiners
    company = companies.named_in(start, end)
    if represents and company is None and described:
        place = text.text.find(described, end)
        company = companies.named_in(place, place + len(described)) if place >= 0 else None
    if not represents and company is not None and not _is_company(text, companies, words):
        company = None
    name = _person(text, companies, words)
    if acting and not described:
        capacity = phrase.removesuffix(name).rstrip(" ,") if name else phrase
    if company is None and represents:
        company = _unlisted(text, words, name, described)
    return Speaker(start, end, name, capacity, company or Named(), pronoun and not name)


def _unlisted(text: Text, words: list[Word], name: str, described: str) -> Named | None:
    """The capitalised words after “of”, “at”, “for”: a company that the desk does not know."""
    place = text.text.find(described, words[-1].end) if described else -1
    if place >= 0:
        words = text.words_in(place, place + len(described))
    for at, word in enumerate(words[:-1]):
        if word.lower not in text.vocabulary.at_words | text.vocabulary.organisation_cues:
            continue
        run = words[at + 1 :]
        while run and run[0].lower in text.vocabulary.determiners:
            run = run[1:]
        if run and text.text[run[0].start].isupper() and text.text[run[0].start : run[-1].end] != name:
            return Named(text.text[run[0].start : run[-1].end])
    return None


def _is_company(text: Text, companies: Companies, words: list[Word]) -> bool:
    """Whether the phrase is the company itself: “Microsoft”, “the retailer Amazon”, not “Amazon employees”."""
    spans = companies.spans_in(words[0].start, words[-1].end)
    if not spans:
        return False
    last = spans[-1]
    rest = [word for word in words if not (last[0] <= word.start < last[1])]
    allowed = text.vocabulary.determiners | text.vocabulary.firm_nouns | text.vocabulary.asides
    return last[1] >= words[-1].end - 1 and all(word.lower in allowed for word in rest)


def _person(text: Text, companies: Companies, words: list[Word]) -> str:
    """The run of capitalised words at the end that is no company, place or title."""
    vocabulary = text.vocabulary
    no_name = vocabulary.capacities | vocabulary.person_cues | vocabulary.stop_words | vocabulary.number_words.keys()
    taken = companies.spans_in(words[0].start, words[-1].end)
    at = len(words)
    while at and not any(start <= words[at - 1].start < end for start, end in taken):
        word = words[at - 1]
        if word.lower in vocabulary.months:
            return ""
        particle = word.lower in vocabulary.name_particles and at < len(words)
        if not particle and (not text.text[word.start].isupper() or word.lower in no_name):
            break
        at -= 1
    run = words[at:]
    if not run or (at and words[at - 1].lower in vocabulary.at_words | vocabulary.ends):
        return ""
    return text.text[run[0].start : run[-1].end]
