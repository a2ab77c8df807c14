"""The states of a dossier as one table, which code, tests, buttons and the drawing in the docs read."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from events.models import Status


class Action(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    PUBLISH = "publish"
    RETRACT = "retract"
    SCHEDULE = "schedule"
    CALL_OFF = "call off"
    RELEASE = "release"
    EDIT = "edit"


# What may be done in which state, and what comes of it. EDIT is what the triggers of events/migrations/0004 do, RELEASE
# what the clock does. Where a dossier was public before, an edit or a withdrawal leads to PENDING instead of DRAFT;
# where something of it is held back, so does publishing.
TRANSITIONS: dict[Status, dict[Action, Status]] = {
    Status.DRAFT: {Action.SUBMIT: Status.IN_REVIEW},
    Status.IN_REVIEW: {
        Action.RETURN: Status.CHANGES_REQUESTED,
        Action.WITHDRAW: Status.DRAFT,
        Action.EDIT: Status.DRAFT,
        Action.PUBLISH: Status.PUBLISHED,
        Action.RETRACT: Status.RETRACTED,
        Action.SCHEDULE: Status.SCHEDULED,
    },
    Status.SCHEDULED: {
        Action.CALL_OFF: Status.IN_REVIEW,
        Action.WITHDRAW: Status.DRAFT,
        Action.EDIT: Status.DRAFT,
        Action.RELEASE: Status.PUBLISHED,
    },
    Status.CHANGES_REQUESTED: {Action.SUBMIT: Status.IN_REVIEW},
    Status.PUBLISHED: {Action.EDIT: Status.PENDING, Action.SUBMIT: Status.IN_REVIEW},
    Status.PENDING: {Action.SUBMIT: Status.IN_REVIEW},
    Status.RETRACTED: {},
}

# Whose move it is.
OWNERS = {
    Status.DRAFT: _("author"),
    Status.IN_REVIEW: _("reviewer"),
    Status.CHANGES_REQUESTED: _("author"),
    Status.SCHEDULED: _("the clock"),
    Status.PUBLISHED: "",
    Status.PENDING: _("author"),
    Status.RETRACTED: "",
}


def after(status: str, action: Action, *, public: bool, held_back: bool = False) -> Status | None:
    """The state that `action` leads to, or None where it is not to be had. `public`: an edition of it exists;
    `held_back`: something of it stays unpublished.
    """
    target = TRANSITIONS[Status(status)].get(action)
    unfinished = (target == Status.DRAFT and public) or (target == Status.PUBLISHED and held_back)
    return Status.PENDING if unfinished else target


def diagram() -> str:
    """The table as a Mermaid state diagram, as it stands in docs/states.md."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for status, moves in TRANSITIONS.items():
        lines += [f"    {status.value} --> {target.value}: {action.value}" for action, target in moves.items()]
        lines += [
            f"    {status.value} --> pending: {action.value}, once public"
            for action, target in moves.items()
            if target == Status.DRAFT
        ]
        lines += [
            f"    {status.value} --> pending: {action.value}, something held back"
            for action, target in moves.items()
            if target == Status.PUBLISHED
        ]
    return "\n".join([*lines, "    retracted --> [*]"])
