"""Ways through the record without a word to look for: names from A to Z, topics, countries and years.

Each list is read along an index that stands in its order, and nothing is counted beyond COUNTED.
"""

from dataclasses import dataclass

from django.db import connections
from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from events.timeline.models import Heading, PublicCompany, PublicEvent, PublicIncident
from events.timeline.queries import PUBLIC, events, living
from events.timeline.search import COUNTED
from events.timeline.store import UNDATED

LISTED = 200
REACHING = 20
"""So many events that began before a year and reach into it stand on its page."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A place to browse to, by its code, with its name in both languages where it has one."""

    value: str
    english: str
    french: str
    amount: int


def letters() -> dict[str, int]:
    """How many living companies stand under each letter; `events.timeline.folding` says what the others mean."""
    return dict(living(PublicCompany).values_list("letter").annotate(amount=Count("number")).order_by("letter"))


BEYOND = """
(letter, folded, number) > (SELECT p.letter, p.folded, p.number FROM timeline_publiccompany p WHERE p.number = %s)
"""


def companies_from(letter: str, after: int | None) -> QuerySet[PublicCompany]:
    """In the order of their folded names; under one letter, or under all of them; beyond the company `after`."""
    rows = living(PublicCompany).order_by("letter", "folded", "number")
    if letter:
        rows = rows.filter(letter=letter)
    return rows if after is None else rows.extra(where=[BEYOND], params=[after])  # noqa: S610  a constant


def companies_of(country: str) -> QuerySet[PublicCompany]:
    return living(PublicCompany).filter(country=country).order_by("folded", "number")


def countries_of_companies() -> dict[str, int]:
    rows = living(PublicCompany).exclude(country="").values_list("country").annotate(amount=Count("number"))
    return dict(rows.order_by("country"))


# From each value straight to the next one: as many steps as there are values, however many incidents.
HEADINGS = f"""
WITH RECURSIVE found AS (
    (SELECT value FROM timeline_heading WHERE facet = %(facet)s ORDER BY value LIMIT 1)
    UNION ALL
    SELECT (SELECT value FROM timeline_heading WHERE facet = %(facet)s AND value > found.value ORDER BY value LIMIT 1)
    FROM found WHERE value IS NOT NULL
)
SELECT value, english, french, (
    SELECT count(*) FROM (
        SELECT FROM timeline_heading h WHERE facet = %(facet)s AND h.value = found.value LIMIT {COUNTED + 1}
    ) several
) FROM found, LATERAL (
    SELECT english, french FROM timeline_heading h WHERE facet = %(facet)s AND h.value = found.value
    ORDER BY incident DESC LIMIT 1
) named
"""  # noqa: S608


def headings(facet: str) -> list[Counted]:
    """Every topic, or every country in which something happened, with the name that the newest incident gives it."""
    return _counted(HEADINGS, {"facet": facet})


def incidents_under(facet: str, value: str) -> QuerySet[Heading]:
    """The incidents under a heading, the newest first, each with its `body`."""
    body = PublicIncident.objects.filter(number=OuterRef("incident")).values("body")
    rows = Heading.objects.using(PUBLIC).filter(facet=facet, value=value)
    return rows.annotate(body=Subquery(body)).order_by("-incident")


def events_under(facet: str, value: str) -> QuerySet[PublicEvent]:
    """The living events of the incidents under a heading, those that changed last first."""
    under = Heading.objects.filter(facet=facet, value=value).values("incident")
    return living(PublicEvent).filter(incident__in=under).order_by("-publication", "-number")


# What was retracted or redacted has no date and stands with the undated, so that no year counts it.
YEARS = f"""
WITH RECURSIVE found AS (
    SELECT extract(year FROM min(earliest))::int AS year FROM timeline_publicevent WHERE earliest < %(undated)s
    UNION ALL
    SELECT (
        SELECT extract(year FROM min(earliest))::int FROM timeline_publicevent
        WHERE earliest >= make_date(found.year + 1, 1, 1) AND earliest < %(undated)s
    ) FROM found WHERE found.year IS NOT NULL
)
SELECT year::text, '', '', (
    SELECT count(*) FROM (
        SELECT FROM timeline_publicevent
        WHERE earliest BETWEEN make_date(found.year, 1, 1) AND make_date(found.year, 12, 31) LIMIT {COUNTED + 1}
    ) several
) FROM found WHERE year IS NOT NULL ORDER BY year DESC
"""  # noqa: S608


def years() -> list[Counted]:
    """The years in which something began or may have begun, the last first."""
    return _counted(YEARS, {"undated": UNDATED})


def begun_in(year: int) -> QuerySet[PublicEvent]:
    """The events whose first possible day lies in a year, in their order."""
    return events().filter(earliest__year=year)


def undated() -> QuerySet[PublicEvent]:
    return events().filter(earliest=UNDATED)


def reaching_into(year: int) -> QuerySet[PublicEvent]:
    """The events that may have begun before a year and may reach into it, those that began last first."""
    reaching = living(PublicEvent).exclude(earliest__year=F("latest__year"))
    return reaching.filter(earliest__year__lt=year, latest__year__gte=year).order_by("-earliest", "-number")


def _counted(statement: str, values: dict[str, object]) -> list[Counted]:
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(statement, values)
        return [Counted(*row) for row in cursor.fetchall()]
