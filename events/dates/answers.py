"""The answer to the editor: "We read this as …", with the days and the conventions used."""

import datetime

from events.dates.edtf import Edtf, Manner, Members, Range, in_manner, parse_edtf
from events.dates.points import Point
from events.dates.reading import DateSpan, Reading, points_of
from events.dates.wording import day_in_words, in_words
from events.dates.words import contracted, part_of, say, tongue

_MOST_LISTED = 4
"""As many separate stretches are told one by one."""


def describe_reading(reading: Reading, language: str) -> str:
    """What was understood, the days that it may be, and what that rests on, in whole sentences.

    "We read this as: between 2014 and 2016 (some time between 1 January 2014 and 31 December
    2016)."
    """
    language = tongue(language)
    edtf = in_manner(parse_edtf(reading.edtf), reading.manner)
    words = in_words(edtf, language)
    bounds = contracted(_bounds(reading, language), language)
    if isinstance(edtf, Point) and edtf.precision == "month":
        bounds = say("no_day", language, a=bounds)
    if bounds == say("some_time", language, a=words):
        words = bounds
    elif bounds:
        words = f"{words} ({bounds})"
    return " ".join([say("we_read", language, a=words), *_notes(edtf, language)])


def _bounds(reading: Reading, language: str) -> str:
    """The days that it may be; '' for a single day, told already, and where none is known."""
    if len(reading.spans) > 1:
        several = _listed(reading.spans, language)
        return say(f"{reading.manner}_several", language, a=several)
    first, last = (_in_words(day, language) for day in reading.spans[0])
    if first == last:
        return ""  # one day, or both sides open
    if first and last:
        is_within = reading.manner == Manner.WITHIN
        frame, days = ("some_time", "between") if is_within else ("all_that_time", "from_to")
        return say(frame, language, a=say(days, language, a=first, b=last))
    return say(f"{reading.manner}_{'from' if first else 'to'}", language, a=first or last)


def _listed(spans: tuple[DateSpan, ...], language: str) -> str:
    shown = [_span(span, language) for span in spans[:_MOST_LISTED]]
    rest = len(spans) - _MOST_LISTED
    if rest <= 0:
        return say("listed", language).join(shown)
    return say(
        "more",
        language,
        a=say("listed", language).join(shown),
        n=str(rest),
        b=_span(spans[-1], language),
    )


def _span(span: DateSpan, language: str) -> str:
    first, last = (_in_words(day, language) for day in span)
    if first == last:
        return first
    if not first or not last:
        return say("until" if last else "since", language, a=last or first)
    return say("from_to", language, a=first, b=last)


def _in_words(day: datetime.date | None, language: str) -> str:
    return day_in_words((day.year, day.month, day.day), language) if day else ""


def _notes(edtf: Edtf, language: str) -> list[str]:
    """What the reading rests on, one sentence each."""
    points = points_of(edtf)
    parts = _parts(edtf)
    told = [f"part_{unit}" for unit in parts]
    if not parts and any(point.is_marked for point in points):
        told.append("marked")
    if any(_is_season(point) for point in points):
        told.append("season")
    if any(point.time for point in points):
        told.append("time")
    return [say(frame, language) for frame in told]


def _parts(edtf: Edtf) -> list[str]:
    """The units of which an "early", "mid" or "late" is told, each once."""
    members = edtf.members if isinstance(edtf, Members) else ()
    parts = [part_of(member) for member in members if isinstance(member, Range)]
    return list(dict.fromkeys(part.unit for part in parts if part))


def _is_season(point: Point) -> bool:
    """A season whose months are our choice: the code names no hemisphere."""
    return point.precision == "season" and 21 <= int(point.month) <= 24
