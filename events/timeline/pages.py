"""Keyset pages of stored bodies for the API, read as the bytes that PostgreSQL sends and never decoded."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from psycopg.pq.abc import PGresult

from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicRow, PublicSource
from events.timeline.statements import planned, prepared

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the public tables have got, and how it stands with one subject of them (`state` is empty for none).

    `mark` is of the last publication's hash: numbers come again after an older copy was restored, hashes do not.
    """

    publication: str = "0"
    rendering: str = "0"
    mark: str = ""
    changed: str = ""
    state: str = ""
    successor: int | None = None
    step: str = "0"


STANDING = """
SELECT r.publication, r.rendering, left(p.hash, 12),
    to_char(p.at AT TIME ZONE 'UTC', 'Dy, DD Mon YYYY HH24:MI:SS "GMT"'), r.step, {state}
FROM timeline_revision r LEFT JOIN record_publication p ON p.number = r.publication {subject}
"""
SUBJECT = "LEFT JOIN {table} s ON s.number = %s::int"


def standing(table: type[PublicRow] | None = None, number: int = 0) -> Standing:
    """One query, of two or three rows by their keys: enough to answer 304, 301, 404 and 410."""
    result = prepared(_standing_statement(table), [str(number)] if table else [])
    if not result.ntuples:
        return Standing()
    publication, rendering, mark, changed, step, state, successor = (_text(result, 0, column) for column in range(7))
    return Standing(publication, rendering, mark, changed, state, int(successor) if successor else None, step)


@cache
def _standing_statement(table: type[PublicRow] | None) -> str:
    if table is None:
        return STANDING.format(state="'', NULL", subject="")
    state = "s.state, s.successor" if table is PublicCompany else "s.state, NULL"
    return STANDING.format(state=state, subject=SUBJECT.format(table=table._meta.db_table))


