"""A company's timeline at a glance, as geometry for an SVG: lanes by kind, spans where a date is not known to the day.

It says nothing that the list below it does not say in words; on narrow screens the list alone is shown.
"""

import datetime
from dataclasses import dataclass

from events.timeline.queries import Face

LEFT, WIDTH = 150, 830
ROW = 34
MOST = 60
"""Beyond so many marks a picture hides more than it shows, and is left out."""
NARROWEST = 14

LANES = {
    "allegations": ("allegation",),
    "answers": ("statement",),
    "official": ("legal_step", "official_action"),
    "other": ("company_action", "report", "context"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One event: a diamond where the day is known, else a bar over the days on which it may lie."""

    number: int
    title: str
    date: Face
    lane: str
    x: float
    y: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def is_point(self) -> bool:
        return self.width <= NARROWEST

    @property
    def diamond(self) -> str:
        return f"M{self.middle} {self.y - 9}l9 9-9 9-9-9z"

    @property
    def top(self) -> float:
        return self.y - 7

    @property
    def target(self) -> dict[str, float]:
        """At least 24 units each way, so that a finger finds it."""
        width = max(self.width, 24)
        return {"x": round(self.middle - width / 2, 1), "y": self.y - 12, "width": width}


@dataclass(frozen=True, slots=True)
class Glance:
    lanes: list[dict]
    years: list[dict]
    marks: list[Mark]
    height: int

    @property
    def baseline(self) -> int:
        return self.height - 8


def glance_of(faces: list[Face]) -> Glance | None:
    """The picture, or None where there is nothing to see: fewer than two dated events, or too many."""
    dated = [face for face in faces if face["date"].get("earliest") or face["date"].get("latest")]
    if not 2 <= len(dated) <= MOST:
        return None
    years = [int(face["date"][bound][:4]) for face in dated for bound in ("earliest", "latest") if face["date"][bound]]
    start, end = datetime.date(min(years), 1, 1), datetime.date(max(years) + 1, 1, 1)
    lanes = [name for name, kinds in LANES.items() if any(face["kind"] in kinds for face in dated)]
    rows = {name: ROW * (row + 1) - 10 for row, name in enumerate(lanes)}
    return Glance(
        lanes=[{"name": name, "y": y, "text_y": y + 5} for name, y in rows.items()],
        years=_years(start, end),
        marks=[_mark(face, rows, start, end) for face in dated],
        height=ROW * (len(lanes) + 1),
    )


def _years(start: datetime.date, end: datetime.date) -> list[dict]:
    step = max(1, (end.year - start.year) // 10 + 1)
    return [
        {"year": year, "x": _x(datetime.date(year, 1, 1), start, end)} for year in range(start.year, end.year, step)
    ]


def _mark(face: Face, rows: dict[str, int], start: datetime.date, end: datetime.date) -> Mark:
    first, last = face["date"]["earliest"], face["date"]["latest"]
    left = _x(datetime.date.fromisoformat(first) if first else start, start, end)
    right = _x(datetime.date.fromisoformat(last) if last else end, start, end)
    lane = next(name for name, kinds in LANES.items() if face["kind"] in kinds)
    width = round(max(right - left, NARROWEST), 1)
    x = min(left, LEFT + WIDTH - width)
    return Mark(face["id"], face["title"], face["date"], lane, x=x, y=rows[lane], width=width)


def _x(day: datetime.date, start: datetime.date, end: datetime.date) -> float:
    return round(LEFT + WIDTH * (day - start).days / (end - start).days, 1)
