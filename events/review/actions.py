"""What people do with a dossier: hand in, take back, send back, publish. Nothing else changes a status by hand.

Each action locks the incident first (docs/decisions/0004), asks `permissions`, and does all of it or nothing.
"""

import time
from functools import partial

import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import OperationalError, transaction
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from events.exceptions import Incomplete, InvalidTransition, Refused, Stale
from events.models import Contribution, Incident, Submission, SubmissionKind, SubmissionState
from events.record.append import Change, Imprint, append, hold_publishing_lock
from events.record.models import Publication, Subject
from events.review import checks, documents, permissions, redaction
from events.review.states import Action, after
from events.timeline import publishing
from events.timeline.tasks import render_again

NOTED = {SubmissionKind.CLARIFICATION, SubmissionKind.CORRECTION, SubmissionKind.RETRACTION, SubmissionKind.REDACTION}


@atomic
def submit(*, incident: Incident, by, kind: str = "", note: str = "", words: str = "") -> Submission:
    """Hand a dossier in for review. `kind` is a SubmissionKind (first publication or update if left empty); `note` is
    public; `words` are what a redaction takes out. Returns the open submission.

    Raises Incomplete with everything that is missing, NotAllowed, InvalidTransition, or Refused.
    """
    incident = _locked(incident)
    permissions.check_can_submit(by, incident)
    public = is_public(incident)
    kind = kind or (SubmissionKind.UPDATE if public else SubmissionKind.FIRST)
    permissions.check_kind(incident, kind, public=public)
    _check_note(kind, note, words)
    submission = Submission.objects.create(
        incident=incident,
        kind=kind,
        note=note,
        words=words,
        submitted_by=by,
        digest=_digest(incident, kind, note, words),
    )
    _move(incident, Action.SUBMIT)
    return submission


@atomic
def withdraw(*, incident: Incident, by) -> None:
    """Take a submission back to go on writing."""
    incident = _locked(incident)
    permissions.check_can_withdraw(by, incident)
    _decide(_open_submission(incident), SubmissionState.VOID, by=by)
    _move(incident, Action.WITHDRAW)


@atomic
def send_back(*, incident: Incident, by, comment: str) -> None:
    """Return a dossier to its writers with what has to change."""
    incident = _locked(incident)
    permissions.check_can_return(by, incident)
    if not comment.strip():
        raise Refused(_("Say what has to change."))
    _decide(_open_submission(incident), SubmissionState.RETURNED, by=by, comment=comment)
    _move(incident, Action.RETURN)


def publish(*, incident: Incident, by, seen: str) -> Publication:
    """Publish what was handed in, exactly as the reviewer saw it: `seen` is the digest that the review page showed.

    Raises NotAllowed, InvalidTransition, or Stale; a dossier that changed since it was handed in leaves review then.
    """
    try:
        return _when_rows_are_free(partial(_publish, incident=incident, by=by, seen=seen))
    except Stale:
        _void_if_changed(incident)
        raise


PATIENCE = 20  # attempts, each a lock's wait apart


def _when_rows_are_free(action: partial[Publication]) -> Publication:
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
def _publish(*, incident: Incident, by, seen: str) -> Publication:
    redaction.hold_desk_for(incident)
    incident = _locked(incident)
    hold_publishing_lock()  # before the dossier is read, or a redaction in between would be undone
    permissions.check_can_review(by, incident)
    submission = _open_submission(incident)
    proposed = documents.proposed(incident)
    _check_unchanged(proposed, submission, seen)
    imprint = _imprint(incident, submission, by)
    if submission.kind == SubmissionKind.REDACTION:
        publication = redaction.redact(incident, words=submission.words, imprint=imprint)
    else:
        publication = append(_changes(incident, proposed, submission.kind), kind=submission.kind, imprint=imprint)
        publishing.show(publication)
        _move(incident, Action.RETRACT if submission.kind == SubmissionKind.RETRACTION else Action.PUBLISH)
    _decide(submission, SubmissionState.APPROVED, by=by)
    Contribution.objects.filter(incident=incident).delete()
    transaction.on_commit(_ring, robust=True)
    return publication


def _ring() -> None:
    """Wakes the worker. Without a broker the rows stay due, and the sweep finds them."""
    render_again.delay()


