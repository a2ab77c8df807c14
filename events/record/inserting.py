"""Rows into their tables in one statement, however many: they travel as one JSON text.

For what is published by the thousand. A model's instance and the SQL for it cost more than PostgreSQL's whole work.
"""

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile

import orjson
from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import Field, Model

Row = dict[str, object]
"""Columns and their values, the same columns in every row of one table; a column that is not named stays empty."""

IN_MEMORY = 8 * 2**20  # bytes of waiting rows; more of them wait in an unnamed file

NEXT_IDS = """
SELECT nextval(own.sequence)
FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass OFFSET 0) AS own(sequence), generate_series(1, %s)
"""


def encode(rows: Iterable[Row]) -> str:
    return orjson.dumps(list(rows)).decode()


def insert(table: type[Model], rows: list[Row], *, unique: str = "") -> None:
    """Inserts `rows`; one whose `unique` column is there already takes that row's place."""
    if rows:
        insert_encoded(table, list(rows[0]), encode(rows), unique=unique)


def insert_encoded(table: type[Model], columns: list[str], rows: str, *, unique: str = "") -> None:
    """The same of rows that `encode` gave, which have `columns`."""
    fields = {field.column: field for field in table._meta.concrete_fields}
    names = [_quoted(column) for column in columns]
    kinds = [f"{name} {_kind(fields[column])}" for name, column in zip(names, columns, strict=True)]
    values = [_value(fields[column]) for column in columns]
    statement = (
        f"INSERT INTO {_quoted(table._meta.db_table)} ({', '.join(names)}) "  # noqa: S608  names of ours alone
        f"SELECT {', '.join(values)} FROM json_to_recordset(%s) AS given({', '.join(kinds)})"
    )
    if unique:
        changes = ", ".join(f"{name} = excluded.{name}" for name in names)
        statement += f" ON CONFLICT ({_quoted(unique)}) DO UPDATE SET {changes}"
    with connection.cursor() as cursor:
        cursor.execute(statement, [rows])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _kind(field: Field) -> str:
    """The type as which a value is read; of a search vector, the words that it is made of."""
    return "text" if isinstance(field, SearchVectorField) else field.cast_db_type(connection)


def _value(field: Field) -> str:
    name = _quoted(field.column)
    return f"searchable({name})" if isinstance(field, SearchVectorField) else name


def next_ids(table: type[Model], count: int) -> Iterator[int]:
    """The ids that the next rows of `table` have, so that other rows can name them beforehand."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_IDS, [_quoted(table._meta.db_table), count])
        return iter([row for (row,) in cursor.fetchall()])


class Waiting:
    """Rows of one table that are inserted later, in the order in which they came."""

    def __init__(self, table: type[Model]) -> None:
        self.table = table
        self.columns: list[str] = []
        self.file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  `close` closes it

    def close(self) -> None:
        self.file.close()

    def add(self, rows: list[Row]) -> None:
        self.columns = list(rows[0])
        self.file.write(encode(rows).encode() + b"\n")

    def insert(self) -> None:
        self.file.seek(0)
        for rows in self.file:
            insert_encoded(self.table, self.columns, rows.decode())
