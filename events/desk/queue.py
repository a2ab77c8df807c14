"""What waits for the person who opens the desk."""

from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.desk.kept import kept_for
from events.models import Incident, Status, SubmissionState

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Pile:
    """Some incidents, what they wait for, and which page a line opens."""

    title: str
    empty: str
    incidents: list[Incident]
    door: str = "admin:events_incident_change"


def piles_of(user) -> list[Pile]:
    """The piles on the desk of `user`, each one query."""
    visible = Incident.objects.visible_to(user)
    mine = Incident.objects.filter(Q(author=user) | Q(contribution__user=user)).distinct()
    piles = [
        Pile(_("Returned to you"), _("Nothing was returned."), _top(mine.filter(status=Status.CHANGES_REQUESTED))),
        Pile(_("Your drafts"), _("No drafts."), _top(mine.filter(status=Status.DRAFT))),
        Pile(_("Handed in"), _("Nothing of yours is in review."), _top(mine.filter(status=Status.IN_REVIEW))),
        Pile(_("Pending changes"), _("Desk and public agree."), _top(visible.filter(status=Status.PENDING))),
        Pile(_("Recently published"), _("Nothing was published yet."), _published(visible)),
    ]
    if user.is_reviewer:
        waiting = _top(Incident.objects.awaiting_review_by(user))
        piles.insert(0, Pile(_("Waiting for your review"), _("Nothing to review."), waiting, "admin:desk_review"))
    return piles


def dashboard(request: HttpRequest, context: dict) -> dict:
    return {**context, "title": _("Your desk"), "piles": piles_of(request.user), "kept": kept_for(request)}


def _top(incidents: QuerySet[Incident]) -> list[Incident]:
    return list(incidents.select_related("author").order_by("-updated_at")[:MOST_SHOWN])


def _published(incidents: QuerySet[Incident]) -> list[Incident]:
    approved = Q(submissions__state=SubmissionState.APPROVED)
    last = incidents.annotate(published_at=Max("submissions__decided_at", filter=approved))
    standing = last.filter(published_at__isnull=False).exclude(status=Status.RETRACTED)
    return list(standing.select_related("author").order_by("-published_at")[:MOST_SHOWN])
