"""What people do with a dossier: hand in, take back, send back, publish. Nothing else changes a status by hand.

Each action locks the incident first (docs/decisions/0004), asks `permissions`, and does all of it or nothing.
"""

import datetime
import time
from collections.abc import Callable, Iterable
from functools import partial

import psycopg
from django.db import OperationalError, transaction
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from events.exceptions import Refused, Stale
from events.models import Batch, Event, Incident, Submission, SubmissionKind, SubmissionState
from events.record.append import Change, append, hold_publishing_lock
from events.record.models import Publication
from events.review import checklist, embargo, permissions, proposals, redaction, remarks, submissions
from events.review.states import Action
from events.review.submissions import is_public, open_submission
from events.timeline import publishing
from events.timeline.tasks import render_again

__all__ = [
    "call_off",
    "hold_back",
    "is_public",
    "open_submission",
    "publish",
    "schedule",
    "send_back",
    "submit",
    "when_rows_are_free",
    "withdraw",
]


@atomic
def submit(
    *, incident: Incident, by, kind: str = "", note: str = "", words: str = "", batch: Batch | None = None
) -> Submission:
    """Hand a dossier in for review. `kind` is a SubmissionKind (first publication or update if left empty); `note` is
    public; `words` are what a redaction takes out. Returns the open submission.

    Raises Incomplete with everything that is missing, NotAllowed, InvalidTransition, or Refused.
    """
    incident = submissions.locked(incident)
    permissions.check_can_submit(by, incident)
    public = is_public(incident)
    kind = kind or (SubmissionKind.UPDATE if public else SubmissionKind.FIRST)
    permissions.check_kind(incident, kind, public=public)
    submissions.check_note(kind, note, words)
    submission = Submission.objects.create(
        incident=incident,
        kind=kind,
        note=note,
        words=words,
        batch=batch,
        submitted_by=by,
        digest=submissions.digest_of(incident, kind, note, words),
    )
    submissions.move(incident, Action.SUBMIT)
    remarks.resolve_all(incident, by=by)
    return submission


@atomic
def withdraw(*, incident: Incident, by) -> None:
    """Take a submission back to go on writing, also one that is approved for a later time."""
    incident = submissions.locked(incident)
    permissions.check_can_withdraw(by, incident)
    submission = submissions.waiting_submission(incident)
    if submission is None:
        raise Stale(_("It was edited after it was handed in. It has to be handed in again."))
    if submission.state == SubmissionState.SCHEDULED:
        comment = _("%(who)s took it back before its time.") % {"who": by}
        Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.VOID, comment=comment)
    else:
        submissions.decide(submission, SubmissionState.VOID, by=by)
    submissions.move(incident, Action.WITHDRAW)


@atomic
def send_back(*, incident: Incident, by, comment: str, at_places: Iterable[remarks.Said] = ()) -> None:
    """Return a dossier to its writers with what has to change: a comment, or remarks at their places, or both."""
    incident = submissions.locked(incident)
    permissions.check_can_return(by, incident)
    at_places = [said for said in at_places if said.text.strip()]
    comment = comment.replace("\0", "")  # no text holds it
    if not (comment.strip() or at_places):
        raise Refused(_("Say what has to change."))
    submission = submissions.the_open_submission(incident)
    remarks.make(submission, at_places, by=by)
    comment = comment if comment.strip() else _("See the remarks at their places.")
    submissions.decide(submission, SubmissionState.RETURNED, by=by, comment=comment)
    submissions.move(incident, Action.RETURN)


def publish(*, incident: Incident, by, seen: str, ticked: Iterable[str] | None = None) -> Publication:
    """Publish what was handed in, exactly as the reviewer saw it: `seen` is the digest that the review page showed,
    `ticked` what was confirmed of its checklist. Without a page (a script) there is no list: None.

    Raises NotAllowed, InvalidTransition, Refused, or Stale; a dossier that changed since it was handed in leaves review
    then.
    """
    act = partial(_publish, incident=incident, by=by, seen=seen, ticked=ticked)
    return _approving(incident, partial(when_rows_are_free, act))


def _approving(incident: Incident, act: Callable):
    try:
        return act()
    except Stale:
        void_if_changed(incident)
        raise


PATIENCE = 20  # attempts, each a lock's wait apart


def when_rows_are_free(action: Callable):
    """A redaction gives way to editors who hold a row that it needs, and tries again (docs/decisions/0004)."""
    for _attempt in range(PATIENCE):
        try:
            return action()
        except OperationalError as refused:
            busy = isinstance(refused.__cause__, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected)
            if not busy or transaction.get_connection().in_atomic_block:
                raise
            time.sleep(0.1)
    raise Refused(_("Others are writing at this moment. Try again in a minute."))


@atomic
def _publish(*, incident: Incident, by, seen: str, ticked: Iterable[str] | None) -> Publication:
    redaction.hold_desk_for(incident)
    incident = submissions.locked(incident)
    hold_publishing_lock()  # before the dossier is read, or a redaction in between would be undone
    permissions.check_can_review(by, incident)
    submission = submissions.the_open_submission(incident)
    proposed = proposals.proposed(incident)
    submissions.check_unchanged(proposed, submission, seen)
    ticked = checklist.confirmed(incident, submission, ticked)
    publication = _put_on_record(incident, submission, proposed, by=by)
    submissions.decide(submission, SubmissionState.APPROVED, by=by, ticked=ticked)
    return publication


