"""Who may do what with a dossier. Each check raises with the sentence for the person; `allowed` asks the same quietly.

The list rule is `Incident.objects.visible_to`; a test goes through people × states and holds the two equal.
"""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from events.exceptions import InvalidTransition, NotAllowed, Refused
from events.models import Contribution, Incident, Status, Submission, SubmissionKind, SubmissionState
from events.review.states import TRANSITIONS, Action


def allowed(check: Callable[..., None], *args) -> bool:
    try:
        check(*args)
    except Refused:
        return False
    return True


def check_can_view(user, incident: Incident) -> None:
    """Drafts are their writers' own: a source that talks to one editor must not be met by another."""
    if not user.is_editor:
        raise NotAllowed(_("The desk is for editors."))
    closed = incident.status in {Status.DRAFT, Status.CHANGES_REQUESTED}
    if closed and not user.is_administrator and not _has_part_in(user, incident):
        raise NotAllowed(_("This draft is somebody else’s."))


def check_can_edit(user, incident: Incident) -> None:
    check_can_view(user, incident)
    _check_is_not_retracted(incident)


def check_can_edit_all(user, incidents: Sequence[Incident]) -> None:
    """The same of many, by the list rule: one query, however many they are."""
    pks = [incident.pk for incident in incidents]
    visible = set(Incident.objects.visible_to(user).filter(pk__among=pks).values_list("pk", flat=True))
    for incident in incidents:
        if incident.pk not in visible:
            check_can_view(user, incident)
        _check_is_not_retracted(incident)


def _check_is_not_retracted(incident: Incident) -> None:
    if incident.status == Status.RETRACTED:
        raise InvalidTransition(_("A retracted incident stays as it was."))


def check_can_submit(user, incident: Incident) -> None:
    check_can_view(user, incident)
    _check_move(incident, Action.SUBMIT)


def check_can_withdraw(user, incident: Incident) -> None:
    check_can_view(user, incident)
    _check_move(incident, Action.WITHDRAW)
    if not wrote(user, incident):
        raise NotAllowed(_("Only those who wrote it can take it back; a reviewer returns it."))


def check_can_review(user, incident: Incident) -> None:
    """Protects whoever is written about: nobody decides alone what is said about them."""
    if not user.is_reviewer:
        raise NotAllowed(_("Publishing is for reviewers."))
    _check_move(incident, Action.PUBLISH)
    _check_another(user, incident)


def check_can_schedule(user, incident: Incident) -> None:
    """Approving for later is approving: whoever may publish it may name a time."""
    check_can_review(user, incident)


def check_can_call_off(user, incident: Incident) -> None:
    if not user.is_reviewer:
        raise NotAllowed(_("Calling a publication off is for reviewers."))
    _check_move(incident, Action.CALL_OFF)
    _check_another(user, incident)


def check_can_release(user, incident: Incident) -> None:
    """Asked again at the appointed time: whoever approved must still be somebody who may."""
    if not user.is_reviewer:
        raise NotAllowed(_("Whoever approved it is no longer a reviewer."))
    _check_move(incident, Action.RELEASE)
    _check_another(user, incident)


def check_can_overrule(user, incident: Incident) -> None:
    """Protects whoever is written about: no writer decides alone that guilt may be asserted."""
    if not user.is_reviewer:
        raise NotAllowed(_("Overruling the wording check is for reviewers."))
    if incident.status == Status.RETRACTED:
        raise InvalidTransition(_("A retracted incident stays as it was."))
    if settings.FOUR_EYES and wrote(user, incident):
        raise NotAllowed(_("Somebody else has to overrule what you wrote."))


def check_can_return(user, incident: Incident) -> None:
    if not user.is_reviewer:
        raise NotAllowed(_("Returning a dossier is for reviewers."))
    _check_move(incident, Action.RETURN)


def check_kind(incident: Incident, kind: str, *, public: bool) -> None:
    """A first publication happens once; everything else needs something public to change."""
    if (kind == SubmissionKind.FIRST) == public:
        sentence = (
            _("It is public already.") if public else _("It was never published, so this is its first publication.")
        )
        raise InvalidTransition(sentence)


def _has_part_in(user, incident: Incident) -> bool:
    return incident.author_id == user.pk or Contribution.objects.filter(incident=incident, user=user).exists()


def wrote(user, incident: Incident) -> bool:
    """Whether `user` wrote any of what is not published yet: began it, edited it, or handed it in."""
    return (
        (incident.author_id == user.pk and not _was_published(incident))
        or Contribution.objects.filter(incident=incident, user=user).exists()
        or Submission.objects.filter(incident=incident, submitted_by=user, state__in=SubmissionState.waiting()).exists()
    )


def _was_published(incident: Incident) -> bool:
    return Submission.objects.filter(incident=incident, state=SubmissionState.APPROVED).exists()


def _check_another(user, incident: Incident) -> None:
    if settings.FOUR_EYES and wrote(user, incident):
        raise NotAllowed(_("Somebody else has to review what you wrote."))


def _check_move(incident: Incident, action: Action) -> None:
    if action not in TRANSITIONS[Status(incident.status)]:
        raise InvalidTransition(
            _("“%(title)s” is in the state “%(status)s”: this is not possible there.")
            % {"title": incident, "status": incident.get_status_display()}
        )
