"""What is drawn ahead of company pages, kept in rows: claimed, stored and given up by those who can draw.

The database itself deletes what was drawn from rows that change, and makes it due again (migration 0006).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery

from events.timeline.companies import Drawn
from events.timeline.models import DrawingDue, Fragment, Frame, PublicEvent, TimelineEntry


@dataclass(frozen=True, slots=True)
class Claim:
    """A company whose page somebody draws, as long as nothing changes it and the lease lasts."""

    company: int
    change: int
    leased_until: datetime.datetime


LEASE = """
UPDATE timeline_drawingdue SET leased_until = clock_timestamp() + interval '2 minutes'
WHERE id = (
    SELECT id FROM timeline_drawingdue WHERE leased_until IS NULL OR leased_until < clock_timestamp()
    ORDER BY leased_until NULLS FIRST, id LIMIT 1 FOR UPDATE SKIP LOCKED
) AND NOT EXISTS (SELECT FROM timeline_drawingdue WHERE leased_until > clock_timestamp())
RETURNING company, change, leased_until
"""
PROLONG = """
UPDATE timeline_drawingdue SET leased_until = clock_timestamp() + interval '2 minutes'
WHERE company = %s AND change = %s AND leased_until = %s RETURNING company, change, leased_until
"""
DUE_WITHOUT_A_FRAME = """
INSERT INTO timeline_drawingdue (company, change)
SELECT c.number, 1 FROM timeline_publiccompany c CROSS JOIN unnest(%s::text[]) AS l(language)
WHERE c.state = 'live' AND NOT EXISTS (
    SELECT FROM timeline_frame f WHERE f.company = c.number AND f.language = l.language AND f.program = %s
        AND (f.stale_on IS NULL OR f.stale_on > %s)
)
GROUP BY c.number ON CONFLICT (company) DO NOTHING
"""


def claim() -> Claim | None:
    """Leases a company that is due; None if none is, or if somebody draws already, so that workers are left for others.

    Who dies with one holds it for two minutes.
    """
    with connection.cursor() as cursor:
        cursor.execute(LEASE)
        row = cursor.fetchone()
    return Claim(*row) if row else None


def prolonged(held: Claim) -> Claim | None:
    """The claim with a lease from now on, its row locked to the end of the transaction; None if it is ours no more."""
    with connection.cursor() as cursor:
        cursor.execute(PROLONG, [held.company, held.change, held.leased_until])
        row = cursor.fetchone()
    return Claim(*row) if row else None


def finish(held: Claim) -> None:
    DrawingDue.objects.filter(company=held.company, change=held.change, leased_until=held.leased_until).delete()


def make_due(languages: Iterable[str], *, program: str, today: datetime.date) -> int:
    """Makes every living company due that has no frame to show: another program drew it, or its day is over."""
    with connection.cursor() as cursor:
        cursor.execute(DUE_WITHOUT_A_FRAME, [list(languages), program, today])
        return cursor.rowcount


def undrawn(company: int, drawn: Drawn, *, most: int) -> list[tuple[int, str]]:
    """Number and body of up to `most` events on the company's timeline that are not drawn; the newest first."""
    there = Fragment.objects.filter(
        event=OuterRef("event"), company=company, language=drawn.language, program=drawn.program
    )
    body = PublicEvent.objects.filter(number=OuterRef("event")).values("body")
    entries = TimelineEntry.objects.filter(~Exists(there), company=company).annotate(body=Subquery(body))
    return list(entries.order_by("-earliest", "-latest", "-event").values_list("event", "body")[:most])


def keep_entries(company: int, drawn: Drawn, html: dict[int, str]) -> None:
    rows = [
        Fragment(company=company, event=event, language=drawn.language, program=drawn.program, html=text)
        for event, text in html.items()
    ]
    Fragment.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["event", "company", "language"],
        update_fields=["program", "html"],
    )


def keep_frame(company: int, drawn: Drawn, html: str, *, stale_on: datetime.date | None) -> None:
    Frame.objects.update_or_create(
        company=company,
        language=drawn.language,
        defaults={"program": drawn.program, "html": html, "stale_on": stale_on},
    )
