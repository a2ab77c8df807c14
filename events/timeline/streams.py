"""Long lists read to their end in chunks by keyset: however long, no more than a chunk is ever in memory."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

CHUNK = 200


def in_chunks(rows: QuerySet, *key: str, falling: bool = False) -> Iterator[Model]:
    """All `rows` in the order of the fields `key`, which together are unique; one query for each chunk."""
    ordered = rows.order_by(*(f"-{name}" if falling else name for name in key))
    place: tuple | None = None
    while True:
        found = list(_beyond(ordered, key, place, falling)[:CHUNK])
        yield from found
        if len(found) < CHUNK:
            return
        place = tuple(getattr(found[-1], name) for name in key)


def _beyond(rows: QuerySet, key: tuple[str, ...], place: tuple[Any, ...] | None, falling: bool) -> QuerySet:
    if place is None:
        return rows
    if len(key) == 1:
        return rows.filter(**{f"{key[0]}__{'lt' if falling else 'gt'}": place[0]})
    return rows.filter((TupleLessThan if falling else TupleGreaterThan)(Tuple(*key), place))
