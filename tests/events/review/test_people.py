"""Who may do what in which state: one table, written from what the desk's guide says, and asked of every function."""

from datetime import datetime, timedelta

import pghistory
import pytest
from django.db import transaction
from django.utils import timezone

from events.exceptions import Refused
from events.models import Incident, Status
from events.review import actions, permissions
from tests.factories import UserFactory, answered_dossier, published, submitted
from tracker.accounts.models import Role

pytestmark = pytest.mark.django_db


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


CHECKS = {
    "view": permissions.check_can_view,
    "edit": permissions.check_can_edit,
    "submit": permissions.check_can_submit,
    "withdraw": permissions.check_can_withdraw,
    "return": permissions.check_can_return,
    "publish": permissions.check_can_review,
    "schedule": permissions.check_can_schedule,
    "call-off": permissions.check_can_call_off,
    "overrule": permissions.check_can_overrule,
}
# A draft is its writers' own. What is handed in is seen by the whole desk, taken back by its writers, and decided by a
# reviewer who wrote none of it, now or for a time to come, which a reviewer may call off. What is public may be changed
# by everybody; what was retracted by nobody. A sentence of another's draft is overruled by a reviewer who was asked.
TABLE = """
                  | outsider | author             | other author     | contributor        | reviewer                               | administrator
draft             |          | view edit submit   |                  | view edit submit   | overrule                               | view edit submit overrule
in_review         |          | view edit withdraw | view edit        | view edit withdraw | view edit return publish schedule overrule | view edit return publish schedule overrule
changes_requested |          | view edit submit   |                  | view edit submit   | overrule                               | view edit submit overrule
scheduled         |          | view edit withdraw | view edit        | view edit withdraw | view edit call-off overrule            | view edit call-off overrule
published         |          | view edit submit   | view edit submit | view edit submit   | view edit submit overrule              | view edit submit overrule
pending           |          | view edit submit   | view edit submit | view edit submit   | view edit submit overrule              | view edit submit overrule
retracted         |          | view               | view             | view               | view                                   | view
"""  # noqa: E501  a table is read across
HEAD, *ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines()]
VERDICTS = {row[0]: {person: set(cell.split()) for person, cell in zip(HEAD[1:], row[1:], strict=True)} for row in ROWS}


@pytest.fixture
def people():
    return {
        "outsider": UserFactory(is_staff=False, role=Role.ADMINISTRATOR),
        "author": UserFactory(),
        "other author": UserFactory(),
        "contributor": UserFactory(),
        "reviewer": UserFactory(role=Role.REVIEWER),
        "administrator": UserFactory(role=Role.ADMINISTRATOR),
    }


def dossier_in(status: str, people) -> Incident:
    """Reached by the real actions; the contributor has changed it since it was last published, if it may be."""
    incident = answered_dossier()
    Incident.objects.filter(pk=incident.pk).update(author=people["author"])
    incident.refresh_from_db()
    decider = UserFactory(role=Role.REVIEWER)
    if status in {"published", "pending", "retracted"}:
        published(incident, decider)
    if status == "retracted":
        published(incident, decider, kind="retraction", note="We were wrong.")
    if status in {"draft", "in_review", "changes_requested", "scheduled", "pending"}:
        with pghistory.context(user=people["contributor"].pk):
            incident.events.update(text="Contributed.")
    if status in {"in_review", "changes_requested", "scheduled"}:
        submission = submitted(incident)
    if status == "scheduled":
        actions.schedule(incident=incident, by=decider, seen=submission.digest, publish_at=tomorrow(), zone="UTC")
    if status == "changes_requested":
        actions.send_back(incident=incident, by=decider, comment="Say more.")
    incident.refresh_from_db()
    assert incident.status == status
    return incident


def test_table_names_every_state_and_every_verdict():
    assert list(VERDICTS) == Status.values
    assert set().union(*(verdicts for row in VERDICTS.values() for verdicts in row.values())) == set(CHECKS)


@pytest.mark.parametrize("status", VERDICTS)
def test_people_may_do_in_a_state(people, status):
    incident = dossier_in(status, people)
    assert {person: verdicts_on(user, incident) for person, user in people.items()} == VERDICTS[status]
    for person, verdicts in VERDICTS[status].items():
        assert listed(Incident.objects.visible_to(people[person]), incident) == ("view" in verdicts), person
        assert listed(Incident.objects.awaiting_review_by(people[person]), incident) == ("publish" in verdicts), person


def verdicts_on(user, incident: Incident) -> set[str]:
    return {name for name, check in CHECKS.items() if permissions.allowed(check, user, incident)}


def listed(incidents, incident: Incident) -> bool:
    return incidents.filter(pk=incident.pk).exists()


@pytest.mark.parametrize("status", VERDICTS)
def test_actions_do_what_the_table_says(people, status):
    incident = dossier_in(status, people)
    done = {person: {name for name in ACTIONS if does(name, incident, user)} for person, user in people.items()}
    assert done == {person: verdicts & set(ACTIONS) for person, verdicts in VERDICTS[status].items()}


ACTIONS = {
    "submit": lambda incident, user: actions.submit(incident=incident, by=user, **submission_for(incident)),
    "withdraw": lambda incident, user: actions.withdraw(incident=incident, by=user),
    "return": lambda incident, user: actions.send_back(incident=incident, by=user, comment="Say more."),
    "publish": lambda incident, user: actions.publish(incident=incident, by=user, seen=digest_of(incident)),
    "schedule": lambda incident, user: actions.schedule(
        incident=incident, by=user, seen=digest_of(incident), publish_at=tomorrow(), zone="Europe/Paris"
    ),
    "call-off": lambda incident, user: actions.call_off(incident=incident, by=user),
}


def does(action: str, incident: Incident, user) -> bool:
    """Whether the action is done; whatever it did is undone."""
    try:
        with transaction.atomic():
            ACTIONS[action](incident, user)
            transaction.set_rollback(True)
    except Refused:
        return False
    return True


def submission_for(incident: Incident) -> dict:
    return {"kind": "retraction", "note": "We were wrong."} if incident.status == Status.PUBLISHED else {}


def digest_of(incident: Incident) -> str:
    submission = actions.open_submission(incident)
    return submission.digest if submission else ""


def test_suspended_person_may_do_nothing(people):
    incident = dossier_in("draft", people)
    people["author"].is_active = False
    assert not any(permissions.allowed(check, people["author"], incident) for check in CHECKS.values())
    assert not Incident.objects.visible_to(people["author"]).exists()


def test_author_of_a_published_dossier_sees_what_was_returned_to_others(people):
    """The list rule and the object rule agree also where the author has no part in what was handed in."""
    incident = dossier_in("published", people)
    with pghistory.context(user=people["contributor"].pk):
        incident.events.update(text="Contributed.")
    actions.submit(incident=incident, by=people["contributor"])
    actions.send_back(incident=incident, by=people["reviewer"], comment="Say more.")
    incident.refresh_from_db()
    for user in people.values():
        seen = permissions.allowed(permissions.check_can_view, user, incident)
        assert Incident.objects.visible_to(user).filter(pk=incident.pk).exists() == seen
