"""The description of the API: valid OpenAPI 3.1, complete, and true of the bodies that are really sent."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from api import describing
from api.public import urls
from events import models
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
    operations = [path["get"] for path in schema["paths"].values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert operation["description"]
        for parameter in operation["parameters"]:
            assert parameter["name"] == "cursor" or "example" in parameter
            assert parameter.get("description") or parameter["in"] == "path"


def test_every_example_is_understood(schema, read, publish_events) -> None:
    """Of each operation, and of each of its parameters, with the value that the description gives."""
    published(answered_dossier())
    publish_events(CompanyFactory(), "2016-01")
    for path, operations in schema["paths"].items():
        parameters = {each["name"]: each for each in operations["get"]["parameters"] if each["name"] != "cursor"}
        examples = {name: _written(each["example"]) for name, each in parameters.items()}
        needed = {name: examples[name] for name, each in parameters.items() if each.get("required")}
        for name in parameters:
            given = needed | {name: examples[name]} | ({"q": "emails"} if examples[name] == "best" else {})
            address = path.format(**given)
            query = {key: value for key, value in given.items() if f"{{{key}}}" not in path}
            answer = read(f"{address}?{urlencode(query)}" if query else address)
            problem = answer.json() if answer.status_code == 400 else None
            assert (address, query, problem) == (address, query, None) or problem["errors"][0]["parameter"] == "topic"


def test_every_example_of_an_answer_is_of_its_form(schema) -> None:
    for path, operations in schema["paths"].items():
        content = operations["get"]["responses"]["200"]["content"]["application/json"]
        name = content["schema"].get("anyOf", [content["schema"]])[0]["$ref"].rpartition("/")[2]
        assert content["examples"] == {"usual": {"$ref": f"#/components/examples/{name}"}}
        example = schema["components"]["examples"][name]["value"]
        validator = Draft202012Validator({**schema, **content["schema"]})
        assert (path, [error.message for error in validator.iter_errors(example)]) == (path, [])
        assert example


def test_an_answer_may_hold_less_wherever_fields_may_ask_for_less(schema, read) -> None:
    published(answered_dossier())
    for path, operations in schema["paths"].items():
        operation = operations["get"]
        chosen = [each for each in operation["parameters"] if each["name"] == "fields"]
        if not chosen:
            continue
        content = operation["responses"]["200"]["content"]["application/json"]
        for name in chosen[0]["schema"]["items"]["enum"]:
            answer = read(f"{path.format(number=1)}?fields={name}")
            assert answer.status_code == 200
            validator = Draft202012Validator({**schema, **content["schema"]})
            assert (path, name, [error.message for error in validator.iter_errors(answer.json())]) == (path, name, [])


def _written(example: Any) -> str:
    return ",".join(map(str, example)) if isinstance(example, list) else str(example)


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
    "companies/1/timeline/?fields=id,title&include=companies,incidents,sources&count=true": "EventPage",
    "companies/?known_on=2099-01-01": "Problem",
    "events/1/?include=companies": "Event",
    "events/1/?fields=id": "EventFields",
    "allegations/": "EventPage",
    "statements/": "EventPage",
    "demands/": "EventDemandPage",
    "commitments/?count=true": "EventCommitmentPage",
    "facts/": "EventFactPage",
    "events/1/versions/": "VersionPage",
    "events/1/versions/1/": "VersionOf",
    "events/facets/?by=kind,topic,company,year": "Facets",
    "statistics/": "Statistics",
    "companies/1/statistics/": "CompanyStatistics",
    "topics/": "TopicPage",
    "topics/labour/": "Topic",
    "sources/lookup/?url=https://news.example.org/nowhere": "Lookup",
    "": "Index",
    "problems/gone/": "ProblemType",
    "events/99/": "Problem",
    "events/?nope=1": "Problem",
    "incidents/2/": "Problem",
}


def test_what_is_sent_is_what_is_described(schema, read, publish_events) -> None:
    """With an allegation, its answer, and a retracted incident; nothing missing and nothing more."""
    whole = answered_dossier()
    whole.topics.add(models.Topic.objects.create(slug="labour", name_en="Labour", name_fr="Travail"))
    allegation, statement = models.Allegation.objects.get(), models.Statement.objects.get()
    models.Demand.objects.create(allegation=allegation, text="Say why", addressee=CompanyFactory())
    models.Commitment.objects.create(statement=statement, text="To look into it", due="2030")
    fact = models.Fact.objects.create(event=allegation.event, label="people", kind="number")
    models.ReportedValue.objects.create(fact=fact, citation=allegation.event.citations.first(), text="14")
    published(whole)
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


def test_descriptions_are_made_once_and_one_at_a_time() -> None:
    """Two threads that both find nothing made yet get the same, which was made once."""
    working, most = [], []

    def make() -> bytes:
        working.append(1)
        most.append(len(working))
        time.sleep(0.05)
        working.pop()
        return b"described"

    halves = [describing.once(make), describing.once(make)]
    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(lambda half: half(), halves * 3))

    assert made == [b"described"] * 6
    assert most == [1, 1]
