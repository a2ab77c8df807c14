"""Days and spans of days, for every year that EDTF can name.

`datetime.date` ends at the years 1 and 9999, EDTF does not: here a day is a plain
(year, month, day), which compares as it should. The calendar is the proleptic Gregorian one with
a year 0, as ISO 8601-1 has it.
"""

from collections.abc import Iterable, Iterator

Day = tuple[int, int, int]
Span = tuple[Day | None, Day | None]
"""First and last day, both included; None where that side has no bound."""

_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_length(year: int, month: int) -> int:
    """How many days the month (1 to 12) has in that year."""
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _LENGTHS[month]


def months_span(year: int, month: int, count: int = 1) -> tuple[Day, Day]:
    """First and last day of `count` months from that month on; may end in the next year."""
    years, last = divmod(month - 1 + count - 1, 12)
    end = (year + years, last + 1)
    return (year, month, 1), (*end, month_length(*end))


def day_after(day: Day) -> Day:
    year, month, number = day
    if number < month_length(year, month):
        return year, month, number + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def day_before(day: Day) -> Day:
    year, month, number = day
    if number > 1:
        return year, month, number - 1
    year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return year, month, month_length(year, month)


def in_order(spans: Iterable[Span]) -> list[Span]:
    """The spans by their first day; those without one come first."""
    return sorted(spans, key=lambda span: (span[0] is not None, span[0] or (0, 0, 0)))


def joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans that touch or overlap made one; takes and gives them in order, lazily."""
    first: Day | None = None
    last: Day | None = None
    begun = False
    for start, end in spans:
        if begun and _reaches(last, start):
            last = None if last is None or end is None else max(last, end)
            continue
        if begun:
            yield first, last
        first, last, begun = start, end, True
    if begun:
        yield first, last


def _reaches(last: Day | None, start: Day | None) -> bool:
    return last is None or start is None or start <= day_after(last)
