"""Rows into tables by COPY, with everything asleep that would look at each of them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Expression, Field, Model, Value
from django.db.transaction import atomic
from psycopg.types.json import Jsonb
from psycopg.types.range import TimestamptzRange


@contextmanager
def in_bulk() -> Iterator[None]:
    """One transaction in which no ordinary trigger fires and no foreign key is looked up. Only a superuser may."""
    with atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield


@contextmanager
def asleep(*tables: str) -> Iterator[None]:
    """The triggers of these tables, which fire even in replicas, sleep; afterwards they are as awake as before."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


SLOW_INDEXES = """
SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.amname IN ('gin', 'gist') AND NOT i.indisexclusion AND n.nspname = current_schema()
"""


@contextmanager
def without_slow_indexes() -> Iterator[None]:
    """GIN and GiST indexes are made in one go afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(SLOW_INDEXES)
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _name, definition in found:
            cursor.execute(definition)


def copy(rows: Iterable[Model]) -> None:
    """Unsaved rows of any models, as they are: no `save`, no defaults but the fields' own."""
    by_model: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, of_model in by_model.items():
        _copy(model, of_model)


def _copy(model: type[Model], rows: list[Model]) -> None:
    generated = model._meta.auto_field
    fields = [field for field in model._meta.concrete_fields if field is not generated or rows[0].pk is not None]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    searched = any(field.name == "search" for field in fields)
    with connection.cursor() as cursor:
        target = _staging(cursor, table) if searched else table
        with cursor.copy(f"COPY {target} ({columns}) FROM STDIN") as copying:
            for row in rows:
                copying.write_row([_plain(field, getattr(row, field.attname)) for field in fields])
        if searched:
            values = columns.replace('"search"', "searchable(search)")
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {target}")
            cursor.execute(f"DROP TABLE {target}")


def _staging(cursor, table: str) -> str:
    """The same columns, but for the words from which PostgreSQL makes the search vector."""
    cursor.execute(f"CREATE TEMP TABLE staged_{table} (LIKE {table})")
    cursor.execute(f"ALTER TABLE staged_{table} ALTER search TYPE text USING '', ALTER search DROP NOT NULL")
    return f"staged_{table}"


def _plain(field: Field, value: object) -> object:
    """The value as COPY takes it; of an expression, the text that it would work on."""
    while isinstance(value, Expression) and not isinstance(value, Value):
        value = value.get_source_expressions()[0]
    if isinstance(value, Value):
        return value.value
    kind = field.get_internal_type()
    if kind == "JSONField":
        return Jsonb(value)
    return TimestamptzRange(*value) if isinstance(value, tuple) else value


SEQUENCES = """
SELECT pg_get_serial_sequence(quote_ident(table_name), column_name), quote_ident(table_name), column_name
FROM information_schema.columns
WHERE table_schema = current_schema() AND is_identity = 'YES'
"""


def reset_sequences() -> None:
    """What is written next gets ids after those copied in."""
    with connection.cursor() as cursor:
        cursor.execute(SEQUENCES)
        for sequence, table, column in cursor.fetchall():
            cursor.execute(f"SELECT setval('{sequence}', coalesce(max({column}), 0) + 1) FROM {table}")
