"""Organisations that a text names and the desk's list does not: likely ones, each with the reason.

A run of capitalised words is a name; what makes it an organisation's is a legal form, a word within it ("Bank"), a word
beside it ("the retailer X", "X employees", "companies such as X"), initials in brackets, or company in an enumeration.
People, places, peoples and days are kept out by the words beside them and by tables, as far as that goes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from events.intake.companies import LEGAL_FORMS, Companies, folded
from events.intake.proposals import Kind, Mention, Named, Proposal
from events.intake.text import Text, Word

_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,5}")
_DOMAIN = re.compile(r"(?<![\w@/.-])[A-Z][\w-]{1,40}\.(?:com|org|net|eu|io|ai|fr|uk|de|co|info|tech)\b(?![/@.]\w)")
_INITIALS = re.compile(r" ?\(([A-Z][A-Z&]{1,6})\)")
_JOINING = re.compile(r"[ \xa0\u202f]|[ \xa0]?&[ \xa0]?|-|[’']|\. ?")
_ENUMERATING = re.compile(
    r",? (?:and|or|et|ou) (?:the |l['’]|la |le |les )?|, (?:and |or )?(?:the |l['’]|la |le |les )?|/"
)
_LONGEST = 8
_LONGEST_HEADING = 200


@dataclass(slots=True)
class _Name:
    start: int
    end: int
    words: list[Word]
    reasons: list[str] = field(default_factory=list)
    person: bool = False


def new_companies(text: Text, companies: Companies, relays: list[Proposal]) -> Iterator[Proposal]:
    """One proposal for each likely organisation, at its first mention; `relays` are what the text has from others."""
    names = list(_names(text, companies))
    sources = [(one.start, one.end, one.details.source) for one in relays]
    for name in names:
        _judge(text, name)
    _sources_too(text, names, sources)
    _spread_in_lists(text, companies, names)
    people = {word.lower for name in names if name.person for word in name.words[-1:]}
    groups = _grouped(text, names)
    _repeated_acronyms(text, groups)
    known = {folded(text.text[start:end]) for start, end, _ in companies.mentions}
    for key, group in groups.items():
        reasons = [reason for name in group for reason in name.reasons]
        if not reasons or any(name.person for name in group) or key in known or key in people:
            continue
        first = group[0]
        words = text.text[first.start : first.end]
        spans = tuple((name.start, name.end) for name in group)
        yield Proposal(Kind.COMPANY_NEW, first.start, first.end, words, Mention(Named(words), spans, reasons[0]))


def _names(text: Text, companies: Companies) -> Iterator[_Name]:
    """Runs of capitalised words that are not on the list, without what cannot begin or end a name."""
    words = text.words
    taken = iter([*companies.spans_in(0, len(text.text)), (len(text.text) + 1, len(text.text) + 2)])
    hold = next(taken)
    at = 0
    while at < len(words):
        while hold[1] <= words[at].start:
            hold = next(taken)
        if words[at].end > hold[0] or not _capital(text, words[at]):
            at += 1
            continue
        run = [words[at]]
        at += 1
        while at < len(words) and len(run) < _LONGEST and words[at].end <= hold[0]:
            step = _goes_on(text, words, at, run[-1])
            if not step:
                break
            run += words[at : at + step]
            at += step
        yield from _cleaned(text, run)


def _capital(text: Text, word: Word) -> bool:
    return text.text[word.start].isupper()


def _goes_on(text: Text, words: list[Word], at: int, last: Word) -> int:
    """How many words go on with the name: the next capitalised one, or a small one and a capitalised one."""
    gap = text.text[last.end : words[at].start]
    if not _JOINING.fullmatch(gap) or ("." in gap and last.end - last.start > 2):
        return 0
    if _capital(text, words[at]):
        return 1
    linked = words[at].lower in text.vocabulary.name_links or (words[at].lower == "s" and gap in ("’", "'"))
    if linked and at + 1 < len(words) and _capital(text, words[at + 1]):
        return 2 if text.text[words[at].end : words[at + 1].start] in (" ", "’", "'") else 0
    return 0


def _cleaned(text: Text, run: list[Word]) -> Iterator[_Name]:
    vocabulary = text.vocabulary
    small = vocabulary.stop_words | vocabulary.no_names
    first = (vocabulary.stop_words - vocabulary.name_starts) | vocabulary.number_words.keys()
    while run and run[0].lower in first:
        run = run[1:]
    while run and (run[-1].lower in vocabulary.stop_words or not _capital(text, run[-1])):
        run = run[:-1]
    shouted = len(run) > 1 and text.text[run[0].start : run[-1].end].isupper()
    if not run or shouted or all(word.lower in small for word in run) or run[0].lower in vocabulary.months:
        return
    if len(run) == 1 and run[0].end - run[0].start < 2:
        return
    parts = [run] if _is_one(text, run) else _split(vocabulary.splits, run)
    yield from (_Name(part[0].start, part[-1].end, part) for part in parts if part)


def _is_one(text: Text, run: list[Word]) -> bool:
    """“Immigration and Customs Enforcement” is one name, “Uber and Tesla” are two."""
    lowers = {word.lower for word in run}
    if lowers & (text.vocabulary.organisation_heads | LEGAL_FORMS) or not lowers & text.vocabulary.splits:
        return True
    initials = _INITIALS.match(text.text, run[-1].end)
    return initials is not None and _fit(initials[1], run, text)


def _split(splits: frozenset[str], run: list[Word]) -> list[list[Word]]:
    parts: list[list[Word]] = [[]]
    for word in run:
        if word.lower in splits:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _judge(text: Text, name: _Name) -> None:
    """Collects why the name may be an organisation's, or finds that it is a person's."""
    vocabulary, words = text.vocabulary, name.words
    before = text.words_in(max(0, name.start - 60), name.start)
    after = text.words_in(name.end, name.end + 60)
    if _is_heading(text, name):
        return
    lowers = [word.lower for word in words]
    if _is_person(text, name, before):
        name.person = True
        return
    if len(words) > 1 and lowers[-1] in LEGAL_FORMS:
        name.reasons.append("legal form")
    headed = vocabulary.organisation_heads.intersection(lowers) or lowers[:2] in vocabulary.bodies
    if len(words) > 1 and headed:
        name.reasons.append("named so")
    initials = _INITIALS.match(text.text, name.end)
    if initials and len(words) > 1 and _fit(initials[1], words, text):
        name.reasons.append("initials")
    if _DOMAIN.match(text.text, name.start):
        name.reasons.append("web address")
    if before and before[-1].lower in vocabulary.organisation_cues and _touches(text, before[-1].end, name.start):
        name.reasons.append("described so")
    if _belongs(text, name, after):
        name.reasons.append("has employees or the like")
    lead = text.text[max(0, name.start - 40) : name.start]
    if any(pattern.search(lead) for pattern in vocabulary.partners):
        name.reasons.append("dealt with")
    tail = text.text[name.end : name.end + 90]
    if vocabulary.described_after.match(tail):
        name.reasons.append("described so")


def _sources_too(text: Text, names: list[_Name], sources: list[tuple[int, int, str]]) -> None:
    """Whom the text relays is an outlet or another organisation, unless he is a person."""
    at = 0
    for name in names:
        while at < len(sources) and sources[at][1] <= name.start:
            at += 1
        if at == len(sources):
            return
        start, _, source = sources[at]
        if name.start >= start and not name.person and text.text[name.start : name.end] in source:
            name.reasons.append("relayed")


def _touches(text: Text, end: int, start: int) -> bool:
    return text.text[end:start].strip(" \xa0“\"«‘'") == ""


def _is_heading(text: Text, name: _Name) -> bool:
    """In a line of capitals, or of words that all have one, capitals tell nothing."""
    around = text.text[max(0, name.start - _LONGEST_HEADING) : name.end + _LONGEST_HEADING]
    at = min(name.start, _LONGEST_HEADING)
    line = around[around.rfind("\n", 0, at) + 1 : at] + around[at:].partition("\n")[0]
    if len(line) > _LONGEST_HEADING:
        return False
    if line.isupper():
        return True
    words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 4]
    return len(words) > 3 and line.rstrip()[-1:] not in '.!?”"…' and all(word[0].isupper() for word in words)


def _is_person(text: Text, name: _Name, before: list[Word]) -> bool:
    vocabulary, words = text.vocabulary, name.words
    heads = vocabulary.organisation_heads.intersection(word.lower for word in words)
    if heads or (len(words) > 1 and words[-1].lower in LEGAL_FORMS):
        return False
    if words[0].lower in vocabulary.first_names or words[0].lower in vocabulary.person_cues:
        return True
    if before and before[-1].lower in vocabulary.person_cues and _touches(text, before[-1].end, name.start):
        return True
    follows = text.text[name.end : name.end + 40]
    return len(words) in (2, 3) and bool(vocabulary.person_after.match(follows))


def _fit(initials: str, words: list[Word], text: Text) -> bool:
    firsts = "".join(text.text[word.start] for word in words if _capital(text, word))
    return initials.replace("&", "") in (firsts, firsts[-len(initials) :])


def _belongs(text: Text, name: _Name, after: list[Word]) -> bool:
    """“X employees”, “X's shares”, “X CEO”."""
    if not after:
        return False
    words = after
    gap = text.text[name.end : words[0].start]
    if words[0].lower == "s" and gap in ("’", "'"):
        words = words[1:]
        gap = text.text[after[0].end : words[0].start] if words else "?"
    return bool(words) and gap in (" ", "’ ", "' ") and words[0].lower in text.vocabulary.belonging


