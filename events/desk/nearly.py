"""Rows whose name was typed nearly right: by the trigrams that it shares with what was typed."""

from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import atomic

MOST = 50
# Of the trigrams of what was typed, the part that the nearest stretch of the name must have: one or two slips a word.
ENOUGH = 0.4


def nearly(rows: QuerySet, field: str, words: str) -> QuerySet:
    """Of `rows` up to MOST whose `field` holds something like `words`, by the index of its trigrams."""
    with atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ENOUGH)])
        keys = list(rows.filter(**{f"{field}__trigram_word_similar": words}).values_list("pk", flat=True)[:MOST])
        cursor.execute("RESET pg_trgm.word_similarity_threshold")
    return rows.filter(pk__in=keys)
