"""Keyset pages of stored bodies for the API, read as the bytes that PostgreSQL sends and never decoded."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from psycopg.pq.abc import PGresult

from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicRow, PublicSource
from events.timeline.narrowing import (
    OF_COMPANY,
    OF_ENTRY,
    OF_EVENT,
    OF_INCIDENT,
    OF_PART,
    OF_SOURCE,
    WHOSE,
    Condition,
    Filters,
    Narrowed,
    array_of,
    narrow,
)
from events.timeline.search import WEIGHED as SEARCHED
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


PLAIN = """
SELECT {body}, {key} FROM {rows} WHERE {conditions} AND ({key}) {beyond} ({place}) ORDER BY {order} LIMIT %s::int
"""
# Of several timelines each event once; its body is read when it is known to be on the page.
ONCE = """
SELECT {body}, {key} FROM (
    SELECT DISTINCT {key} FROM {rows} WHERE {conditions} AND ({key}) {beyond} ({place}) ORDER BY {order} LIMIT %s::int
) t JOIN timeline_publicevent shown ON shown.number = t.event ORDER BY {order}
"""
# Of the newest matches those that fit best. The weight is a whole number, so that a cursor can hold it.
WEIGHED = """
SELECT {body}, {key} FROM (
    SELECT shown.number, shown.body, (1e9 * ts_rank(shown.search, %s::tsquery))::bigint AS weight
    FROM timeline_publicevent shown WHERE shown.number IN (
        SELECT {number} FROM {rows} WHERE {conditions} ORDER BY {number} DESC LIMIT {weighed}
    )
) w WHERE ({key}) {beyond} ({place}) ORDER BY {order} LIMIT %s::int
"""
# Parts of events, each with the event in which it stands. No event is read that no part on the page is of.
PARTS = """
SELECT {body}, {key} FROM (
    SELECT e.number, e.body::json AS body FROM {rows} WHERE {conditions} AND e.number {from_on} %s::int
    ORDER BY e.number {way} LIMIT %s::int + 1
) e CROSS JOIN LATERAL json_array_elements({array}) WITH ORDINALITY p (part, place)
WHERE {only_parts} AND ({key}) {beyond} ({place}) ORDER BY {order} LIMIT %s::int
"""


LIVING = "SELECT body FROM {table} WHERE number = ANY(%s::int[]) AND state = 'live' ORDER BY number"


def bodies_of(table: type[PublicRow], numbers: Sequence[int]) -> list[bytes]:
    """The stored bodies of those of these subjects that live, by number; one query."""
    result = prepared(LIVING.format(table=table._meta.db_table), [array_of(map(str, numbers))])
    return [result.get_value(row, 0) for row in range(result.ntuples)]


RETRACTED = "SELECT number, body FROM {table} WHERE number = ANY(%s::int[]) AND state = 'retracted'"


def retracted(table: type[PublicRow], numbers: Sequence[int]) -> dict[int, bytes]:
    """The stored bodies of those of these subjects that are retracted now, by number; one query."""
    result = prepared(RETRACTED.format(table=table._meta.db_table), [array_of(map(str, numbers))])
    return {int(_text(result, row, 0)): result.get_value(row, 1) for row in range(result.ntuples)}


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """A list of bodies: its rows, and the unique key whose columns give the order. `first` and `last` enclose it all.

    Whatever is narrowed is left to the planner each time: it must know how much a text or a period finds.
    """

    rows: str
    body: str
    key: tuple[str, ...]
    types: tuple[str, ...]
    first: Place
    last: Place
    conditions: Mapping[str, Condition]
    only: str = "TRUE"
    statement: str = PLAIN
    number: str = "e.number"
    array: str = ""


def _numbered(table: type[PublicRow], alias: str, conditions: Mapping[str, Condition]) -> Listing:
    return Listing(
        rows=f"{table._meta.db_table} {alias}",
        body=f"{alias}.body",
        key=(f"{alias}.number",),
        types=("int",),
        first=("0",),
        last=("2147483647",),
        conditions=conditions,
        only=f"{alias}.state = 'live'",
        number=f"{alias}.number",
    )


def _dated(rows: str, key: tuple[str, str, str], only: str, conditions: Mapping[str, Condition], **options) -> Listing:
    return Listing(
        rows=rows,
        key=key,
        types=("date", "date", "int"),
        first=("-infinity", "-infinity", "0"),
        last=("infinity", "infinity", "2147483647"),
        conditions=conditions,
        only=only,
        **{"body": "e.body", **options},
    )


def _weighed(rows: str, only: str, number: str, conditions: Mapping[str, Condition]) -> Listing:
    return Listing(
        rows=rows,
        body="w.body",
        key=("w.weight", "w.number"),
        types=("bigint", "int"),
        first=("-1", "0"),
        last=("9223372036854775807", "2147483647"),
        conditions=conditions,
        only=only,
        statement=WEIGHED,
        number=number,
    )


LIVE_EVENTS, LIVE = "timeline_publicevent e", "e.state = 'live'"
OWN = "timeline_timelineentry t"
ENTRIES = f"{OWN} JOIN timeline_publicevent e ON e.number = t.event"
IN_ORDER = ("e.earliest", "e.latest", "e.number")
ENTRIES_IN_ORDER = ("t.earliest", "t.latest", "t.event")

COMPANIES = _numbered(PublicCompany, "c", OF_COMPANY)
INCIDENTS = _numbered(PublicIncident, "i", OF_INCIDENT)
SOURCES = _numbered(PublicSource, "s", OF_SOURCE)
EVENTS = _numbered(PublicEvent, "e", OF_EVENT)
COMPANY_TIMELINE = _dated(ENTRIES, ENTRIES_IN_ORDER, "t.company = %s::int", OF_ENTRY, number="t.event")
INCIDENT_TIMELINE = _dated(LIVE_EVENTS, IN_ORDER, f"{LIVE} AND e.incident = %s::int", OF_EVENT)
SOURCE_EVENTS = Listing(
    rows="timeline_sourceuse u JOIN timeline_publicevent e ON e.number = u.event",
    body="e.body",
    key=("u.event",),
    types=("int",),
    first=("0",),
    last=("2147483647",),
    conditions=OF_EVENT,
    only="u.source = %s::int",
    number="u.event",
)
_ENTRIES_BY_ID = Listing(
    rows=ENTRIES,
    body="shown.body",
    key=("t.event",),
    types=("int",),
    first=("0",),
    last=("2147483647",),
    conditions=OF_ENTRY,
    statement=ONCE,
    number="t.event",
)
_EVENTS_IN = {
    "id": EVENTS,
    "date": _dated(LIVE_EVENTS, IN_ORDER, LIVE, OF_EVENT),
    "best": _weighed(LIVE_EVENTS, LIVE, "e.number", OF_EVENT),
}
_ENTRIES_IN = {
    "id": _ENTRIES_BY_ID,
    "date": _dated(ENTRIES, ENTRIES_IN_ORDER, "TRUE", OF_ENTRY, statement=ONCE, body="shown.body", number="t.event"),
    "best": _weighed(ENTRIES, "TRUE", "t.event", OF_ENTRY),
}


def events_in(order: str, filters: Filters) -> Listing:
    """Events by `id`, by `date`, or those first that fit a search `best`; of companies, by the entries of these."""
    return (_ENTRIES_IN if filters.keys() & set(WHOSE) else _EVENTS_IN)[order]


PART = """
left(json_build_object(
    'event', json_build_object(
        'id', e.body -> 'id', 'type', e.body -> 'type', 'version', e.body -> 'version', 'kind', e.body -> 'kind',
        'title', e.body -> 'title', 'date', e.body -> 'date', 'page', e.body -> 'page'
    ),
    'incident', e.body -> 'incident',
    'licence', e.body -> 'licence'{more}
)::text, -1) || ', ' || substr(p.part::text, 2)
"""


def _parts(array: str, has: str, *, more: str = "") -> Listing:
    return Listing(
        rows=LIVE_EVENTS,
        body=PART.format(more=more),
        key=("e.number", "p.place"),
        types=("int", "bigint"),
        first=("0", "0"),
        last=("2147483647", "2147483647"),
        conditions=OF_EVENT,
        only=f"{LIVE} AND e.traits @> ARRAY['has:{has}']",
        statement=PARTS,
        array=array,
    )


FACTS = _parts("e.body -> 'facts'", "facts")
DEMANDS = _parts("e.body -> 'allegation' -> 'demands'", "demands")
COMMITMENTS = _parts(
    "e.body -> 'statement' -> 'commitments'", "commitments", more=", 'company', e.body -> 'statement' -> 'speaker'"
)


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
    filters: Filters,
    beyond: Place | None,
    limit: int,
    newest: bool = False,
    backwards: bool = False,
) -> Page:
    """The next `limit` bodies beyond a place, or the ones before it; one query.

    `owner` fills the listing's own condition, `filters` says what is asked for of the listing's conditions.
    """
    descending = newest != backwards
    narrowed = narrow(filters, listing.conditions)
    start = beyond or (listing.last if descending else listing.first)
    values = [
        *(filters["q"] if listing.statement is WEIGHED else ()),
        *owner,
        *narrowed.values,
        *((start[0], str(limit + 1)) if listing.statement is PARTS else ()),
        *_of_parts(listing, filters).values,
        *start,
        str(limit + 1),
    ]
    read = planned if filters else prepared
    parts = _of_parts(listing, filters).texts
    result = read(_statement(listing, narrowed.texts, parts, descending), values)
    found = min(result.ntuples, limit)
    bodies = [result.get_value(row, 0) for row in range(found)]
    ends = [_place(result, 0), _place(result, found - 1)] if found else [None, None]
    if backwards:
        bodies.reverse()
        ends.reverse()
    return Page(bodies, *ends, more=result.ntuples > limit)


@lru_cache(maxsize=512)
def _statement(listing: Listing, conditions: tuple[str, ...], parts: tuple[str, ...], descending: bool) -> str:
    """The one text for these conditions in this direction; made of our own words only."""
    way = "DESC" if descending else "ASC"
    return listing.statement.format(
        body=listing.body,
        key=", ".join(listing.key),
        rows=rows_of(listing, conditions),
        conditions=" AND ".join([listing.only, *conditions]),
        beyond="<" if descending else ">",
        only_parts=" AND ".join(["TRUE", *parts]),
        from_on="<=" if descending else ">=",
        place=", ".join(f"%s::{kind}" for kind in listing.types),
        order=", ".join(f"{column} {way}" for column in listing.key),
        way=way,
        number=listing.number,
        array=listing.array,
        weighed=SEARCHED,
    )


def rows_of(listing: Listing, conditions: tuple[str, ...]) -> str:
    """Without the events, where entries know all that is asked of them."""
    asked = any(re.search(r"\be\.", condition) for condition in conditions)
    return OWN if listing.rows == ENTRIES and listing.statement != PLAIN and not asked else listing.rows


COUNTED = 10_000
"""Nothing is counted further: it would cost more than the list."""


def count(listing: Listing, owner: Sequence[str] = (), *, filters: Filters) -> int:
    """How many there are under these filters, up to COUNTED + 1; one query."""
    narrowed = narrow(filters, listing.conditions)
    parts = _of_parts(listing, filters)
    result = planned(_counting(listing, narrowed.texts, parts.texts), [*owner, *narrowed.values, *parts.values])
    return int(result.get_value(0, 0))


def _of_parts(listing: Listing, filters: Filters) -> Narrowed:
    """What is asked of the parts themselves, beside what is asked of their events."""
    return narrow({name: filters[name] for name in OF_PART if name in filters and listing.array}, OF_PART)


def _counting(listing: Listing, conditions: tuple[str, ...], parts: tuple[str, ...]) -> str:
    where = " AND ".join([listing.only, *conditions])
    number = f"DISTINCT {listing.number}" if listing.conditions is OF_ENTRY else listing.number
    rows = f"SELECT {number} FROM {rows_of(listing, conditions)} WHERE {where}"  # noqa: S608  our own words
    if listing.statement is PARTS:
        rows = (
            f"SELECT FROM (SELECT e.body::json AS body FROM {listing.rows} WHERE {where}) e "  # noqa: S608
            f"CROSS JOIN LATERAL json_array_elements({listing.array}) p (part) WHERE {' AND '.join(['TRUE', *parts])}"
        )
    return f"SELECT count(*) FROM ({rows} LIMIT {COUNTED + 1}) counted"  # noqa: S608


def present_companies(numbers: Sequence[str]) -> tuple[str, ...]:
    """The numbers of these companies now: of one that was merged, its successor's; one query."""
    statement = """
SELECT DISTINCT coalesce(c.successor, n.number)
FROM unnest(%s::int[]) AS n (number) LEFT JOIN timeline_publiccompany c ON c.number = n.number ORDER BY 1
"""
    result = prepared(statement, [array_of(numbers)])
    return tuple(_text(result, row, 0) for row in range(result.ntuples))


