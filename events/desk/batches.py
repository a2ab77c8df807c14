"""The page of a batch: what it would publish in numbers, every warning, a fixed sample in full, and the answers."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.desk.dossier import Missing, url_of
from events.desk.sheets import Sheet, sheets_of
from events.exceptions import BatchIncomplete, Refused
from events.models import Batch, Incident, Submission
from events.record.models import SubjectKind
from events.review import batches, checklist, permissions, proposals, submissions
from events.review.checklist import Item

SAMPLE = 5
PER_PAGE = 100
MOST_WARNINGS = 500


@dataclass(slots=True)
class Look:
    """What a reviewer sees of a batch that waits."""

    waiting: list[Submission]
    counts: Counter = field(default_factory=Counter)
    warnings: list[tuple[Incident, Item]] = field(default_factory=list)
    warned: Counter = field(default_factory=Counter)
    stale: list[Incident] = field(default_factory=list)
    sample: list[tuple[Incident, list[Sheet]]] = field(default_factory=list)


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
    look = look_at(found, waiting) if waiting else Look([])
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


def look_at(found: Batch, waiting: list[Submission]) -> Look:
    """Goes through the batch once, some dossiers at a time; the sample is by chance, and the same at each look."""
    look = Look(waiting)
    of = {submission.incident_id: submission for submission in waiting}
    sampled = set(random.Random(found.pk).sample(sorted(of), min(SAMPLE, len(of))))  # noqa: S311  chance, not secrecy
    counted: set = set()
    incidents = [submission.incident for submission in waiting]
    for proposal, changed in proposals.changed_by(proposals.proposed_by(incidents)):
        incident = proposal.incident
        if submissions.digest_now(proposal.changes, of[incident.pk]) != of[incident.pk].digest:
            look.stale.append(incident)
        new = [change for change in changed if change.key not in counted]
        counted |= {change.key for change in new}
        look.counts.update((change.kind, change.state) for change in new)
        if incident.pk in sampled:
            look.sample.append((incident, sheets_of(changed)))
        for item in checklist.items(incident, of[incident.pk], proposal.events):
            if not item.is_known and item.found:
                look.warned[item.label] += 1
                if len(look.warnings) < MOST_WARNINGS:
                    look.warnings.append((incident, item))
    return look


def _kind_in_words(kind: str, state: str) -> str:
    label = str(SubjectKind(kind).label)
    return label if state == "live" else f"{label} ({state})"
