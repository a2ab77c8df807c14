"""The page of a batch: what it would publish in numbers, every warning, a fixed sample in full, and the answers."""

from collections.abc import Callable
from functools import partial

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.desk.dossier import Missing, url_of
from events.desk.sheets import sheets_of
from events.exceptions import BatchIncomplete, Refused
from events.models import Batch, Incident, Submission
from events.record.models import SubjectKind
from events.review import batches, looking, permissions

PER_PAGE = 100


def batch_or_404(request: HttpRequest, pk: int) -> Batch:
    return get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)


@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, batch_or_404(request, pk))


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    found = batch_or_404(request, pk)
    note = request.POST.get("note", "").replace("\0", "")
    try:
        made = batches.submit_batch(batch=found, by=request.user, note=note)
    except BatchIncomplete as incomplete:
        messages.error(request, str(incomplete))
        return _page(request, found, lacking=incomplete.lacking, note=note)
    except Refused as refused:
        messages.error(request, str(refused))
        return _page(request, found, note=note)
    messages.success(request, _("%(count)d dossiers handed in.") % {"count": len(made)})
    return redirect("admin:desk_batch", pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = batch_or_404(request, pk)
    ticked = request.POST.getlist("ticked")
    act = partial(batches.publish_batch, batch=found, by=request.user, seen=request.POST.get("seen", ""), ticked=ticked)
    return _attempt(request, found, act, _("Published, as one publication."))


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = batch_or_404(request, pk)
    comment = request.POST.get("comment", "").replace("\0", "")
    act = partial(batches.send_back_batch, batch=found, by=request.user, comment=comment)
    return _attempt(request, found, act, _("Returned to its writers with your comment."))


def _attempt(request: HttpRequest, found: Batch, act: Callable, done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
        return _page(request, found)
    messages.success(request, done)
    if Batch.objects.visible_to(request.user).filter(pk=found.pk).exists():
        return redirect("admin:desk_batch", found.pk)
    return redirect("admin:index")


def _page(request: HttpRequest, found: Batch, **more: object) -> HttpResponse:
    waiting = list(batches.open_submissions(found))
    may_review = _may_review(request, waiting)
    look = looking.look_at(found, waiting) if waiting else looking.Look([])
    visible = Incident.objects.visible_to(request.user).filter(batches=found).order_by("pk")
    lacking = [
        (each, [Missing(problem, url_of(problem)) for problem in each.problems]) for each in more.pop("lacking", [])
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Batch"),
        "subtitle": found.name,
        "batch": found,
        "look": look,
        "sample": [(incident, sheets_of(changed)) for incident, changed in look.sample],
        "waiting": waiting,
        "warned": list(look.warned.items()),  # a template would ask a Counter how many "items" it counted
        "counts": [(_kind_in_words(*place), count) for place, count in sorted(look.counts.items())],
        "seen": batches.digest_of(waiting),
        "may_review": may_review,
        "may_return": bool(waiting) and request.user.is_reviewer,
        "incidents": Paginator(visible, PER_PAGE).get_page(request.GET.get("page")),
        "lacking": lacking,
        "comment": request.POST.get("comment", ""),
        "ticked": request.POST.getlist("ticked"),
        "may_submit": any(
            permissions.allowed(permissions.check_can_submit, request.user, i) for i in visible[:PER_PAGE]
        ),
        **more,
    }
    return TemplateResponse(request, "desk/batch.html", context)


def _may_review(request: HttpRequest, waiting: list[Submission]) -> bool:
    return bool(waiting) and permissions.allowed(batches.check_can_review_batch, request.user, waiting)


def _kind_in_words(kind: str, state: str) -> str:
    label = str(SubjectKind(kind).label)
    return label if state == "live" else f"{label} ({state})"
