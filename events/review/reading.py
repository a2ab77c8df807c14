"""Many of the desk's rows with all that hangs on them, as `prefetch_related` would bring it, at a tenth of the cost.

Django makes a manager and a queryset for each relation of each row. Here a relation is a plain list, and a row that
many others name is read once.
"""

from collections.abc import Iterable

from django.db.models import ForeignKey, ForeignObjectRel, Model

from events.models import Capture

Tree = dict[str, "Tree"]
"""Names of relations, each with those that lead on from there."""

MOST_KEPT = 2_000  # rows of one model
LEFT_OUT = {Capture: ("text", "found")}  # large, and in no document


class Rows(list):
    """What a relation of a row holds, where a manager is expected."""

    def all(self) -> "Rows":
        return self


class Kept:
    """Rows of models that many others name, by id: read once, up to a bound. None of them is led on from."""

    def __init__(self, *models: type[Model]) -> None:
        self.rows: dict[type[Model], dict[int, Model]] = {model: {} for model in models}

    def named(self, model: type[Model], pks: set[int]) -> tuple[dict[int, Model], list[Model]]:
        """The rows with these ids, and those of them that had to be read."""
        there = self.rows.get(model, {})
        if len(there) > MOST_KEPT:
            there.clear()
        read = list(model._base_manager.filter(pk__among=missing)) if (missing := pks - there.keys()) else []
        there |= {row.pk: row for row in read}
        return there, read


def attach(rows: list[Model], paths: Iterable[str], kept: Kept) -> None:
    """Gives each row what its relations hold; one query for each step of the paths, or none where there is nothing."""
    tree: Tree = {}
    for path in paths:
        branch = tree
        for name in path.split("__"):
            branch = branch.setdefault(name, {})
    _attach(rows, tree, kept)


def _attach(rows: list[Model], tree: Tree, kept: Kept) -> None:
    for name, beyond in tree.items() if rows else ():
        relation = rows[0]._meta.get_field(name)
        named = isinstance(relation, ForeignKey)
        found = _attach_the_named(rows, relation, kept) if named else _attach_those_that_name(rows, relation)
        _attach(found, beyond, kept)


def _attach_the_named(rows: list[Model], key: ForeignKey, kept: Kept) -> list[Model]:
    """What a foreign key names; returns what of it had to be read."""
    named, read = kept.named(key.related_model, {getattr(row, key.attname) for row in rows} - {None})
    for row in rows:
        key.set_cached_value(row, named.get(getattr(row, key.attname)))
    return read


def _attach_those_that_name(rows: list[Model], relation: ForeignObjectRel) -> list[Model]:
    """The rows that name each of `rows` by a foreign key, in their usual order."""
    key, parents = relation.field, {row.pk: row for row in rows}
    usual = relation.related_model._default_manager.defer(*LEFT_OUT.get(relation.related_model, ()))
    found = list(usual.filter(**{f"{key.name}__among": list(parents)}))
    holding = {pk: Rows() for pk in parents}
    for row in found:
        parent = getattr(row, key.attname)
        holding[parent].append(row)
        key.set_cached_value(row, parents[parent])
    for pk, parent in parents.items():
        if relation.one_to_one:
            relation.set_cached_value(parent, next(iter(holding[pk]), None))
        else:
            vars(parent).setdefault("_prefetched_objects_cache", {})[relation.get_accessor_name()] = holding[pk]
    return found
