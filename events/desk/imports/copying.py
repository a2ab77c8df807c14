"""New rows into their tables by COPY, with the ids that they are given beforehand.

What hangs on a row can so be written before it: foreign keys are looked up at the commit, and a row that is not there
yet has no version to count up (docs/decisions/0011). Constraints and triggers look at each row as they always do.
"""

import os
import uuid
from collections.abc import Iterator, Sequence

from django.db import connection
from django.db.models import Field, Model
from django.utils import timezone

Row = dict[str, object]
"""Columns and their values; a column that is not named gets what its field gives by itself."""

NEXT = """
SELECT nextval(own.sequence)
FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass OFFSET 0) AS own(sequence), generate_series(1, %s)
"""


def next_ids(model: type[Model], count: int) -> list[int]:
    """The ids that new rows will have, from the sequence of their table."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [connection.ops.quote_name(model._meta.db_table), count])
        return [pk for (pk,) in cursor.fetchall()]


def copy(model: type[Model], rows: Sequence[Row]) -> list[int]:
    """Writes `rows` into the table of `model`; returns their ids, if it is a table that numbers its rows.

    Those that were given no id get one now. What a model's `save` works out has to be among the values already.
    Raises TypeError where a row names a column that is none.
    """
    if not rows:
        return []
    numbered = bool(model._meta.auto_field)
    if numbered and "id" not in rows[0]:
        _fill(rows, "id", next_ids(model, len(rows)))
    fields = model._meta.concrete_fields
    for field in fields:
        if field.default is uuid.uuid4:
            _fill(rows, field.attname, _keys(len(rows)))
    given = {field.attname: _given(field) for field in fields}
    if unknown := set().union(*rows) - given.keys():
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # as they are; but COPY alone would not say who writes
        with cursor.copy(f"COPY {connection.ops.quote_name(model._meta.db_table)} ({columns}) FROM STDIN") as copying:
            for row in rows:
                copying.write_row([row.get(name, otherwise) for name, otherwise in given.items()])
    return [row["id"] for row in rows] if numbered else []


def _fill(rows: Sequence[Row], column: str, values) -> None:
    for row, value in zip(rows, values, strict=True):
        row[column] = value


def _keys(count: int) -> Iterator[str]:
    """So many random UUIDs out of one draw, as hexadecimal digits: asking the system for each, and making an object of
    it, costs as much as writing the row.
    """
    drawn = bytearray(os.urandom(16 * count))
    drawn[6::16] = (0x40 | byte & 0x0F for byte in drawn[6::16])  # version 4
    drawn[8::16] = (0x80 | byte & 0x3F for byte in drawn[8::16])  # in the form of RFC 9562
    digits = drawn.hex()
    return (digits[start : start + 32] for start in range(0, 32 * count, 32))


def _given(field: Field) -> object:
    """What a row has in a column that nobody names."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now().isoformat()
    value = field.get_db_prep_save(field.get_default(), connection)
    return "{}" if value == [] else value  # an empty array, as PostgreSQL reads it
