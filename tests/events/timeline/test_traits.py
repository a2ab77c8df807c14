"""By what lists of events are narrowed: the traits of an event, and the domains of a source."""

import pytest

from events.addresses import domains_of
from events.models import Lineage, Source
from events.timeline.models import PublicEvent, PublicSource, TimelineEntry
from tests.events.site import affairs
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, SourceFactory, published

pytestmark = pytest.mark.django_db


def test_an_event_has_the_traits_of_its_incident_and_of_what_it_says():
    incident = affairs.emails(CompanyFactory(name="Marlow"), CompanyFactory(name="Tessel"))
    published(incident)

    traits = {row.kind: set(row.traits) for row in PublicEvent.objects.all()}

    about = {"language:en", "topic:labour", "country:US", "domain:news.example"}
    assert traits["allegation"] == about | {
        *("kind:allegation", "has:allegation", "form:accusation", "status:alleged", "role:accused"),
        *("reply:answered", "stance:announces_action", "reply:no_reply", "has:facts", "has:differing_facts"),
        *("answered+role:answered+accused", "answered+role:no_reply+accused", "role+stance:accused+announces_action"),
        *("answered+stance:answered+announces_action", "answered+role+stance:answered+accused+announces_action"),
    }
    assert traits["statement"] == about | {
        *("kind:statement", "has:statement", "role:speaker", "stance:announces_action"),
        *("has:commitments", "progress:open", "role+stance:speaker+announces_action"),
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


def relayed(url: str) -> Source:
    """A source that repeats one of this address."""
    relaying = SourceFactory(url="https://www.daily.example/2")
    Lineage.objects.create(source=relaying, origin=SourceFactory(url=url), relation="reports")
    return relaying


def test_an_event_has_the_domains_of_what_it_cites_and_of_what_stands_behind_that():
    published(EventFactory(source=relayed("https://News.agency.example/1")).incident)

    traits = PublicEvent.objects.get().traits

    assert [trait for trait in traits if trait.startswith("domain:")] == [
        "domain:agency.example",
        "domain:daily.example",
        "domain:news.agency.example",
    ]


def test_a_redacted_domain_is_gone_from_the_traits_at_once(reviewer):
    incident = EventFactory(source=relayed("https://quinzelhaupt.example/1")).incident
    published(incident)
    other = EventFactory().incident
    published(other)

    published(other, reviewer, kind="redaction", note="A name was removed.", words="quinzelhaupt")

    assert PublicEvent.objects.filter(traits__contains=["domain:daily.example"]).count() == 1
    assert not PublicEvent.objects.filter(traits__contains=["domain:quinzelhaupt.example"]).exists()


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
