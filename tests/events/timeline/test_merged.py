"""Two companies that were merged are one wherever an older document names both."""

import pytest

from companies.merge import merge
from events import models
from events.timeline.models import PublicEvent, PublicIncident, TimelineEntry
from events.timeline.publishing import render_due
from events.timeline.queries import face_of
from tests.factories import AllegationFactory, CompanyFactory, EventFactory, IncidentFactory, published

pytestmark = pytest.mark.django_db


def test_both_accused_they_stand_once_with_what_each_was_asked():
    loser, survivor = CompanyFactory(name="Loser"), CompanyFactory(name="Survivor")
    incident, other = IncidentFactory(), IncidentFactory()
    event = AllegationFactory(incident=incident, company=survivor)
    models.Participant.objects.create(event=event, company=loser, role="accused")
    asked = {"asked_by": "The Example", "source": event.citations.first().source}
    models.ReplyRequest.objects.create(allegation=event.allegation, company=loser, **asked)
    EventFactory(incident=other, company=survivor)
    published(incident)
    published(other)

    merge(loser=loser, survivor=survivor)
    other.summary = "Again."
    other.save()
    published(other)
    render_due()

    face = face_of(PublicEvent.objects.get(number=1))
    named = [part["company"]["name"] for part in face["participants"] if part["company"]]
    [reply] = face["allegation"]["replies"]
    [party] = face_of(PublicIncident.objects.get(number=1))["parties"]
    assert named == ["Survivor"]
    assert (reply["company"]["name"], reply["reply"], len(reply["requests"])) == ("Survivor", "asked", 1)
    assert (party["company"]["name"], party["roles"]) == ("Survivor", ["accused"])
    assert list(TimelineEntry.objects.filter(event=1).values_list("reply", flat=True)) == ["asked"]
