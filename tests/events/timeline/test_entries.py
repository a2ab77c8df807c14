"""What an entry of a timeline knows of its event, so that a timeline can be filtered and counted by it."""

import datetime

import pytest

from events import models
from events.timeline.models import TimelineEntry
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    published,
)

pytestmark = pytest.mark.django_db

FILTERED_BY = ("status", "reply", "stances", "lag_least", "lag_most", "promises", "promises_due")
NOTHING = ("", "", [], None, None, [], [])


def told(event: models.Event) -> tuple:
    return TimelineEntry.objects.values_list(*FILTERED_BY).get(event=number_of(event))


def number_of(event: models.Event) -> int:
    return TimelineEntry.objects.get(earliest=event.earliest).event


@pytest.fixture
def company():
    return CompanyFactory()


@pytest.fixture
def incident():
    incident = IncidentFactory()
    incident.topics.add(models.Topic.objects.create(slug="safety", name_en="Safety", name_fr="Sécurité"))
    return incident


def test_entry_of_a_plain_event_knows_its_incident_and_topics_and_nothing_else(incident, company):
    event = EventFactory(incident=incident, company=company)
    published(incident)
    entry = TimelineEntry.objects.get()
    assert (entry.incident, entry.topics) == (1, ["safety"])
    assert told(event) == NOTHING


def test_entry_of_an_allegation_knows_its_status_and_how_and_when_it_was_answered(incident, company):
    allegation = AllegationFactory(incident=incident, company=company, date="2016-01-01")
    allegation.allegation.statuses.create(status="settled", date="2017", source=SourceFactory())
    late = StatementFactory(incident=incident, company=company, date="2016-03-01", answers=allegation)
    models.Answer.objects.create(
        statement=late.statement, allegation=allegation.allegation, company=company, stance="announces_action"
    )
    StatementFactory(incident=incident, company=company, date="2016-02", answers=allegation)
    published(incident)
    assert told(allegation) == ("settled", "answered", ["denies", "announces_action"], 31, 59, [], [])


def test_entry_of_an_allegation_that_only_names_the_company_has_no_reply(incident, company):
    accused = CompanyFactory()
    allegation = AllegationFactory(incident=incident, company=accused)
    models.Participant.objects.create(event=allegation, company=company, role="mentioned")
    published(incident)
    replies = TimelineEntry.objects.order_by("company").values_list("status", "reply", "roles")
    assert sorted(replies) == [("alleged", "", ["mentioned"]), ("alleged", "unknown", ["accused"])]


def test_entry_of_a_statement_knows_how_far_its_promises_got(incident, company):
    statement = StatementFactory(incident=incident, company=company)
    kept = models.Commitment.objects.create(statement=statement.statement, text="A", due="2018-05")
    kept.updates.create(status="partly", date="2017", source=SourceFactory())
    kept.updates.create(status="kept", date="2018", source=SourceFactory())
    models.Commitment.objects.create(statement=statement.statement, text="B")
    published(incident)
    assert told(statement) == ("", "", [], None, None, ["kept", ""], [datetime.date(2018, 5, 31), None])


def test_promise_counts_for_the_company_that_made_it_alone(incident, company):
    statement = StatementFactory(incident=incident, company=company)
    models.Participant.objects.create(event=statement, company=CompanyFactory(), role="mentioned")
    models.Commitment.objects.create(statement=statement.statement, text="A")
    published(incident)
    assert sorted(TimelineEntry.objects.values_list("promises", flat=True)) == [[], [""]]
