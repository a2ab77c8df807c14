"""A reviewer's remarks with what they are about, and the way there."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from companies.models import Company
from events.models import About, Event, Incident, Remark, Source

ABOUT: dict[str, type[Model]] = {
    About.INCIDENT: Incident,
    About.EVENT: Event,
    About.COMPANY: Company,
    About.SOURCE: Source,
}
# Fields of a document that are a table on the page, by that table's name.
TABLES = {"participants", "citations", "facts", "allegation", "statement", "places", "names", "identifiers"}


@dataclass(frozen=True, slots=True)
class Placed:
    """`what` it is about, or nothing if that is gone; `url` leads to the field."""

    remark: Remark
    what: str
    url: str


def placed(remarks: Iterable[Remark]) -> list[Placed]:
    """One query for each kind of subject."""
    remarks = list(remarks)
    found = {
        (about, row.key): row
        for about, model in ABOUT.items()
        if (keys := [remark.key for remark in remarks if remark.about == about])
        for row in model._default_manager.filter(key__in=keys)
    }
    return [_placed(remark, found.get((remark.about, remark.key))) for remark in remarks]


def _placed(remark: Remark, row: Model | None) -> Placed:
    if row is None:
        return Placed(remark, "", "")
    page = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    place = f"{remark.field}-group" if remark.field in TABLES else f"id_{remark.field}"
    return Placed(remark, str(row), f"{page}#{place}")
