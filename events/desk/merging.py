"""The page on which two companies become one: side by side, what moves, and only then the button."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.db.transaction import atomic
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminSelectWidget

from companies.merge import CHOSEN, CannotMerge, merge, naming
from companies.models import Company
from events.models import Event, Incident

MOST_OFFERED = 50

# By which fields an event names a company; of these rows the page shows the dossiers, and of those only what one sees.
IN_EVENTS = (
    "participants__company",
    "statement__speaker",
    "statement__answers__company",
    "allegation__reply_requests__company",
    "allegation__demands__addressee",
)


class SurvivorForm(forms.Form):
    """Into which company the other is merged."""

    survivor = forms.ModelChoiceField(
        label=gettext_lazy("It is the same as"),
        queryset=Company.objects.none(),
        widget=UnfoldAdminSelectWidget,
        error_messages={"invalid_choice": gettext_lazy("Choose a company that stands, and not this one itself.")},
    )

    def __init__(self, *args, loser: Company, words: str, **options) -> None:
        """Any other company will do; offered are those that `words` find, or that begin as the loser does."""
        super().__init__(*args, **options)
        others = Company.objects.standing().exclude(pk=loser.pk)
        self.fields["survivor"].queryset = others
        offered = others.matching(words or loser.name.split()[0])[:MOST_OFFERED]
        self.fields["survivor"].choices = [("", "–"), *((company.pk, str(company)) for company in offered)]


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


@require_http_methods(["GET", "POST"])
def merging(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the survivor, see what moves, merge. A merger that cannot be is refused with its reason."""
    loser = get_object_or_404(Company, pk=pk)
    if not request.user.is_reviewer:
        messages.error(request, _("Merging companies is for reviewers: it changes every dossier that names them."))
        return redirect(loser.get_desk_url())
    if loser.merged_into_id:
        messages.info(request, _("It was merged before; this is the company that it became."))
        return redirect(loser.merged_into.get_desk_url())
    words = request.GET.get("q", "").replace("\0", "").strip()
    asked = request.POST or (request.GET if "survivor" in request.GET else None)
    form = SurvivorForm(asked, loser=loser, words=words)
    survivor = form.cleaned_data["survivor"] if asked and form.is_valid() else None
    if request.method == "POST" and survivor:
        return _merge(request, loser, survivor)
    context = {
        **admin.site.each_context(request),
        "title": _("Merge"),
        "subtitle": str(loser),
        "loser": loser,
        "survivor": survivor,
        "form": form,
        "words": words,
        "choices": _choices(loser, survivor) if survivor else [],
        "moving": list(_moving(loser)) if survivor else [],
        "dossiers": _dossiers_seen(request, loser) if survivor else [],
        "versions": f"{loser.version}-{survivor.version}" if survivor else "",
    }
    return TemplateResponse(request, "desk/merge.html", context)


def _dossiers_seen(request: HttpRequest, loser: Company) -> list[Incident]:
    return list(Incident.objects.visible_to(request.user).filter(pk__in=naming_dossiers(loser).values("pk")))


def naming_dossiers(company: Company) -> QuerySet[Incident]:
    """Every incident one of whose events names `company`."""
    named = Q()
    for path in IN_EVENTS:
        named |= Q(**{path: company})
    return Incident.objects.filter(pk__in=Event.objects.filter(named).values("incident"))


def _merge(request: HttpRequest, loser: Company, survivor: Company) -> HttpResponse:
    from_loser = frozenset(name for name in CHOSEN if request.POST.get(f"keep_{name}") == "loser")
    try:
        _merge_as_seen(loser, survivor, from_loser, seen=request.POST.get("versions", ""))
    except CannotMerge as refused:
        messages.error(request, str(refused))
        return redirect(request.path)
    messages.success(
        request,
        _("Merged. In public, the old address leads here as soon as one of its published dossiers is published again."),
    )
    return redirect(survivor.get_desk_url())


@atomic
def _merge_as_seen(loser: Company, survivor: Company, from_loser: frozenset[str], *, seen: str) -> None:
    """The dossiers are locked before the companies, in the order of docs/decisions/0004."""
    list(naming_dossiers(loser).locked().order_by("pk").values_list("pk"))
    now = Company.objects.in_bulk([loser.pk, survivor.pk])
    if seen != f"{now[loser.pk].version}-{now[survivor.pk].version}":
        raise CannotMerge(_("One of the two was changed in the meantime. Look at them once more."))
    merge(loser=loser, survivor=survivor, from_loser=from_loser)


def _choices(loser: Company, survivor: Company) -> list[Choice]:
    return [
        Choice(name, str(Company._meta.get_field(name).verbose_name), _said(survivor, name), _said(loser, name))
        for name in CHOSEN
    ]


def _said(company: Company, name: str) -> str:
    shown = getattr(company, f"get_{name}_display", None)
    return shown() if shown else getattr(company, name)


def _moving(loser: Company) -> Iterator[Moving]:
    """Names, identifiers and holdings: what belongs to the company itself, and is no dossier's."""
    for relation, rows in naming(loser):
        if relation.related_model._meta.app_label == Company._meta.app_label and (found := [str(row) for row in rows]):
            yield Moving(str(relation.related_model._meta.verbose_name_plural), found)
