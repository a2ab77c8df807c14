"""Statements of the public side that are written out, answered with the bytes that PostgreSQL sends.

Each has one constant text, and all its parameters are text with a cast in it: so the server prepares it once for a
connection. Django's own cursor binds on the client, and what is bound there is never prepared.
"""

from collections.abc import Sequence

from django.db import connections
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor
from psycopg.pq.abc import PGresult

PUBLIC = "public"


def prepared(statement: str, values: Sequence[str]) -> PGresult:
    connection = connections[PUBLIC]
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor = Cursor(connection.connection)
    wrapped = connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)
    return _read(wrapped, statement, values)


def planned(statement: str, values: Sequence[str]) -> PGresult:
    """With a plan for just these values."""
    with connections[PUBLIC].cursor() as cursor:
        return _read(cursor, statement, values)


def _read(cursor: CursorWrapper, statement: str, values: Sequence[str]) -> PGresult:
    cursor.execute(statement, values)
    return cursor.pgresult


def text_of(result: PGresult, row: int, column: int) -> str:
    """A value of an answer as text; empty for NULL."""
    return (result.get_value(row, column) or b"").decode()