def unknown_topics(topics: Sequence[str]) -> list[str]:
    """Those of them under which nothing stands; one query."""
    statement = """
SELECT t.value FROM unnest(%s::text[]) AS t (value)
WHERE NOT EXISTS (SELECT FROM timeline_heading h WHERE h.facet = 'topic' AND h.value = t.value)
"""
    result = prepared(statement, [array_of(topics)])
    return [_text(result, row, 0) for row in range(result.ntuples)]


SOURCE_AT = """
SELECT s.body, (
    SELECT coalesce(json_agg(json_build_object(
        'id', e.number, 'kind', e.kind, 'title', e.title, 'cited', u.cited, 'page', format('/events/%%s/', e.number)
    ) ORDER BY e.number DESC), '[]')
    FROM (SELECT event, cited FROM timeline_sourceuse WHERE source = s.number ORDER BY event DESC LIMIT 100) u
        JOIN timeline_publicevent e ON e.number = u.event
)
FROM timeline_publicsource s WHERE s.url = ANY(%s::text[]) AND s.state = 'live'
ORDER BY s.url = %s DESC, s.number LIMIT 1
"""


def source_at(url: str) -> tuple[bytes, bytes]:
    """The body of the living source at a canonical address, or at the same with the other scheme, and what rests on it.

    Empty, and an empty list, where there is none; one query.
    """
    scheme, rest = url.split(":", 1)
    other = f"{'http' if scheme == 'https' else 'https'}:{rest}"
    result = prepared(SOURCE_AT, [array_of([url, other]), url])
    return (result.get_value(0, 0), result.get_value(0, 1)) if result.ntuples else (b"", b"[]")


