"""A word planted in every text of a published dossier, and the search for what is left of it anywhere."""

import json
import re
from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

# Texts that nobody writes: hashes, days and codes.
NOBODYS = {"digest", "sha256", "date", "published", "deadline", "due", "since", "until", "asked", "outcome_by", "slug"}
NOBODYS |= {
    "warc",
    "warc_sha256",
    "content_type",
    "token",
    "language",
    "words_language",
    "translation_language",
    "country",
    "scheme",
    "publish_zone",
    "subject",
    "field",
    "receipt",
    "code_hash",
    "begins",
    "key",
}


def texts_of(model: type[models.Model]) -> list[models.Field]:
    """Every field of a model in which somebody can write words."""
    kinds = (models.CharField, models.TextField)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices and field.name not in NOBODYS
    ]


def desk_models() -> Iterator[type[models.Model]]:
    for label in ("companies", "events", "desk", "desk_api", "capture", "letterbox"):
        for model in apps.get_app_config(label).get_models():
            if not hasattr(model, "pgh_tracked_model") and texts_of(model):
                yield model


def plant(word: str) -> set[str]:
    """Puts `word` into every text of every row there is; returns `table.column` of each place."""
    planted = set()
    for model in desk_models():
        for row in model.objects.all():
            changes = {
                field.name: _with_word(field, getattr(row, field.name), row.pk, word) for field in texts_of(model)
            }
            if allowed := {name: text for name, text in changes.items() if text is not None}:
                model.objects.filter(pk=row.pk).update(**allowed)
                planted |= {f"{model._meta.label}.{name}" for name in allowed}
    return planted


def _with_word(field: models.Field, text: str, pk: int, word: str) -> str | None:
    """None where the text has to stay empty: a participant is a company or a group, a capture a text or a reason."""
    if field.name == "url":
        return f"https://news.example/{pk}/{word.replace(' ', '%20')}"
    if field.name in {"group", "translation", "reason", "text", "copy", "about_kind"} and not text:
        return None
    return f"{word[:1].upper()}{word[1:]} {pk} {word.upper()}"[: field.max_length]


def left_in_database(words: str) -> list[str]:
    """`table.column` of every column of every table that still holds `words`, in whatever case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        )
        columns = sorted(cursor.fetchall())
        return [f"{table}.{column}" for table, column in columns if _holds(cursor, table, column, words)]


def _holds(cursor, table: str, column: str, words: str) -> bool:
    spellings = {words, json.dumps(words)[1:-1], json.dumps(words, ensure_ascii=False)[1:-1]}
    literal = [re.sub(r"([\\%_])", r"\\\1", spelling) for spelling in spellings]
    cursor.execute(
        f'SELECT EXISTS (SELECT FROM "{table}" WHERE "{column}"::text ILIKE ANY(%s))',
        [[f"%{spelling}%" for spelling in literal]],
    )
    return cursor.fetchone()[0]
