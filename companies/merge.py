"""Two companies that turn out to be one: on the desk at once, in public with the next dossier that names it."""

from django.db import IntegrityError, models
from django.db.transaction import atomic

from companies.models import Company, CompanyName, NameKind


class CannotMerge(Exception):
    """The message says why these two cannot become one."""


@atomic
def merge(*, loser: Company, survivor: Company) -> None:
    """Moves all that names `loser` to `survivor`; what the survivor has already goes. The loser stays and points on.

    Walks the relations that exist, so this module knows no other app. Raises CannotMerge.
    """
    rows = {
        row.pk: row for row in Company.objects.select_for_update().filter(pk__in=[loser.pk, survivor.pk]).order_by("pk")
    }
    if len(rows) < 2:
        raise CannotMerge("A company cannot be merged with itself.")
    if any(row.merged_into_id for row in rows.values()):
        raise CannotMerge("One of the two was merged before.")
    for relation in _relations():
        for row in relation.related_model._base_manager.filter(**{relation.field.name: loser}):
            _move(row, relation.field.name, survivor)
    CompanyName.objects.get_or_create(company=survivor, name=loser.name, kind=NameKind.TRADING, language="")
    Company.objects.filter(pk=loser.pk).update(merged_into=survivor)


def _relations() -> list[models.ForeignObjectRel]:
    """Every foreign key to a company but those of the history, which tells what was."""
    return [
        relation
        for relation in Company._meta.related_objects
        if not hasattr(relation.related_model, "pgh_tracked_model")
    ]


def _move(row: models.Model, field: str, survivor: Company) -> None:
    """Points one row at the survivor; a row that the survivor has already is not needed twice."""
    try:
        with atomic():
            setattr(row, field, survivor)
            row.save(update_fields=[field])
    except IntegrityError:
        row.delete()