def _put_on_record(incident: Incident, submission: Submission, proposed: list[Change], *, by) -> Publication:
    """Appends, shows, and moves the dossier on; both locks are held."""
    imprint = submissions.imprint(submissions.authors_of(incident, submission), note=submission.note, by=by)
    if submission.kind == SubmissionKind.REDACTION:
        publication = redaction.redact(incident, words=submission.words, imprint=imprint)
    else:
        changes = submissions.changes_of(incident, proposed, submission.kind)
        publication = append(changes, kind=submission.kind, imprint=imprint)
        publishing.show(publication)
        submissions.move(incident, _publishing_action(incident, submission))
    submissions.forget_contributions(incident)
    transaction.on_commit(ring, robust=True)
    return publication


def _publishing_action(incident: Incident, submission: Submission) -> Action:
    if submission.kind == SubmissionKind.RETRACTION:
        return Action.RETRACT
    return Action.RELEASE if submission.state == SubmissionState.SCHEDULED else Action.PUBLISH


def ring() -> None:
    """Wakes the worker. Without a broker the rows stay due, and the sweep finds them."""
    render_again.delay()


def schedule(
    *,
    incident: Incident,
    by,
    seen: str,
    publish_at: datetime.datetime,
    zone: str,
    ticked: Iterable[str] | None = None,
) -> Submission:
    """Approve now what is published at `publish_at`, a time that was given in `zone`. Raises as `publish` does."""
    act = partial(_schedule, incident=incident, by=by, seen=seen, publish_at=publish_at, zone=zone, ticked=ticked)
    return _approving(incident, act)


@atomic
def _schedule(
    *, incident: Incident, by, seen: str, publish_at: datetime.datetime, zone: str, ticked: Iterable[str] | None
) -> Submission:
    incident = submissions.locked(incident)
    permissions.check_can_schedule(by, incident)
    submission = submissions.the_open_submission(incident)
    if submission.kind in submissions.TAKING_BACK:
        raise Refused(_("What takes something back does not wait: publish it now."))
    embargo.check_time(publish_at)
    submissions.check_unchanged(proposals.proposed(incident), submission, seen)
    ticked = checklist.confirmed(incident, submission, ticked)
    submissions.imprint(submissions.authors_of(incident, submission), note=submission.note, by=by)
    submissions.decide(
        submission, SubmissionState.SCHEDULED, by=by, ticked=ticked, publish_at=publish_at, publish_zone=zone
    )
    submissions.move(incident, Action.SCHEDULE)
    submission.refresh_from_db()
    return submission


@atomic
def call_off(*, incident: Incident, by) -> None:
    """Take the appointed time away: the dossier is in review again, as it was handed in."""
    incident = submissions.locked(incident)
    permissions.check_can_call_off(by, incident)
    nothing = {"decided_by": None, "decided_at": None, "publish_at": None, "publish_zone": "", "ticked": []}
    nothing |= {"leased_until": None, "token": None, "attempts": 0}
    Submission.objects.filter(incident=incident, state=SubmissionState.SCHEDULED).update(
        state=SubmissionState.OPEN, **nothing
    )
    submissions.move(incident, Action.CALL_OFF)


@atomic
def release(submission: Submission, *, token) -> Publication | None:
    """Publish what was approved for a time that has come. None: it is nobody's to publish any more, or somebody else
    holds its lease now. Raises Refused where the approval no longer stands.
    """
    incident = submissions.locked(submission.incident)
    hold_publishing_lock()
    submission = embargo.due().filter(pk=submission.pk, token=token).select_related("decided_by").first()
    if submission is None:
        return None
    by = submission.decided_by or submission.submitted_by
    permissions.check_can_release(by, incident)
    proposed = proposals.proposed(incident)
    submissions.check_unchanged(proposed, submission, submission.digest)
    publication = _put_on_record(incident, submission, proposed, by=by)
    Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.APPROVED, leased_until=None, token=None)
    return publication


@atomic
def lapse(submission: Submission, *, token, reason: str) -> None:
    """The appointed time came, and it could not be published: out of review with the reason, never tried again."""
    incident = submissions.locked(submission.incident)
    lapsed = Submission.objects.filter(pk=submission.pk, state=SubmissionState.SCHEDULED, token=token).update(
        state=SubmissionState.VOID, comment=reason, leased_until=None, token=None
    )
    if lapsed:
        submissions.move(incident, Action.EDIT)


@atomic
def void_if_changed(incident: Incident) -> None:
    """What the trigger does when the dossier itself is edited, done for an edit of a company or source in it."""
    incident = submissions.locked(incident)
    submission = open_submission(incident)
    if submission and submissions.digest_now(proposals.proposed(incident), submission) != submission.digest:
        Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.VOID)
        submissions.move(incident, Action.EDIT)


@atomic
def hold_back(*, event: Event, by, hold: bool) -> None:
    """Keep one event out of the next publication, or let it go with it. An edit: it takes a submission back."""
    incident = submissions.locked(event.incident)
    permissions.check_can_edit(by, incident)
    Event.objects.filter(pk=event.pk).exclude(held_back=hold).update(held_back=hold)
