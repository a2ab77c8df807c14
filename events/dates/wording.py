"""From the record's EDTF to words for readers, in English and French.

Never more precise than what is known, and mostly words that `read` reads back. All of it works
from the stored EDTF text and the manner alone.
"""

import re
from itertools import islice

from events.dates.days import Day, day_after, day_before
from events.dates.edtf import Edge, Edtf, Interval, Range, in_manner, parse_edtf
from events.dates.points import Point, point_on
from events.dates.refusals import DateRefused
from events.dates.words import contracted, noun_of, part_in_words, part_of, say, tongue

_HTML = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


def describe(edtf: str, *, manner: str, language: str) -> str:
    """The date in words: "between 2014 and 2016", "since 2015", "vers mars 2019".

    `language` is "en" or "fr". Raises DateRefused if `edtf` is no EDTF.
    """
    return in_words(in_manner(parse_edtf(edtf), manner), tongue(language))


def html_datetime(edtf: str) -> str:
    """The value for `<time datetime>`: a year, month or day; '' if HTML has no form for the date.

    Approximate and uncertain dates have none, nor have intervals, sets and seasons. Of a date with
    time: the day, as the pages show it.
    """
    day = edtf.partition("T")[0]
    if not _HTML.fullmatch(day) or day.startswith("0000"):
        return ""
    try:
        point = parse_edtf(edtf)
    except DateRefused:
        return ""
    return "" if isinstance(point, Point) and point.precision == "season" else day


def in_words(edtf: Edtf, language: str) -> str:
    """Parsed EDTF in words ("en" or "fr")."""
    return contracted(_words(edtf, language), language)


def day_in_words(day: Day, language: str) -> str:
    """The day within a phrase: "3 May 2016", "le 3 mai 2016"."""
    point = point_on(day, "day")
    noun = noun_of(point, language) if point else None
    return noun.whole if noun else f"{day[0]}-{day[1]:02}-{day[2]:02}"


def _words(edtf: Edtf, language: str) -> str:
    if isinstance(edtf, Point):
        return _point(edtf, language)
    if isinstance(edtf, Interval):
        return _interval(edtf, language)
    members = [_member(member, language, every=edtf.every) for member in edtf.members]
    if len(members) == 1:
        return members[0]
    joint = "and" if edtf.every else "or"
    return say(joint, language, a=", ".join(members[:-1]), b=members[-1])


def _member(member: Point | Range, language: str, *, every: bool) -> str:
    if isinstance(member, Point):
        return _point(member, language)
    return _range(member, language, every=every)


def _point(point: Point, language: str) -> str:
    if point.is_unknown:
        return say("unknown", language)
    noun = noun_of(point, language)
    if noun is None:
        return _masked(point, language)
    if point.mark:
        return say(f"alone{point.mark}", language, a=noun.whole)
    return noun.words


def _masked(point: Point, language: str) -> str:
    """What usual words do not tell: the first and the last day, and the EDTF if that is not all."""
    first, last = (day_in_words(day, language) for day in (point.earliest, point.latest))
    bounds = say("between", language, a=first, b=last)
    is_all = len(list(islice(point.spans(), 2))) == 1 and not point.is_marked
    return bounds if is_all else f"{bounds} ({point.text})"


def _interval(edtf: Interval, language: str) -> str:
    start, end = edtf.start, edtf.end
    if isinstance(start, Edge):
        return say("until", language, a=_inside(end, language))
    if isinstance(end, Edge):
        frame = "since" if end is Edge.OPEN else "since_unknown"
        return say(frame, language, a=_inside(start, language))
    if start != end:
        return say("from_to", language, a=_inside(start, language), b=_inside(end, language))
    if start.precision == "day" and not start.is_masked:
        return _point(start, language)
    return say("throughout", language, a=_inside(start, language))


def _range(members: Range, language: str, *, every: bool) -> str:
    start, end = members.start, members.end
    part = part_of(members)
    if part is not None:
        return part_in_words(part, language)
    if start is not None and end is not None:
        frame = "from_to" if every else "between"
        return say(frame, language, a=_inside(start, language), b=_inside(end, language))
    if end is not None:
        return _beyond("before", end, day_after(end.latest), language)
    if start is not None:
        return _beyond("after", start, day_before(start.earliest), language)
    return say("unknown", language)


def _beyond(frame: str, point: Point, day: Day, language: str) -> str:
    """`[..2014]` is "before 2015": the next year, month or day, as precise as the date is."""
    precision = "month" if point.precision == "season" else point.precision
    is_plain = not (point.is_masked and point.month) and bool(point.mark) == point.is_marked
    limit = point_on(day, precision, point.mark) if is_plain else None
    if limit is None:
        return say(f"or_{frame}", language, a=_inside(point, language))
    return say(frame, language, a=_inside(limit, language))


def _inside(side: Point | Edge, language: str) -> str:
    """A date within a longer phrase: with its article, and its mark where it can stand there."""
    if isinstance(side, Edge):
        return side.value
    noun = noun_of(side, language)
    if noun is None:
        return side.text
    return say(f"inside{side.mark}", language, a=noun.whole) if side.mark else noun.whole
