"""Two companies become one: on the desk, and in public with the next publication."""

import json

import pytest

from companies.merge import CannotMerge, merge
from companies.models import Identifier, Scheme
from events.models import Allegation, Demand, Participant, ReplyRequest
from events.record import verify
from events.timeline.models import PublicCompany, PublicEvent, TimelineEntry
from events.timeline.tasks import render_again
from tests.factories import AllegationFactory, CompanyFactory, EventFactory, IncidentFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_incidents():
    """One company under two names, each on the timeline of its own incident; both published."""
    first, second = IncidentFactory(), IncidentFactory()
    loser, survivor = CompanyFactory(name="Acme"), CompanyFactory(name="Acme Corporation")
    EventFactory(incident=first, company=loser)
    EventFactory(incident=second, company=survivor)
    published(first)
    published(second)
    return first, second, loser, survivor


def test_merge_moves_all_that_names_the_loser(two_incidents):
    first, _second, loser, survivor = two_incidents
    Identifier.objects.create(company=loser, scheme=Scheme.WIKIDATA, value="Q1")
    merge(loser=loser, survivor=survivor)
    assert [p.company for p in Participant.objects.filter(event__incident=first)] == [survivor]
    assert [(i.scheme, i.value) for i in survivor.identifiers.all()] == [("wikidata", "Q1")]
    assert [n.name for n in survivor.names.all()] == ["Acme"]
    loser.refresh_from_db()
    assert loser.merged_into == survivor


@pytest.fixture
def asked(two_incidents) -> Allegation:
    """An allegation of the second incident, which asks something of the loser, and says that it was asked."""
    _first, second, loser, survivor = two_incidents
    event = AllegationFactory(incident=second, company=survivor)
    Demand.objects.create(allegation=event.allegation, text="Pay the overtime", addressee=loser)
    request = {"company": loser, "asked_by": "The Example", "source": event.citations.get().source}
    ReplyRequest.objects.create(allegation=event.allegation, **request)
    return event.allegation


def test_merge_moves_rows_that_a_company_has_no_name_for(two_incidents, asked):
    _first, _second, loser, survivor = two_incidents
    merge(loser=loser, survivor=survivor)
    assert asked.demands.get().addressee == survivor
    assert asked.reply_requests.get().company == survivor


def test_a_demand_of_a_company_that_was_merged_is_published_of_the_other(two_incidents, asked):
    """Once it went on naming the loser, which was proposed both live and merged: the record refused that."""
    _first, second, loser, survivor = two_incidents
    published(second)
    merge(loser=loser, survivor=survivor)
    published(second)
    render_again()
    assert PublicCompany.objects.get(key=loser.key).state == "merged"
    body = json.loads(PublicEvent.objects.get(key=asked.event.key).body)
    assert {part["company"]["name"] for part in body["participants"] if part["company"]} == {"Acme Corporation"}


def test_merge_leaves_no_company_twice_in_one_role(two_incidents):
    first, _second, loser, survivor = two_incidents
    event = first.events.get()
    Participant.objects.create(event=event, company=survivor, role="mentioned")
    merge(loser=loser, survivor=survivor)
    assert [p.company for p in event.participants.all()] == [survivor]


@pytest.mark.parametrize("pair", ["itself", "merged"])
def test_merge_refuses_what_makes_no_sense(two_incidents, pair):
    _first, _second, loser, survivor = two_incidents
    if pair == "merged":
        merge(loser=loser, survivor=CompanyFactory())
    with pytest.raises(CannotMerge):
        merge(loser=loser, survivor=loser if pair == "itself" else survivor)


def test_merged_company_leads_on_in_public_after_the_next_publication(two_incidents):
    _first, second, loser, survivor = two_incidents
    merge(loser=loser, survivor=survivor)
    assert PublicCompany.objects.get(key=loser.key).state == "live"
    published(second)
    render_again()
    row = PublicCompany.objects.get(key=loser.key)
    number = PublicCompany.objects.get(key=survivor.key).number
    assert (row.state, row.successor) == ("merged", number)
    assert set(TimelineEntry.objects.values_list("company", flat=True)) == {number}
    names = {p["company"]["name"] for e in PublicEvent.objects.all() for p in json.loads(e.body)["participants"]}
    assert names == {"Acme Corporation"}
    assert list(verify.faults()) == []
