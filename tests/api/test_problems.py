"""Every class of bad input: refused in one form, with the name of what is wrong and what to give instead."""

import logging

import pytest
from django.db import OperationalError
from rest_framework.exceptions import NotAuthenticated, Throttled, ValidationError
from rest_framework.test import APIRequestFactory

from api.problems import PROBLEMS, problem_response
from api.public.parameters import EVENT_KINDS
from api.public.views import CompanyTimelineView
from events.models import EventKind
from events.timeline import subjects

NUMBER_OF_A_PAGE = "Give a whole number from 1 to 100."
ON_A_TIMELINE = [each.name for each in CompanyTimelineView.takes]
DAY = "Give a date from 1600 to 2200 as 2016-03-01, 2016-03 or 2016."
TWICE = "It is given more than once. Give it once; several values are separated by commas."
UNREADABLE = {"detail": "The query is not UTF-8."}
NUL = {"detail": "The query holds a NUL character."}

# Query of the company's timeline, and the faults that it must be told.
REFUSED = {
    "kinds=report": [("kinds", "There is no such parameter. Did you mean “kind”?")],
    "untill=2016": [("untill", "There is no such parameter. Did you mean “until”?")],
    "page=2": [("page", f"There is no such parameter. There are: {', '.join(ON_A_TIMELINE)}.")],
    "": [],
    "kind=reports": [("kind", "“reports” is none of its values. Did you mean “report”?")],
    "kind=": [("kind", f"“” is none of its values. There are: {', '.join(EVENT_KINDS)}.")],
    "order=up": [("order", "“up” is none of its values. There are: newest, oldest.")],
    "limit=0": [("limit", NUMBER_OF_A_PAGE)],
    "limit=101": [("limit", NUMBER_OF_A_PAGE)],
    "limit=-1": [("limit", NUMBER_OF_A_PAGE)],
    "limit=1.0": [("limit", NUMBER_OF_A_PAGE)],
    "limit=1e1": [("limit", NUMBER_OF_A_PAGE)],
    "limit=%2B1": [("limit", NUMBER_OF_A_PAGE)],
    "limit=1_0": [("limit", NUMBER_OF_A_PAGE)],
    "limit=%D9%A1": [("limit", NUMBER_OF_A_PAGE)],
    "limit=" + "9" * 5000: [("limit", NUMBER_OF_A_PAGE)],
    "limit=": [("limit", NUMBER_OF_A_PAGE)],
    "limit": [("limit", NUMBER_OF_A_PAGE)],
    "from=yesterday": [("from", DAY)],
    "from=2016-13": [("from", DAY)],
    "until=2015-02-29": [("until", DAY)],
    "from=0000": [("from", DAY)],
    "from=9999": [("from", DAY)],
    "from=2016~": [("from", DAY)],
    "from=%D9%A2%D9%A0%D9%A1%D9%A6": [("from", DAY)],
    "from=2017&until=2016": [("until", "It lies before “from”.")],
    "kind=report&kind=statements": [("kind", "“statements” is none of its values. Did you mean “statement”?")],
    "order=newest&order=newest": [("order", TWICE)],
    "limit=10&limit=20": [("limit", TWICE)],
    "limit=0&limit=0": [("limit", NUMBER_OF_A_PAGE), ("limit", TWICE)],
    "kindd=report&limit=x&order=newest": [
        ("kindd", "There is no such parameter. Did you mean “kind”?"),
        ("limit", NUMBER_OF_A_PAGE),
    ],
}


def faults(answer) -> list[tuple[str, str]]:
    return [(fault["parameter"], fault["detail"]) for fault in answer.json()["errors"]]


def test_faults_of_a_query_are_named_with_a_way_out(read, company, publish_events) -> None:
    publish_events(company, "2016-01")
    answers = {query: read(f"companies/1/timeline/?{query}") for query in REFUSED if query}

    assert {answer.status_code for answer in answers.values()} == {400}
    assert {query: faults(answer) for query, answer in answers.items()} == {q: f for q, f in REFUSED.items() if q}


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("kind=%00", NUL),
        ("%00=1", NUL),
        ("kind=report%00", NUL),
        ("kind=%FF", UNREADABLE),
        ("kind=%ED%A0%80", UNREADABLE),
        ("&".join(f"a{n}=1" for n in range(60)), {"detail": "These are too many parameters."}),
    ],
)
def test_queries_that_are_no_text_are_refused_whole(query, fault, read, company, publish_events) -> None:
    publish_events(company, "2016-01")

    answer = read(f"companies/1/timeline/?{query}")

    assert (answer.status_code, answer.json()["errors"]) == (400, [fault])


