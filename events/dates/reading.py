"""A reading: what the record keeps of a date, and how readings are found and ordered."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from events.dates.days import Day, Span
from events.dates.edtf import Edtf, Manner, in_manner, manner_of, parse_edtf
from events.dates.points import Point
from events.dates.refusals import MAX_LENGTH, refusal

MAX_SPANS = 64
"""The most separate stretches of days that one date may name; more are refused, not widened."""

_FIRST_DAY: Day = (1600, 1, 1)
_LAST_DAY: Day = (2200, 12, 31)

DateSpan = tuple[datetime.date | None, datetime.date | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """A date as kept: EDTF text and the days that it may be."""

    edtf: str
    """Canonical EDTF; `describe` and `reading_of` need nothing else but the manner."""

    earliest: datetime.date | None
    """The first day that it may be; None if that side is open or unknown."""

    latest: datetime.date | None
    """The last day that it may be; None if that side is open or unknown."""

    manner: Manner
    """`within`: at some time in the spans; `throughout`: all the time."""

    spans: tuple[DateSpan, ...]
    """The days that it may be as runs (first, last), in order, apart from each other: `[2014,2016]`
    has two, and 2015 is in neither."""

    approximate: bool
    """An EDTF mark (`~ ? %`) calls a part of it approximate or uncertain."""


@lru_cache(maxsize=4096)
def reading_of(edtf: str, manner: str | None = None) -> Reading:
    """The reading of stored EDTF text and manner; without a manner, the one that the text implies.

    Raises DateRefused as `read` does.
    """
    parsed = parse_edtf(edtf)
    return reading_from(parsed, Manner(manner) if manner else manner_of(parsed), typed=edtf)


def reading_from(edtf: Edtf, manner: Manner, *, typed: str) -> Reading:
    """The reading of parsed EDTF; `typed` is what a refusal quotes.

    Raises DateRefused for days outside 1600-01-01 to 2200-12-31 (what the database holds) and for
    more than MAX_SPANS separate stretches.
    """
    text = edtf.text
    if len(text) > MAX_LENGTH:
        raise refusal("too_long", most=MAX_LENGTH)
    points = points_of(edtf)
    spans = _recordable(edtf, points, typed)
    marked = any(point.is_marked for point in points)
    return Reading(text, spans[0][0], spans[-1][1], manner, spans, marked)


def recast(edtf: Edtf, manner: str | None) -> tuple[Edtf, Manner]:
    """The EDTF in the form of the manner asked for, or as it is with the manner of its form.

    Raises ValueError if `manner` is none of Manner's.
    """
    if manner is None:
        return edtf, manner_of(edtf)
    return in_manner(edtf, Manner(manner)), Manner(manner)


def points_of(edtf: Edtf) -> tuple[Point, ...]:
    """The dates that the EDTF is made of."""
    return (edtf,) if isinstance(edtf, Point) else edtf.points


def may_lie_in(reading: Reading, first: datetime.date | None, last: datetime.date | None) -> bool:
    """Whether a day of the reading lies between first and last, both included; None is no bound.

    Exact: a filter finds every event that may lie there, and no other.
    """
    return any(
        (start is None or last is None or start <= last) and (end is None or first is None or end >= first)
        for start, end in reading.spans
    )


def sort_key(reading: Reading) -> tuple[bool, datetime.date, datetime.date]:
    """Where the reading stands on a timeline.

    By the first day that it may be; with the same first day the more precise comes first, so that
    1 January 2016 stands before January 2016, and that before 2016. Without a first day ("before
    2015"): before everything dated. Without a last day ("since 2015"): after all that begin on the
    same day. Without either ("unknown"): at the end. Equal keys are for the caller to part by id:
    `(sort_key(reading), id)`. In SQL: `ORDER BY earliest IS NULL AND latest IS NULL, earliest
    NULLS FIRST, latest NULLS LAST, id`.
    """
    undated = reading.earliest is None and reading.latest is None
    earliest = reading.earliest or datetime.date.min
    return undated, earliest, reading.latest or datetime.date.max


def _recordable(edtf: Edtf, points: tuple[Point, ...], typed: str) -> tuple[DateSpan, ...]:
    if isinstance(edtf, Point) and edtf.is_unknown:
        return ((None, None),)
    for point in points:
        if point.earliest < _FIRST_DAY or point.latest > _LAST_DAY:
            raise refusal("outside", text=typed)
        # Each date before the whole: a set builds the spans of all its members.
        if point.is_masked and len(list(islice(point.spans(), MAX_SPANS + 1))) > MAX_SPANS:
            raise refusal("too_many", text=typed, most=MAX_SPANS)
    spans = tuple(map(_dates, edtf.spans()))
    if len(spans) > MAX_SPANS:
        raise refusal("too_many", text=typed, most=MAX_SPANS)
    return spans


def _dates(span: Span) -> DateSpan:
    first, last = span
    return (
        datetime.date(*first) if first else None,
        datetime.date(*last) if last else None,
    )
