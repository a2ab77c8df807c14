"""A company's timeline at a glance, as geometry for an SVG: lanes by kind, spans where a date is not known to the day.

Places along the time are percentages, so that the picture fits any width and its words keep their size. It says
nothing that the table below it does not say in words.

A short timeline shows each entry as a mark. A long one shows how many there are in which years, as bars: full where an
entry surely lies in those years, pale where it only may.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from events.site import asked
from events.timeline.choosing import Choice
from events.timeline.queries import Face
from events.timeline.statistics import LANE_OF, LANES, OPEN_YEARS

LABEL, ROW, AXIS = 20, 26, 22
BAR = 52
"""Heights in pixels: a lane's name, a row of marks (a finger finds it), the years below, the highest bar."""
EDGE = 2.0
"""Percent of the width that stay free on either side, so that no mark is cut."""
APART = 5.0
"""Percent that a mark needs for itself, on the narrowest picture there is."""
MOST_ROWS = 6
"""Beyond so many rows in one lane, bars show more than marks."""
MOST_BARS = 20
STEPS = (1, 2, 5, 10, 20, 50, 100, 200)


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry: a diamond where the date is short, else a bar over the days on which it may lie."""

    number: int
    kind: str
    title: str
    date: Face
    language: str
    lane: str
    x: float
    width: float
    y: int

    @property
    def is_point(self) -> bool:
        return self.width < APART / 2

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def target_y(self) -> int:
        return self.y - 12

    @property
    def span_y(self) -> int:
        return self.y - 6


@dataclass(frozen=True, slots=True)
class Bar:
    """The entries of a lane in some years: `sure` ones lie in them, `perhaps` so many more."""

    lane: str
    first: int
    last: int
    sure: int
    perhaps: int
    href: str
    x: float = 0
    width: float = 0
    y: int = 0
    high: int = 0
    pale: int = 0

    @property
    def high_and_pale(self) -> int:
        return self.high + self.pale

    @property
    def pale_top(self) -> int:
        return self.y + BAR - self.high_and_pale


@dataclass(frozen=True, slots=True)
class Period:
    """A row of the table: some years, with the bar of each lane or None."""

    first: int
    last: int
    bars: list[Bar | None]


@dataclass(frozen=True, slots=True)
class Glance:
    """The picture; `here` is the address of the page on which the marks' entries stand."""

    here: str
    lanes: list[dict[str, Any]]
    ticks: list[dict[str, Any]]
    height: int
    marks: list[Mark] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)

    @property
    def foot(self) -> int:
        return self.height - AXIS

    @property
    def baseline(self) -> int:
        return self.height - 6


def of_marks(entries: list[list], *, here: str) -> Glance | None:
    """A short timeline, of `[event, kind, title, date, language]`; None where there is nothing
    to see, or too much for marks.
    """
    dated = [entry for entry in entries if entry[3].get("earliest") or entry[3].get("latest")]
    if len(dated) < 2:
        return None
    years = [int(entry[3][bound][:4]) for entry in dated for bound in ("earliest", "latest") if entry[3][bound]]
    start, end = datetime.date(min(years), 1, 1), datetime.date(max(years), 12, 31)
    placed = sorted((_span(entry[3], start, end), entry) for entry in dated)
    rows = {lane: _packed([span for span, entry in placed if LANE_OF[entry[1]] == lane]) for lane in LANES}
    if max(max(packed, default=0) for packed in rows.values()) >= MOST_ROWS:
        return None
    lanes = _lanes({lane: ROW * (max(packed) + 1) for lane, packed in rows.items() if packed})
    return Glance(
        here=here,
        lanes=lanes,
        ticks=_ticks(start.year, end.year),
        height=lanes[-1]["bottom"] + AXIS,
        marks=list(_marks(placed, rows, {lane["name"]: lane["top"] for lane in lanes})),
    )


def _span(date: Face, start: datetime.date, end: datetime.date) -> tuple[float, float]:
    """Where a date begins, and how far it reaches."""
    first = datetime.date.fromisoformat(date["earliest"]) if date["earliest"] else start
    last = datetime.date.fromisoformat(date["latest"]) if date["latest"] else end
    left, right = _x(first, start, end), _x(last, start, end)
    return left, round(right - left, 2)


def _x(day: datetime.date, start: datetime.date, end: datetime.date) -> float:
    return round(EDGE + (100 - 2 * EDGE) * (day - start).days / max((end - start).days, 1), 2)


