"""Dates with their wording, read by `events.dates`, so that none is more precise than its words.

“on Tuesday” and “last month” mean a day only beside the day of publication: then the reading is marked as inferred.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from events.dates import DateRefused, Reading, read
from events.intake.proposals import Dated, Kind, Proposal
from events.intake.text import Text
from events.intake.vocabulary import Vocabulary
from events.intake.vocabulary.times import AGO, NAMED_DAYS, RELATIVE, absolute_pattern, relative_pattern


def dates(text: Text, published: date | None) -> list[Proposal]:
    """Every date in the text; of two that overlap, the longer."""
    found = [*_absolute(text, published), *_relative(text, published)]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Proposal] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end - one.start > kept[-1].end - kept[-1].start:
            kept[-1] = one
    return kept


def _proposal(text: Text, start: int, end: int, details: Dated) -> Proposal:
    return Proposal(Kind.DATE, start, end, text.text[start:end], details)


def _absolute(text: Text, published: date | None) -> Iterator[Proposal]:
    for match in absolute_pattern(text.vocabulary.code).finditer(text.even):
        wording = match[0]
        try:
            details = Dated(wording, read(wording))
        except DateRefused as refused:
            reading = _with_year(text, match, published) if refused.code == "year_missing" else None
            sentence = "" if reading else refused.sentence(text.vocabulary.code)
            details = Dated(wording, reading, inferred=reading is not None, refused=sentence)
        yield _proposal(text, *match.span(), details)


def _with_year(text: Text, match: re.Match, published: date | None) -> Reading | None:
    """The nearest such date before the day of publication; after it, if the sentence speaks of what is to come."""
    if published is None:
        return None
    years = [published.year, published.year - 1]
    if _is_to_come(text, match.start()):
        years = [published.year, published.year + 1]
    for year in years:
        try:
            reading = read(f"{match[0]} {year}")
        except DateRefused:
            continue
        if reading.earliest is None or reading.latest is None:
            continue
        to_come = years[1] > published.year
        if (reading.latest >= published) if to_come else (reading.earliest <= published):
            return reading
    return None


def _is_to_come(text: Text, place: int) -> bool:
    sentence = text.sentences[text.sentence_at(place)]
    words = text.words_in(max(sentence.start, place - 150), min(sentence.end, place + 150))
    return any(word.lower in text.vocabulary.to_come for word in words)


def _relative(text: Text, published: date | None) -> Iterator[Proposal]:
    for match in relative_pattern(text.vocabulary.code).finditer(text.even):
        if text.vocabulary.code == "en" and _is_no_name(match[0]):
            continue
        reading = _resolved(match, text.vocabulary, published) if published else None
        refused = "" if reading else text.vocabulary.needs_day
        yield _proposal(text, *match.span(), Dated(match[0], reading, inferred=reading is not None, refused=refused))


def _is_no_name(words: str) -> bool:
    """“this may”, “last march”: without its capital, an English month or day is none."""
    last = words.split()[-1]
    return last.islower() and last in ("may", "march", "august", *NAMED_DAYS["en"])


def _resolved(match: re.Match, vocabulary: Vocabulary, published: date) -> Reading | None:
    """What the words mean on the day of publication, as precisely as they say it and no more."""
    words = " ".join(match[0].lower().replace("’", "'").split())
    edtf = _edtf(words, vocabulary, published)
    try:
        return read(edtf) if edtf else None
    except DateRefused:
        return None


def _edtf(words: str, vocabulary: Vocabulary, day: date) -> str:
    ago = AGO[vocabulary.code].fullmatch(words)
    if ago:
        return _ago(ago["number"], ago["unit"], vocabulary, day)
    for pattern, meaning in _relatives(vocabulary.code):
        match = pattern.fullmatch(words)
        if match:
            return _meant(meaning, match.groupdict(), vocabulary, day)
    return ""


@cache
def _relatives(code: str) -> tuple[tuple[re.Pattern, tuple[str, int]], ...]:
    return tuple((re.compile(pattern), meaning) for pattern, meaning in RELATIVE[code])


def _meant(meaning: tuple[str, int], named: dict[str, str], vocabulary: Vocabulary, day: date) -> str:
    unit, steps = meaning
    if unit == "day":
        return (day + timedelta(days=steps)).isoformat()
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=steps)
        return f"[{monday.isoformat()}..{(monday + timedelta(days=6)).isoformat()}]"
    if unit == "month":
        return _month(day, steps)
    if unit == "year":
        return f"{day.year + steps:04}"
    if unit == "weekday":
        return _weekday(NAMED_DAYS[vocabulary.code].index(named["weekday"]), steps, day)
    if unit == "named":
        return f"{named['named']} {_year_of(named['named'], steps, day)}"
    return ""


def _month(day: date, steps: int) -> str:
    months = day.year * 12 + day.month - 1 + steps
    return f"{months // 12:04}-{months % 12 + 1:02}"


def _weekday(number: int, steps: int, day: date) -> str:
    """Steps -1: the last one before the day of publication; 0: the nearest up to it; 1: the next after it."""
    back = (day.weekday() - number) % 7
    if steps < 0:
        return (day - timedelta(days=back or 7)).isoformat()
    if steps > 0:
        return (day + timedelta(days=(7 - back) if back else 7)).isoformat()
    return (day - timedelta(days=back)).isoformat()


def _year_of(named: str, steps: int, day: date) -> int:
    """“last March”, “this summer”: the year in which it began before (or, for “next”, begins after) that day."""
    if steps == 0:
        return day.year
    begins = read(f"{named} {day.year}").earliest
    if steps < 0:
        return day.year if begins and begins < day.replace(day=1) else day.year - 1
    return day.year if begins and begins > day else day.year + 1


def _ago(number: str, unit: str, vocabulary: Vocabulary, day: date) -> str:
    value = int(number) if number.isdigit() else vocabulary.number_words.get(number, 0)
    if not 0 < value < 400:
        return ""
    kind = unit[:3]
    if kind in ("day", "jou"):
        return (day - timedelta(days=value)).isoformat()
    if kind in ("wee", "sem"):
        return _meant(("week", -value), {}, vocabulary, day)
    if kind in ("mon", "moi"):
        return _month(day, -value) + "~"
    return f"{day.year - value:04}~"
