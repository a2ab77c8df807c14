"""How far the public tables have got, and single subjects of them: how it stands with one, and its stored body.

Bodies are the bytes that PostgreSQL sends, never decoded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from events.timeline.models import PublicCompany, PublicRow
from events.timeline.narrowing import array_of
from events.timeline.statements import prepared, text_of


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
    publication, rendering, mark, changed, step, state, successor = (text_of(result, 0, column) for column in range(7))
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


LIVING = "SELECT body FROM {table} WHERE number = ANY(%s::int[]) AND state = 'live' ORDER BY number"


def bodies_of(table: type[PublicRow], numbers: Sequence[int]) -> list[bytes]:
    """The stored bodies of those of these subjects that live, by number; one query."""
    result = prepared(LIVING.format(table=table._meta.db_table), [array_of(map(str, numbers))])
    return [result.get_value(row, 0) for row in range(result.ntuples)]


RETRACTED = "SELECT number, body FROM {table} WHERE number = ANY(%s::int[]) AND state = 'retracted'"


def retracted(table: type[PublicRow], numbers: Sequence[int]) -> dict[int, bytes]:
    """The stored bodies of those of these subjects that are retracted now, by number; one query."""
    result = prepared(RETRACTED.format(table=table._meta.db_table), [array_of(map(str, numbers))])
    return {int(text_of(result, row, 0)): result.get_value(row, 1) for row in range(result.ntuples)}


def present_companies(numbers: Sequence[str]) -> tuple[str, ...]:
    """The numbers of these companies now: of one that was merged, its successor's; one query."""
    statement = """
SELECT DISTINCT coalesce(c.successor, n.number)
FROM unnest(%s::int[]) AS n (number) LEFT JOIN timeline_publiccompany c ON c.number = n.number ORDER BY 1
"""
    result = prepared(statement, [array_of(numbers)])
    return tuple(text_of(result, row, 0) for row in range(result.ntuples))


def unknown_topics(topics: Sequence[str]) -> list[str]:
    """Those of them under which nothing stands; one query."""
    statement = """
SELECT t.value FROM unnest(%s::text[]) AS t (value)
WHERE NOT EXISTS (SELECT FROM timeline_heading h WHERE h.facet = 'topic' AND h.value = t.value)
"""
    result = prepared(statement, [array_of(topics)])
    return [text_of(result, row, 0) for row in range(result.ntuples)]


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
