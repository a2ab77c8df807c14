"""Two companies that turn out to be one: on the desk at once, in public with the next dossier that names it."""

from collections.abc import Iterator

from django.db import IntegrityError, models
from django.db.transaction import atomic

from companies.models import Company, CompanyName, NameKind

# What a company says of itself; of two, each may come from either.
CHOSEN = ("name", "kind", "country", "about")


class CannotMerge(Exception):
    """The message says why these two cannot become one."""


@atomic
def merge(*, loser: Company, survivor: Company, from_loser: frozenset[str] = frozenset()) -> None:
    """Moves all that names `loser` to `survivor`; what the survivor has already goes. The loser stays and points on.

    `from_loser` are the fields of CHOSEN that the survivor takes over; a name that is given up becomes an other name.
    Walks the relations that exist, so this module knows no other app. Raises CannotMerge.
    """
    rows = {
        row.pk: row for row in Company.objects.select_for_update().filter(pk__in=[loser.pk, survivor.pk]).order_by("pk")
    }
    if len(rows) < 2:
        raise CannotMerge("A company cannot be merged with itself.")
    if any(row.merged_into_id for row in rows.values()):
        raise CannotMerge("One of the two was merged before.")
    loser, survivor = rows[loser.pk], rows[survivor.pk]
    for relation, moved in naming(loser):
        for row in moved:
            _move(row, relation.field.name, survivor)
    names = {loser.name, survivor.name}
    for field in from_loser & set(CHOSEN):
        setattr(survivor, field, getattr(loser, field))
    survivor.save()
    for name in sorted(names - {survivor.name}):
        CompanyName.objects.get_or_create(company=survivor, name=name, kind=NameKind.TRADING, language="")
    Company.objects.filter(pk=loser.pk).update(merged_into=survivor)


def naming(company: Company) -> Iterator[tuple[models.ForeignObjectRel, models.QuerySet]]:
    """What a merge moves: each relation to a company but those of the history, with its rows that name `company`.

    Those that a company has no name for (`related_name="+"`) name it all the same.
    """
    for relation in Company._meta.get_fields(include_hidden=True):
        if relation.auto_created and not (relation.concrete or hasattr(relation.related_model, "pgh_tracked_model")):
            yield relation, relation.related_model._base_manager.filter(**{relation.field.name: company})


def _move(row: models.Model, field: str, survivor: Company) -> None:
    """Points one row at the survivor; a row that the survivor has already is not needed twice."""
    try:
        with atomic():
            setattr(row, field, survivor)
            row.save(update_fields=[field])
    except IntegrityError:
        row.delete()