def body_of(table: type[PublicRow], number: int) -> bytes:
    """The stored body of a subject that `standing` has just found; empty if it went in between."""
    result = prepared(f"SELECT body FROM {table._meta.db_table} WHERE number = %s::int", [str(number)])  # noqa: S608
    return result.get_value(0, 0) if result.ntuples else b""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of bodies: its rows, and the unique key whose columns give the order. `first` and `last` enclose it all.

    Filters that `planned` says are left to the planner each time: it must know how much a text or a period finds.
    """

    rows: str
    body: str
    key: tuple[str, ...]
    types: tuple[str, ...]
    first: Place
    last: Place
    only: str = "TRUE"
    planned: bool = False


def _numbered(table: type[PublicRow], **options) -> Listing:
    name = table._meta.db_table
    return Listing(
        rows=name,
        body=f"{name}.body",
        key=(f"{name}.number",),
        types=("int",),
        first=("0",),
        last=("2147483647",),
        only=f"{name}.state = 'live'",
        **options,
    )


def _dated(rows: str, key: tuple[str, str, str], only: str) -> Listing:
    return Listing(
        rows=rows,
        body="timeline_publicevent.body",
        key=key,
        types=("date", "date", "int"),
        first=("-infinity", "-infinity", "0"),
        last=("infinity", "infinity", "2147483647"),
        only=only,
    )


COMPANIES = _numbered(PublicCompany, planned=True)
INCIDENTS = _numbered(PublicIncident)
EVENTS = _numbered(PublicEvent, planned=True)
SOURCES = _numbered(PublicSource)
COMPANY_TIMELINE = _dated(
    "timeline_timelineentry t JOIN timeline_publicevent ON timeline_publicevent.number = t.event",
    ("t.earliest", "t.latest", "t.event"),
    "t.company = %s::int",
)
INCIDENT_TIMELINE = _dated(
    "timeline_publicevent",
    ("timeline_publicevent.earliest", "timeline_publicevent.latest", "timeline_publicevent.number"),
    "timeline_publicevent.state = 'live' AND timeline_publicevent.incident = %s::int",
)
SOURCE_EVENTS = Listing(
    rows="timeline_sourceuse u JOIN timeline_publicevent ON timeline_publicevent.number = u.event",
    body="timeline_publicevent.body",
    key=("u.event",),
    types=("int",),
    first=("0",),
    last=("2147483647",),
    only="u.source = %s::int",
)

FILTERS = {
    "kind": "timeline_publicevent.kind = %s",
    "period": "{days} && daterange(%s::date, %s::date, '[]')",
    "company": "timeline_publicevent.number IN (SELECT event FROM timeline_timelineentry WHERE company = %s::int)",
    "q": r"upper(timeline_publiccompany.title) LIKE upper(%s)",
}
"""What may narrow a list. A period finds what may lie on one of its days (`days`), not only what surely does."""


@dataclass(frozen=True, slots=True)
class Page:
    """Bodies in order, the places of the first and last, and whether there are more beyond, in the way one looked."""

    bodies: list[bytes]
    first: Place | None
    last: Place | None
    more: bool


def page(
    listing: Listing,
    owner: Sequence[str] = (),
    *,
    filters: dict[str, Sequence[str]],
    beyond: Place | None,
    limit: int,
    newest: bool = False,
    backwards: bool = False,
) -> Page:
    """The next `limit` bodies beyond a place, or the ones before it; one query.

    `owner` fills the listing's own condition, `filters` gives the parameters of those that apply.
    """
    descending = newest != backwards
    names = tuple(sorted(filters))
    start = beyond or (listing.last if descending else listing.first)
    values = [*owner, *(value for name in names for value in filters[name]), *start, str(limit + 1)]
    read = planned if listing.planned and names else prepared
    result = read(_statement(listing, names, descending), values)
    found = min(result.ntuples, limit)
    bodies = [result.get_value(row, 0) for row in range(found)]
    ends = [_place(result, 0), _place(result, found - 1)] if found else [None, None]
    if backwards:
        bodies.reverse()
        ends.reverse()
    return Page(bodies, *ends, more=result.ntuples > limit)


@cache
def _statement(listing: Listing, filters: tuple[str, ...], descending: bool) -> str:
    """The one text for these filters in this direction; made of our own words only."""
    days = "t.days" if listing is COMPANY_TIMELINE else "timeline_publicevent.days"
    conditions = [listing.only, *(FILTERS[name].format(days=days) for name in filters)]
    key = ", ".join(listing.key)
    place = ", ".join(f"%s::{kind}" for kind in listing.types)
    order = ", ".join(f"{column} {'DESC' if descending else 'ASC'}" for column in listing.key)
    return (
        f"SELECT {listing.body}, {key} FROM {listing.rows} WHERE {' AND '.join(conditions)} "  # noqa: S608
        f"AND ({key}) {'<' if descending else '>'} ({place}) ORDER BY {order} LIMIT %s::int"
    )


PUBLICATION = """
SELECT json_build_object(
    'number', p.number,
    'kind', p.kind,
    'at', to_char(p.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'note', coalesce(p.imprint ->> 'note', ''),
    'written_by', coalesce(p.imprint -> 'written_by', '[]'),
    'reviewed_by', coalesce(p.imprint ->> 'reviewed_by', ''),
    'four_eyes', p.four_eyes,
    'redacted', p.imprint IS NULL,
    'hash', p.hash,
    'previous_hash', p.previous_hash,
    'editions', (
        SELECT coalesce(json_agg(json_build_object(
            'type', s.kind,
            'id', s.number,
            'version', e.version,
            'state', e.state,
            'hash', e.hash,
            'redacted', e.redacted_in_id IS NOT NULL,
            'page', format('/%%s/%%s/', CASE s.kind WHEN 'company' THEN 'companies' ELSE s.kind || 's' END, s.number)
        ) ORDER BY e.id), '[]')
        FROM record_edition e JOIN record_subject s ON s.id = e.subject_id WHERE e.publication_id = p.number
    )
), p.number
FROM record_publication p
"""


def publications_after(number: int, *, limit: int) -> Page:
    """The acts of publishing that follow `number`, in the order in which they were committed; one query."""
    statement = PUBLICATION + "WHERE p.number > %s::int ORDER BY p.number LIMIT %s::int"
    result = prepared(statement, [str(number), str(limit + 1)])
    found = min(result.ntuples, limit)
    bodies = [result.get_value(row, 0) for row in range(found)]
    ends = (_place(result, 0), _place(result, found - 1)) if found else (None, None)
    return Page(bodies, *ends, more=result.ntuples > limit)


def publication(number: int) -> bytes:
    """One act of publishing; empty for a number that none has."""
    result = prepared(PUBLICATION + "WHERE p.number = %s::int", [str(number)])
    return result.get_value(0, 0) if result.ntuples else b""


def _place(result: PGresult, row: int) -> Place:
    return tuple(_text(result, row, column) for column in range(1, result.nfields))


def _text(result: PGresult, row: int, column: int) -> str:
    return (result.get_value(row, column) or b"").decode()
