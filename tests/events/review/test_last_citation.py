"""Nothing is published without evidence, also when the last citation goes at the very instant of publishing."""

import random
import time
from functools import partial

import pytest

from events.exceptions import Incomplete, InvalidTransition
from events.models import Citation, Status
from events.record.models import Edition, Publication
from events.review import actions
from tests.events.record.guards import run
from tests.events.record.meeting import at_once
from tests.factories import EventFactory, UserFactory, submitted
from tracker.accounts.models import Role

ROUNDS = 50


def after_a_moment(action):
    time.sleep(random.uniform(0, 0.03))  # noqa: S311  so that each comes first now and then
    return action()


def test_publishing_and_removing_the_last_citation_at_once(committed_db):
    reviewer = UserFactory(role=Role.REVIEWER)
    submissions = [submitted(EventFactory().incident) for _ in range(ROUNDS)]
    for submission in submissions:
        incident = submission.incident
        publish = partial(actions.publish, incident=incident, by=reviewer, seen=submission.digest)
        remove = Citation.objects.filter(event__incident=incident).delete
        act, removed = at_once(partial(after_a_moment, publish), partial(after_a_moment, remove))
        incident.refresh_from_db()
        assert removed[0] == 1, removed
        outcome = (type(act), incident.status)
        assert outcome in {(Publication, Status.PENDING), (InvalidTransition, Status.DRAFT)}, act
    assert editions_without_citation() == []


def editions_without_citation() -> list[Edition]:
    events = Edition.objects.filter(subject__kind="event")
    return [edition for edition in events if not edition.document["citations"]]


def test_removal_without_the_trigger_would_go_unnoticed(committed_db):
    """The control: the dossier says that it is as published, and its evidence is gone."""
    run("ALTER TABLE events_citation DISABLE TRIGGER events_citation_gone")
    try:
        submission = submitted(EventFactory().incident)
        incident, reviewer = submission.incident, UserFactory(role=Role.REVIEWER)
        actions.publish(incident=incident, by=reviewer, seen=submission.digest)
        Citation.objects.filter(event__incident=incident).delete()
        incident.refresh_from_db()
        assert (incident.status, Citation.objects.count()) == (Status.PUBLISHED, 0)
    finally:
        run("ALTER TABLE events_citation ENABLE TRIGGER events_citation_gone")


@pytest.mark.django_db
def test_dossier_without_a_citation_cannot_be_handed_in():
    event = EventFactory()
    event.citations.all().delete()
    with pytest.raises(Incomplete) as refused:
        actions.submit(incident=event.incident, by=event.incident.author)
    assert [(p.model, p.pk, p.field) for p in refused.value.problems] == [("event", event.pk, "citations")]
