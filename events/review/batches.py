"""Dossiers that came together, handed in together and published as one publication, or not at all.

The same checks hold for each dossier as when it goes alone; locks are taken in the order of the incidents' ids. Rows
are read some dossiers at a time, so that a batch may be large.
"""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.exceptions import BatchIncomplete, InvalidTransition, Lacking, NotAllowed, Refused, Stale
from events.models import (
    Batch,
    Contribution,
    Incident,
    Remark,
    Status,
    Submission,
    SubmissionKind,
    SubmissionState,
)
from events.record.append import Change, append, hold_publishing_lock
from events.record.models import Publication, Subject
from events.review import actions, checks, permissions, proposals, submissions, wording
from events.review.proposals import Proposal
from events.review.states import TRANSITIONS, Action, after
from events.timeline import publishing

TEXTS = ("title", "summary")  # of a dossier
NAMED = 5  # dossiers that a sentence names before it says "and more"


@atomic
def make_batch(*, name: str, incidents: list[Incident], by) -> Batch:
    """Dossiers of which `by` may write, brought together to be handed in and published as one. Raises NotAllowed,
    InvalidTransition, or ValidationError for a name that cannot be.
    """
    permissions.check_can_edit_all(by, incidents)
    batch = Batch(name=name.strip(), author=by)
    batch.full_clean()
    batch.save()
    batch.incidents.set(incidents)
    return batch


def submit_batch(*, batch: Batch, by, note: str = "") -> list[Submission]:
    """Hand in every dossier of `batch` that has something to hand in; returns the open submissions.

    Raises BatchIncomplete with what each of them lacks, Refused where there is none, or NotAllowed; then nothing is
    handed in.
    """
    with atomic():
        incidents = [i for i in _locked(batch.incidents.all()) if Action.SUBMIT in TRANSITIONS[Status(i.status)]]
        for incident in incidents:
            permissions.check_can_submit(by, incident)
        made: list[Submission] = []
        lacking: list[Lacking] = []
        for chunk in _chunks(proposals.changed_by(proposals.proposed_by(incidents))):
            lacking += _lacking(proposal for proposal, _changed in chunk)
            if not lacking:
                made += _hand_in(chunk, batch, by=by, note=note)
        if lacking:
            raise BatchIncomplete(lacking, _sentence_for(lacking))
        if not made:
            raise InvalidTransition(_("Nothing of this batch differs from what is public."))
    return made


def _locked(incidents: QuerySet[Incident]) -> list[Incident]:
    """Held to the end of the transaction, in the one order (docs/decisions/0004); their texts are read in chunks."""
    keys = incidents.order_by("pk").values_list("pk", flat=True)
    return list(Incident.objects.locked().filter(pk__among=list(keys)).order_by("pk").defer(*TEXTS))


def _chunks(found: Iterable[tuple[Proposal, list[Change]]]) -> Iterator[list[tuple[Proposal, list[Change]]]]:
    found = iter(found)
    while chunk := list(islice(found, proposals.CHUNK)):
        yield chunk


def _lacking(found: Iterable[Proposal]) -> Iterator[Lacking]:
    for each in found:
        if problems := [*checks.missing(each.incident, each.events), *wording.problems(each.incident, each.events)]:
            yield Lacking(each.incident.pk, each.incident.title, problems)


def _sentence_for(lacking: list[Lacking]) -> str:
    named = "; ".join(f"“{each.title}”" for each in lacking[:NAMED])
    more = " …" if len(lacking) > NAMED else ""
    sentence = ngettext(
        "%(count)d dossier is not complete, so none was handed in: %(named)s",
        "%(count)d dossiers are not complete, so none was handed in: %(named)s",
        len(lacking),
    )
    return sentence % {"count": len(lacking), "named": named + more}