def _packed(spans: list[tuple[float, float]]) -> list[int]:
    """For each span, in order, the first row in which nothing is in its way."""
    ends: list[float] = []
    rows = []
    for x, width in spans:
        taken = max(width, APART)
        begin = x + width / 2 - taken / 2
        row = next((row for row, end in enumerate(ends) if end <= begin), len(ends))
        ends[row:] = [begin + taken, *ends[row + 1 :]]
        rows.append(row)
    return rows


def _lanes(heights: dict[str, int]) -> list[dict[str, Any]]:
    lanes, y = [], 0
    for name, height in heights.items():
        lanes.append({"name": name, "text_y": y + 14, "top": y + LABEL, "bottom": y + LABEL + height})
        y += LABEL + height + 4
    return lanes


def _marks(placed: list, rows: dict[str, list[int]], tops: dict[str, int]) -> Iterator[Mark]:
    waiting = {lane: iter(packed) for lane, packed in rows.items()}
    for (x, width), (number, kind, title, date, language) in placed:
        lane = LANE_OF[kind]
        yield Mark(
            number, kind, title, date, language, lane, x, width, tops[lane] + ROW * next(waiting[lane]) + ROW // 2
        )


def _ticks(first: int, last: int) -> list[dict[str, Any]]:
    """A year every so often, at the place of its first day."""
    start, end = datetime.date(first, 1, 1), datetime.date(last, 12, 31)
    step = next((step for step in STEPS if (last - first + 1) / step <= 8), 500)
    years = range(first, last + 1, step)
    return [{"year": year, "x": _x(datetime.date(year, 1, 1), start, end)} for year in years]


def of_spread(spread: list[list], *, company: int) -> Glance | None:
    """A long timeline, of `[kind, first year, last year, entries]`; None where no year is known."""
    known = [year for _kind, *years, _n in spread for year in years if year not in OPEN_YEARS]
    if not known:
        return None
    low, high = min(known), max(known)
    step = next((step for step in STEPS if (high - low + 1) / step <= MOST_BARS), 500)
    low -= low % step
    firsts = range(low, high + 1, step)
    sure, perhaps = _counted(spread, low=low, high=high, step=step)
    names = [name for name in LANES if any((name, first) in sure or (name, first) in perhaps for first in firsts)]
    peak = max(sure[place] + perhaps[place] for place in sure | perhaps)
    lanes = _lanes(dict.fromkeys(names, BAR))
    bars = {
        (lane["name"], first): _bar(
            Choice(company, kind=LANES[lane["name"]]),
            (lane["name"], first, first + step - 1),
            (sure[lane["name"], first], perhaps[lane["name"], first]),
            x=EDGE + (100 - 2 * EDGE) * place / len(firsts),
            width=(100 - 2 * EDGE) / len(firsts),
            y=lane["top"],
            peak=peak,
        )
        for lane in lanes
        for place, first in enumerate(firsts)
        if (lane["name"], first) in sure or (lane["name"], first) in perhaps
    }
    return Glance(
        here="",
        lanes=lanes,
        ticks=_ticks(low, firsts[-1] + step - 1),
        height=lanes[-1]["bottom"] + AXIS,
        bars=list(bars.values()),
        periods=[Period(first, first + step - 1, [bars.get((name, first)) for name in names]) for first in firsts],
    )


def _counted(spread: list[list], *, low: int, high: int, step: int) -> tuple[Counter, Counter]:
    """By lane and first year of a period: the entries that surely lie in it, and those that may."""
    sure: Counter = Counter()
    perhaps: Counter = Counter()
    for kind, first, last, entries in spread:
        if first == last and first in OPEN_YEARS:
            continue  # nothing is known of the date
        begin, end = (max(first, low) - low) // step, (min(last, high) - low) // step
        counter = sure if begin == end and not {first, last} & OPEN_YEARS else perhaps
        for period in range(begin, end + 1):
            counter[LANE_OF[kind], low + period * step] += entries
    return sure, perhaps


def _bar(
    choice: Choice, place: tuple[str, int, int], counts: tuple[int, int], *, x: float, width: float, y: int, peak: int
) -> Bar:
    lane, first, last = place
    sure, perhaps = counts
    days = {"first": datetime.date(first, 1, 1), "last": datetime.date(last, 12, 31)}
    return Bar(
        lane,
        first,
        last,
        sure,
        perhaps,
        href=asked.address_of(choice, **days),
        x=round(x, 2),
        width=round(width, 2),
        y=y,
        high=max(2, round(BAR * sure / peak)) if sure else 0,
        pale=max(2, round(BAR * perhaps / peak)) if perhaps else 0,
    )
