"""The page on which two companies become one: side by side, what moves, and only then the button."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminSelectWidget

from companies.merge import CHOSEN, CannotMerge
from companies.models import Company
from events.exceptions import NotAllowed
from events.models import Incident
from events.review import merging as rules

MOST_OFFERED = 50


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
        others = rules.survivors(loser)
        self.fields["survivor"].queryset = others
        offered = others.matching(words or loser.name.split()[0])[:MOST_OFFERED]
        self.fields["survivor"].choices = [("", "–"), *((company.pk, str(company)) for company in offered)]


@require_http_methods(["GET", "POST"])
def merging(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the survivor, see what moves, merge. A merger that cannot be is refused with its reason."""
    loser = get_object_or_404(Company, pk=pk)
    try:
        rules.check_can_merge(request.user)
    except NotAllowed as refused:
        messages.error(request, str(refused))
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
        "choices": rules.choices(loser, survivor) if survivor else [],
        "moving": list(rules.moving(loser)) if survivor else [],
        "dossiers": _dossiers_seen(request, loser) if survivor else [],
        "versions": rules.versions(loser, survivor) if survivor else "",
    }
    return TemplateResponse(request, "desk/merge.html", context)


def _dossiers_seen(request: HttpRequest, loser: Company) -> list[Incident]:
    return list(Incident.objects.visible_to(request.user).filter(pk__in=rules.naming_dossiers(loser).values("pk")))


def _merge(request: HttpRequest, loser: Company, survivor: Company) -> HttpResponse:
    from_loser = frozenset(name for name in CHOSEN if request.POST.get(f"keep_{name}") == "loser")
    try:
        seen = request.POST.get("versions", "")
        rules.merge_as_seen(loser=loser, survivor=survivor, from_loser=from_loser, seen=seen, by=request.user)
    except CannotMerge as refused:
        messages.error(request, str(refused))
        return redirect(request.path)
    messages.success(
        request,
        _("Merged. In public, the old address leads here as soon as one of its published dossiers is published again."),
    )
    return redirect(survivor.get_desk_url())