def _spread_in_lists(text: Text, companies: Companies, names: list[_Name]) -> None:
    """In an enumeration one company makes the others likely, and so does “companies such as” before it."""
    places = [(name.start, name.end, name) for name in names]
    places += [(start, end, None) for start, end in companies.spans_in(0, len(text.text))]
    places.sort(key=lambda one: one[0])
    row: list[tuple[int, int, _Name | None]] = []
    for place in [*places, (len(text.text) + 9, len(text.text) + 9, None)]:
        gap = text.text[row[-1][1] : place[0]] if row else ""
        if row and not (len(gap) < 12 and _ENUMERATING.fullmatch(gap)):
            _share(text, row)
            row = []
        row.append(place)


def _share(text: Text, row: list[tuple[int, int, _Name | None]]) -> None:
    names = [name for _, _, name in row if name is not None]
    lead = text.text[max(0, row[0][0] - 60) : row[0][0]]
    cued = any(pattern.search(lead) for pattern in text.vocabulary.list_cues)
    company = len(row) > 1 and any(name is None or name.reasons for _, _, name in row)
    if not cued and not company:
        return
    for name in names:
        if not name.person and not name.reasons:
            name.reasons.append("in a row with companies")


def _grouped(text: Text, names: list[_Name]) -> dict[str, list[_Name]]:
    """By what they are called; initials in brackets stand with the name before them."""
    groups: dict[str, list[_Name]] = {}
    other: dict[str, str] = {}
    for name in names:
        key = _key(name)
        match = _INITIALS.match(text.text, name.end)
        if match and len(name.words) > 1 and name.reasons and _fit(match[1], name.words, text):
            other[folded(match[1])] = key
        groups.setdefault(other.get(key, key), []).append(name)
    for short, full in other.items():
        if short in groups and short != full:
            groups.setdefault(full, []).extend(groups.pop(short))
    return {key: sorted(group, key=lambda name: name.start) for key, group in groups.items()}


def _key(name: _Name) -> str:
    words = [folded(word.lower) for word in name.words]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "le", "la", "les") else words)


def _repeated_acronyms(text: Text, groups: dict[str, list[_Name]]) -> None:
    """“WTIA” twice is a name; once it may be anything."""
    for group in groups.values():
        words = text.text[group[0].start : group[0].end]
        repeated = len(group) > 1 and len(words) > 2 and _ACRONYM.fullmatch(words)
        if repeated and folded(words) not in text.vocabulary.no_names:
            group[0].reasons.append("acronym")
