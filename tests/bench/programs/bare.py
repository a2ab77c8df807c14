"""The limit of the design: a WSGI program without a framework that joins stored fragments from one prepared SELECT."""

import datetime
import os
import re
import threading
from collections.abc import Callable
from functools import cache
from urllib.parse import parse_qs

import orjson
import psycopg
from psycopg.pq.abc import PGresult

PAGE = """
SELECT e.body, t.earliest, t.latest, t.event
FROM timeline_timelineentry t JOIN timeline_publicevent e ON e.number = t.event
WHERE t.company = %s::int AND (t.earliest, t.latest, t.event) < (%s::date, %s::date, %s::int)
ORDER BY t.earliest DESC, t.latest DESC, t.event DESC LIMIT %s::int
"""
BODY = """
WHEN '{kind}' THEN (
    SELECT '"state":"' || s.state || '","version":' || s.version || ',"body":' || s.body
    FROM timeline_public{kind} s WHERE s.number = c.number
)
"""
CHANGES = f"""
SELECT '{{"position":"' || c.publication || '.' || c.step || '","publication":' || c.publication
    || ',"type":"' || c.kind || '","id":' || c.number || ','
    || CASE c.kind {"".join(BODY.format(kind=kind) for kind in ("company", "incident", "event", "source"))} END || '}}'
FROM timeline_change c ORDER BY c.publication, c.step, c.kind, c.number LIMIT %s::int
"""
END = "infinity,infinity,2147483647"
REVISION = "SELECT publication, rendering FROM timeline_revision WHERE id = 1"
STORED = "SELECT page FROM bench_stored"
JSON = ("Content-Type", "application/json")
HTML = ("Content-Type", "text/html; charset=utf-8")
COMPANY = """
SELECT * FROM (
    SELECT f.html, NULL::date AS earliest, NULL::date AS latest, NULL::int AS event, r.publication,
        to_char(p.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
    FROM timeline_frame f CROSS JOIN timeline_revision r JOIN record_publication p ON p.number = r.publication
    WHERE f.company = %s::int AND f.language = 'en'
    UNION ALL
    (SELECT f.html, t.earliest, t.latest, t.event, NULL, NULL
    FROM timeline_timelineentry t JOIN timeline_fragment f
        ON f.event = t.event AND f.company = t.company AND f.language = 'en'
    WHERE t.company = %s::int AND (t.earliest, t.latest, t.event) < (%s::date, %s::date, %s::int)
    ORDER BY t.earliest DESC, t.latest DESC, t.event DESC LIMIT 51)
) page ORDER BY earliest DESC NULLS FIRST, latest DESC, event DESC
"""
HOLE = re.compile(rb"[0-9a-f]{24}(?=query;)")
STANDING = '<p><a href="/publications/{0}/">Record no. {0}</a> · last published <time datetime="{1}Z">{2}</time></p>\n'
YEAR = '<section aria-labelledby="from-{0}">\n<h3 class="year" id="from-{0}">{1}</h3>\n<ol class="line">\n'

of_thread = threading.local()


def _ask(statement: str, *values: str) -> PGresult:
    """The bytes that PostgreSQL sends, undecoded."""
    if not hasattr(of_thread, "connection"):
        of_thread.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    return of_thread.connection.execute(statement, values, prepare=True).pgresult


def application(environ: dict[str, str], start_response: Callable) -> list[bytes]:
    """`/timeline?company=1&limit=50&cursor=…` is a page, `/company?company=1&after=…` one for people; `/revision`
    answers 304 to whoever knows the revision, `/stored` with a page that was stored as a whole,
    `/document?company=1` with a whole timeline.
    """
    if environ["PATH_INFO"] == "/revision":
        return _revision(environ, start_response)
    if environ["PATH_INFO"] == "/changes":
        return _changes(environ, start_response)
    if environ["PATH_INFO"] == "/stored":
        return _stored(start_response)
    if environ["PATH_INFO"] == "/company":
        return _company(environ, start_response)
    if environ["PATH_INFO"] == "/document":
        return _document(environ, start_response)
    if environ["PATH_INFO"] != "/timeline":
        start_response("404 Not Found", [JSON])
        return [b"{}"]
    query = parse_qs(environ["QUERY_STRING"])
    body = _page(query["company"][0], int(query["limit"][0]), query.get("cursor", [END])[0])
    start_response("200 OK", [JSON, ("Content-Length", str(len(body)))])
    return [body]


def _page(company: str, limit: int, cursor: str) -> bytes:
    rows = _ask(PAGE, company, *cursor.split(","), str(limit + 1))
    following = b"null"
    if rows.ntuples > limit:
        place = b",".join(rows.get_value(limit - 1, column) for column in (1, 2, 3))
        following = b'"/timeline?company=%b&limit=%d&cursor=%b"' % (company.encode(), limit, place)
    bodies = [rows.get_value(row, 0) for row in range(min(limit, rows.ntuples))]
    return b'{"next":%b,"previous":null,"results":[%b]}' % (following, b",".join(bodies))


