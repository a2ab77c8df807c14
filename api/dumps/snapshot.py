"""The public tables as they are at one position, read through the role that may read nothing else.

A connection of its own, in one transaction that sees one state however long it takes, so that all files agree. Bodies
come by COPY, as the bytes that PostgreSQL sends, never decoded; as JSON they hold no line break and no control sign.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from django.db import connections
from psycopg import Connection

from events.timeline.statements import PUBLIC

TABLES = {
    "companies": "timeline_publiccompany",
    "incidents": "timeline_publicincident",
    "sources": "timeline_publicsource",
    "events": "timeline_publicevent",
}
"""By name of the files; events come last, because they name all the others."""

BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
POSITION = """
SELECT r.publication, r.step, coalesce(p.hash, ''), p.at
FROM timeline_revision r LEFT JOIN record_publication p ON p.number = r.publication
"""
# Quotation marks and commas that no body holds, so that none is ever written otherwise.
LINES = (
    "COPY (SELECT body FROM {table} WHERE state = 'live' ORDER BY number) "
    "TO STDOUT (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')"
)
TOGETHER = 64
"""So many lines are handed on as one piece: about 128 KB."""


@dataclass(frozen=True, slots=True)
class Position:
    publication: int = 0
    step: int = 0
    mark: str = ""
    at: datetime.datetime | None = None

    def __str__(self) -> str:
        return f"{self.publication}.{self.step}"

    @property
    def reached(self) -> str:
        """As the change feed names it, with a mark of this past."""
        return f"{self}-{self.mark[:12]}"

    @classmethod
    def of(cls, connection: Connection) -> Self:
        row = connection.execute(POSITION).fetchone()
        return cls(*row) if row else cls()


@dataclass(frozen=True, slots=True)
class Snapshot:
    connection: Connection
    position: Position

    def lines(self, name: str) -> Iterator[bytes]:
        """The living bodies of a table in the order of their numbers, each with its line break, in pieces of many."""
        with self.connection.cursor() as cursor, cursor.copy(LINES.format(table=TABLES[name])) as copying:
            piece: list[bytes] = []
            for line in copying:
                piece.append(line)
                if len(piece) == TOGETHER:
                    yield b"".join(piece)
                    piece = []
            yield b"".join(piece)


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    wrapper = connections[PUBLIC].copy()
    wrapper.connect()
    try:
        connection = wrapper.connection
        connection.execute(BEGIN)
        connection.execute("SET LOCAL statement_timeout = 0")  # that of readers is for readers
        yield Snapshot(connection, Position.of(connection))
    finally:
        wrapper.close()