@pytest.mark.parametrize("address", ["?x=1", "schema/?x=1", "problems/gone/?x=1"])
def test_addresses_without_parameters_take_none(address, read, company, publish_events) -> None:
    publish_events(company, "2016-01")

    assert faults(read(address)) == [("x", "This address takes no parameters.")]


@pytest.mark.parametrize(
    "query",
    ["after=-1", "after=2147483648", "after=x", "limit=1001", "afterwards=1", "after=1&after=2", "cursor=x"],
)
def test_the_feed_is_as_strict(query, read) -> None:
    assert read(f"publications/?{query}").status_code == 400


@pytest.mark.parametrize("query", ["q=", "q=%20", "q=" + "x" * 101, "name=x", "company=1"])
def test_companies_are_as_strict(query, read) -> None:
    assert read(f"companies/?{query}").status_code == 400


@pytest.mark.parametrize("address", ["nowhere/", "companies/x/", "companies/1/nowhere/", "events/1/../", "%0Ax", "%00"])
def test_an_unknown_address_is_a_problem_too(address, read) -> None:
    answer = read(address)

    said = answer.json()
    assert answer.status_code == said["status"] == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert (said["type"], said["title"]) == ("/api/v1/problems/not-found/", "Not Found")
    assert said["request_id"] == answer["X-Request-ID"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_other_methods_are_refused(method, client, db) -> None:
    answer = getattr(client, method)("/api/v1/companies/")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.json()["type"] == "/api/v1/problems/method-not-allowed/"


def test_a_failure_is_logged_under_the_number_in_the_answer(read, monkeypatch, caplog) -> None:
    """And the answer says nothing of what failed. A number from outside is not taken over."""

    def fail(*args) -> None:
        raise RuntimeError("CANARY")

    monkeypatch.setattr(subjects, "standing", fail)

    answer = read("companies/", x_request_id="forged")

    said = answer.json()
    assert answer.status_code == said["status"] == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert said["request_id"] == answer["X-Request-ID"] != "forged"
    assert b"CANARY" not in answer.content
    logged = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [said["request_id"] in record.getMessage() for record in logged] == [True]


def test_a_database_that_does_not_answer_is_no_fault_of_ours(read, monkeypatch) -> None:
    def fail(*args) -> None:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(subjects, "standing", fail)

    answer = read("companies/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert b"statement" not in answer.content


def test_a_line_break_in_a_path_does_not_break_the_log(read, caplog) -> None:
    caplog.set_level(logging.INFO)

    read("x%0AERROR forged line")

    assert [record.getMessage().count("\n") for record in caplog.records] == [0]


def test_an_unknown_host_is_refused_where_addresses_are_made(read, company, publish_events) -> None:
    publish_events(company, "2016-01", "2017-01")

    answer = read("events/?limit=1", host="evil.example")

    assert answer.status_code == 400
    assert b"evil" not in answer.content


def test_every_kind_of_problem_is_explained(read) -> None:
    for status, (slug, meaning) in PROBLEMS.items():
        said = read(f"problems/{slug}/").json()
        assert (said["status"], said["description"]) == (status, meaning)
    assert read("problems/none-such/").status_code == 404


def test_the_kinds_of_events_are_the_desk_s() -> None:
    """The API may not import them from there."""
    assert list(EVENT_KINDS) == EventKind.values


def test_faults_of_a_body_point_to_their_place() -> None:
    """For the parts of the API that take bodies."""
    trouble = ValidationError(
        {"title": ["Too long."], "events": [{}, {"date/day": ["No date."]}], "non_field_errors": ["Nothing given."]}
    )

    answer = problem_response(trouble, {"request": APIRequestFactory().post("/api/desk/")})

    assert answer.status_code == 400
    assert b'"errors":[' in answer.content
    for pointer in (b'"/title"', b'"/events/1/date~1day"'):
        assert b'"pointer":' + pointer in answer.content


def test_refusals_that_say_when_or_how_to_ask_again() -> None:
    request = APIRequestFactory().get("/")

    assert problem_response(Throttled(wait=4.2), {"request": request})["Retry-After"] == "5"
    assert problem_response(NotAuthenticated(), {"request": request}).status_code == 401