def _hand_in(found: list[tuple[Proposal, list[Change]]], batch: Batch, *, by, note: str) -> list[Submission]:
    public = _public(proposal.incident for proposal, _changed in found)
    rows = []
    for proposal, changed in found:
        if changed:
            kind = SubmissionKind.UPDATE if proposal.incident.key in public else SubmissionKind.FIRST
            digest = proposals.digest(proposal.changes, kind=kind, note=note)
            row = {"incident_id": proposal.incident.pk, "kind": kind, "note": note, "batch": batch}
            rows.append(Submission(**row, submitted_by=by, digest=digest))
    moved = [row.incident_id for row in rows]
    made = Submission.objects.bulk_create(rows)
    Incident.objects.filter(pk__among=moved).update(status=Status.IN_REVIEW)
    answered = Remark.objects.unresolved().filter(submission__incident__among=moved)
    answered.update(resolved_at=timezone.now(), resolved_by=by)
    return made


def _public(incidents: Iterable[Incident]) -> set:
    return set(Subject.objects.filter(key__among=[i.key for i in incidents]).values_list("key", flat=True))


def open_submissions(batch: Batch) -> QuerySet[Submission]:
    """What of `batch` waits for a review, in the order in which it is locked."""
    waiting = Submission.objects.filter(batch=batch, state=SubmissionState.OPEN)
    return waiting.select_related("incident", "submitted_by").order_by("incident_id")


def digest_of(waiting: Iterable[Submission]) -> str:
    """What a reviewer of a batch approves: each dossier exactly as it was handed in, no more of them and no fewer."""
    together = hashlib.sha256()
    for submission in waiting:
        together.update(f"{submission.incident_id}:{submission.digest}\n".encode())
    return together.hexdigest()


def check_can_review_batch(user, waiting: list[Submission]) -> None:
    """`permissions.check_can_review` of each dossier, asked of all at once."""
    if not user.is_reviewer:
        raise NotAllowed(_("Publishing is for reviewers."))
    if any(submission.incident.status != Status.IN_REVIEW for submission in waiting):
        raise InvalidTransition(_("A dossier of this batch is not in review."))
    if settings.FOUR_EYES and user.pk in _authors(waiting):
        raise NotAllowed(_("Somebody else has to review what you wrote."))


def _authors(waiting: list[Submission]) -> set[int]:
    """Who wrote anything of it, as `submissions.authors_of` says of one dossier."""
    contributors = Contribution.objects.filter(incident__among=[s.incident_id for s in waiting])
    began = {s.incident.author_id for s in waiting if s.kind == SubmissionKind.FIRST}
    return {*(s.submitted_by_id for s in waiting), *began, *contributors.values_list("user", flat=True).distinct()}


def publish_batch(*, batch: Batch, by, seen: str, ticked: Iterable[str] | None = None) -> Publication:
    """Publish all of `batch` that waits, as one publication: `seen` is the digest of them together, from the page.

    Raises NotAllowed, InvalidTransition, Refused, or Stale; dossiers that changed since they were handed in leave
    review then, and nothing is published.
    """
    changed: list[Incident] = []
    try:
        return _publish(batch=batch, by=by, seen=seen, ticked=ticked, changed=changed)
    except Stale:
        for incident in changed:
            actions.void_if_changed(incident)
        raise


def void_what_changed(batch: Batch) -> None:
    """What `publish_batch` does with dossiers that changed, for whoever had to undo all of its own transaction."""
    for submission in open_submissions(batch):
        actions.void_if_changed(submission.incident)


@atomic
def _publish(*, batch: Batch, by, seen: str, ticked: Iterable[str] | None, changed: list[Incident]) -> Publication:
    held = {
        incident.pk: incident for incident in _locked(Incident.objects.filter(submissions__in=open_submissions(batch)))
    }
    hold_publishing_lock()  # before the dossiers are read, or a redaction in between would be undone
    rows = open_submissions(batch).select_related(None)
    waiting = [submission for submission in rows if submission.incident_id in held]
    for submission in waiting:
        submission.incident = held[submission.incident_id]
    if not waiting or digest_of(waiting) != seen:
        raise Stale(_("This is not what you saw: the batch changed in the meantime. Look at it once more."))
    check_can_review_batch(by, waiting)
    confirmed = check_ticked(ticked)
    imprint = submissions.imprint(_authors(waiting), note=waiting[0].note, by=by)
    publication = append(_changes(waiting, changed), kind=_kind(waiting), imprint=imprint)
    publishing.show(publication)
    _move_on(waiting)
    _approve(waiting, by=by, ticked=confirmed)
    transaction.on_commit(actions.ring, robust=True)
    return publication