def publication_since(at: str) -> str:
    """The number of the first publication at an instant or after it, or of the one that comes next; one query."""
    statement = """
SELECT coalesce(
    (SELECT number FROM record_publication WHERE at >= %s::timestamptz ORDER BY at LIMIT 1),
    (SELECT max(number) + 1 FROM record_publication), 1
)"""
    return _text(prepared(statement, [at]), 0, 0)


VERSION = """
json_build_object(
    'type', s.kind,
    'id', s.number,
    'version', v.version,
    'state', v.state,
    'publication', p.number,
    'kind', p.kind,
    'at', to_char(p.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'note', coalesce(p.imprint ->> 'note', ''),
    'hash', v.hash,
    'redacted', v.redacted_in_id IS NOT NULL,
    'page', format('/%%s/%%s/v/%%s/', CASE s.kind WHEN 'company' THEN 'companies' ELSE s.kind || 's' END,
        s.number, v.version)
)
"""
VERSIONS = Listing(
    rows="record_subject s JOIN record_edition v ON v.subject_id = s.id "
    "JOIN record_publication p ON p.number = v.publication_id",
    body=VERSION,
    key=("v.version",),
    types=("int",),
    first=("0",),
    last=("2147483647",),
    conditions={},
    only="s.kind = %s::text AND s.number = %s::int",
    number="v.version",
)


def version(kind: str, number: int, version: int) -> bytes:
    """What there is to say of a version but its words; empty for one that never was."""
    only = " AND ".join([VERSIONS.only, "v.version = %s::int"])
    result = prepared(f"SELECT {VERSION} FROM {VERSIONS.rows} WHERE {only}", [kind, str(number), str(version)])  # noqa: S608
    return result.get_value(0, 0) if result.ntuples else b""


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
