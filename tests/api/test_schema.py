"""The description of the API: valid OpenAPI 3.1, complete, and true of the bodies that are really sent."""

import re
from copy import deepcopy
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from api.public import urls
from tests.factories import CompanyFactory, answered_dossier, published


@pytest.fixture
def schema(read) -> dict[str, Any]:
    return read("schema/").json()


def test_schema_is_openapi_3_1(schema) -> None:
    assert schema["openapi"] == "3.1.0"
    validate(schema)
    assert "nullable" not in str(schema)


def test_schema_describes_every_address(schema) -> None:
    written = {re.sub(r"<\w+:(\w+)>", r"{\1}", str(route.pattern)) for route in urls.urlpatterns[:-1]}

    assert set(schema["paths"]) == {f"/api/v1/{path}" for path in written - {"schema/", "docs/"}}
    operations = [path["get"]["operationId"] for path in schema["paths"].values()]
    assert len(set(operations)) == len(operations)


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """The same without room for properties that are not described."""
    schema = deepcopy(schema)
    waiting: list[Any] = [schema]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if "properties" in each and each.get("type") == "object":
                each["additionalProperties"] = False
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return schema


SENT = {
    "companies/1/": "Company",
    "incidents/1/": "Incident",
    "events/1/": "Event",
    "events/2/": "Event",
    "sources/1/": "Source",
    "publications/1/": "Publication",
    "companies/?limit=1": "CompanyPage",
    "incidents/?limit=1": "IncidentPage",
    "events/?limit=1": "EventPage",
    "sources/?limit=1": "SourcePage",
    "publications/?limit=1": "PublicationPage",
    "changes/?limit=1000": "ChangePage",
    "changes/?after=99": "Problem",
    "companies/1/timeline/": "EventPage",
    "": "Index",
    "problems/gone/": "ProblemType",
    "events/99/": "Problem",
    "events/?nope=1": "Problem",
    "incidents/2/": "Problem",
}


def test_what_is_sent_is_what_is_described(schema, read, publish_events) -> None:
    """With an allegation, its answer, and a retracted incident; nothing missing and nothing more."""
    published(answered_dossier())
    gone = answered_dossier()
    published(gone)
    published(gone, kind="retraction", note="A mistake.")
    publish_events(CompanyFactory(), "2016-01")
    strict = closed(schema)

    for address, name in SENT.items():
        validator = Draft202012Validator({**strict, "$ref": f"#/components/schemas/{name}"})
        problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(read(address).json())]
        assert (address, problems) == (address, [])


def test_docs_page_loads_nothing_from_elsewhere(client, db) -> None:
    page = client.get("/api/v1/docs/")

    assert page.status_code == 200
    assert "http" not in page.content.decode().replace("<!doctype html>", "")
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "<style" not in page.content.decode()
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", page.content.decode()))
