"""The description of the desk API: valid OpenAPI 3.1, complete, and true of what is really sent and taken."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from api.desk.urls import data
from tests.api.desk.conftest import START, Asking
from tests.api.desk.test_rows import LISTS
from tests.api.test_schema import closed
from tracker.accounts.models import User

# What is posted and yet is a change of something that was read.
GUARDED = {
    "mergeCompany",
    "moveLetter",
    *(f"{verb}{noun}" for verb in ("undo", "restore") for noun in ("Company", "Source", "Incident", "Event")),
}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return Client().get(f"{START}schema/").json()


def test_schema_is_openapi_3_1(schema: dict) -> None:
    assert schema["openapi"] == "3.1.0"
    validate(schema)
    assert "nullable" not in str(schema)


def test_schema_describes_every_address(schema: dict) -> None:
    written = {START + re.sub(r"<\w+:(\w+)>", r"{\1}", str(route.pattern)).replace("{pk}", "{id}") for route in data}
    operations = [operation["operationId"] for path in schema["paths"].values() for operation in path.values()]

    assert set(schema["paths"]) == written
    assert len(set(operations)) == len(operations)
    assert {"createDossier", "replaceDossier", "publish", "listCitation", "changeCitation", "whoAmI"} <= set(operations)


def test_every_change_says_that_it_needs_its_version(schema: dict) -> None:
    for path in schema["paths"].values():
        for method, operation in path.items():
            names = {each["name"]: each for each in operation.get("parameters", [])}
            guarded = method in {"put", "patch", "delete"} or operation["operationId"] in GUARDED
            assert ("If-Match" in names) == guarded
            assert {"401", "403", "404"} <= set(operation["responses"])
            assert ("428" in operation["responses"]) == ("If-Match" in names)


def test_a_read_that_may_be_a_conflict_says_so(schema: dict) -> None:
    reads = [path["get"] for path in schema["paths"].values() if "get" in path]

    named = {each["operationId"] for each in reads if "409" in each["responses"]}
    assert named == {"review", "reviewBatch", "previewMerge"}


def test_the_public_half_does_not_know_the_desk(db) -> None:
    paths = Client().get("/api/v1/schema/").json()["paths"]

    assert paths
    assert not [path for path in paths if path.startswith(START)]


def checked(schema: dict, described: dict, sent: Any) -> list[str]:
    found = Draft202012Validator({**schema, **described}).iter_errors(sent)
    return [f"{error.json_path}: {error.message}" for error in found]


def test_what_is_sent_is_what_is_described(schema: dict, writer: Asking, dossier: dict) -> None:
    made = writer.post("dossiers/", dossier)
    writer.post(f"incidents/{made.json()['id']}/submit/")
    writer.post("imports/", {"pasted": "title\tdate\nSomething\t2016\n"})
    writer.post("batches/", {"name": "Together", "incidents": [made.json()["id"]]})
    writer.post("topics/", {"slug": "pay", "name_en": "Pay", "name_fr": "Salaires"})
    wrong = {}

    for name in LISTS:
        path = schema["paths"][f"{START}{name}/"]["get"]
        page = writer.get(f"{name}/").json()
        assert page["results"], name
        described = path["responses"]["200"]["content"]["application/json"]["schema"]
        wrong |= {name: faults} if (faults := checked(schema, described, page)) else {}
        one = schema["paths"].get(f"{START}{name}/{{id}}/", {}).get("get")
        if one and "id" in page["results"][0]:
            answer = writer.get(f"{name}/{page['results'][0]['id']}/").json()
            described = one["responses"]["200"]["content"]["application/json"]["schema"]
            wrong |= {f"{name}/1": faults} if (faults := checked(schema, described, answer)) else {}

    assert wrong == {}


def test_what_is_taken_is_what_is_described(schema: dict, dossier: dict) -> None:
    described = schema["paths"][f"{START}dossiers/"]["post"]["requestBody"]["content"]["application/json"]["schema"]

    assert checked(schema, described, dossier) == []
    assert checked(schema, described, {**dossier, "events": [{"kind": "report"}]}) != []


def test_every_problem_is_described(schema: dict, writer: Asking) -> None:
    answers = [
        writer.get("companies/?nope=1"),
        writer.get("incidents/99/"),
        writer.post("companies/", {"name": ""}),
        Client().get(START),
    ]

    for answer in answers:
        assert checked(schema, {"$ref": "#/components/schemas/Problem"}, answer.json()) == []
        assert Client().get(answer.json()["type"]).status_code == 200


def test_the_page_loads_nothing_from_elsewhere(author) -> None:
    client = Client()
    client.force_login(author)
    page = client.get(f"{START}docs/")

    assert page.status_code == 200
    assert "http" not in page.content.decode().replace("<!doctype html>", "")
    assert "unsafe" not in page["Content-Security-Policy"]


def bodies(schema: dict) -> Iterator[tuple[str, dict]]:
    """Everything that is taken, and everything that is sent where nothing is refused: (where, a media type of it)."""
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            sent = {status: each for status, each in operation["responses"].items() if status.startswith("2")}
            for name, body in {"taken": operation.get("requestBody", {}), **sent}.items():
                yield from (
                    (f"{method} {path} {name} {media}", each) for media, each in body.get("content", {}).items()
                )


def test_every_body_has_an_example_that_is_of_its_form(schema: dict) -> None:
    wrong, strict = {}, closed(schema)
    for where, body in bodies(schema):
        for example in body["examples"].values():
            assert example["value"], where
            wrong |= {where: faults} if (faults := checked(strict, closed(body["schema"]), example["value"])) else {}

    assert wrong == {}


NOT_NOW = re.compile(
    "There is no|not in its history|nothing changes|not marked any more|already (here|exists)|for you to set|"
    "Choose a company that stands|Cite at least|not decided yet"
)


def is_understood(answer: HttpResponse) -> bool:
    """Done, or refused for what is here and for nothing in the example."""
    if answer.status_code < 300 or answer.status_code in (403, 404, 409):
        return True
    problem = answer.json()
    if "missing" in problem:
        return True
    sentences = [each["detail"] for each in problem.get("errors", [])] or [problem["detail"]]
    return answer.status_code in (400, 422) and all(map(NOT_NOW.search, sentences))


def test_every_example_is_understood(schema: dict, asking: type[Asking], administrator: User, dossier: dict) -> None:
    """By the running desk: it may not be the moment for it, or name a row that is not there, and nothing else."""
    writer = asking(administrator)
    writer.post("dossiers/", dossier)
    told = {}
    for path, operations in schema["paths"].items():
        taken = {method: each["requestBody"]["content"] for method, each in operations.items() if "requestBody" in each}
        noun, _slash, below = path.removeprefix(START).partition("/")
        for method, content in taken.items():
            rows = writer.get(f"{noun}/").json()["results"] if below else []
            number = rows[0]["id"] if rows and "id" in rows[0] else 1
            address = path.removeprefix(START).format(id=number, spelling=1)
            for example in content["application/json"]["examples"].values():
                etag = writer.get(f"{noun}/{number}/").headers.get("ETag", "") if below else ""
                answer = writer(method, address, example["value"], etag)
                if not is_understood(answer):
                    told[f"{method} {address}"] = answer.json()

    assert told == {}


def test_what_is_got_may_be_put_back_and_no_other_name(schema: dict, writer: Asking, dossier: dict) -> None:
    made = writer.post("dossiers/", dossier).json()
    described = schema["paths"][f"{START}dossiers/{{id}}/"]["put"]["requestBody"]["content"]["application/json"][
        "schema"
    ]

    assert checked(schema, described, writer.get(f"dossiers/{made['id']}/").json()) == []
    assert checked(schema, described, {**dossier, "titel": "Pay"}) != []
    assert checked(schema, described, {**dossier, "events": [{**dossier["events"][0], "day": "2016"}]}) != []
    assert checked(schema, described, {**dossier, "title": " "}) != []


def test_each_action_is_described_with_the_status_that_it_answers(schema: dict, writer: Asking, dossier: dict) -> None:
    made = writer.post("dossiers/", dossier).json()
    source = made["events"][0]["citations"][0]["source"]
    asked = {
        f"sources/{source}/captures/": writer.post(f"sources/{source}/captures/", {"text": "What was said."}),
        f"incidents/{made['id']}/submit/": writer.post(f"incidents/{made['id']}/submit/"),
        "imports/": writer.post("imports/", {"pasted": "title\tdate\nSomething\t2016\n"}),
    }

    for address, answer in asked.items():
        path = re.sub(r"/\d+/", "/{id}/", START + address)
        described = schema["paths"][path]["post"]["responses"][str(answer.status_code)]
        assert checked(schema, described["content"]["application/json"]["schema"], answer.json()) == []


def test_what_is_missing_and_what_is_reviewed_are_as_described(
    schema: dict, writer: Asking, checker: Asking, dossier: dict
) -> None:
    gaps = writer.post("dossiers/", {"title": "Pay", "events": [{"kind": "allegation", "title": "A claim"}]}).json()
    whole = writer.post("dossiers/", dossier).json()
    writer.post(f"incidents/{whole['id']}/submit/")
    told = {
        "missing": writer.get(f"incidents/{gaps['id']}/missing/").json(),
        "review": checker.get(f"incidents/{whole['id']}/review/").json(),
    }

    assert told["missing"]["missing"]
    assert told["review"]["checklist"]
    for name, body in told.items():
        answer = schema["paths"][f"{START}incidents/{{id}}/{name}/"]["get"]["responses"]["200"]
        assert checked(closed(schema), closed(answer["content"]["application/json"]["schema"]), body) == []


def test_a_copy_without_doubt_is_what_is_described(schema: dict, writer: Asking) -> None:
    source = writer.post("sources/", {"title": "A report", "url": "https://news.example/1"}).json()

    assert source["captures"][0]["doubt"] == ""
    described = schema["paths"][f"{START}sources/{{id}}/"]["get"]["responses"]["200"]["content"]["application/json"]
    assert checked(schema, described["schema"], source) == []


def test_an_order_of_days_that_nobody_says_is_described_as_taken(schema: dict, writer: Asking) -> None:
    made = writer.post("imports/", {"pasted": "title\tdate\nSomething\t2016\n", "encoding": ""}).json()
    body = schema["paths"][f"{START}imports/{{id}}/mapping/"]["post"]["requestBody"]["content"]["application/json"]

    answer = writer.post(f"imports/{made['id']}/mapping/", {"day_order": ""})

    assert answer.status_code == 200
    assert checked(schema, body["schema"], {"day_order": ""}) == []
