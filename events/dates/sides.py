"""One date of a phrase, as words with their kinds, to EDTF dates.

"3 May 2016" → `2016-05-03`; "early May 2016" → `2016-05-01~` to `2016-05-10~`.
"""

import datetime
import re
from collections.abc import Callable

from events.dates.days import month_length
from events.dates.points import Point, parse_point
from events.dates.refusals import DateRefused, refusal
from events.dates.vocabulary import MONTH_NAMES, PARTS, WEEKDAY_NAMES

Item = tuple[str, str]
Fields = dict[str, str]
Side = tuple[Point, Point]
"""First and last EDTF date of what one side says; the same one, but for "early", "mid", "late"."""

Missing = tuple[str, str]
"""The precision of a date of which more is said to be unknown, and what EDTF adds for that."""
KNOWN: Missing = ("", "")

_BESIDE = frozenset({"mark", "part", "weekday"})
"""Kinds that say something of a date and are no component of it."""
_ISO = re.compile(r"\d{4}-\d\d(?:-\d\d)?", re.ASCII)
_NUMERIC = re.compile(r"\d+[./-]\d+(?:[./-]\d+)?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[a-z]*", re.ASCII)


def fields_of(items: list[Item], typed: str) -> Fields:
    """The kinds of one side with their values. Raises DateRefused for a kind that comes twice and
    for a word that is none of ours."""
    fields: Fields = {}
    has_year = any(_is_year(word) for _, word in items)
    for kind, value in items:
        if kind == "number":
            kind, value = _number(value, typed, has_year=has_year)
        if kind == "mark" and kind in fields:
            value = value if value == fields[kind] else "%"
        elif kind in fields:
            # Two days and no year: the second was meant for one.
            is_short_year = kind == "day" and not has_year
            raise refusal("year_digits" if is_short_year else "not_understood", text=typed)
        if kind != "comma":
            fields[kind] = value
    return fields


def side_of(fields: Fields, typed: str, missing: Missing) -> Side:
    """The EDTF dates of one side; `missing` is said to be unknown."""
    build = SHAPES.get(frozenset(fields) - _BESIDE)
    if build is None:
        raise _unfinished(fields, typed)
    text = build(fields, typed)
    mark, part, weekday = fields.get("mark", ""), fields.get("part"), fields.get("weekday")
    if part:
        return _part_of(part, text, mark, typed)
    precision, unspecified = missing
    point = parse_point(text + unspecified + mark)
    if point is None or (precision and _exact(text).precision != precision):
        raise refusal("not_understood", text=typed)
    if weekday:
        _check_weekday(point, int(weekday), typed)
    return point, point


def _number(token: str, typed: str, *, has_year: bool) -> Item:
    if _is_year(token):
        return "year", token
    if match := _DAY.fullmatch(token):
        # 40 is no day: somebody left out the century, unless the year is there.
        if int(match[1]) > 31 and not has_year:
            raise refusal("year_digits", text=typed)
        return "day", match[1]
    if _ISO.fullmatch(token):
        return "iso", token
    if _NUMERIC.fullmatch(token):
        return "numeric", token
    if token[:4].isdigit() and token.endswith("s"):
        return "decade", token[:4]
    raise refusal("not_understood", text=typed)


def _is_year(token: str) -> bool:
    return len(token) == 4 and token.isdigit()


def _unfinished(fields: Fields, typed: str) -> DateRefused:
    kinds = fields.keys() - _BESIDE
    if {"day", "month"} == kinds and int(fields["day"]) > month_length(2000, int(fields["month"])):
        # No year can mend it, so do not ask for one.
        month = int(fields["month"]) - 1
        names = (MONTH_NAMES["en"][month], MONTH_NAMES["fr"][month])
        return refusal("no_day", day=fields["day"], month=names)
    if kinds & {"day", "month", "season", "quarter", "unit"} and "year" not in kinds:
        return refusal("year_missing", text=typed)
    return refusal("not_understood", text=typed)


def _year(fields: Fields, typed: str) -> str:
    return fields["year"]


def _month(fields: Fields, typed: str) -> str:
    return f"{fields['year']}-{fields['month']}"


def _day(fields: Fields, typed: str) -> str:
    return f"{fields['year']}-{fields['month']}-{fields['day']:0>2}"


def _season(fields: Fields, typed: str) -> str:
    year = int(fields["year"])
    if fields["season"] == "winter":
        raise refusal("winter", before=year - 1, year=year, after=year + 1)
    return f"{fields['year']}-{fields['season']}"


def _quarter(fields: Fields, typed: str) -> str:
    return f"{fields['year']}-{fields['quarter']}"


def _numbered_unit(fields: Fields, typed: str) -> str:
    """ "Third quarter of 2021", "1er semestre 2018"."""
    number = int(fields["day"])
    first, most = (33, 4) if fields["unit"] == "quarter" else (40, 2)
    if not 1 <= number <= most:
        raise refusal("not_understood", text=typed)
    return f"{fields['year']}-{first + number - 1}"


