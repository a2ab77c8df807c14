"""What is due by a day: replies that a company was asked for, and promises that it made.

Only of dossiers that a person may see. A reply that came, or a promise that was kept or given up, is due no more.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from events.dates import reading_of
from events.desk.words import date_said
from events.models import Answer, Commitment, Incident, Outcome, Progress, ReplyRequest, Status

SOON = datetime.timedelta(days=7)
AHEAD = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """A row that waits for something until `day` (None if no day was given), said in `words`."""

    row: ReplyRequest | Commitment
    day: datetime.date | None
    words: str
    days_over: int


def overdue_replies(user) -> list[Due]:
    """Replies that should be here by now, the oldest first. One query."""
    return [due for due in pending_replies(user) if due.days_over > 0]


def pending_replies(user) -> list[Due]:
    """Everything that was asked and is not answered, the most urgent first; without a deadline last. One query."""
    answered = Answer.objects.filter(allegation=OuterRef("allegation"), company=OuterRef("company"))
    waiting = ReplyRequest.objects.filter(~Exists(answered), outcome=Outcome.PENDING)
    waiting = waiting.filter(allegation__event__incident__in=_open_to(user))
    return _in_order(waiting.select_related("company", "allegation__event__incident"), "deadline")


def commitments_due(user) -> list[Due]:
    """Promises that are overdue or fall due within a month, the most urgent first. Two queries."""
    promised = Commitment.objects.exclude(due="").filter(statement__event__incident__in=_open_to(user))
    promised = promised.select_related("statement__event__incident", "statement__speaker").prefetch_related("updates")
    last = today() + AHEAD
    return [due for due in _in_order(promised, "due") if not _is_over(due.row) and due.day and due.day <= last]


def today() -> datetime.date:
    """The day by which readers are told what is overdue, too."""
    return timezone.now().date()


def due_by(row: ReplyRequest | Commitment, edtf: str) -> Due:
    """A date that is not exact is over when the last day that it may be is over."""
    day = reading_of(edtf).latest if edtf else None
    return Due(row, day, date_said(edtf), (today() - day).days if day else 0)


def is_overdue(commitment: Commitment) -> bool:
    return not _is_over(commitment) and due_by(commitment, commitment.due).days_over > 0


def _open_to(user) -> QuerySet[Incident]:
    return Incident.objects.visible_to(user).exclude(status=Status.RETRACTED).values("pk")


def _in_order(rows: QuerySet, field: str) -> list[Due]:
    found = [due_by(row, getattr(row, field)) for row in rows]
    return sorted(found, key=lambda due: (due.day is None, due.day or datetime.date.max, due.row.pk))


def _is_over(commitment: Commitment) -> bool:
    updates = list(commitment.updates.all())
    return bool(updates) and updates[-1].status != Progress.PARTLY
