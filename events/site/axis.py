"""Several companies on one time axis, as geometry for an SVG: a band for each, in it lanes by kind.

Few entries are drawn each by itself, a diamond where the day is known and a bar over the days on which it may lie;
many are counted by year, in a bar as high as there are entries. The table below the picture says the same in words.
"""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from events.site import asked
from events.site.phrases import date_text
from events.timeline.choosing import Choice
from events.timeline.statistics import LANES, InYear, Mark

LEFT, WIDTH = 150, 830
ROW = 34
HEAD = 30
"""The height of a lane, and of the name above those of a company."""
NARROWEST = 14
TARGET = 24
"""What a finger finds."""
HIGHEST = 22


@dataclass(frozen=True, slots=True)
class Shape:
    """What is drawn of an entry, or of so many `entries` of a `year`, and where it leads. An entry is `told` to who
    does not see it.
    """

    lane: str
    address: str
    x: float
    y: float
    width: float
    height: float
    is_point: bool = False
    told: str = ""
    language: str = ""
    year: int = 0
    entries: int = 0

    @property
    def diamond(self) -> str:
        return f"M{self.x + self.width / 2:.1f} {self.y - 9}l9 9-9 9-9-9z"

    @property
    def top(self) -> float:
        return round(self.y - self.height / 2, 1) if self.height == NARROWEST else round(self.y + 9 - self.height, 1)

    @property
    def target(self) -> dict[str, float]:
        width = max(self.width, TARGET)
        return {"x": round(self.x + self.width / 2 - width / 2, 1), "y": self.y - TARGET / 2, "width": width}


@dataclass(frozen=True, slots=True)
class Band:
    """A company's part of the picture: where its name stands, and the lanes below it."""

    number: int
    name: str
    y: int
    lanes: list[dict]


@dataclass(frozen=True, slots=True)
class Axis:
    bands: list[Band]
    shapes: list[Shape]
    years: list[dict]
    height: int
    counted: bool

    @property
    def baseline(self) -> int:
        return self.height - 8


def axis_of(companies: dict[int, str], counts: list[InYear], marks: list[Mark], *, most: int) -> Axis | None:
    """The picture of the companies, by number and name; None where nothing that has a date is on record.

    Entries are drawn one by one unless a company has more than `most`.
    """
    if not counts:
        return None
    first, last = min(row.year for row in counts), max(row.year for row in counts)
    bands, rows, height = _bands(companies, counts)
    of_each = [sum(mark.company == company for mark in marks) for company in companies]
    scale = Scale(first, last)
    if counted := max(of_each) > most:
        shapes = _bars(counts, rows, scale)
    else:
        shapes = [_mark(mark, rows[mark.company, mark.lane], scale) for mark in marks]
    return Axis(bands, shapes, scale.ticks, height + 20, counted)


@dataclass(frozen=True, slots=True)
class Scale:
    """From the first day of one year to the last of another, both included."""

    first: int
    last: int

    def x(self, day: datetime.date) -> float:
        begin, end = datetime.date(self.first, 1, 1), datetime.date(self.last, 12, 31)
        part = (min(max(day, begin), end) - begin).days / (end - begin).days
        return round(LEFT + WIDTH * part, 1)

    def of_year(self, year: int) -> tuple[float, float]:
        width = WIDTH / (self.last - self.first + 1)
        return LEFT + width * (year - self.first), width

    @property
    def ticks(self) -> list[dict]:
        step = (self.last - self.first) // 10 + 1
        return [
            {"year": year, "x": self.x(datetime.date(year, 1, 1))} for year in range(self.first, self.last + 1, step)
        ]


def _bands(companies: dict[int, str], counts: list[InYear]) -> tuple[list[Band], dict[tuple[int, str], int], int]:
    bands, rows, y = [], {}, 0
    present = {(row.company, row.lane) for row in counts}
    for company, name in companies.items():
        band = Band(company, name, y + 20, [])
        y += HEAD
        for lane in [lane for lane in LANES if (company, lane) in present] or ["allegations"]:
            rows[company, lane] = y + ROW // 2
            band.lanes.append({"name": lane, "y": y + ROW // 2, "text_y": y + ROW // 2 + 5})
            y += ROW
        bands.append(band)
        y += 8
    return bands, rows, y


def _mark(mark: Mark, y: int, scale: Scale) -> Shape:
    left = scale.x(mark.earliest or datetime.date(scale.first, 1, 1))
    right = scale.x(mark.latest or datetime.date(scale.last, 12, 31))
    width = round(max(right - left, NARROWEST), 1)
    told = f"{date_text({'edtf': '-', 'text': mark.text})}: {mark.title}"
    return Shape(
        mark.lane,
        reverse("event", args=[mark.event]),
        x=min(left, LEFT + WIDTH - width),
        y=y,
        width=width,
        height=NARROWEST,
        is_point=width <= NARROWEST,
        told=told,
        language=mark.language,
    )


def _bars(counts: list[InYear], rows: dict[tuple[int, str], int], scale: Scale) -> list[Shape]:
    highest = max(row.entries for row in counts)
    return [_bar(row, rows[row.company, row.lane], scale, highest) for row in counts]


def _bar(row: InYear, y: int, scale: Scale, highest: int) -> Shape:
    left, width = scale.of_year(row.year)
    return Shape(
        row.lane,
        _address(row.company, row.year, kind=LANES[row.lane]),
        x=round(left + width * 0.1, 1),
        y=y,
        width=round(width * 0.8, 1),
        height=round(max(HIGHEST * row.entries / highest, 2), 1),
        year=row.year,
        entries=row.entries,
    )


def _address(company: int, year: int, kind: tuple[str, ...] = ()) -> str:
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    return asked.address_of(Choice(company, kind=kind, first=first, last=last))


def table_of(companies: dict[int, str], counts: list[InYear]) -> list[dict]:
    """The same picture in words: a row for each year, in it each company's number with the way to its entries, and
    what the bars of its lanes count, which add up to it.
    """
    amounts: Counter[tuple[int, int]] = Counter()
    lanes: dict[tuple[int, int], list[dict]] = {}
    for row in sorted(counts, key=lambda row: tuple(LANES).index(row.lane)):
        amounts[row.year, row.company] += row.entries
        lanes.setdefault((row.year, row.company), []).append({"name": row.lane, "amount": row.entries})
    return [
        {
            "year": year,
            "cells": [
                {
                    "amount": amounts[year, company],
                    "address": _address(company, year),
                    "lanes": lanes.get((year, company), []),
                }
                for company in companies
            ],
        }
        for year in sorted({year for year, _company in amounts})
    ]
