"""Sentences that the wording check marked: a writer asks that one may stand, a reviewer says why it may."""

from functools import partial
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.desk.moves import dossier_or_404
from events.desk.sheets import Sheet, sheets_of
from events.exceptions import Refused
from events.models import Incident, Overruling
from events.record.append import Change
from events.review import permissions, wording


@require_http_methods(["GET", "POST"])
def of_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """All marked sentences of a dossier; asking and, for whoever may, overruling."""
    incident = dossier_or_404(request, pk)
    may_overrule = permissions.allowed(permissions.check_can_overrule, request.user, incident)
    typed = ""
    if request.method == "POST":
        try:
            _answer(request, incident)
        except Refused as refused:
            messages.error(request, str(refused))
            typed = request.POST.get("reason", "")
        else:
            return redirect("admin:desk_wording", pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Wording that asserts guilt"),
        "subtitle": incident.title,
        "incident": incident,
        "warnings": wording.warnings(incident),
        "may_overrule": may_overrule,
        "typed": typed,
        "at": request.POST.get("sentence", ""),
    }
    return TemplateResponse(request, "desk/wording.html", context)


def _answer(request: HttpRequest, incident: Incident) -> None:
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        raise Refused(_("This sentence is not marked any more: it was changed.")) from None
    place = {"key": key, "field": request.POST.get("field", ""), "sentence": request.POST.get("sentence", "")}
    if "reason" in request.POST:
        wording.overrule(incident=incident, by=request.user, reason=request.POST["reason"], **place)
        messages.success(request, _("Overruled. Your reason stands beside the sentence."))
    else:
        wording.ask(incident=incident, by=request.user, **place)
        messages.success(request, _("Asked. Reviewers see this sentence now, and what it stands in."))


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What writers ask of this reviewer."""
    waiting = Overruling.objects.awaiting(request.user).select_related("incident", "asked_by")
    context = {**admin.site.each_context(request), "title": _("Wording to decide"), "waiting": waiting}
    return TemplateResponse(request, "desk/wordings.html", context)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One sentence that somebody asked for, with the event that it stands in and its evidence, and nothing else."""
    overruling = get_object_or_404(
        Overruling.objects.awaiting(request.user).select_related("incident", "asked_by"), pk=pk
    )
    if wording.is_moot(overruling):
        return _moot(request, overruling)
    act = partial(
        wording.overrule,
        incident=overruling.incident,
        by=request.user,
        key=overruling.key,
        field=overruling.field,
        sentence=overruling.sentence,
    )
    if request.method == "POST":
        try:
            act(reason=request.POST.get("reason", ""))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Overruled. Your reason stands beside the sentence."))
            return redirect("admin:desk_wordings")
    context = {
        **admin.site.each_context(request),
        "title": _("May this sentence stand?"),
        "overruling": overruling,
        "sheet": _sheet(overruling),
        "typed": request.POST.get("reason", ""),
    }
    return TemplateResponse(request, "desk/wording_asked.html", context)


def _moot(request: HttpRequest, overruling: Overruling) -> HttpResponse:
    """Nothing of the draft is shown any more; a press of the button takes the request off the list."""
    if request.method == "POST":
        try:
            wording.drop(overruling)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Taken off the list."))
        return redirect("admin:desk_wordings")
    context = {**admin.site.each_context(request), "title": _("May this sentence stand?")}
    return TemplateResponse(request, "desk/wording_moot.html", context)


def _sheet(overruling: Overruling) -> Sheet:
    document = wording.stands_in(overruling)
    if document is None:
        raise Http404
    return sheets_of([Change(kind=document["kind"], key=overruling.key, document=document)])[0]
