"""A timeline as it was, whatever its length, from the narrow table that is kept beside the record."""

import datetime
from uuid import uuid4

import pytest

from companies.merge import merge
from events import models
from events.record.models import Edition, Publication, Subject, SubjectKind
from events.timeline import known, store
from events.timeline.dossier import Dossier
from events.timeline.faces.origins import origins_of
from events.timeline.models import PastEntry
from tests.factories import AllegationFactory, CompanyFactory, EventFactory, IncidentFactory, published

pytestmark = pytest.mark.django_db

DOCUMENT = {"source_kind": "news", "published": "", "published_inferred": False} | dict.fromkeys(
    ("title", "publisher", "authors", "url", "language", "note", "sha256", "captured"), ""
)


def titles(company: int, at: datetime.datetime, place=None) -> tuple[list[str], object]:
    found = known.subject(SubjectKind.COMPANY, company, at, place=place)
    return [face["title"] for face in found.events], found.next


def test_long_timeline_of_a_day_is_read_page_by_page(monkeypatch):
    monkeypatch.setattr(known, "PAGE", 2)
    company, incident = CompanyFactory(), IncidentFactory()
    for year in range(2010, 2015):
        EventFactory(incident=incident, company=company, title=f"In {year}", date=str(year))
    at = published(incident).at
    incident.events.filter(title="In 2012").update(title="Not in 2012", date="2019")
    published(incident)
    pages, place = [], None
    while not pages or place:
        page, place = titles(1, at, place)
        pages.append(page)
    assert pages == [["In 2013", "In 2014"], ["In 2011", "In 2012"], ["In 2010"]]
    assert titles(1, Publication.objects.last().at)[0] == ["In 2014", "Not in 2012"]
    assert known.subject(SubjectKind.COMPANY, 1, at).counts.total == 5


def test_only_allegations_against_it_are_counted_as_such():
    accused, named, incident = CompanyFactory(), CompanyFactory(), IncidentFactory()
    event = AllegationFactory(incident=incident, company=accused)
    models.Participant.objects.create(event=event, company=named, role="mentioned")
    at = published(incident).at
    counts = [known.subject(SubjectKind.COMPANY, number, at).counts for number in (1, 2)]
    assert [(each.total, each.allegations) for each in counts] == [(1, 1), (1, 0)]


def test_what_was_said_of_a_merged_company_was_said_of_its_successor():
    loser, survivor = CompanyFactory(name="Loser"), CompanyFactory(name="Survivor")
    first, second = IncidentFactory(), IncidentFactory()
    EventFactory(incident=first, company=loser, title="Of the loser")
    EventFactory(incident=second, company=survivor, title="Of the survivor")
    before = [published(first), published(second)][-1].at
    merge(loser=loser, survivor=survivor)
    second.summary = "Again."
    second.save()
    after = published(second).at
    assert titles(2, before)[0] == ["Of the survivor"]
    assert set(titles(2, after)[0]) == {"Of the loser", "Of the survivor"}


def test_redacted_version_leaves_no_entry():
    incident = IncidentFactory()
    EventFactory(incident=incident, title="Quinzel was there")
    published(incident)
    published(incident, kind="redaction", words="Quinzel", note="A name was removed.")
    assert list(PastEntry.objects.values_list("version", "since", "until")) == [(2, 2, None)]


def test_documents_that_relay_each_other_are_one_origin():
    """The desk refuses such a lineage; a record that holds one all the same is not followed for ever."""
    keys = [str(uuid4()), str(uuid4())]
    dossier = Dossier(incident=None, events=[])
    for number, key in enumerate(keys, start=1):
        document = DOCUMENT | {"lineage": [{"source": other, "relation": "reports"} for other in keys if other != key]}
        subject = Subject(kind=SubjectKind.SOURCE, number=number, key=key)
        dossier.others[key] = Edition(subject=subject, document=document)
    citations = [{"source": key, "origin": ""} for key in keys]
    assert origins_of(dossier, citations)["count"] == 1
    assert sorted(store._behind(dossier, citations[0])) == sorted(keys)
