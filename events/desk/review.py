"""The page of the reviewer: what would become public against what is public, its checklist, and the answers to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.desk.appointing import ScheduleForm
from events.desk.moves import attempt, dossier_or_404, to_page
from events.desk.sheets import Line, Sheet, sheets_of
from events.exceptions import Refused
from events.models import Contribution, Incident, Submission, SubmissionKind
from events.record.append import Change
from events.review import actions, checklist, embargo, holding, permissions, proposals, redaction, wording
from events.review.remarks import Said

REMARK = "remark"


@dataclass(slots=True)
class Typed:
    """What stands in the page's forms: nothing yet, or what was typed when an answer was refused."""

    comment: str = ""
    remarks: dict[str, str] = field(default_factory=dict)
    ticked: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, request: HttpRequest) -> "Typed":
        remarks = {name: text for name, text in request.POST.items() if name.startswith(f"{REMARK}:") and text.strip()}
        return cls(request.POST.get("comment", ""), remarks, set(request.POST.getlist("ticked")))

    def said(self) -> Iterator[Said]:
        """Raises Refused for a place that no page named."""
        for name, text in self.remarks.items():
            _remark, _colon, place = name.partition(":")
            about, key, at = [*place.split(":"), "", ""][:3]
            try:
                yield Said(about=about, key=UUID(key), field=at, text=text)
            except ValueError:
                raise Refused(_("A remark needs words and a place.")) from None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a sheet with the box for a remark about it."""

    line: Line
    box: str
    typed: str


@dataclass(frozen=True, slots=True)
class Page:
    sheet: Sheet
    rows: list[Row]


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    incident = dossier_or_404(request, pk)
    submission = actions.open_submission(incident)
    try:
        permissions.check_can_review(request.user, incident)
    except Refused as refused:
        messages.error(request, str(refused))
        return to_page(incident)
    if submission is None:
        messages.error(request, _("It was edited after it was handed in. It has to be handed in again."))
        return to_page(incident)
    return _page(request, incident, submission, Typed())


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    incident = dossier_or_404(request, pk)
    ticked = request.POST.getlist("ticked")
    act = partial(actions.publish, incident=incident, by=request.user, seen=request.POST.get("seen", ""), ticked=ticked)
    return _answered(request, incident, act, _("Published."))


@require_POST
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve for a time to come; a time that cannot be is asked about on the page, with all that was typed."""
    incident = dossier_or_404(request, pk)
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return _answered(
            request, incident, partial(_refuse, _("It is not approved yet: see the time below.")), "", form
        )
    act = partial(
        actions.schedule,
        incident=incident,
        by=request.user,
        seen=request.POST.get("seen", ""),
        publish_at=form.at,
        zone=form.cleaned_data["zone"],
        ticked=request.POST.getlist("ticked"),
    )
    at = embargo.Appointment(form.at, form.cleaned_data["zone"])
    done = _("Approved. It will be published on %(local)s (%(zone)s), %(utc)s UTC.") % {
        "local": f"{at.local:%Y-%m-%d %H:%M}",
        "zone": at.zone,
        "utc": f"{at.at:%Y-%m-%d %H:%M}",
    }
    return _answered(request, incident, act, done, form)


def _refuse(sentence: str) -> None:
    raise Refused(sentence)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    incident = dossier_or_404(request, pk)
    typed = Typed.of(request)

    def act() -> None:
        actions.send_back(incident=incident, by=request.user, comment=typed.comment, at_places=list(typed.said()))

    return _answered(request, incident, act, _("Returned to its writers, with what you said."))


@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    incident = dossier_or_404(request, pk)
    act = partial(actions.call_off, incident=incident, by=request.user)
    return attempt(request, incident, act, _("Called off. It is in review again."))


def _answered(
    request: HttpRequest, incident: Incident, act: Callable, done: str, form: ScheduleForm | None = None
) -> HttpResponse:
    """Does it; a refusal comes back on the page as long as the page is there, and with what was typed in any case."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
        return _again(request, incident, Typed.of(request), form)
    messages.success(request, done)
    return attempt(request, incident, None, "")


def _again(request: HttpRequest, incident: Incident, typed: Typed, form: ScheduleForm | None) -> HttpResponse:
    incident.refresh_from_db()
    submission = actions.open_submission(incident)
    if submission and permissions.allowed(permissions.check_can_review, request.user, incident):
        return _page(request, incident, submission, typed, form)
    for text in filter(None, [typed.comment, *typed.remarks.values()]):
        messages.warning(request, _("You had written: %(typed)s") % {"typed": text})
    return attempt(request, incident, None, "")


def _page(
    request: HttpRequest, incident: Incident, submission: Submission, typed: Typed, form: ScheduleForm | None = None
) -> HttpResponse:
    proposed = proposals.proposed(incident)
    seen = proposals.digest(proposed, kind=submission.kind, note=submission.note, words=submission.words)
    takes_back = submission.kind in {SubmissionKind.RETRACTION, SubmissionKind.REDACTION}
    if form is None:
        form = ScheduleForm(initial={"zone": embargo.usual_zone(request.user)})
    context = {
        **admin.site.each_context(request),
        "title": _("Review"),
        "subtitle": incident.title,
        "incident": incident,
        "submission": submission,
        "writers": _writers(incident, submission),
        "sheets": (sheets := sheets_of(_shown(incident, submission, proposed))),
        "pages": [_with_boxes(sheet, typed) for sheet in sheets],
        "places": redaction.places_of(submission.words) if submission.words else None,
        "warnings": [] if takes_back else wording.warnings(incident),
        "held_back": [] if takes_back else holding.held_back(incident),
        "checklist": checklist.items(incident, submission),
        "typed": typed,
        "form": None if takes_back else form,
        "zones": embargo.zones(),
        "seen": seen,
        "is_stale": seen != submission.digest,
        "may_return": permissions.allowed(permissions.check_can_return, request.user, incident),
    }
    return TemplateResponse(request, "desk/review.html", context)


def _with_boxes(sheet: Sheet, typed: Typed) -> Page:
    rows = []
    for line in sheet.lines:
        box = f"{REMARK}:{sheet.about}:{sheet.key}:{line.field}"
        is_first = not any(row.box == box for row in rows)
        rows.append(Row(line, box if is_first else "", typed.remarks.get(box, "")))
    return Page(sheet, rows)


def _shown(incident: Incident, submission: Submission, proposed: list[Change]) -> list[Change]:
    """What the publication would change: nothing of the proposal itself, if it only takes something back."""
    if submission.kind == SubmissionKind.RETRACTION:
        return proposals.tombstones(incident)
    return [] if submission.kind == SubmissionKind.REDACTION else proposals.changed(proposed)


def _writers(incident: Incident, submission: Submission) -> list[str]:
    """Who handed it in, and who else changed it since it was last published."""
    others = Contribution.objects.filter(incident=incident).select_related("user")
    names = [submission.submitted_by.get_username(), *(each.user.get_username() for each in others)]
    return list(dict.fromkeys(names))
