"""The limit of the design: a WSGI program without a framework that joins stored fragments from one prepared SELECT."""

import os
import threading
from collections.abc import Callable
from urllib.parse import parse_qs

import psycopg
from psycopg.pq.abc import PGresult

PAGE = """
SELECT e.body, t.earliest, t.latest, t.event
FROM timeline_timelineentry t JOIN timeline_publicevent e ON e.number = t.event
WHERE t.company = %s::int AND (t.earliest, t.latest, t.event) < (%s::date, %s::date, %s::int)
ORDER BY t.earliest DESC, t.latest DESC, t.event DESC LIMIT %s::int
"""
END = "infinity,infinity,2147483647"
REVISION = "SELECT publication, rendering FROM timeline_revision WHERE id = 1"
JSON = ("Content-Type", "application/json")

of_thread = threading.local()


def _ask(statement: str, *values: str) -> PGresult:
    """The bytes that PostgreSQL sends, undecoded."""
    if not hasattr(of_thread, "connection"):
        of_thread.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    return of_thread.connection.execute(statement, values, prepare=True).pgresult


def application(environ: dict[str, str], start_response: Callable) -> list[bytes]:
    """`/timeline?company=1&limit=50&cursor=…` is a page; `/revision` answers 304 to whoever knows the revision."""
    if environ["PATH_INFO"] == "/revision":
        return _revision(environ, start_response)
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


def _revision(environ: dict[str, str], start_response: Callable) -> list[bytes]:
    revision = _ask(REVISION)
    tag = b'"%b.%b"' % (revision.get_value(0, 0), revision.get_value(0, 1))
    known = environ.get("HTTP_IF_NONE_MATCH") == tag.decode()
    start_response("304 Not Modified" if known else "200 OK", [("ETag", tag.decode())])
    return []
