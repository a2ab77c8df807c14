"""What answers carry: validators that change with every publication, open access, lengths, numbers of requests."""

import pytest
from django.db import connection

from api.public import shelf
from api.public.answers import OPEN
from tests.factories import EventFactory, IncidentFactory, published

ADDRESSES = [
    "companies/",
    "companies/1/",
    "companies/1/timeline/",
    "events/1/",
    "publications/",
    "publications/1/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_held_already_is_not_sent_again(
    address, read, company, publish_events, django_assert_num_queries
) -> None:
    publish_events(company, "2016-01")
    tag = read(address)["ETag"]

    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = read(address, if_none_match=held)
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"

    if address != "publications/1/":
        with django_assert_num_queries(1, connection=connection):
            read(address, if_none_match=tag)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_publication_changes_every_tag(address, read, company, publish_events) -> None:
    publish_events(company, "2016-01")
    first = read(address)
    publish_events(company, "2017-01")

    second = read(address, if_none_match=first["ETag"])

    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]


def test_the_tag_does_not_depend_on_who_asks(read, company, publish_events) -> None:
    publish_events(company, "2016-01")

    tags = {
        read("companies/", **headers)["ETag"]
        for headers in ({}, {"cookie": "sessionid=1"}, {"accept": "text/html, */*"})
    }

    assert len(tags) == 1


def test_a_held_tag_does_not_make_an_unknown_address_exist(read, company, publish_events) -> None:
    publish_events(company, "2016-01")
    tag = read("companies/")["ETag"]

    assert read("companies/9/", if_none_match=tag).status_code == 404
    assert read("companies/9/timeline/", if_none_match="*").status_code == 404
    assert read("publications/9/", if_none_match="*").status_code == 404


def test_last_modified_is_when_the_record_last_grew(read, company, publish_events) -> None:
    publish_events(company, "2016-01")
    at = read("publications/").json()["results"][-1]["at"]

    stated = read("companies/")["Last-Modified"]

    assert stated.endswith(" GMT")
    assert at[11:19] in stated


def test_an_empty_record_has_empty_lists(read) -> None:
    for address in ("companies/", "incidents/", "events/", "sources/", "publications/"):
        answer = read(address)
        assert answer.content == b'{"next":null,"previous":null,"results":[]}'
        assert answer["ETag"] == '"2.0.0."'


def test_any_origin_may_read(client, read, company, publish_events) -> None:
    publish_events(company, "2016-01")
    tag = read("companies/")["ETag"]
    answers = [
        read("companies/"),
        read("companies/", if_none_match=tag),
        read("companies/77/"),
        read("companies/?nope=1"),
        read("nowhere/"),
        read("companies"),
        client.options("/api/v1/companies/1/timeline/"),
        client.post("/api/v1/companies/"),
    ]

    assert [answer.status_code for answer in answers] == [200, 304, 404, 400, 404, 301, 204, 405]
    for answer in answers:
        assert {name: answer[name] for name in OPEN} == OPEN
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert len(answer["X-Request-ID"]) == 32
        assert "Set-Cookie" not in answer
        assert answer["Vary"] == "Accept"
    assert len({answer["X-Request-ID"] for answer in answers}) == len(answers)


def test_options_says_what_may_be_asked(client, db) -> None:
    answer = client.options("/api/v1/events/", headers={"access-control-request-method": "GET"})

    assert answer["Allow"] == answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("address", [*ADDRESSES, "", "schema/", "companies/77/", "events/?bad=1", "nowhere/"])
def test_head_is_get_without_the_body(address, client, read, company, publish_events) -> None:
    publish_events(company, "2016-01")
    whole = read(address)

    head = client.head(f"/api/v1/{address}")

    assert (head.status_code, head.content) == (whole.status_code, b"")
    own = {"X-Request-ID"}
    assert {n: v for n, v in head.items() if n not in own} == {n: v for n, v in whole.items() if n not in own}
    assert int(whole["Content-Length"]) == len(whole.content)


def test_bodies_are_utf8_json_unless_another_form_is_asked_for(read, company, publish_events) -> None:
    company.name = "Nestlé – Ærø"
    company.save()
    publish_events(company, "2016-01")

    answer = read("companies/1/", accept="text/html, */*;q=0.1")

    assert answer["Content-Type"] == "application/json"
    assert "Nestlé – Ærø" in answer.content.decode()


def test_a_path_without_its_last_slash_leads_there(read, company, publish_events) -> None:
    publish_events(company, "2016-01")

    answer = read("companies/1/timeline?limit=1")

    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/companies/1/timeline/?limit=1")


def test_the_index_leads_everywhere(read) -> None:
    links = read("").json()

    assert set(links) == {
        *("companies", "incidents", "events", "allegations", "statements", "demands", "commitments", "facts"),
        *("sources", "topics", "statistics", "publications", "changes", "schema", "docs"),
        *("reconcile", "dumps", "oembed", "llms"),
    }
    below = [address for address in links.values() if "/api/v1/" in address]
    assert {read(address).status_code for address in below} == {200}


def test_an_update_shows_at_once(read, company) -> None:
    incident = IncidentFactory()
    event = EventFactory(incident=incident, company=company, title="As first published")
    published(incident)
    tag = read("events/1/")["ETag"]
    event.title = "As corrected"
    event.save()
    published(incident, kind="correction", note="The title was wrong.")

    answer = read("events/1/", if_none_match=tag)

    assert answer.status_code == 200
    assert (answer.json()["title"], answer.json()["version"]) == ("As corrected", 2)


def test_a_page_is_made_once_for_each_state(read, company, publish_events, django_assert_num_queries, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "one.example", "two.example"]
    publish_events(company, "2016-01")
    first = read("companies/1/timeline/")

    with django_assert_num_queries(1, connection=connection):
        again = read("companies/1/timeline/")
    publish_events(company, "2017-01")
    after = read("companies/1/timeline/")

    assert again.content == first.content
    assert [body["id"] for body in after.json()["results"]] == [2, 1]
    for host in ("one.example", "two.example"):
        assert f"http://{host}/".encode() in read("companies/1/timeline/?limit=1", host=host).content


def test_the_shelf_has_its_bounds() -> None:
    own = shelf.Shelf()
    for number in range(3 * shelf.ROOM):
        own.put("a", (number,), (b"", ""))
        assert len(own.held) <= shelf.ROOM
    own.put("a", ("large",), (b"x" * (shelf.LARGEST + 1), ""))
    own.put("b", ("new",), (b"made in b", ""))

    assert own.held == {("b", ("new",)): (b"made in b", "")}
    assert own.get("a", ("new",)) is None
