"""EDTF text to days: dates, intervals and sets of ISO 8601-2:2019 (EDTF), levels 0, 1 and 2.

How the text says *some time within* or *throughout*: a date and a set `[…]` ("one of") are the
former, an interval `a/b` and a list `{…}` ("all of") the latter. `in_manner` turns one into the
other, so that what an editor chooses is in the text itself wherever EDTF has a form for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice

from events.dates.days import Day, Span, in_order, joined
from events.dates.points import Point, parse_point, point_on
from events.dates.refusals import MAX_LENGTH, refusal


class Manner(StrEnum):
    """Whether a thing happened at some time within its days, or all through them."""

    WITHIN = "within"
    THROUGHOUT = "throughout"


class Edge(StrEnum):
    """A side of an interval that is no date; the value is how EDTF writes it."""

    OPEN = ".."
    UNKNOWN = ""


Side = Point | Edge


@dataclass(frozen=True, slots=True)
class Interval:
    """`start/end`: all the time from the one to the other."""

    start: Side
    end: Side

    @property
    def text(self) -> str:
        return f"{_text(self.start)}/{_text(self.end)}"

    @property
    def earliest(self) -> Day | Edge:
        return self.start if isinstance(self.start, Edge) else self.start.earliest

    @property
    def latest(self) -> Day | Edge:
        return self.end if isinstance(self.end, Edge) else self.end.latest

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(side for side in (self.start, self.end) if isinstance(side, Point))

    def spans(self) -> Iterator[Span]:
        return iter(((_day(self.earliest), _day(self.latest)),))


@dataclass(frozen=True, slots=True)
class Range:
    """`start..end` as a member of a set; None is an open side."""

    start: Point | None
    end: Point | None

    @property
    def text(self) -> str:
        return f"{self.start.text if self.start else ''}..{self.end.text if self.end else ''}"

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for point in (self.start, self.end) if point)

    def spans(self) -> Iterator[Span]:
        first = self.start.earliest if self.start else None
        return iter(((first, self.end.latest if self.end else None),))


Member = Point | Range


@dataclass(frozen=True, slots=True)
class Members:
    """`[a,b..c]`: one of the members; `{a,b..c}`: all of them, if `every`."""

    members: tuple[Member, ...]
    every: bool

    @property
    def text(self) -> str:
        inside = ",".join(member.text for member in self.members)
        return f"{{{inside}}}" if self.every else f"[{inside}]"

    @property
    def earliest(self) -> Day | Edge:
        days = [_first(member) for member in self.members]
        return Edge.OPEN if None in days else min(day for day in days if day)

    @property
    def latest(self) -> Day | Edge:
        days = [_last(member) for member in self.members]
        return Edge.OPEN if None in days else max(day for day in days if day)

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for member in self.members for point in _points(member))

    def spans(self) -> Iterator[Span]:
        """In order and joined: all of them are built, so mind a member like `XXXX-XX-01`."""
        if len(self.members) == 1:
            return self.members[0].spans()
        return joined(in_order(chain.from_iterable(member.spans() for member in self.members)))


Edtf = Point | Interval | Members


def parse_edtf(text: str) -> Edtf:
    """The date, interval or set that the EDTF `text` writes, with `earliest` and `latest`.

    Strict bounds: `? ~ %` do not widen them. A side without a day is an `Edge`. Raises
    DateRefused if it is no EDTF of 2019, or names a day that does not exist.
    """
    if len(text) > MAX_LENGTH:
        raise refusal("too_long", most=MAX_LENGTH)
    found = edtf_or_none(text)
    if found is None:
        raise refusal("not_edtf", text=text)
    return found


def edtf_or_none(text: str) -> Edtf | None:
    """As `parse_edtf`, but None where the text is not in the form of EDTF at all."""
    if text[:1] in ("[", "{"):
        return _parse_members(text)
    if "/" in text:
        return _parse_interval(text)
    return parse_point(text)


def manner_of(edtf: Edtf) -> Manner:
    """What the form of the text says: an interval and a list are "throughout"."""
    if isinstance(edtf, Interval) or (isinstance(edtf, Members) and edtf.every):
        return Manner.THROUGHOUT
    return Manner.WITHIN


def in_manner(edtf: Edtf, manner: str) -> Edtf:
    """The same days in the form that says `manner`, or unchanged where EDTF has none for it."""
    if manner == manner_of(edtf):
        return edtf
    if isinstance(edtf, Point):
        # A day is not told apart; and possibilities with gaps are no interval.
        is_gapped = edtf.is_masked and len(list(islice(edtf.spans(), 2))) > 1
        return edtf if edtf.day or is_gapped or edtf.is_unknown else Interval(edtf, edtf)
    if isinstance(edtf, Interval):
        return _some_time_in(edtf)
    only = edtf.members[0]
    if len(edtf.members) == 1 and isinstance(only, Range) and not edtf.every:
        return Interval(only.start or Edge.OPEN, only.end or Edge.OPEN)
    return Members(edtf.members, not edtf.every)


def interval(start: Side, end: Side) -> Interval:
    """`start/end`. Raises DateRefused if it runs backwards or has no date at all."""
    if isinstance(start, Point):
        if isinstance(end, Point):
            _check_order(start, end)
    elif isinstance(end, Edge):
        raise refusal("both_open")
    return Interval(start, end)


def one_of_range(start: Point, end: Point) -> Members:
    """`[start..end]`, some time between the two; raises DateRefused if it runs backwards.

    A set wants both ends equally precise, so that the coarser one is written finer: with the
    same first or last day, nothing is added.
    """
    _check_order(start, end)
    if start.precision != end.precision:
        finer = "day" if "day" in (start.precision, end.precision) else "month"
        start = point_on(start.earliest, finer, _any_mark(start)) or start
        end = point_on(end.latest, finer, _any_mark(end)) or end
    return Members((Range(start, end),), every=False)


def _some_time_in(whole: Interval) -> Edtf:
    start, end = whole.start, whole.end
    if isinstance(start, Point) and isinstance(end, Point):
        return start if start == end else one_of_range(start, end)
    begun = start if isinstance(start, Point) else None
    ended = end if isinstance(end, Point) else None
    return Members((Range(begun, ended),), every=False)


def _parse_interval(text: str) -> Interval | None:
    left, right = text.split("/", 1)
    start, end = _parse_side(left), _parse_side(right)
    return None if start is None or end is None else interval(start, end)


def _parse_side(text: str) -> Side | None:
    if text in (Edge.OPEN, Edge.UNKNOWN):
        return Edge(text)
    point = parse_point(text)
    return None if point is None or point.time else point


def _parse_members(text: str) -> Members | None:
    if text[-1] != {"[": "]", "{": "}"}[text[0]]:
        return None
    members = tuple(_parse_member(part.strip(" ")) for part in text[1:-1].split(","))
    known = tuple(member for member in members if member is not None)
    if len(known) < len(members):
        return None
    openings = [n for n, member in enumerate(known) if _first(member) is None]
    endings = [n for n, member in enumerate(known) if _last(member) is None]
    if openings not in ([], [0]) or endings not in ([], [len(known) - 1]):
        raise refusal("open_inside")
    return Members(known, every=text[0] == "{")


def _parse_member(text: str) -> Member | None:
    if ".." not in text:
        point = parse_point(text)
        return None if point is None or point.time else point
    left, right = text.split("..", 1)
    start = parse_point(left) if left else None
    end = parse_point(right) if right else None
    if (left and start is None) or (right and end is None) or not (left or right):
        return None
    if start and end:
        if start.precision != end.precision:
            raise refusal("precision", text=text)
        _check_order(start, end)
    return Range(start, end)


def _check_order(start: Point, end: Point) -> None:
    if start.earliest > end.latest:
        raise refusal("backwards", start=start.text, end=end.text)


def _any_mark(point: Point) -> str:
    marks = set("".join(point.marks))
    return "%" if len(marks) > 1 else "".join(marks)


def _text(side: Side) -> str:
    return side.text if isinstance(side, Point) else side.value


def _day(side: Day | Edge) -> Day | None:
    return None if isinstance(side, Edge) else side


def _first(member: Member) -> Day | None:
    if isinstance(member, Point):
        return member.earliest
    return member.start.earliest if member.start else None


def _last(member: Member) -> Day | None:
    if isinstance(member, Point):
        return member.latest
    return member.end.latest if member.end else None


def _points(member: Member) -> tuple[Point, ...]:
    return (member,) if isinstance(member, Point) else member.points
