"""The MCP server, spoken to with the library's own client over a socket of this machine."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import uvicorn
from mcp import Client

from api.mcp import asking
from api.mcp.serving import application
from companies.models import Company
from events.timeline.tasks import render_again
from tests.events.site import affairs
from tests.factories import CompanyFactory

LETTERS_AT_MOST = 12_000
"""So much at most may an answer of the usual size say: it is paid for by the word."""


@pytest.fixture
def address(committed_db, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server over the record of the affairs, in a thread, with connections of its own."""
    settings.SITE_ADDRESS, settings.ALLOWED_HOSTS = "https://record.example", ["record.example"]
    settings.RATE_LIMIT = 1  # no model is counted as if it were the others too
    monkeypatch.setattr(render_again, "delay", lambda: None)
    affairs.everything()
    CompanyFactory(name="Draft and Daughters")
    Company.objects.filter(name="Tessel").update(about="Not said in public yet")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(application([host]), log_level="error", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://{host}/mcp"
        server.should_exit = True
        thread.join()


def conversation(address: str, calls: list[tuple[str, dict[str, Any]]]) -> tuple[list, list[Any]]:
    """The tools there are, and what each call answered: a document, or the sentence of a refusal."""

    async def talk() -> tuple[list, list[Any]]:
        async with Client(address) as client:
            tools = (await client.list_tools()).tools
            results = [await client.call_tool(name, given) for name, given in calls]
        texts = [(result.is_error, result.content[0].text) for result in results]
        return tools, [text if wrong else json.loads(text) for wrong, text in texts]

    return asyncio.run(talk())


def test_a_model_reads_the_record(address) -> None:
    calls = [
        ("search", {"words": "marlow"}),
        ("company_timeline", {"company": 1}),
        ("company_timeline", {"company": 1, "kind": "allegation", "limit": 1}),
        ("incident", {"incident": 1}),
        ("event", {"event": 1}),
        ("event", {"event": 3}),
        ("changes", {"after": "0"}),
    ]
    tools, (found, timeline, first, affair, allegation, statement, changed) = conversation(address, calls)

    assert {tool.name for tool in tools} == {"search", "company_timeline", "incident", "event", "changes"}
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
    assert ("Marlow", 1) in [(company["name"], company["id"]) for company in found["companies"]]
    assert timeline["company"]["name"] == "Marlow"
    assert first["next"]
    assert len(first["events"]) == 1
    assert affair["incident"]["id"] == 1
    assert [event["id"] for event in affair["events"]][:1] == [1]
    assert {"title", "publisher", "url"} <= allegation["sources"][0].keys()
    assert "page" in allegation
    assert allegation["differing_reports"]
    assert statement["said"]["answers"]
    assert changed["position"]
    assert [change["reason"] for change in changed["changes"] if change["state"] == "retracted"]
    for told in (found, timeline, affair, allegation, statement, changed):
        assert len(json.dumps(told)) < LETTERS_AT_MOST
        assert "Not said in public yet" not in json.dumps(told)


def test_an_allegation_is_told_as_one_with_its_answers(address) -> None:
    calls = [("company_timeline", {"company": number, "kind": "allegation"}) for number in (1, 2, 3, 4)]
    calls += [("search", {"words": "marlow"}), ("event", {"event": 1}), ("changes", {})]

    _tools, (*timelines, found, event, changed) = conversation(address, calls)

    told = [event for each in timelines for event in each["events"]]
    told += [each for each in [*found["events"], event] if each["kind"] == "Allegation"]
    assert len(told) > 4
    for each in told:
        assert each["according_to"]
        assert each["answers"]
        assert each["status"]
    assert any("It is not known whether" in " ".join(each["answers"]) for each in told)
    assert any("Answered" in " ".join(each["answers"]) for each in told)
    alleged = {each["id"] for each in changed["changes"] if each.get("is", "").startswith("an allegation")}
    assert {each["id"] for each in told} >= alleged != set()


def test_reading_on_repeats_nothing(address) -> None:
    _tools, (first,) = conversation(address, [("company_timeline", {"company": 1, "limit": 1})])
    _tools, (second,) = conversation(address, [("company_timeline", {"company": 1, "limit": 1, "next": first["next"]})])

    assert first["events"][0]["id"] != second["events"][0]["id"]


def test_what_cannot_be_read_is_refused_in_a_sentence(address) -> None:
    calls = [
        ("event", {"event": 99}),
        ("incident", {"incident": 4}),
        ("company_timeline", {"company": 1, "since": "someday"}),
        ("company_timeline", {"company": 1, "next": "forged"}),
        ("changes", {"after": "nowhere"}),
        ("search", {"words": "!!!"}),
        ("search", {"words": "marlow", "limit": 1000}),
        ("search", {"words": "Draft Daughters"}),
    ]
    _tools, (nobody, retracted, day, forged, position, nothing, many, draft) = conversation(address, calls)

    assert "There is no event 99." in nobody
    assert "confused two companies" in retracted
    assert "Give a date" in day
    assert "Begin without one" in forged
    assert "Give the number of a publication" in position
    assert "at least one word" in nothing
    assert "less than or equal to 25" in many
    assert draft["companies"] == []


def test_another_site_cannot_reach_it_through_a_browser(address) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}

    foreign_host = httpx2.post(address, json=body, headers={**accept, "Host": "evil.example"})
    foreign_origin = httpx2.post(address, json=body, headers={**accept, "Origin": "https://evil.example"})

    assert (foreign_host.status_code, foreign_origin.status_code) == (421, 403)


def test_nobody_holds_a_place_by_waiting(address) -> None:
    """Usual clients open a stream for what is told unasked; so many as are served at once would keep all others out."""
    headers = {"Accept": "text/event-stream"}
    with httpx2.stream("GET", address, headers=headers, timeout=10) as answer:
        assert (answer.status_code, answer.headers.get("allow")) == (405, "POST")


def test_a_merged_company_is_followed(committed_db, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"/api/v1/companies/1/": (301, "/api/v1/companies/2/?a=b"), "/api/v1/companies/2/": (200, "")}

    class Answer(dict):
        def __init__(self, status: int, location: str) -> None:
            super().__init__(Location=location)
            self.status_code, self.content = status, b'{"id": 2}'

    monkeypatch.setattr(asking, "_answered", lambda path, query: Answer(*answers[path]))

    assert asking.ask("companies/1/") == {"id": 2}