BATCH_TICKS = {"sample", "warnings", "people"}


def check_ticked(ticked: Iterable[str] | None) -> list[str]:
    """What a person confirms of a batch. None: there was no page, and so no list."""
    if ticked is None:
        return []
    if BATCH_TICKS - set(ticked):
        raise Refused(_("Not approved yet. Tick what you made sure of, or send the batch back."))
    return sorted(BATCH_TICKS)


def _changes(waiting: list[Submission], changed: list[Incident]) -> Iterator[Change]:
    """What differs, each subject once although many dossiers name it. Raises Stale at the end if one is not what was
    handed in, noting in `changed` which.
    """
    submission_of = {submission.incident_id: submission for submission in waiting}
    given: set = set()
    proposed = proposals.proposed_by([submission.incident for submission in waiting])
    for proposal, differing in proposals.changed_by(proposed):
        submission = submission_of[proposal.incident.pk]
        if submissions.digest_now(proposal.changes, submission) != submission.digest:
            changed.append(proposal.incident)
        new = [change for change in differing if change.key not in given]
        given |= {change.key for change in new if change.kind in proposals.SHARED}
        yield from new
    if changed:
        titles = "; ".join(f"“{incident.title}”" for incident in changed[:NAMED])
        raise Stale(
            _("These changed after they were handed in, and were taken out of review: %(titles)s") % {"titles": titles}
        )


def _kind(waiting: list[Submission]) -> str:
    kinds = {submission.kind for submission in waiting}
    return kinds.pop() if len(kinds) == 1 else SubmissionKind.UPDATE


def _move_on(waiting: list[Submission]) -> None:
    """As `submissions.move` and `forget_contributions` for one dossier."""
    pks = [submission.incident_id for submission in waiting]
    holding = Incident.objects.filter(pk__among=pks, events__held_back=True).distinct()
    unfinished = {incident.pk for incident in holding if proposals.holds_something_back(incident)}
    finished = [pk for pk in pks if pk not in unfinished]
    for keys, held_back in ((finished, False), (unfinished, True)):
        status = after(Status.IN_REVIEW, Action.PUBLISH, public=True, held_back=held_back)
        Incident.objects.filter(pk__among=keys).update(status=status)
    Contribution.objects.filter(incident__among=finished).delete()


def _approve(waiting: list[Submission], *, by, ticked: list[str]) -> None:
    done = {"state": SubmissionState.APPROVED, "decided_at": timezone.now(), "ticked": ticked}
    rows = Submission.objects.filter(pk__among=[submission.pk for submission in waiting])
    rows.exclude(submitted_by=by).update(decided_by=by, **done)
    rows.filter(submitted_by=by).update(decided_by=None, **done)  # a newsroom of one: nobody else approved it


@atomic
def send_back_batch(*, batch: Batch, by, comment: str) -> int:
    """Return every dossier of `batch` that waits, with what has to change; returns how many."""
    if not comment.strip():
        raise Refused(_("Say what has to change."))
    incidents = _locked(Incident.objects.filter(submissions__in=open_submissions(batch)))
    for incident in incidents:
        permissions.check_can_return(by, incident)
    rows = Submission.objects.filter(batch=batch, state=SubmissionState.OPEN, incident__in=incidents)
    decided = {"decided_by": by, "decided_at": timezone.now(), "comment": comment}
    returned = rows.update(state=SubmissionState.RETURNED, **decided)
    if not returned:
        raise InvalidTransition(_("Nothing of this batch waits for a review."))
    Incident.objects.filter(pk__among=[incident.pk for incident in incidents]).update(status=Status.CHANGES_REQUESTED)
    return returned
