"""The two who write and review the demonstration. They have no passwords: one-time links let a person in as one."""

from tracker.accounts.models import Role, User

AUTHOR, REVIEWER = "demo-author", "demo-reviewer"
BYLINES = {AUTHOR: "Demonstration desk", REVIEWER: "Demonstration review"}


def hire() -> tuple[User, User]:
    """The author and the reviewer, made if they are not there."""
    return _person(AUTHOR, Role.AUTHOR), _person(REVIEWER, Role.REVIEWER)


def dismiss() -> None:
    User.objects.filter(username__in=BYLINES).delete()


def _person(username: str, role: str) -> User:
    given = {"role": role, "byline": BYLINES[username], "is_staff": True}
    person, made = User.objects.get_or_create(username=username, defaults=given)
    if made:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person
