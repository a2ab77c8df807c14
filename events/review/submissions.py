"""What the actions have in common: the locked dossier, its submission, what exactly is approved, and the decision."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _

from events.exceptions import Incomplete, InvalidTransition, Refused, Stale
from events.models import Contribution, Incident, Submission, SubmissionKind, SubmissionState
from events.record.append import Change, Imprint
from events.record.models import Subject
from events.review import checks, proposals, redaction, wording
from events.review.states import Action, after

NOTED = {SubmissionKind.CLARIFICATION, SubmissionKind.CORRECTION, SubmissionKind.RETRACTION, SubmissionKind.REDACTION}
TAKING_BACK = {SubmissionKind.RETRACTION, SubmissionKind.REDACTION}


def is_public(incident: Incident) -> bool:
    """Whether the record holds something of this incident."""
    return Subject.objects.filter(key=incident.key).exists()


def differs(incident: Incident) -> bool:
    """Whether there is anything to hand in: what would be published differs from what is public."""
    return not is_public(incident) or bool(proposals.changed(proposals.proposed(incident)))


def open_submission(incident: Incident) -> Submission | None:
    return incident.submissions.filter(state=SubmissionState.OPEN).first()


def waiting_submission(incident: Incident) -> Submission | None:
    """The one that may yet be published: open, or approved for a later time."""
    return incident.submissions.filter(state__in=SubmissionState.waiting()).first()


def locked(incident: Incident) -> Incident:
    return Incident.objects.locked().get(pk=incident.pk)


def the_open_submission(incident: Incident) -> Submission:
    submission = open_submission(incident)
    if submission is None:
        raise Stale(_("It was edited after it was handed in. It has to be handed in again."))
    return submission


def check_note(kind: str, note: str, words: str) -> None:
    if kind in NOTED and not note.strip():
        raise Refused(_("Say in public what changes and why: this kind of publication needs a note."))
    if kind == SubmissionKind.REDACTION:
        redaction.check_words(words, note)


def digest_of(incident: Incident, kind: str, note: str, words: str) -> str:
    """The digest of what is handed in, after asking whether it can be published at all."""
    if kind in TAKING_BACK:
        return proposals.digest(proposals.proposed(incident), kind=kind, note=note, words=words)
    if problems := [*checks.missing(incident), *wording.problems(incident)]:
        raise Incomplete(problems)
    proposed = proposals.proposed(incident)
    if not proposals.changed(proposed):
        raise InvalidTransition(_("Nothing differs from what is public."))
    return proposals.digest(proposed, kind=kind, note=note, words=words)


def digest_now(proposed: list[Change], submission: Submission) -> str:
    return proposals.digest(proposed, kind=submission.kind, note=submission.note, words=submission.words)


def check_unchanged(proposed: list[Change], submission: Submission, seen: str) -> None:
    if digest_now(proposed, submission) != submission.digest:
        raise Stale(_("It changed after it was handed in, so it is not what you saw. It was taken out of review."))
    if seen != submission.digest:
        raise Stale(_("This is not what you saw: it was handed in again in the meantime. Look at it once more."))


def changes_of(incident: Incident, proposed: list[Change], kind: str) -> list[Change]:
    """What is published is what was hashed: read a second time, a company might have a new name by now."""
    if kind == SubmissionKind.RETRACTION:
        return proposals.tombstones(incident)
    return proposals.changed(proposed)


def authors_of(incident: Incident, submission: Submission) -> set[int]:
    """Everybody who changed it since it was last published, and who handed it in."""
    authors = {
        submission.submitted_by_id,
        *Contribution.objects.filter(incident=incident).values_list("user", flat=True),
    }
    if submission.kind == SubmissionKind.FIRST:
        authors.add(incident.author_id)
    return authors


def imprint(authors: set[int], *, note: str, by) -> Imprint:
    """Who wrote it, and that `by` reviewed it. Raises Refused where one wrote and reviewed, and four eyes are asked."""
    people = get_user_model().objects.in_bulk(authors)
    alone = by.pk in authors
    if alone and settings.FOUR_EYES:
        raise Refused(_("Somebody else has to review what you wrote."))
    return Imprint(
        authors=tuple(sorted(authors)),
        reviewer=None if alone else by.pk,
        written_by=tuple(sorted(person.byline for person in people.values() if person.byline)),
        reviewed_by="" if alone else by.byline,
        note=note,
    )


def decide(submission: Submission, state: str, *, by, comment: str = "", **more: object) -> None:
    changes = {"state": state, "decided_by": by, "decided_at": timezone.now(), "comment": comment, **more}
    approved = state in {SubmissionState.APPROVED, SubmissionState.SCHEDULED}
    if approved and by.pk == submission.submitted_by_id:
        changes["decided_by"] = None  # a newsroom of one: nobody else approved it
    Submission.objects.filter(pk=submission.pk).update(**changes)


def move(incident: Incident, action: Action) -> None:
    """The one place where an action sets a status; the edits of the desk do it by trigger."""
    publishing = action in {Action.PUBLISH, Action.RELEASE}
    held_back = publishing and proposals.holds_something_back(incident)
    target = after(incident.status, action, public=is_public(incident), held_back=held_back)
    Incident.objects.filter(pk=incident.pk).update(status=target)
    incident.status = target


def forget_contributions(incident: Incident) -> None:
    """A new count of who writes begins, unless something that they wrote was held back: its writers stay writers."""
    if not proposals.holds_something_back(incident):
        Contribution.objects.filter(incident=incident).delete()
