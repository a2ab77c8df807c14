"""Two companies become one in every dossier that names them: who may do it, what moves, and only what was seen."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from companies.merge import CHOSEN, CannotMerge, merge, naming
from companies.models import Company
from events.exceptions import NotAllowed
from events.models import Event, Incident

# By which fields an event names a company; people are shown the dossiers of these rows, and only those that they see.
IN_EVENTS = (
    "participants__company",
    "statement__speaker",
    "statement__answers__company",
    "allegation__reply_requests__company",
    "allegation__demands__addressee",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of both companies, side by side; the survivor's stays unless the other is chosen."""

    name: str
    label: str
    stays: str
    goes: str

    @property
    def differs(self) -> bool:
        return bool(self.goes) and self.stays != self.goes


@dataclass(frozen=True, slots=True)
class Moving:
    """Rows of one kind that the survivor gets."""

    label: str
    rows: list[str]


def check_can_merge(user) -> None:
    if not user.is_reviewer:
        raise NotAllowed(_("Merging companies is for reviewers: it changes every dossier that names them."))


def survivors(loser: Company) -> QuerySet[Company]:
    """Into which it may be merged: any other that stands."""
    return Company.objects.standing().exclude(pk=loser.pk)


def naming_dossiers(company: Company) -> QuerySet[Incident]:
    """Every incident one of whose events names `company`."""
    named = Q()
    for path in IN_EVENTS:
        named |= Q(**{path: company})
    return Incident.objects.filter(pk__in=Event.objects.filter(named).values("incident"))


def choices(loser: Company, survivor: Company) -> list[Choice]:
    return [
        Choice(name, str(Company._meta.get_field(name).verbose_name), _said(survivor, name), _said(loser, name))
        for name in CHOSEN
    ]


def _said(company: Company, name: str) -> str:
    shown = getattr(company, f"get_{name}_display", None)
    return shown() if shown else getattr(company, name)


def moving(loser: Company) -> Iterator[Moving]:
    """Names, identifiers and holdings: what belongs to the company itself, and is no dossier's."""
    for relation, rows in naming(loser):
        if relation.related_model._meta.app_label == Company._meta.app_label and (found := [str(row) for row in rows]):
            yield Moving(str(relation.related_model._meta.verbose_name_plural), found)


def versions(loser: Company, survivor: Company) -> str:
    """What a person saw of the two."""
    return f"{loser.version}-{survivor.version}"


@atomic
def hold(loser: Company, survivor: Company) -> tuple[Company, Company]:
    """The two as they are now, to the end of the transaction; their dossiers are locked before them, in the order of
    docs/decisions/0004.
    """
    list(naming_dossiers(loser).locked().order_by("pk").values_list("pk"))
    both = Company.objects.select_for_update().filter(pk__in=[loser.pk, survivor.pk]).order_by("pk")
    held = {company.pk: company for company in both}
    return held[loser.pk], held[survivor.pk]


@atomic
def merge_as_seen(*, loser: Company, survivor: Company, from_loser: frozenset[str], seen: str, by) -> None:
    """Merges what `versions` said when it was shown. Raises NotAllowed, or CannotMerge with the reason."""
    check_can_merge(by)
    if seen != versions(*hold(loser, survivor)):
        raise CannotMerge(_("One of the two was changed in the meantime. Look at them once more."))
    merge(loser=loser, survivor=survivor, from_loser=from_loser)
