"""Held back: a new event stays hidden with its key, a public one keeps its edition, and nobody reviews their own."""

import pghistory
import pytest
from django.test import Client

from events.exceptions import Incomplete, NotAllowed
from events.models import Answer, Contribution, Demand, Event, Status, SubmissionState
from events.record.models import Edition
from events.review import actions, checks, holding, proposals
from tests.events.record.guards import take_away
from tests.events.review.crawling import crawl
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    StatementFactory,
    UserFactory,
    answered_dossier,
    published,
    submitted,
)
from tracker.accounts.models import Role

pytestmark = pytest.mark.django_db
SECRET = "Wolkenkuckuck"


@pytest.fixture
def incident():
    return answered_dossier()


def hold(event: Event, held_back: bool = True) -> Event:
    Event.objects.filter(pk=event.pk).update(held_back=held_back)
    event.refresh_from_db()
    return event


def current(event: Event) -> Edition:
    return Edition.objects.get(subject__key=event.key, known__upper_inf=True)


def test_new_event_that_is_held_back_is_in_no_public_byte(incident):
    event = hold(EventFactory(incident=incident, title=SECRET, text=SECRET, company=CompanyFactory(name=SECRET)))
    published(incident)
    answers = crawl(Client())
    assert not [
        path for path, answer in answers.items() if SECRET.encode() in answer or str(event.key).encode() in answer
    ]
    assert not Edition.objects.filter(subject__key=event.key).exists()
    assert Edition.objects.filter(subject__kind="event").count() == 2


def test_the_same_event_let_go_is_public(incident):
    """The control: what was not found before would have been."""
    event = hold(EventFactory(incident=incident, title=SECRET))
    published(incident)
    hold(event, held_back=False)
    published(incident)
    assert any(SECRET.encode() in answer for answer in crawl(Client()).values())


def test_public_event_that_is_held_back_keeps_its_edition(incident):
    published(incident)
    allegation, statement = incident.events.in_order()
    hold(allegation)
    incident.events.update(text="Another text.")
    published(incident)
    assert (current(allegation).version, current(allegation).document["text"]) == (1, "What happened.")
    assert (current(statement).version, current(statement).document["text"]) == (2, "Another text.")
    assert current(allegation).state == "live"


def test_what_is_held_back_stays_pending(incident):
    published(incident)
    allegation = hold(incident.events.get(kind="allegation"))
    incident.events.update(text="Another text.")
    published(incident)
    assert incident.status == Status.PENDING
    hold(allegation, held_back=False)
    published(incident)
    assert incident.status == Status.PUBLISHED


def test_what_is_held_back_and_says_what_is_public_is_not_pending(incident):
    published(incident)
    hold(incident.events.get(kind="allegation"))
    incident.events.filter(kind="statement").update(text="Another text.")
    published(incident)
    assert incident.status == Status.PUBLISHED


def test_what_only_concerns_a_held_back_event_is_not_missing(incident):
    event = EventFactory(incident=incident, date="")
    event.citations.all().delete()
    assert [problem.field for problem in checks.missing(incident)] == ["citations", "date"]
    hold(event)
    assert checks.missing(incident) == []


def test_nothing_is_left_to_publish_when_all_is_held_back(incident):
    incident.events.update(held_back=True)
    assert [(p.model, p.field) for p in checks.missing(incident)] == [("incident", "events")]


def test_public_answer_to_a_hidden_allegation_is_refused_and_never_named(incident):
    allegation = hold(incident.events.get(kind="allegation"))
    with pytest.raises(Incomplete) as refused:
        submitted(incident)
    (problem,) = refused.value.problems
    assert (problem.title, problem.field) == (incident.events.get(kind="statement").title, "answers")
    assert "held back" in problem.sentence
    assert str(allegation.key) not in str([change.document for change in proposals.proposed(incident)])


