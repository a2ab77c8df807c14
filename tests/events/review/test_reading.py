"""Rows read for many at once say what rows say that Django reads with `prefetch_related`."""

import pytest

from companies.models import Company, CompanyName, Identifier, NameKind, Ownership, Scheme
from events.models import (
    AllegationStatus,
    Capture,
    Citation,
    Demand,
    Event,
    Fact,
    LegalStatus,
    Lineage,
    ReplyRequest,
    ReportedValue,
    Source,
)
from events.review import checks, reading, wording
from events.review.documents import company_document, event_document, source_document
from events.review.reading import Kept, attach
from tests.factories import AllegationFactory, CompanyFactory, SourceFactory, answered_dossier

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident():
    """With something at the end of most paths."""
    incident = answered_dossier()
    allegation = incident.events.get(kind="allegation").allegation
    company, source = Company.objects.first(), Source.objects.first()
    AllegationStatus.objects.create(
        allegation=allegation, status=LegalStatus.FILED, date="2016-02", source=source, note="It broke the law."
    )
    Demand.objects.create(allegation=allegation, text="Stop it.", addressee=company)
    ReplyRequest.objects.create(allegation=allegation, company=company, asked_by="The Paper", source=source)
    fact = Fact.objects.create(event=allegation.event, label="People", kind="number")
    for text in ("14", "18"):
        citation = Citation.objects.create(event=allegation.event, source=SourceFactory(), origin=source)
        ReportedValue.objects.create(fact=fact, citation=citation, text=text)
    AllegationFactory(incident=incident, company=company, source=source, title="Another", date="2017")
    return incident


def attached(incident, kept: Kept) -> list[Event]:
    events = list(incident.events.in_order())
    attach(events, Event.DOCUMENT, kept)
    return events


@pytest.mark.parametrize("most", [reading.MOST_KEPT, 0])
def test_events_say_the_same(incident, most, monkeypatch):
    monkeypatch.setattr(reading, "MOST_KEPT", most)
    fetched = list(incident.events.in_order().with_document())
    events = attached(incident, Kept(Company, Source))
    assert [event_document(event) for event in events] == [event_document(event) for event in fetched]
    assert checks.missing(incident, events) == checks.missing(incident, fetched)
    assert wording.problems(incident, events) == wording.problems(incident, fetched) != []


def test_nothing_is_read_later(incident, django_assert_num_queries):
    events = attached(incident, Kept(Company, Source))
    with django_assert_num_queries(0):
        documents = [event_document(event) for event in events]
    assert [len(document["citations"]) for document in documents] == [3, 1, 1]


def test_companies_and_sources_say_the_same():
    parent, child = CompanyFactory(), CompanyFactory()
    Ownership.objects.create(parent=parent, child=child, share=51)
    CompanyName.objects.create(company=child, name="Once", kind=NameKind.FORMER)
    Identifier.objects.create(company=child, scheme=Scheme.DOMAIN, value="child.example")
    relayed, relaying = SourceFactory(), SourceFactory()
    Lineage.objects.create(source=relaying, origin=relayed, relation="reports")
    Capture.objects.create(source=relaying, state="kept", text="Words.", sha256="a" * 64)
    kept = Kept(Company, Source)
    for model, document in ((Company, company_document), (Source, source_document)):
        rows = list(model.objects.order_by("pk"))
        attach(rows, model.DETAILS, kept)
        fetched = model.objects.with_details().order_by("pk")
        assert [document(row) for row in rows] == [document(row) for row in fetched]
