"""The page of the reviewer: what would become public against what is public, and the two answers."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.desk.moves import dossier_or_404, to_page
from events.desk.sheets import sheets_of
from events.exceptions import Refused
from events.models import Contribution, Incident, Submission, SubmissionKind
from events.record.append import Change
from events.review import actions, documents, permissions


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
    proposed = documents.proposed(incident)
    seen = documents.digest(proposed, kind=submission.kind, note=submission.note, words=submission.words)
    context = {
        **admin.site.each_context(request),
        "title": _("Review"),
        "subtitle": incident.title,
        "incident": incident,
        "submission": submission,
        "writers": _writers(incident, submission),
        "sheets": sheets_of(_shown(incident, submission, proposed)),
        "seen": seen,
        "is_stale": seen != submission.digest,
        "may_return": permissions.allowed(permissions.check_can_return, request.user, incident),
    }
    return TemplateResponse(request, "desk/review.html", context)


def _shown(incident: Incident, submission: Submission, proposed: list[Change]) -> list[Change]:
    """What the publication would change: nothing of the proposal itself, if it only takes something back."""
    if submission.kind == SubmissionKind.RETRACTION:
        return documents.tombstones(incident)
    return [] if submission.kind == SubmissionKind.REDACTION else documents.changed(proposed)


def _writers(incident: Incident, submission: Submission) -> list[str]:
    """Who handed it in, and who else changed it since it was last published."""
    others = Contribution.objects.filter(incident=incident).select_related("user")
    names = [submission.submitted_by.get_username(), *(each.user.get_username() for each in others)]
    return list(dict.fromkeys(names))