def is_public(incident: Incident) -> bool:
    """Whether the record holds something of this incident."""
    return Subject.objects.filter(key=incident.key).exists()


def open_submission(incident: Incident) -> Submission | None:
    return incident.submissions.filter(state=SubmissionState.OPEN).first()


def _locked(incident: Incident) -> Incident:
    return Incident.objects.locked().get(pk=incident.pk)


def _open_submission(incident: Incident) -> Submission:
    submission = open_submission(incident)
    if submission is None:
        raise Stale(_("It was edited after it was handed in. It has to be handed in again."))
    return submission


def _check_note(kind: str, note: str, words: str) -> None:
    if kind in NOTED and not note.strip():
        raise Refused(_("Say in public what changes and why: this kind of publication needs a note."))
    if kind == SubmissionKind.REDACTION:
        redaction.check_words(words, note)


def _digest(incident: Incident, kind: str, note: str, words: str) -> str:
    """The digest of what is handed in, after asking whether it can be published at all."""
    if kind in {SubmissionKind.RETRACTION, SubmissionKind.REDACTION}:
        return documents.digest(documents.proposed(incident), kind=kind, note=note, words=words)
    if problems := checks.missing(incident):
        raise Incomplete(problems)
    proposed = documents.proposed(incident)
    if not documents.changed(proposed):
        raise InvalidTransition(_("Nothing differs from what is public."))
    return documents.digest(proposed, kind=kind, note=note, words=words)


def _check_unchanged(proposed: list[Change], submission: Submission, seen: str) -> None:
    if _digest_now(proposed, submission) != submission.digest:
        raise Stale(_("It changed after it was handed in, so it is not what you saw. It was taken out of review."))
    if seen != submission.digest:
        raise Stale(_("This is not what you saw: it was handed in again in the meantime. Look at it once more."))


def _digest_now(proposed: list[Change], submission: Submission) -> str:
    return documents.digest(proposed, kind=submission.kind, note=submission.note, words=submission.words)


def _changes(incident: Incident, proposed: list[Change], kind: str) -> list[Change]:
    """What is published is what was hashed: read a second time, a company might have a new name by now."""
    if kind == SubmissionKind.RETRACTION:
        return documents.tombstones(incident)
    return documents.changed(proposed)


def _imprint(incident: Incident, submission: Submission, by) -> Imprint:
    """Who wrote it is everybody who changed it since it was last published, and who handed it in."""
    authors = {
        submission.submitted_by_id,
        *Contribution.objects.filter(incident=incident).values_list("user", flat=True),
    }
    if submission.kind == SubmissionKind.FIRST:
        authors.add(incident.author_id)
    people = get_user_model().objects.in_bulk(authors)
    alone = by.pk in authors
    if alone and settings.FOUR_EYES:
        raise Refused(_("Somebody else has to review what you wrote."))
    return Imprint(
        authors=tuple(sorted(authors)),
        reviewer=None if alone else by.pk,
        written_by=tuple(sorted(person.byline for person in people.values() if person.byline)),
        reviewed_by="" if alone else by.byline,
        note=submission.note,
    )


def _decide(submission: Submission, state: str, *, by, comment: str = "") -> None:
    changes = {"state": state, "decided_by": by, "decided_at": timezone.now(), "comment": comment}
    if state == SubmissionState.APPROVED and by.pk == submission.submitted_by_id:
        changes["decided_by"] = None  # a newsroom of one: nobody else approved it
    Submission.objects.filter(pk=submission.pk).update(**changes)


def _move(incident: Incident, action: Action) -> None:
    """The one place where an action sets a status; the edits of the desk do it by trigger."""
    target = after(incident.status, action, public=is_public(incident))
    Incident.objects.filter(pk=incident.pk).update(status=target)
    incident.status = target


@atomic
def _void_if_changed(incident: Incident) -> None:
    """What the trigger does when the dossier itself is edited, done for an edit of a company or source in it."""
    incident = _locked(incident)
    submission = open_submission(incident)
    if submission and _digest_now(documents.proposed(incident), submission) != submission.digest:
        Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.VOID)
        _move(incident, Action.EDIT)
