"""Rows into the database as they are read: what is staged is either all of a file or nothing of it."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import BinaryIO

from django.db import connection
from django.db.transaction import atomic
from django.utils.translation import get_language
from psycopg.types.json import Jsonb

from events.desk.imports import mapping
from events.desk.imports.models import Fate, Import
from events.desk.imports.reading import Row, Table, open_file, open_pasted

TAKEN_OVER = ("targets", "kind", "role", "language", "separator", "day_order", "make_topics")
INTO_ROWS = "COPY imports_importrow (job_id, ordinal, line, raw, resolved, key, incident_key, fate, reason) FROM STDIN"


def stage_file(*, name: str, stream: BinaryIO, by, encoding: str = "") -> Import:
    """An import of a file, to be mapped. Raises FileRefused, and keeps nothing then."""
    return _stage(open_file(name, stream, encoding=encoding), name=name, by=by)


def stage_pasted(*, text: str, name: str, by) -> Import:
    """An import of pasted cells, to be mapped. Raises FileRefused."""
    return _stage(open_pasted(text), name=name, by=by)


@atomic
def _stage(table: Table, *, name: str, by) -> Import:
    job = Import(author=by, name=shown(name), form=table.form, headers=table.headers)
    job.spoken = (get_language() or "en")[:2]
    job.series = (PurePath(job.name).stem or job.name)[:100]
    if before := mapping.chosen_before(by, table.headers):
        for field in TAKEN_OVER:
            setattr(job, field, getattr(before, field))
    else:
        job.targets = mapping.guess(table.headers)
    job.save()
    job.row_count = _copy(job, table.rows)
    job.notes = table.notes
    job.save(update_fields=["row_count", "notes"])
    return job


def shown(name: str) -> str:
    """A file's name as it can be kept and shown."""
    return "".join(sign for sign in name if sign.isprintable())[-200:].strip() or "import"


def _copy(job: Import, rows: Iterable[Row]) -> int:
    ordinal = 0
    with connection.cursor() as cursor, cursor.copy(INTO_ROWS) as copying:
        for ordinal, row in enumerate(rows, start=1):
            copying.write_row(
                [job.pk, ordinal, row.line, Jsonb(row.cells), Jsonb({}), "", "", Fate.UNCHECKED.value, ""]
            )
    return ordinal