def _document(environ: dict[str, str], start_response: Callable) -> list[bytes]:
    """A whole timeline, stored as one document (`tests.bench.exporting` makes the table)."""
    company = parse_qs(environ["QUERY_STRING"])["company"][0]
    body = _ask("SELECT body FROM bench_document WHERE company = %s::int", company).get_value(0, 0)
    start_response("200 OK", [JSON, ("Content-Length", str(len(body)))])
    return [body]


def _revision(environ: dict[str, str], start_response: Callable) -> list[bytes]:
    revision = _ask(REVISION)
    tag = b'"%b.%b"' % (revision.get_value(0, 0), revision.get_value(0, 1))
    known = environ.get("HTTP_IF_NONE_MATCH") == tag.decode()
    start_response("304 Not Modified" if known else "200 OK", [("ETag", tag.decode())])
    return []


def _changes(environ: dict[str, str], start_response: Callable) -> list[bytes]:
    """The first of the change feed, as many as are asked for."""
    rows = _ask(CHANGES, parse_qs(environ["QUERY_STRING"])["limit"][0])
    body = b'{"results":[%b]}' % b",".join(rows.get_value(row, 0) for row in range(rows.ntuples))
    start_response("200 OK", [JSON, ("Content-Length", str(len(body)))])
    return [body]


def _stored(start_response: Callable) -> list[bytes]:
    body = _ask(STORED).get_value(0, 0)
    start_response("200 OK", [JSON, ("Content-Length", str(len(body)))])
    return [body]


def _company(environ: dict[str, str], start_response: Callable) -> list[bytes]:
    query = parse_qs(environ["QUERY_STRING"])
    company, after = query["company"][0], query.get("after", [""])[0]
    rows = _ask(COMPANY, company, company, *(after or END).split(","))
    frame, hole = rows.get_value(0, 0), _hole(rows.get_value(0, 0))
    contents = {
        b"asked_and": b"?",
        b"query": b"?after=" + after.replace(",", "%2C").encode() if after else b"",
        b"demonstration": b"\n",
        b"standing": _standing(rows),
        b"stretch": _entries(rows, after),
    }
    whole = _filled(frame, hole, contents, rows.get_value(0, 4))
    start_response("200 OK", [HTML, ("Content-Length", str(len(whole)))])
    return [whole]


def _filled(frame: bytes, hole: bytes, contents: dict[bytes, bytes], publication: bytes) -> bytes:
    first, *pieces = frame.split(hole)
    body = [first]
    for piece in pieces:
        name, _, text = piece.partition(b";")
        if name == b"cite":
            text = _filled(_citation(publication, text), hole, contents, publication)
        body += [contents.get(name, b""), text]
    return b"".join(body)


@cache
def _citation(publication: bytes, cited: bytes) -> bytes:
    """The one piece that the product itself makes, once for a state of the record, as it does for its own pages."""
    import django  # noqa: PLC0415  whatever else this program does, it does without

    django.setup()
    from django.test import RequestFactory  # noqa: PLC0415

    from events.site import frames  # noqa: PLC0415
    from events.timeline import queries  # noqa: PLC0415

    request = RequestFactory().get(orjson.loads(cited)["page"])
    return frames.of_request(request, queries.standing())[b"cite"](cited)


def _hole(frame: bytes) -> bytes:
    if not hasattr(of_thread, "hole"):
        of_thread.hole = HOLE.search(frame)[0]
    return of_thread.hole


def _standing(rows: PGresult) -> bytes:
    publication, at = rows.get_value(0, 4).decode(), rows.get_value(0, 5).decode()
    day = f"{datetime.datetime.fromisoformat(at):%-d %B %Y}"
    return STANDING.format(publication, at, day).encode()


def _entries(rows: PGresult, after: str) -> bytes:
    parts, years = [], None
    last = min(50, rows.ntuples - 1)
    for row in range(1, last + 1):
        own = rows.get_value(row, 1)[:4], rows.get_value(row, 2)[:4]
        if own != years:
            parts += [b"</ol>\n</section>\n"] if years else []
            heading = own[0].decode() if own[0] == own[1] else f"{own[0].decode()} to {own[1].decode()}"
            parts.append(YEAR.format(int(rows.get_value(row, 3)), heading).encode())
            years = own
        parts.append(rows.get_value(row, 0))
    place = b",".join(rows.get_value(last, column) for column in (1, 2, 3)) if rows.ntuples > 51 else b""
    return b"".join([*parts, b"</ol>\n</section>\n", _turning(place, after)])


def _turning(place: bytes, after: str) -> bytes:
    back = b'<a href="?#timeline">Back to the beginning</a>' if after else b""
    onwards = b'<a rel="next" href="?after=%b#timeline">Earlier entries</a>' % place if place else b""
    return (
        b'<nav class="paging" aria-label="Pages" hx-boost="true" hx-target="#entries" hx-select="#entries" '
        b'hx-swap="outerHTML show:#timeline:top">\n%b\n%b\n</nav>\n' % (back, onwards)
    )
