"""The buttons of a history: each fetches what this person may see, takes something back, and says what came of it."""

import datetime
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.desk import restoring
from events.desk.moves import dossier_or_404
from events.exceptions import Refused


def undo(request: HttpRequest, subject: Model) -> HttpResponse:
    """Of the page of `subject`, which its admin has fetched."""
    step = {"context": _uuid(request.POST.get("context", "")), "at": _moment(request.POST.get("at", ""))}
    act = partial(restoring.undo, subject=subject, seen=_number(request, "seen"), by=request.user, **step)
    return _attempt(request, subject, act, _("Undone. What was undone stays in the history, too."))


def restore(request: HttpRequest, subject: Model) -> HttpResponse:
    model = _model(request.POST.get("model", ""))
    which = {"model": model, "row": _number(request, "row"), "seen": _number(request, "seen")}
    act = partial(restoring.restore, subject=subject, by=request.user, **which)
    return _attempt(request, subject, act, _("Restored."))


@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    incident = dossier_or_404(request, pk)
    try:
        event = restoring.bring_back(incident=incident, row=_number(request, "row"), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(incident.get_desk_url())
    messages.success(request, _("It is back, with all that went with it."))
    return redirect(event.get_desk_url())


def fetched(page, request: HttpRequest, pk: int) -> Model:
    """The subject, for somebody who may change such subjects at all; which dossier, the action asks."""
    subject = get_object_or_404(page.get_queryset(request), pk=pk)
    if not page.has_view_permission(request, subject) or not request.user.has_perm(_permission(subject)):
        raise Http404
    return subject


def _permission(subject: Model) -> str:
    return f"{subject._meta.app_label}.change_{subject._meta.model_name}"


def _attempt(request: HttpRequest, subject: Model, act: Callable, done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(f"admin:{subject._meta.app_label}_{subject._meta.model_name}_history", subject.pk)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)


def _model(label: str) -> type[Model]:
    found = next((model for model in restoring.RESTORABLE if model._meta.label_lower == label), None)
    if found is None:
        raise Http404
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None


def _moment(text: str) -> datetime.datetime:
    try:
        at = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if at.tzinfo is None:
        raise Http404
    return at
