"""Each list: what it holds, in which order, narrowed by what, in how many queries whatever its length."""

import pytest
from django.db import connection

from api.public.shelf import shelf
from events.models import EventKind
from events.timeline.models import PublicEvent
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, SourceFactory, published

MONTHS = ["2016-01", "2016-02", "2016-03"]

LISTS = [
    ("companies/", 2),
    ("incidents/", 2),
    ("events/", 2),
    ("sources/", 2),
    ("publications/", 2),
    ("companies/1/timeline/", 2),
    ("incidents/1/timeline/", 2),
    ("sources/1/events/", 2),
]


def publish(count: int, *, company, source) -> None:
    """`count` items in every list: incidents of one event each, and one incident that has them all."""
    first = IncidentFactory()
    for month in MONTHS[:count]:
        EventFactory(incident=first, company=company, source=source, date=month)
    published(first)
    for month in MONTHS[1:count]:
        incident = IncidentFactory()
        EventFactory(incident=incident, company=CompanyFactory(), source=SourceFactory(), date=month)
        published(incident)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), LISTS)
def test_list_costs_the_same_number_of_queries(
    address, queries, count, read, company, django_assert_num_queries
) -> None:
    publish(count, company=company, source=SourceFactory())

    with django_assert_num_queries(queries, connection=connection):
        answer = read(address)

    assert answer.status_code == 200
    # Events of the first incident and of each further one.
    expected = {"events/": 2 * count - 1}.get(address, count)
    assert len(answer.json()["results"]) == expected


@pytest.mark.parametrize("address", ["companies/1/", "incidents/1/", "events/1/", "sources/1/", "publications/1/"])
def test_subject_costs_two_queries(address, read, company, publish_events, django_assert_num_queries) -> None:
    publish_events(company, "2016-01")

    with django_assert_num_queries(2, connection=connection):
        answer = read(address)

    assert answer.status_code == 200


def test_list_sends_the_stored_bytes(read, company, publish_events) -> None:
    publish_events(company, "2016-01", "2016-02")

    bodies = PublicEvent.objects.order_by("-number").values_list("body", flat=True)

    assert read("companies/1/timeline/").content.decode() == (
        f'{{"next":null,"previous":null,"results":[{",".join(bodies)}]}}'
    )
    assert read("events/2/").content.decode() == bodies[0]


def ids(answer) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [body["id"] for body in answer.json()["results"]]


ON_TIMELINE = {
    "": [4, 3, 2, 1],
    "?order=newest": [4, 3, 2, 1],
    "?order=oldest": [1, 2, 3, 4],
    "?limit=2&order=oldest": [1, 2],
    "?kind=statement": [],
    "?kind=report&order=oldest": [1, 2, 3, 4],
    "?from=2015": [4, 3, 2],
    "?from=2016-02-15": [4, 3],
    "?until=2015-12-31": [2, 1],
    "?from=2015-05-05&until=2015-05-05": [2],
    "?from=2016-02&until=2016-02&order=oldest": [3],
    "?from=2018": [],
}


@pytest.mark.parametrize("address", ["companies/1/timeline/", "incidents/1/timeline/"])
def test_timeline_in_order_and_narrowed(address, read, company, publish_events) -> None:
    """The second event lies somewhere in 2015: any day of that year finds it."""
    publish_events(company, "2014-03-02", "2015", "2016-02", "2017-01-01")

    assert {query: ids(read(address + query)) for query in ON_TIMELINE} == ON_TIMELINE


def test_what_has_no_first_day_is_found_in_every_period_before_its_last(read, company, publish_events) -> None:
    """The newest list begins at the end of the period, and such an event stands at the very end of the list."""
    publish_events(company, "../2015", "2014/2020", "2014-05", "2015/..", "2016")

    for address in ("events/", "companies/1/timeline/"):
        assert ids(read(f"{address}?from=2014&until=2014&order=newest")) == [3, 2, 1]
        assert ids(read(f"{address}?until=2014-06-01&order=newest&limit=2")) == [3, 2]
        assert ids(read(f"{address}?from=2016-06&order=newest")) == [5, 4, 2]


OF_EVENTS = {
    "": [1, 2, 3],
    "?kind=context": [3],
    "?company=1": [1, 2],
    "?company=2": [3],
    "?company=77": [],
    "?company=1&from=2016-02": [2],
    "?until=2016-01": [1, 3],
    "?kind=report&company=2": [],
}


def test_events_narrowed(read, company, publish_events) -> None:
    publish_events(company, "2016-01", "2016-02")
    publish_events(CompanyFactory(), "2016-01", kind=EventKind.CONTEXT)

    assert {query: ids(read("events/" + query)) for query in OF_EVENTS} == OF_EVENTS


BY_NAME = {"?q=ACME": [1], "?q=%C3%A9": [2], "?q=\u00e9": [2], "?q=50%25": [3], "?q=_": [], "?q=me": [1], "?q=x%5C": []}


def test_companies_by_part_of_the_name(read, publish_events) -> None:
    """Signs that LIKE knows are taken as they are."""
    for name in ("Acme", "Nestlé", "50% Off"):
        publish_events(CompanyFactory(name=name), "2016-01")

    assert {query: ids(read("companies/" + query)) for query in BY_NAME} == BY_NAME


def test_a_draft_and_a_pending_change_stay_unseen(read, company, publish_events) -> None:
    """First something that could leak: a draft event, a draft company, a changed title, a dossier never handed in."""
    incident = IncidentFactory()
    event = EventFactory(incident=incident, company=company, date="2016-01", title="As published")
    published(incident)
    before = {address: read(address).content for address, _queries in LISTS}
    event.title = "CANARY title"
    event.save()
    EventFactory(incident=incident, company=CompanyFactory(name="CANARY company"), title="CANARY event")
    EventFactory(company=company, source=SourceFactory(title="CANARY source"))
    company.name = "CANARY name"
    company.save()
    shelf.clear()

    assert {address: read(address).content for address, _queries in LISTS} == before
    assert read("events/2/").status_code == read("companies/2/").status_code == 404
    assert b"CANARY" not in read("events/1/").content + read("companies/?q=CANARY").content
