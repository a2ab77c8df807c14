"""What waits for the person who opens the desk."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from events.capture import watching
from events.desk.due import Due, commitments_due, overdue_replies
from events.desk.filters import SavedFilter
from events.desk.kept import kept_for
from events.letterbox.models import Letter
from events.models import Batch, Incident, Overruling, Status, Submission, SubmissionState

MOST_SHOWN = 20
HANDED_IN = [Status.IN_REVIEW, Status.SCHEDULED]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits, where it is done, and what else one should know of it."""

    text: str
    url: str
    aside: str


@dataclass(frozen=True, slots=True)
class Pile:
    """Lines of one kind; `is_pressing` piles hold what goes wrong if nobody looks."""

    title: str
    lines: list[Line]
    is_pressing: bool = False
    url: str = ""


def piles_of(user) -> list[Pile]:
    """The piles on the desk of `user`, each in a fixed number of queries, the pressing ones first."""
    visible = Incident.objects.visible_to(user)
    mine = Incident.objects.filter(Q(author=user) | Q(contribution__user=user)).distinct()
    return [
        *_for_reviewers(user, visible),
        Pile(_("Not published at its time"), _dossiers(_lapsed(visible, mine, user)), is_pressing=True),
        Pile(_("Returned to you"), _dossiers(mine.filter(status=Status.CHANGES_REQUESTED)), is_pressing=True),
        Pile(_("Letters"), _letters(), is_pressing=True, url=reverse("admin:desk_letters")),
        Pile(_("Replies overdue"), _overdue(user), is_pressing=True, url=reverse("admin:desk_replies")),
        Pile(_("Commitments due"), _promised(user), url=reverse("admin:desk_replies")),
        Pile(_("Broken citations"), _broken(visible), is_pressing=True),
        Pile(_("Failed captures"), _failed(user), is_pressing=True),
        Pile(_("Your drafts"), _dossiers(mine.filter(status=Status.DRAFT))),
        Pile(_("Handed in"), _dossiers(mine.filter(status__in=HANDED_IN))),
        Pile(_("Pending changes"), _dossiers(visible.filter(status=Status.PENDING))),
        Pile(_("Recently published"), _published(visible)),
    ]


def dashboard(request: HttpRequest, context: dict) -> dict:
    piles = piles_of(request.user)
    return {
        **context,
        "title": _("Your desk"),
        "piles": [pile for pile in piles if pile.lines],
        "empty": [pile.title for pile in piles if not pile.lines],
        "kept": kept_for(request),
        "filters": SavedFilter.objects.filter(user=request.user),
    }


def _for_reviewers(user, visible: QuerySet[Incident]) -> list[Pile]:
    if not user.is_reviewer:
        return []
    together = Submission.objects.filter(state=SubmissionState.OPEN, batch__isnull=False)  # reviewed on one page
    alone = Incident.objects.awaiting_review_by(user).exclude(pk__in=together.values("incident"))
    batches = Batch.objects.awaiting_review().select_related("author")[:MOST_SHOWN]
    asked = Overruling.objects.awaiting(user).select_related("asked_by")[:MOST_SHOWN]
    return [
        Pile(_("Waiting for your review"), _dossiers(alone, door="admin:desk_review"), is_pressing=True),
        Pile(
            _("Batches in review"), [Line(b.name, b.get_desk_url(), str(b.author)) for b in batches], is_pressing=True
        ),
        Pile(_("Wording to decide"), [_asked(each) for each in asked], True, reverse("admin:desk_wordings")),
        Pile(_("Approved, to be published later"), _dossiers(visible.filter(status=Status.SCHEDULED))),
    ]


def _asked(asked: Overruling) -> Line:
    return Line(asked.sentence, reverse("admin:desk_decide", args=[asked.pk]), str(asked.asked_by))


def _lapsed(visible: QuerySet[Incident], mine: QuerySet[Incident], user) -> QuerySet[Incident]:
    """Approved for a time, and not published then: for its writers and for who approved it, until it is handed in."""
    last = Submission.objects.filter(incident=OuterRef("pk")).order_by("-pk")
    fell_out = visible.annotate(last_state=Subquery(last.values("state")[:1])).filter(last_state=SubmissionState.VOID)
    timed = fell_out.annotate(timed=Subquery(last.values("publish_at")[:1]), by=Subquery(last.values("decided_by")[:1]))
    return timed.filter(timed__isnull=False).filter(Q(by=user.pk) | Q(pk__in=mine.values("pk")))


def _dossiers(incidents: QuerySet[Incident], door: str = "admin:events_incident_change") -> list[Line]:
    rows = incidents.select_related("author").order_by("-updated_at")[:MOST_SHOWN]
    return [Line(row.title, reverse(door, args=[row.pk]), f"{row.author} · {_day(row.updated_at)}") for row in rows]


def _published(incidents: QuerySet[Incident]) -> list[Line]:
    approved = Q(submissions__state=SubmissionState.APPROVED)
    last = incidents.annotate(published_at=Max("submissions__decided_at", filter=approved))
    standing = last.filter(published_at__isnull=False).exclude(status=Status.RETRACTED)
    rows = standing.select_related("author").order_by("-published_at")[:MOST_SHOWN]
    return [Line(row.title, row.get_desk_url(), f"{row.author} · {_day(row.published_at)}") for row in rows]


def _overdue(user) -> list[Line]:
    return [_due(due, due.row.company.name, due.row.allegation.event) for due in _top(overdue_replies(user))]


def _promised(user) -> list[Line]:
    return [_due(due, due.row.text, due.row.statement.event) for due in _top(commitments_due(user))]


def _due(due: Due, text: str, event) -> Line:
    url = f"{reverse('admin:events_incident_change', args=[event.incident_id])}#event-{event.pk}"
    return Line(text, url, f"{event.title} · {due.words}")


def _letters() -> list[Line]:
    """What came in; its words are on its own page."""
    return [
        Line(str(each), each.get_desk_url(), f"{each.get_state_display()} · {_day(each.received_at)}")
        for each in Letter.objects.waiting()[:MOST_SHOWN]
    ]


def _broken(visible: QuerySet[Incident]) -> list[Line]:
    return [
        Line(
            str(each.citation.source), each.citation.source.get_desk_url(), f"{each.get_state_display()} · {each.since}"
        )
        for each in watching.broken_citations(visible)[:MOST_SHOWN]
    ]


def _failed(user) -> list[Line]:
    captures = watching.failed_captures(user)[:MOST_SHOWN]
    return [Line(str(each.source), each.source.get_desk_url(), each.reason) for each in captures]


def _top(rows: Iterable) -> list:
    return list(rows)[:MOST_SHOWN]


def _day(moment) -> str:
    return date_format(localtime(moment), "j M Y")
