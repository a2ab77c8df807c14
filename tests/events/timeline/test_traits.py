"""By what lists of events are narrowed: the traits of an event, and the domains of a source."""

import pytest

from events.addresses import domains_of
from events.timeline.models import PublicEvent, PublicSource, TimelineEntry
from tests.events.site import affairs
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, SourceFactory, published

pytestmark = pytest.mark.django_db


def test_an_event_has_the_traits_of_its_incident_and_of_what_it_says():
    incident = affairs.emails(CompanyFactory(name="Marlow"), CompanyFactory(name="Tessel"))
    published(incident)

    traits = {row.kind: set(row.traits) for row in PublicEvent.objects.all()}

    about = {"language:en", "topic:labour", "country:US"}
    assert traits["allegation"] == about | {
        *("kind:allegation", "has:allegation", "form:accusation", "status:alleged", "role:accused"),
        *("reply:answered", "stance:announces_action", "reply:no_reply", "has:facts", "has:differing_facts"),
    }
    assert traits["statement"] == about | {
        *("kind:statement", "has:statement", "role:speaker", "stance:announces_action"),
        *("has:commitments", "progress:open"),
    }


def test_what_was_taken_back_has_none():
    incident = IncidentFactory()
    EventFactory(incident=incident)
    published(incident)
    published(incident, kind="retraction", note="A mistake.")

    assert PublicEvent.objects.get().traits == []


def test_a_source_is_found_by_its_address_in_one_spelling_and_by_its_domains():
    event = EventFactory(source=SourceFactory(url="https://www.News.example.org/a?utm_source=x&id=7#top"))
    published(event.incident)

    source = PublicSource.objects.get()

    assert source.url == "https://www.news.example.org/a?id=7"
    assert source.domains == ["news.example.org", "example.org"]


@pytest.mark.parametrize(
    ("address", "domains"),
    [
        ("https://www.bbc.co.uk/news", ["bbc.co.uk", "co.uk"]),
        ("https://a.example:8080/", ["a.example"]),
        ("http://localhost/", []),
        ("http://192.0.2.7/x", []),
        ("http://[2001:db8::1]/x", []),
        ("http://[broken/", []),
        ("", []),
    ],
)
def test_domains_of_an_address(address, domains):
    assert domains_of(address) == domains


def test_a_statement_has_its_stance_on_the_timeline_of_who_speaks():
    published(affairs.lawsuit(CompanyFactory(name="Salvia")))

    stances = dict(TimelineEntry.objects.values_list("kind", "stances"))

    assert stances == {"allegation": ["declines_to_comment"], "statement": ["declines_to_comment"]}
