"""Acts of publishing, and the versions that they made of a subject, as the record has them."""

from events.timeline.listings import Listing
from events.timeline.pages import Page
from events.timeline.statements import prepared, text_of

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


def after(number: int, *, limit: int) -> Page:
    """The acts of publishing that follow `number`, in the order in which they were committed; one query."""
    statement = PUBLICATION + "WHERE p.number > %s::int ORDER BY p.number LIMIT %s::int"
    return Page.of(prepared(statement, [str(number), str(limit + 1)]), limit)


def publication(number: int) -> bytes:
    """One act of publishing; empty for a number that none has."""
    result = prepared(PUBLICATION + "WHERE p.number = %s::int", [str(number)])
    return result.get_value(0, 0) if result.ntuples else b""


def first_since(at: str) -> str:
    """The number of the first publication at an instant or after it, or of the one that comes next; one query."""
    statement = """
SELECT coalesce(
    (SELECT number FROM record_publication WHERE at >= %s::timestamptz ORDER BY at LIMIT 1),
    (SELECT max(number) + 1 FROM record_publication), 1
)"""
    return text_of(prepared(statement, [at]), 0, 0)
