"""New rows into their tables by COPY, with the ids that they are given beforehand.

What hangs on a row can so be written before it: foreign keys are looked up at the commit, and a row that is not there
yet has no version to count up (docs/decisions/0011). Constraints and triggers look at each row as they always do.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model


def give_ids(rows: Sequence[Model]) -> None:
    """The ids that the rows will have, from the sequence of their table."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [connection.ops.quote_name(rows[0]._meta.db_table), len(rows)],
        )
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk


def copy(rows: Sequence[Model]) -> None:
    """Unsaved rows of one model into its table; rows of a table that numbers them get their ids now, or had them."""
    if not rows:
        return
    options = rows[0]._meta
    if options.auto_field and rows[0].pk is None:
        give_ids(rows)
    fields = options.concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # as they are; but COPY alone would not say who writes
        with cursor.copy(f"COPY {connection.ops.quote_name(options.db_table)} ({columns}) FROM STDIN") as copying:
            for row in rows:
                copying.write_row([field.pre_save(row, True) for field in fields])
