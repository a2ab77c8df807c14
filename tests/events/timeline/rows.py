"""The public tables as values, to compare them as wholes."""

import json

from django.db import connection

from events.timeline.rebuild import TABLES

# Made anew with each row, and shown to nobody.
SURROGATES = {
    "timeline_timelineentry",
    "timeline_pastentry",
    "timeline_sourceuse",
    "timeline_heading",
    "timeline_renderingdue",
}


def public_rows() -> dict[str, list[dict]]:
    """Every column of every public table but surrogate ids."""
    return {table._meta.db_table: _rows(table._meta.db_table) for table in TABLES}


def _rows(table: str) -> list[dict]:
    without_id = " - 'id'" if table in SURROGATES else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (to_jsonb(t){without_id})::text FROM {table} t")
        return sorted((json.loads(row) for (row,) in cursor.fetchall()), key=json.dumps)
