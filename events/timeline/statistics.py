"""Counts of a company's timeline; and of several, to compare them."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db import connections

from events.timeline.queries import PUBLIC

LANES: dict[str, tuple[str, ...]] = {
    "allegations": ("allegation",),
    "answers": ("statement",),
    "official": ("legal_step", "official_action"),
    "other": ("company_action", "report", "context"),
}
"""The lanes of every picture of a timeline, from top to bottom, each with the kinds of its entries."""
LANE_OF = {kind: lane for lane, kinds in LANES.items() for kind in kinds}
UNANSWERED = {"unknown", "asked", "no_reply"}
# Entries without one of their bounds carry the first or the last day that a date can be.
OPEN_YEARS = {1, 9999}


@dataclass(slots=True)
class Tally:
    """How many entries, by kind; how the allegations against the company were answered; which years they touch."""

    total: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    replies: Counter[str] = field(default_factory=Counter)
    years: set[int] = field(default_factory=set)

    @property
    def allegations(self) -> int:
        """Those against the company; in others it only takes part."""
        return sum(self.replies.values())

    @property
    def unanswered(self) -> int:
        return sum(self.replies[reply] for reply in UNANSWERED)

    @property
    def official(self) -> int:
        return sum(self.kinds[kind] for kind in LANES["official"])

    def add(self, *, kind: str, reply: str, first: int, last: int, entries: int = 1) -> None:
        self.total += entries
        self.kinds[kind] += entries
        if reply:
            self.replies[reply] += entries
        bounds = {first, last} - OPEN_YEARS
        self.years.update(range(min(bounds), max(bounds) + 1) if bounds else ())


LEAST = 5
"""Of fewer cases no rate and no median is told: one answer more or less would turn it over."""


@dataclass(frozen=True, slots=True)
class Record:
    """What became of the allegations against a company, for a comparison that is fair to it.

    Only those that are known to have been put to it are `asked`; of these the ones whose deadline has not passed, or
    that have none, are `pending` and nobody's silence yet. Lags are in days: the medians of what the answers took at
    least and at most, and the shortest and the longest.
    """

    company: int
    entries: int = 0
    against: int = 0
    answered: int = 0
    declined: int = 0
    no_reply: int = 0
    overdue: int = 0
    pending: int = 0
    not_asked: int = 0
    statements: int = 0
    official: int = 0
    timed: int = 0
    median: tuple[float, float] | None = None
    shortest: int | None = None
    longest: int | None = None

    @property
    def asked(self) -> int:
        """Known to have been put to it, with time enough to answer."""
        return self.answered + self.declined + self.no_reply + self.overdue

    @property
    def rate(self) -> float | None:
        """The share of these that it answered; None of too few."""
        return self.answered / self.asked if self.asked >= LEAST else None

    @property
    def has_median(self) -> bool:
        return self.timed >= LEAST


OFFICIAL = ", ".join(f"'{kind}'" for kind in LANES["official"])
TIMED = "FILTER (WHERE reply = 'answered' AND lag_most IS NOT NULL)"
RECORDS = f"""
SELECT coalesce(min(company), 0), count(*), count(*) FILTER (WHERE reply <> ''),
    count(*) FILTER (WHERE reply = 'answered'),
    count(*) FILTER (WHERE reply = 'declined'), count(*) FILTER (WHERE reply = 'no_reply'),
    count(*) FILTER (WHERE reply = 'asked' AND reply_due < %(today)s),
    count(*) FILTER (WHERE reply = 'asked' AND (reply_due IS NULL OR reply_due >= %(today)s)),
    count(*) FILTER (WHERE reply = 'unknown'), count(*) FILTER (WHERE kind = 'statement'),
    count(*) FILTER (WHERE kind IN ({OFFICIAL})), count(*) {TIMED},
    percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(lag_least, 0)) {TIMED},
    percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(lag_most, 0)) {TIMED},
    min(greatest(lag_least, 0)) {TIMED}, max(greatest(lag_most, 0)) {TIMED}