def _iso(fields: Fields, typed: str) -> str:
    return fields["iso"]


def _decade(fields: Fields, typed: str) -> str:
    """ "1940s". "1900s" is refused: ten years or a hundred."""
    decade = fields["decade"]
    if decade.endswith("00"):
        raise refusal("century", year=decade, decade=int(decade) + 9, century=int(decade) + 99)
    return _tens(decade, typed)


def _decade_word(fields: Fields, typed: str) -> str:
    """ "Années 1890", "the decade 2000-2009" (which comes here with its first year)."""
    return _tens(fields["year"], typed)


def _tens(year: str, typed: str) -> str:
    if not year.endswith("0"):
        raise refusal("not_understood", text=typed)
    return f"{year[:3]}X"


def _numeric(fields: Fields, typed: str) -> str:
    """3/4/2018: day and month are told apart only where one order is impossible, or both agree."""
    parts = re.split(r"[./-]", fields["numeric"])
    if len(set(re.findall(r"[./-]", fields["numeric"]))) > 1:
        raise refusal("not_understood", text=typed)
    if len(parts[0]) == 4:
        return "-".join(part.zfill(2) for part in parts)
    if len(parts) == 2:
        return f"{parts[1]}-{parts[0]:0>2}"
    one, two, year = int(parts[0]), int(parts[1]), parts[2]
    if len(year) != 4:
        raise refusal("year_digits", text=typed)
    if 1 <= one <= 12 and 1 <= two <= 12 and one != two:
        raise _ambiguous(fields["numeric"], one, two, year)
    day, month = (one, two) if two <= 12 else (two, one)
    return f"{year}-{month:02}-{day:02}"


def _ambiguous(shown: str, one: int, two: int, year: str) -> DateRefused:
    return refusal(
        "ambiguous",
        text=shown,
        first=_day_names(int(year), two, one),
        second=_day_names(int(year), one, two),
        first_iso=f"{year}-{two:02}-{one:02}",
    )


def _day_names(year: int, month: int, day: int) -> tuple[str, str]:
    english, french = MONTH_NAMES["en"][month - 1], MONTH_NAMES["fr"][month - 1]
    return f"{day} {english} {year}", f"{'1er' if day == 1 else day} {french} {year}"


def _part_of(part: str, text: str, mark: str, typed: str) -> Side:
    """The first and last day, month or year of "early", "mid" or "late" in a month, a year or a
    decade (`vocabulary.PARTS`), both approximate: where "early" ends is not known."""
    if part == "last days" or part == "first days":
        part, text = _days_at_the_edge(part, text)
    whole = parse_point(text)
    kind = {7: "month", 4: "year"}.get(len(text), "")
    if text.endswith("X"):
        kind = "decade"
    if whole is None or not kind or whole.precision == "season":
        raise refusal("part", text=typed)
    first, last = PARTS[kind][part]
    if kind == "month":
        last = min(last, whole.latest[2])
    sign = "%" if mark in ("?", "%") else "~"
    head, width = (text[:3], "") if kind == "decade" else (f"{text}-", "02")
    return _exact(f"{head}{first:{width}}{sign}"), _exact(f"{head}{last:{width}}{sign}")


def _days_at_the_edge(part: str, text: str) -> tuple[str, str]:
    """ "Last days of 2017" are those of its December."""
    is_year = len(text) == 4 and text.isdigit()
    if part == "first days":
        return "early", f"{text}-01" if is_year else text
    return "late", f"{text}-12" if is_year else text


def _exact(text: str) -> Point:
    point = parse_point(text)
    if point is None:
        raise refusal("not_edtf", text=text)
    return point


def _check_weekday(point: Point, weekday: int, typed: str) -> None:
    if point.precision != "day" or point.is_masked or point.earliest[0] < 1:
        raise refusal("not_understood", text=typed)
    right = datetime.date(*point.earliest).weekday()
    if right != weekday:
        english, french = WEEKDAY_NAMES["en"], WEEKDAY_NAMES["fr"]
        raise refusal(
            "weekday",
            day=_day_names(*point.earliest),
            right=(english[right], french[right]),
            wrong=(english[weekday], french[weekday]),
        )


SHAPES: dict[frozenset[str], Callable[[Fields, str], str]] = {
    # the kinds of words that make a date → its EDTF text
    frozenset({"year"}): _year,
    frozenset({"year", "month"}): _month,
    frozenset({"year", "month", "day"}): _day,
    frozenset({"year", "season"}): _season,
    frozenset({"year", "quarter"}): _quarter,
    frozenset({"year", "day", "unit"}): _numbered_unit,
    frozenset({"iso"}): _iso,
    frozenset({"decade"}): _decade,
    frozenset({"decade word", "year"}): _decade_word,
    frozenset({"numeric"}): _numeric,
}
