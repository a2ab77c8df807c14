"""What is made of the record when it is asked for: parts of events, versions, the past, topics, counts, addresses."""

import datetime
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import models
from events.record.models import Edition, Publication
from tests.events.site import affairs
from tests.factories import (
    EventFactory,
    IncidentFactory,
    SourceFactory,
    answered_dossier,
    published,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(db):
    """Events 1 to 3 (allegation, arrests, statement) of the emails, 4 the letter, 5 and 6 the lawsuit; 7 was retracted.

    Companies: Marlow 1, Tessel 2, Marlow Hosting 3, Salvia 4.
    """
    affairs.everything()


def results(answer) -> list[dict]:
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_parts_are_the_events_own_and_name_it(record, read) -> None:
    event = read("events/1/").json()
    reference = {name: event[name] for name in ("id", "type", "version", "kind", "title", "date", "page")}
    around = {"event": reference, "incident": event["incident"], "licence": event["licence"]}

    facts = results(read("facts/"))

    assert facts[0] == around | event["facts"][0]
    assert [(fact["event"]["id"], fact["label"]) for fact in facts] == [
        (1, "when the emails were sent"),
        (2, "people arrested"),
    ]
    demands = results(read("demands/?company=1"))
    assert [demand["text"] for demand in demands] == ["Stop selling cameras", "Stop hosting others", "Say who buys"]
    assert {demand["event"]["id"] for demand in demands} == {4}
    commitments = results(read("commitments/"))
    assert [(each["company"]["name"], each["text"]) for each in commitments] == [
        ("Marlow", "Investigate suspected misuse"),
        ("Marlow", "Train every manager"),
    ]


def test_parts_are_paged_one_by_one_in_both_directions(record, read) -> None:
    whole = results(read("demands/"))
    page = read("demands/?limit=1&count=true")
    walked = results(page)
    while address := page.json()["next"]:
        page = read(address)
        walked += results(page)

    assert walked == whole
    assert page.json()["count"] == 3
    back = read(page.json()["previous"])
    assert results(back) == [whole[1]]
    assert results(read(back.json()["previous"])) == [whole[0]]


def test_commitments_by_how_far_they_got(read, company) -> None:
    incident = answered_dossier()
    statement = models.Statement.objects.get()
    kept = models.Commitment.objects.create(statement=statement, text="Kept")
    kept.updates.create(status="partly", date="2017", source=SourceFactory())
    kept.updates.create(status="kept", date="2018", source=SourceFactory())
    models.Commitment.objects.create(statement=statement, text="Open")
    published(incident)

    found = {
        progress: [each["text"] for each in results(read(f"commitments/?progress={progress}&count=true"))]
        for progress in ("kept", "open", "partly", "kept,open")
    }

    assert found == {"kept": ["Kept"], "open": ["Open"], "partly": [], "kept,open": ["Kept", "Open"]}
    assert read("commitments/?progress=open&count=true").json()["count"] == 1


def test_versions_tell_what_was_said_and_its_hash(record, read) -> None:
    hashes = list(
        Edition.objects.filter(subject__kind="event", subject__number=1)
        .order_by("version")
        .values_list("hash", flat=True)
    )

    versions = results(read("events/1/versions/"))

    assert [(each["version"], each["kind"], each["hash"]) for each in versions] == [
        (1, "first", hashes[0]),
        (2, "correction", hashes[1]),
    ]
    first, second = (read(f"events/1/versions/{number}/").json() for number in (1, 2))
    assert {name: value for name, value in first.items() if name != "body"} == versions[0]
    assert first["body"]["title"] == "Staff used company accounts, The Daily reports"
    assert second["body"] == read("events/1/").json()
    for kind in ("companies", "incidents", "sources"):
        assert read(f"{kind}/1/versions/1/").json()["body"]["version"] == 1
    assert read("events/1/versions/3/").status_code == read("events/99/versions/").status_code == 404


def test_what_was_retracted_has_versions_without_words(record, read) -> None:
    assert [each["state"] for each in results(read("events/7/versions/"))] == ["live", "retracted"]
    assert b"mistaken" not in read("events/7/versions/").content
    assert read("events/7/versions/1/").status_code == 410
    assert read("incidents/4/?known_on=2026-01-01").status_code in (404, 410)


def test_the_record_as_it_was_known(read, company) -> None:
    incident, other = IncidentFactory(), IncidentFactory()
    event = EventFactory(incident=incident, company=company, title="As first published", date="2016-01")
    EventFactory(incident=other, company=company, title="CANARY retracted", date="2015")
    published(incident)
    published(other)
    before = _now(2)
    then = {
        address: read(address).json()
        for address in ("events/1/", "companies/1/", "incidents/1/", "sources/1/", "companies/1/timeline/?limit=1")
    }
    event.title = "As corrected"
    event.save()
    EventFactory(incident=incident, company=company, date="2017")
    published(incident, kind="correction", note="Wrong.")
    published(other, kind="retraction", note="A mistake.")
    at = f"known_on={before}"

    for address in ("events/1/", "companies/1/", "incidents/1/", "sources/1/"):
        assert read(f"{address}?{at}").json() == then[address]
    assert read(f"events/3/?{at}").status_code == 404
    assert read(f"events/2/?{at}").status_code == 410
    page = read(f"companies/1/timeline/?{at}&limit=1")
    assert results(page) == then["companies/1/timeline/?limit=1"]["results"]
    (rest,) = results(read(page.json()["next"]))
    assert (rest["id"], rest["state"], rest["reason"]) == (2, "retracted", "A mistake.")
    assert b"CANARY" not in read(f"companies/1/timeline/?{at}").content
    assert [each["id"] for each in results(read(f"events/?{at}"))] == [1, 2]
    assert [each["title"] for each in results(read(f"incidents/1/timeline/?{at}"))] == ["As first published"]
    assert [each["id"] for each in results(read("events/"))] == [1, 3]
    assert [each["id"] for each in results(read(f"companies/?{at}"))] == [1]
    for kind in ("incidents", "sources", "events"):
        first = read(f"{kind}/?{at}&limit=1")
        second = read(first.json()["next"])
        assert [each["id"] for each in results(first) + results(second)] == [1, 2]
        assert results(read(second.json()["previous"])) == results(first)


def _now(publication: int) -> str:
    return Publication.objects.get(number=publication).at.isoformat().replace("+00:00", "Z")


def test_statistics_have_fair_denominators(read, company) -> None:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    affairs.everything()

    told = read("companies/2/statistics/").json()
    assert told["company"] == {"id": 2, "name": "Tessel", "page": "/companies/2/"}

    assert told["as_of"] == today
    assert told["cases"] == {
        **{"total": 1, "answered": 0, "declined": 0, "no_reply": 1, "pending": 0, "overdue": 0, "not_asked": 0}
    }
    assert told["response"] == {"answered": 0, "of": 1, "rate": None, "least_cases": 5}
    whole = read("statistics/").json()
    assert (whole["companies"], whole["incidents"], whole["events"]) == (5, 3, 6)
    assert whole["cases"] == {
        **{"total": 4, "answered": 1, "declined": 1, "no_reply": 1, "pending": 0, "overdue": 0, "not_asked": 1}
    }
    assert whole["kinds"] == {"allegation": 3, "official_action": 1, "statement": 2}
    assert read("companies/99/statistics/").status_code == 404


def test_statistics_are_others_on_another_day(read, record, time_machine) -> None:
    time_machine.move_to(datetime.datetime.now(datetime.UTC), tick=False)
    first = read("companies/1/statistics/")
    time_machine.shift(datetime.timedelta(days=1))

    again = read("companies/1/statistics/", if_none_match=first["ETag"])

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert again.json()["as_of"] != first.json()["as_of"]


def test_facets_count_what_the_filters_find(record, read) -> None:
    for address, filters in (
        ("events/", "q=marlow"),
        ("events/", "company=1"),
        ("companies/1/timeline/", "kind=allegation"),
    ):
        by = "kind,form,status,topic,country,language,role,answered,stance,year,company"
        counted = read(f"{address}facets/?by={by}&{filters}").json()
        listed = read(f"{address}?{filters}&count=true").json()
        assert counted["count"] == listed["count"] == len(listed["results"])
        for name, values in counted["facets"].items():
            for value in values:
                narrowing = "from={0}&until={0}" if name == "year" else f"{name}={{0}}"
                if name in filters or (name == "company" and "companies" in address):
                    continue
                found = results(read(f"{address}?{filters}&{narrowing.format(value['value'])}"))
                assert (name, value["value"], len(found)) == (name, value["value"], value["count"])


def test_facets_of_a_company_are_its_own(record, read) -> None:
    answer = read("companies/1/timeline/facets/?by=role,answered").json()

    assert answer["facets"] == {
        "role": [
            {"value": "accused", "count": 2},
            {"value": "mentioned", "count": 1},
            {"value": "speaker", "count": 1},
        ],
        "answered": [{"value": "answered", "count": 1}, {"value": "not_asked", "count": 1}],
    }
    assert read("incidents/1/timeline/facets/?by=year").json()["count"] == 3


def test_an_address_is_looked_up_in_its_one_spelling(read, company) -> None:
    published(EventFactory(company=company, source=SourceFactory(url="https://news.example.org/a?id=7")).incident)

    for url in ("https://NEWS.example.org/a%3Futm_source=x%26id=7%23top", "http://news.example.org/a?id=7"):
        found = read(f"sources/lookup/?url={url}").json()
        assert (found["indexed"], found["source"]) == (True, read("sources/1/").json())
        assert [(event["id"], event["cited"]) for event in found["events"]] == [(1, True)]
    nothing = read("sources/lookup/?url=https://news.example.org/b").json()
    assert nothing == {"url": "https://news.example.org/b", "indexed": False, "source": None, "events": []}


ADDRESSES = {
    "example.org/a": 400,
    "//example.org/a": 400,
    "ftp://example.org/a": 400,
    "javascript:alert(1)": 400,
    "https://": 400,
    "https:///a": 400,
    "https://exa mple.org/": 400,
    "https://äpfel.example/ä": 200,
    "HTTPS://example.org?a#b": 200,
    "https://[::1]/a": 200,
    " https://example.org/a ": 200,
    "https://example.org/a?utm_source=x#top": 200,
}


def test_what_an_address_has_to_be_is_what_is_described(read, db) -> None:
    (parameter,) = (
        each
        for each in read("schema/").json()["paths"]["/api/v1/sources/lookup/"]["get"]["parameters"]
        if each["name"] == "url"
    )
    for address, status in ADDRESSES.items():
        answer = read(f"sources/lookup/?{urlencode({'url': address})}")
        described = 200 if re.search(parameter["schema"]["pattern"], address) else 400
        assert (address, answer.status_code, described) == (address, status, status)
        if status == 400:
            assert answer.json()["errors"][0]["detail"].startswith("Give a whole address, with https:// or http://")
    unreadable = read("sources/lookup/?url=https://[::1")
    assert (unreadable.status_code, unreadable.json()["errors"][0]["parameter"]) == (400, "url")


def test_topics(record, read) -> None:
    work = {"slug": "labour", "en": "Work", "fr": "Travail", "incidents": 1, "page": "/topics/labour/"}

    assert results(read("topics/")) == [work]
    assert read("topics/labour/").json() == work
    assert read("topics/nothing/").status_code == 404


def test_fewer_fields_and_what_is_named_beside(record, read) -> None:
    body = read("events/1/").json()
    assert read("events/1/?fields=title,id").json() == {"id": 1, "title": body["title"]}
    page = read("incidents/1/timeline/?fields=id&include=companies,sources,incidents&limit=1&order=oldest").json()
    assert page["results"] == [{"id": 1}]
    assert page["included"] == {
        "companies": [read(f"companies/{number}/").json() for number in (1, 2)],
        "incidents": [read("incidents/1/").json()],
        "sources": [read(f"sources/{each['id']}/").json() for each in page["included"]["sources"]],
    }
    assert len(page["included"]["sources"]) == 3
    assert read("events/1/?include=incidents").json() == body | {
        "included": {"incidents": page["included"]["incidents"]}
    }


def test_what_is_named_stands_beside_no_property_at_all(record, read) -> None:
    statement = read("statements/?limit=1").json()["results"][0]["id"]

    answer = read(f"events/{statement}/?fields=allegation&include=incidents").json()

    assert answer == {"included": {"incidents": [read("incidents/1/").json()]}}


COSTS = {
    "events/1/versions/": 2,
    "events/1/versions/1/": 8,
    "companies/1/versions/1/": 5,
    "incidents/1/versions/1/": 8,
    "sources/1/versions/1/": 5,
    "events/facets/?by=kind,year,topic,company,answered": 2,
    "companies/1/timeline/facets/?by=kind,role": 3,
    "incidents/1/timeline/facets/?by=kind": 2,
    "statistics/": 4,
    "companies/1/statistics/": 4,
    "topics/": 2,
    "sources/lookup/?url=https://news.example.org/b": 2,
    "allegations/": 2,
    "statements/": 2,
}


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_made_costs_the_same_number_of_queries(count, read, company, publish_events) -> None:
    publish_events(company, *["2016-01", "2016-02", "2016-03"][:count])
    found = {}
    for address in COSTS:
        with CaptureQueriesContext(connection) as queries:
            assert read(address).status_code == 200
        found[address] = len(queries)

    assert found == COSTS