FROM timeline_timelineentry {{of}}
"""  # noqa: S608


def records(companies: list[int], today: datetime.date) -> list[Record]:
    """The record of each company in the order given, those without entries too; one query whatever the size.

    An answer that came before the allegation was published, because somebody asked first, took no time.
    """
    with connections[PUBLIC].cursor() as cursor:
        of_each = RECORDS.format(of="WHERE company = ANY(%(companies)s) GROUP BY company")
        cursor.execute(of_each, {"companies": companies, "today": today})
        found = {row[0]: _record(row) for row in cursor.fetchall()}
    return [found.get(company) or Record(company) for company in companies]


def of_all(today: datetime.date) -> Record:
    """What became of all allegations: one against several companies is a case of each. Nothing else is counted, and
    `company` says nothing.
    """
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(RECORDS.format(of="WHERE reply <> ''"), {"today": today})
        return _record(cursor.fetchone())


KINDS = """
SELECT kind, count(*) FROM timeline_timelineentry WHERE company = %(company)s GROUP BY kind ORDER BY kind
"""
KINDS_OF_ALL = """
SELECT kind, count(*) FROM timeline_publicevent WHERE state = 'live' GROUP BY kind ORDER BY kind
"""
SIZES = """
SELECT (SELECT count(*) FROM timeline_publiccompany WHERE state = 'live'),
    (SELECT count(*) FROM timeline_publicincident WHERE state = 'live'),
    (SELECT count(*) FROM timeline_publicsource WHERE state = 'live')
"""


def kinds(company: int | None = None) -> dict[str, int]:
    """How many events there are of each kind, on a company's timeline or at all; one query."""
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(KINDS_OF_ALL if company is None else KINDS, {"company": company})
        return dict(cursor.fetchall())


def sizes() -> dict[str, int]:
    """How many companies, incidents and sources there are; one query."""
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(SIZES)
        return dict(zip(("companies", "incidents", "sources"), cursor.fetchone(), strict=True))


def _record(row: tuple) -> Record:
    *counts, least, most, shortest, longest = row
    return Record(*counts, None if least is None or most is None else (least, most), shortest, longest)


WHENS = " ".join(f"WHEN '{kind}' THEN '{lane}'" for kind, lane in LANE_OF.items())
LANE = f"CASE kind {WHENS} END"
# The years that the entries name; one that is open to a side lies in those of the others.
YEARS = f"""
WITH entry AS MATERIALIZED (
    SELECT company, {LANE} AS lane, days, nullif(extract(year FROM earliest)::int, 1) AS first,
        nullif(extract(year FROM latest)::int, 9999) AS last
    FROM timeline_timelineentry WHERE company = ANY(%(companies)s)
        AND NOT (earliest = '9999-12-31' OR (earliest = '0001-01-01' AND latest = '9999-12-31'))
), span AS (SELECT least(min(first), min(last)) AS first, greatest(max(first), max(last)) AS last FROM entry)
SELECT company, lane, year, count(*) FROM entry, span,
    generate_series(coalesce(entry.first, span.first), coalesce(entry.last, span.last)) AS year
WHERE days && daterange(make_date(year, 1, 1), make_date(year, 12, 31), '[]')
GROUP BY company, lane, year ORDER BY year, company
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class InYear:
    """How many entries of a company, of one lane of the picture, may lie in a year."""

    company: int
    lane: str
    year: int
    entries: int


def by_year(companies: list[int]) -> list[InYear]:
    """One query; an entry that may lie in several years counts in each, as it is found by the filter for each."""
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(YEARS, {"companies": companies})
        return [InYear(*row) for row in cursor.fetchall()]


MARKS = f"""
SELECT entry.company, {LANE} AS lane, entry.event, e.title, e.earliest, e.latest, e.body::json -> 'date' -> 'text',
    e.language
FROM unnest(%(companies)s::int[]) AS one (company), LATERAL (
    SELECT company, event FROM timeline_timelineentry t WHERE t.company = one.company AND earliest < '9999-12-31'
    ORDER BY earliest, latest, event LIMIT %(most)s
) AS entry JOIN timeline_publicevent e ON e.number = entry.event
ORDER BY e.earliest, e.latest, e.number
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Mark:
    """One dated entry of a company: `text` is its date in words, by language; a bound that is open is None."""

    company: int
    lane: str
    event: int
    title: str
    earliest: datetime.date | None
    latest: datetime.date | None
    text: dict[str, str]
    language: str


def marks(companies: list[int], most: int) -> list[Mark]:
    """At most `most` entries of each company, in their order; one query."""
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(MARKS, {"companies": companies, "most": most})
        rows = cursor.fetchall()
    return [
        Mark(company, lane, event, title, _known(earliest, 1), _known(latest, 9999), text or {}, language)
        for company, lane, event, title, earliest, latest, text, language in rows
    ]


def _known(day: datetime.date, open_year: int) -> datetime.date | None:
    return None if day.year == open_year else day