def test_hidden_key_would_be_named_without_the_second_lock(incident, monkeypatch):
    allegation = hold(incident.events.get(kind="allegation"))
    monkeypatch.setattr(holding, "without_hidden", lambda document, hidden: document)
    assert str(allegation.key) in str([change.document for change in proposals.proposed(incident)])


def test_both_held_back_together_may_wait(incident):
    incident.events.update(held_back=True)
    EventFactory(incident=incident)
    published(incident)
    assert Edition.objects.filter(subject__kind="event").count() == 1


def test_answer_to_a_public_allegation_that_is_held_back_is_published(incident):
    statement = incident.events.get(kind="statement")
    Answer.objects.all().delete()
    published(incident)
    allegation = hold(incident.events.get(kind="allegation"))
    company = statement.statement.speaker
    Answer.objects.create(
        statement=statement.statement, allegation=allegation.allegation, company=company, stance="denies"
    )
    published(incident)
    assert current(statement).document["statement"]["answers"][0]["allegation"] == str(allegation.key)


def test_demand_that_a_held_back_allegation_added_is_not_named(incident):
    published(incident)
    allegation = hold(incident.events.get(kind="allegation"))
    statement = incident.events.get(kind="statement").statement
    demand = Demand.objects.create(allegation=allegation.allegation, text=SECRET, addressee=statement.speaker)
    Answer.objects.update(demand=demand)
    assert [problem.field for problem in checks.missing(incident)] == ["answers"]
    assert str(demand.key) not in str([change.document for change in proposals.proposed(incident)])


def test_public_answer_that_is_held_back_keeps_its_allegation_on_the_desk(incident):
    published(incident)
    hold(incident.events.get(kind="statement"))
    incident.events.get(kind="allegation").delete()
    assert [problem.field for problem in checks.missing(incident)] == ["held_back"]


def test_holding_back_takes_a_submission_back(incident, author):
    submission = submitted(incident)
    actions.hold_back(event=incident.events.first(), by=incident.author, hold=True)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.VOID
    assert incident.events.first().held_back


def test_holding_back_without_the_trigger_would_go_unnoticed(incident):
    submission = submitted(incident)
    take_away("events_event.events_event_changed")
    hold(incident.events.first())
    submission.refresh_from_db()
    assert submission.state == SubmissionState.OPEN


def test_strangers_do_not_hold_back(incident):
    with pytest.raises(NotAllowed):
        actions.hold_back(event=incident.events.first(), by=UserFactory(), hold=True)


def test_who_wrote_what_is_held_back_does_not_review_it_later(incident):
    """Publishing the rest forgets who wrote the rest, and remembers who wrote what waits."""
    writer = UserFactory(role=Role.REVIEWER)
    with pghistory.context(user=writer.pk):
        event = hold(EventFactory(incident=incident))
    published(incident)
    assert Contribution.objects.filter(user=writer).exists()
    hold(event, held_back=False)
    submission = submitted(incident)
    with pytest.raises(NotAllowed, match="Somebody else has to review"):
        actions.publish(incident=incident, by=writer, seen=submission.digest)
    published_by = UserFactory(role=Role.REVIEWER)
    actions.publish(incident=incident, by=published_by, seen=submission.digest)
    assert not Contribution.objects.exists()


def test_proposals_of_many_are_those_of_each(incident):
    """The same documents, whether a dossier is read alone or among others, with something held back in one."""
    others = [answered_dossier(), answered_dossier()]
    StatementFactory(incident=others[0])
    hold(AllegationFactory(incident=others[1]))
    together = [(each.incident.pk, each.changes) for each in proposals.proposed_by([incident, *others])]
    assert together == [(i.pk, proposals.proposed(i)) for i in [incident, *others]]


@pytest.mark.parametrize("count", [1, 3])
def test_proposals_cost_a_fixed_number_of_queries(count, django_assert_num_queries):
    incidents = [answered_dossier() for _ in range(count)]
    with django_assert_num_queries(28):
        assert len(list(proposals.proposed_by(incidents))) == count
