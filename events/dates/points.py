"""One date of EDTF: year, season, month or day, with unspecified digits and marks of doubt.

ISO 8601-2:2019 (EDTF) level 0 (dates, date and time), level 1 (`? ~ %` at the end, `X` at the
end, seasons, years of more than four digits) and level 2 (marks on one component, `X` anywhere,
exponents and significant digits of years, quarters and other parts of a year).
"""

import re
from collections.abc import Iterator
from itertools import chain, product
from typing import NamedTuple

from events.dates.days import Day, Span, joined, month_length, months_span
from events.dates.refusals import refusal
from events.dates.vocabulary import MONTH_NAMES

SEASONS = {
    # Code → first month and number of months. EDTF leaves the bounds of seasons to the reader of
    # the date: here they are whole months, 21 to 24 ("independent of location") those of the
    # northern hemisphere. A season that begins in December ends in the next year.
    **{21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3)},
    **{25: (3, 3), 26: (6, 3), 27: (9, 3), 28: (12, 3)},  # northern hemisphere
    **{29: (9, 3), 30: (12, 3), 31: (3, 3), 32: (6, 3)},  # southern hemisphere
    **{33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3)},  # quarters
    **{37: (1, 4), 38: (5, 4), 39: (9, 4)},  # thirds
    **{40: (1, 6), 41: (7, 6)},  # halves
}

# Nearly all dates are plain, and read in half the time by themselves.
_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MARK = "([?~%]?)"
_DATE = re.compile(
    rf"{_MARK}(-?[0-9X]{{4}}){_MARK}"
    rf"(?:-{_MARK}([0-9X]{{2}}){_MARK}(?:-{_MARK}([0-9X]{{2}}){_MARK}(T[0-9:.+Z-]+)?)?)?"
)
_LONG_YEAR = re.compile(rf"{_MARK}(Y?)(-?[0-9]{{1,18}})(?:E([0-9]))?(?:S([1-9]))?{_MARK}")
_TIME = re.compile(
    r"T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]{1,9})?"
    r"(?:Z|([+-])([0-9]{2})(?::?([0-9]{2}))?)?"
)
_UNMARKED = ("", "", "")
_DOUBTS = frozenset("?~%")


class Point(NamedTuple):
    """One EDTF date. Components are as written (`month` also holds season codes), '' if absent."""

    text: str
    year: str
    month: str
    day: str
    earliest: Day
    latest: Day
    marks: tuple[str, str, str] = _UNMARKED
    """What `? ~ %` say of year, month and day."""
    time: str = ""

    @property
    def precision(self) -> str:
        """ "year", "season", "month" or "day"."""
        if self.day:
            return "day"
        if self.month:
            return "season" if self.month.isdigit() and int(self.month) > 12 else "month"
        return "year"

    @property
    def mark(self) -> str:
        """The mark that all the components carry; '' if there is none, or they differ."""
        present = self.marks[: 1 + bool(self.month) + bool(self.day)]
        return self.marks[0] if len(set(present)) == 1 else ""

    @property
    def is_marked(self) -> bool:
        return self.marks != _UNMARKED

    @property
    def is_masked(self) -> bool:
        return "X" in self.text

    @property
    def is_unknown(self) -> bool:
        """All digits are unspecified (`XXXX`): nothing is known of the date."""
        return set(self.year + self.month + self.day) == {"X"}

    def spans(self) -> Iterator[Span]:
        """The stretches of days that it may be, in order, lazily; they do not touch."""
        if not self.is_masked:
            return iter(((self.earliest, self.latest),))
        return joined(_possible(_year_blocks(self.year), self.month, self.day))


def parse_point(text: str) -> Point | None:
    """The date that `text` writes; None if it is not of that form.

    Raises DateRefused if it is of the form and there is no such day, month, year or time.
    """
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        year, month, day = plain.groups("")
        return Point(text, year, month, day, *_bounds(year, month, day))
    match = _DATE.fullmatch(text)
    if match is None:
        return _long_year(text)
    _, year, _, _, month, _, _, day, _, time = parts = match.groups("")
    if "X" in text:
        earliest, latest = _masked_bounds(year, month, day)
    else:
        earliest, latest = _bounds(year, month, day)
    marks = _UNMARKED if _DOUBTS.isdisjoint(text) else _spread(parts)
    if time and (marks != _UNMARKED or "X" in text or not _is_time(time)):
        raise refusal("no_time", text=text)
    return Point(text, year, month, day, earliest, latest, marks, time)


def point_on(day: Day, precision: str, mark: str = "") -> Point | None:
    """The day, its month or its year as an EDTF date; None for a year beyond four digits."""
    year, month, number = day
    if not 0 <= year <= 9999:
        return None
    text = {
        "year": f"{year:04}",
        "month": f"{year:04}-{month:02}",
        "day": f"{year:04}-{month:02}-{number:02}",
    }[precision]
    return parse_point(text + mark)


def _bounds(year: str, month: str, day: str) -> tuple[Day, Day]:
    if year == "-0000":
        raise refusal("no_year", year=year)
    number = int(year)
    if not month:
        return (number, 1, 1), (number, 12, 31)
    code = int(month)
    if not day and code in SEASONS:
        return months_span(number, *SEASONS[code])
    if not 1 <= code <= 12:
        raise refusal("no_month", month=month)
    length = month_length(number, code)
    if not day:
        return (number, code, 1), (number, code, length)
    only = (number, code, int(day))
    if not 1 <= only[2] <= length:
        raise _no_day(year, month, day)
    return only, only


def _masked_bounds(year: str, month: str, day: str) -> tuple[Day, Day]:
    blocks = _year_blocks(year)
    if not blocks:
        raise refusal("no_year", year=year)
    if month and not _months(month, day):
        raise refusal("no_month", month=month)
    # 2000 was a leap year: what does not fit there fits nowhere, and ten thousand years need no search.
    if month and not any(_stretches(2000, code, day) for code in _months(month, day)):
        raise _no_day(year, month, day)
    first = next(_possible(blocks, month, day), None)
    last = next(_possible(blocks, month, day, step=-1), None)
    if first is None or last is None:
        raise _no_day(year, month, day)
    return first[0], last[1]


def _no_day(year: str, month: str, day: str) -> Exception:
    if not month.isdigit():
        return refusal("no_day", day=day, month=f"{year}-{month}")
    english, french = (MONTH_NAMES[language][int(month) - 1] for language in ("en", "fr"))
    return refusal("no_day", day=day, month=(f"{english} {year}", f"{french} {year}"))


def _year_blocks(year: str) -> list[tuple[int, int]]:
    """The runs of years that the digits allow, in order; no two of them touch.

    Unspecified digits at the end make one run; any before a known digit make separate ones.
    """
    sign, digits = (-1, year[1:]) if year.startswith("-") else (1, year)
    known = digits.rstrip("X")
    width = 10 ** (len(digits) - len(known))
    heads = [int("".join(head) or "0") * width for head in product(*map(_choices, known))]
    blocks = [(head, head + width - 1) for head in heads]
    if sign > 0:
        return blocks
    # Year 0 has no minus sign, so that it falls out of the negative runs.
    return [(-last, -max(first, 1)) for first, last in reversed(blocks) if last > 0]


def _choices(digit: str) -> str:
    return "0123456789" if digit == "X" else digit


def _fitting(mask: str, low: int, high: int) -> list[int]:
    """The two-digit numbers from low to high that the mask allows."""
    tens, units = mask[0], mask[1]
    numbers = range(low, high + 1)
    return [n for n in numbers if tens in ("X", str(n // 10)) and units in ("X", str(n % 10))]


def _months(mask: str, day: str) -> list[int]:
    """The months, or the one season, that the digits allow; seasons have no days."""
    if mask.isdigit() and int(mask) in SEASONS:
        return [] if day else [int(mask)]
    return _fitting(mask, 1, 12)


def _possible(blocks: list[tuple[int, int]], month: str, day: str, step: int = 1) -> Iterator[tuple[Day, Day]]:
    """The stretches of days that fit, in order, or from the last to the first if step is -1."""
    if month in ("", "XX") and day in ("", "XX"):
        return (((first, 1, 1), (last, 12, 31)) for first, last in blocks[::step])
    years = chain.from_iterable(range(a, b + 1)[::step] for a, b in blocks[::step])
    months = _months(month, day)[::step]
    stretches = (_stretches(year, code, day) for year in years for code in months)
    return chain.from_iterable(found[::step] for found in stretches)


def _stretches(year: int, code: int, day: str) -> list[tuple[Day, Day]]:
    if code > 12:
        return [months_span(year, *SEASONS[code])]
    if day in ("", "XX"):
        return [months_span(year, code)]
    days = _fitting(day, 1, month_length(year, code))
    return [((year, code, number), (year, code, number)) for number in days]


def _spread(parts: tuple[str, ...]) -> tuple[str, str, str]:
    """Marks per component: one to the left of a component is its own, one to the right also
    holds for all that stand before it (EDTF level 2, "qualification of individual component" and
    "group qualification")."""
    left_year, _, right_year, left_month, _, right_month, left_day, _, right_day, _ = parts
    return (
        _merged(left_year + right_year + right_month + right_day),
        _merged(left_month + right_month + right_day) if parts[4] else "",
        _merged(left_day + right_day) if parts[7] else "",
    )


def _merged(marks: str) -> str:
    """Uncertain and approximate together are `%`."""
    return "%" if len(set(marks)) > 1 else marks[:1]


def _is_time(time: str) -> bool:
    match = _TIME.fullmatch(time)
    if match is None:
        return False
    hour, minute, second, sign, zone_hours, zone_minutes = match.groups("0")
    if int(hour) > 23 or int(minute) > 59 or int(second) > 59 or int(zone_minutes) > 59:
        return False
    zone = int(zone_hours) * 60 + int(zone_minutes)
    # Zones in use lie between -12:00 and +14:00; ISO 8601-1 forbids a negative zero.
    return zone <= 14 * 60 if sign != "-" else 0 < zone <= 12 * 60


def _long_year(text: str) -> Point | None:
    """`Y170000002`, `Y-17E7`, `1950S2`: the last is some year of 1900 to 1999."""
    match = _LONG_YEAR.fullmatch(text)
    if match is None:
        return None
    left, prefix, digits, exponent, significant, right = match.groups("")
    year = int(digits) * 10 ** int(exponent or 0)
    is_long = abs(year) > 9999
    if is_long != bool(prefix) or (not prefix and (exponent or len(digits.lstrip("-")) != 4)):
        return None
    if not prefix and not significant:
        return None
    unit = 10 ** max(len(str(abs(year))) - int(significant), 0) if significant else 1
    low = abs(year) // unit * unit
    first, last = (low, low + unit - 1) if year >= 0 else (-low - unit + 1, -low)
    written = text.strip("?~%")
    marks = (_merged(left + right), "", "")
    return Point(text, written, "", "", (first, 1, 1), (last, 12, 31), marks)
