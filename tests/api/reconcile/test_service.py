"""The reconciliation service, asked as OpenRefine asks it, and held to the field names of the specification, 0.2."""

import json
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from api.reconcile import vocabulary
from api.reconcile.asking import MOST_QUERIES
from api.reconcile.views import FORM
from companies import matching as desk_matching
from companies.models import Company, CompanyKind, CompanyName, Identifier, Ownership, Scheme
from events.timeline import likeness
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, published

pytestmark = pytest.mark.django_db

SERVICE = "/api/v1/reconcile/"
TEXT = {"type": "string"}
TYPED = {"type": "object", "properties": {"id": TEXT, "name": TEXT}, "required": ["id"]}
CANDIDATES = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "additionalProperties": False,
        "properties": {
            "result": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "name", "score"],
                    "additionalProperties": False,
                    "properties": {
                        "id": TEXT,
                        "name": TEXT,
                        "description": TEXT,
                        "score": {"type": "number"},
                        "match": {"type": "boolean"},
                        "type": {"type": "array", "items": TYPED},
                    },
                },
            }
        },
    },
}
TEMPLATE = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}
SERVED = {
    "type": "object",
    "required": ["service_url", "service_path"],
    "properties": {"service_url": TEXT, "service_path": {"type": "string", "pattern": "^/"}},
}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "additionalProperties": False,
    "properties": {
        "versions": {"contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": TEXT,
        "schemaSpace": TEXT,
        "documentation": TEXT,
        "logo": TEXT,
        "defaultTypes": {"type": "array", "items": TYPED, "uniqueItems": True},
        "view": {"type": "object", "required": ["url"], "properties": {"url": TEMPLATE}},
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "properties": {"url": TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}},
        },
        "suggest": {"type": "object", "properties": dict.fromkeys(("entity", "type", "property"), SERVED)},
        "extend": {
            "type": "object",
            "properties": {"propose_properties": SERVED, "property_settings": {"type": "array"}},
        },
    },
}


@pytest.fixture
def record(db) -> dict[str, int]:
    """Five companies on the record, by name; their numbers."""
    marlow = CompanyFactory(name="Marlow Inc.", country="US", about="A retailer.")
    CompanyName.objects.create(company=marlow, name="Marlow & Söhne", kind="former", language="de")
    Identifier.objects.create(company=marlow, scheme="wikidata", value="Q3884")
    Identifier.objects.create(company=marlow, scheme="domain", value="marlow.example")
    hosting = CompanyFactory(name="Marlow Hosting", country="IE")
    Ownership.objects.create(parent=marlow, child=hosting)
    others = [CompanyFactory(name="Tessel", country="FR", kind="ngo"), *CompanyFactory.create_batch(2, name="Twin")]
    incident = IncidentFactory()
    for company in (marlow, hosting, *others):
        EventFactory(incident=incident, company=company)
    published(incident)
    return {face["name"]: face["id"] for face in likeness.present(range(1, 9)).values()}


def reconciled(client, **queries: Any) -> dict[str, list[dict[str, Any]]]:
    """The candidates by key, from the form that OpenRefine posts."""
    answer = client.post(
        SERVICE,
        data="queries=" + quote_plus(json.dumps(queries)),
        content_type="application/x-www-form-urlencoded; charset=UTF-8",
    )
    assert answer.status_code == 200, answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    Draft202012Validator(CANDIDATES).validate(answer.json())
    return {key: each["result"] for key, each in answer.json().items()}


def test_manifest_says_what_there_is(client, record) -> None:
    manifest = client.get(SERVICE).json()

    Draft202012Validator(MANIFEST).validate(manifest)
    for where in (manifest["preview"]["url"], manifest["view"]["url"]):
        path = where.replace("{{id}}", str(record["Tessel"])).split("://")[1].partition("/")[2]
        assert b"Tessel" in client.get(f"/{path}").content
    for service in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        assert client.get(service["service_path"], {"prefix": "te"} if "suggest" in service["service_path"] else {})
    assert {each["id"] for each in manifest["defaultTypes"]} == {"organisation", *CompanyKind.values}


def test_batch_of_names(client, record) -> None:
    """A name, one with another legal form, a former one, a misspelt one, one of two, one of nobody."""
    found = reconciled(
        client,
        q0={"query": "marlow inc", "limit": 3, "type_strict": "should"},
        q1={"query": "Marlow GmbH", "type": "organisation", "type_strict": "should"},
        q2={"query": "MARLOW UND SOEHNE"},
        q3={"query": "Tesel"},
        q4={"query": "Twin"},
        q5={"query": "Zzyzx Quorum"},
        q6={"query": "Marlow & Sohne"},
    )

    first = {key: each[0] for key, each in found.items() if each}
    marlow = str(record["Marlow Inc."])
    assert (first["q0"]["id"], first["q0"]["match"], first["q0"]["score"]) == (marlow, True, 98)
    assert (first["q1"]["id"], first["q1"]["match"], first["q1"]["score"]) == (marlow, False, 95)
    assert first["q2"]["id"] == marlow
    assert (first["q3"]["name"], first["q3"]["match"]) == ("Tessel", False)
    assert [(each["score"], each["match"]) for each in found["q4"]] == [(100, False)] * 2
    assert found["q5"] == []
    assert (first["q6"]["id"], first["q6"]["match"]) == (marlow, True)
    assert len(found["q0"]) == 2, "Marlow Hosting holds the name"
    assert first["q0"]["type"][0] == {"id": "company", "name": "Company"}
    assert first["q0"]["description"] == "Company, US, A retailer."


def test_properties_and_types_decide(client, record) -> None:
    found = reconciled(
        client,
        by_id={"query": "Someone", "properties": [{"pid": "wikidata", "v": "https://www.wikidata.org/wiki/Q3884"}]},
        alone={"properties": [{"pid": "domain", "v": ["https://www.marlow.example/about"]}]},
        typed={"query": "Q3884"},
        other={"query": "Marlow Inc.", "properties": [{"pid": "country", "v": "FR"}]},
        same={"query": "Marlow Inc.", "properties": [{"pid": "country", "v": "us"}]},
        owned={"query": "Marlow Hosting", "properties": [{"pid": "parent", "v": {"id": str(record["Marlow Inc."])}}]},
        kind={"query": "Tessel", "type": "ngo"},
        kinds={"query": "Tessel", "type": ["company", "union"]},
    )

    first = {key: each[0] for key, each in found.items() if each}
    assert {key: (each["name"], each["match"]) for key, each in first.items()} == {
        "by_id": ("Marlow Inc.", True),
        "alone": ("Marlow Inc.", True),
        "typed": ("Marlow Inc.", True),
        "other": ("Marlow Inc.", False),
        "same": ("Marlow Inc.", True),
        "owned": ("Marlow Hosting", True),
        "kind": ("Tessel", True),
    }
    assert first["other"]["score"] < first["same"]["score"]
    assert found["kinds"] == []


def test_one_query_for_any_batch(client, record) -> None:
    costs = set()
    for amount in (1, 3, MOST_QUERIES):
        batch = {f"q{n}": {"query": f"Marlow {n}", "properties": [{"pid": "lei", "v": str(n)}]} for n in range(amount)}
        with CaptureQueriesContext(connections["public"]) as queries:
            reconciled(client, **batch)
        costs.add(sum("publiccompany" in query["sql"] for query in queries))
    assert costs == {1}


def test_get_is_understood_too(client, record) -> None:
    asked = {"queries": json.dumps({"q0": {"query": "Tessel"}})}

    assert client.get(SERVICE, asked).json()["q0"]["result"][0]["match"] is True


def test_extend(client, record) -> None:
    """As OpenRefine fetches columns: by posting `extend`, with settings that are empty."""
    names = ("country", "kind", "wikidata", "other_names", "parent", "page", "lei")
    asked = {
        "ids": [str(record["Marlow Inc."]), str(record["Marlow Hosting"]), "999", "Q1"],
        "properties": [{"id": name, "settings": {}} for name in names],
    }

    answer = client.post(SERVICE, f"extend={quote_plus(json.dumps(asked))}", "application/x-www-form-urlencoded").json()

    assert [each["id"] for each in answer["meta"]] == list(names)
    assert answer["meta"][4]["type"] == {"id": "organisation", "name": "Organisation"}
    marlow, hosting, nobody, foreign = (answer["rows"][each] for each in asked["ids"])
    assert marlow["country"] == [{"str": "US"}]
    assert marlow["kind"] == [{"id": "company", "name": "Company"}]
    assert marlow["wikidata"] == [{"str": "Q3884"}]
    assert marlow["other_names"] == [{"str": "Marlow & Söhne"}]
    assert (marlow["lei"], marlow["parent"]) == ([], [])
    assert hosting["parent"] == [{"id": str(record["Marlow Inc."]), "name": "Marlow Inc."}]
    assert nobody == foreign == {name: [] for name in names}
    proposed = client.get(f"{SERVICE}properties/", {"type": "ngo", "limit": 4}).json()
    assert (proposed["type"], len(proposed["properties"])) == ("ngo", 4)


def test_suggest(client, record) -> None:
    def suggested(what: str, **asked: str) -> list[str]:
        return [each["name"] for each in client.get(f"{SERVICE}suggest/{what}/", asked).json()["result"]]

    assert suggested("entity", prefix="marl", type="company", type_strict="any") == ["Marlow Hosting", "Marlow Inc."]
    assert suggested("entity", prefix="marl", limit="1", cursor="1") == ["Marlow Inc."]
    assert suggested("entity", prefix="te") == ["Tessel"]
    assert suggested("entity", prefix="söhne") == ["Marlow Inc."]
    assert suggested("entity", prefix="tessel", type="union") == []
    assert suggested("entity", prefix="%%%") == []
    assert suggested("type", prefix="un") == ["Union"]
    assert suggested("property", prefix="wiki") == ["Wikidata"]


def test_preview_may_be_framed_and_loads_nothing_from_elsewhere(client, record) -> None:
    preview = client.get(f"{SERVICE}companies/{record['Marlow Inc.']}/preview/")

    text = preview.content.decode()
    assert "Marlow &amp; Söhne" in text
    assert "Q3884" in text
    assert "frame-ancestors *" in preview["Content-Security-Policy"]
    assert "unsafe" not in preview["Content-Security-Policy"]
    assert "<script" not in text
    again = client.get(
        f"{SERVICE}companies/{record['Marlow Inc.']}/preview/", headers={"If-None-Match": preview["ETag"]}
    )
    assert again.status_code == 304
    assert client.get(f"{SERVICE}companies/99/preview/").status_code == 404
    assert client.get(f"{SERVICE}companies/{10**20}/preview/").status_code == 404


def test_what_is_not_public_is_nobody(client, record) -> None:
    CompanyFactory(name="Draft and Daughters")
    Company.objects.filter(name="Tessel").update(name="Changed Overnight")

    found = reconciled(client, q0={"query": "Draft and Daughters"}, q1={"query": "Changed Overnight"})

    assert found == {"q0": [], "q1": []}


WRONG = {
    "not json": ("queries=%7B", "JSON"),
    "a list": ("queries=[]", "object"),
    "nothing": ("queries={}", "1 to 50"),
    "too many": ("queries=" + json.dumps({str(n): {"query": "a"} for n in range(51)}), "1 to 50"),
    "an empty query": ('queries={"q0":{"query":" "}}', "nothing to look for"),
    "no query": ('queries={"q0":7}', "object"),
    "a long name": ('queries={"q0":{"query":"' + "a" * 300 + '"}}', "200 characters"),
    "another key": ('queries={"q0":{"query":"a","typo":1}}', "Did you mean “type”"),
    "no such type": ('queries={"q0":{"query":"a","type":"compny"}}', "Did you mean “company”"),
    "a type of numbers": ('queries={"q0":{"query":"a","type":[1]}}', "list of types"),
    "a wrong limit": ('queries={"q0":{"query":"a","limit":0}}', "at least 1"),
    "no such property": ('queries={"q0":{"query":"a","properties":[{"pid":"nation","v":"x"}]}}', "There are: country"),
    "a value of nothing": ('queries={"q0":{"query":"a","properties":[{"pid":"lei","v":[null]}]}}', "Give a text"),
    "nesting": ("queries=" + "[" * 5000, "JSON"),
    "both": ('queries={"q0":{"query":"a"}}&extend={}', "one after another"),
    "neither": ("&", "neither"),
    "something else": ("nope=1", "no such parameter"),
    "twice": ("extend={}&extend={}", "more than once"),
    "ids of numbers": ('extend={"ids":[1],"properties":[]}', "each a text"),
    "an unknown column": ('extend={"ids":[],"properties":[{"id":"countr"}]}', "Did you mean “country”"),
    "a column without id": ('extend={"ids":[],"properties":[{}]}', "no property"),
    "a key twice": ('queries={"q0":{"query":"a"},"q0":{"query":"b"}}', "twice"),
    "a key twice, deeper": ('queries={"q0":{"query":"a","query":"b"}}', "twice"),
    "deep": (f"queries={'[' * 1010}{']' * 1010}", "JSON"),
    "NUL": ("queries=%00", "NUL"),
    "not UTF-8": ("queries=%ff", "UTF-8"),
}


@pytest.mark.parametrize("case", WRONG)
def test_bad_input_gets_a_sentence(client, case) -> None:
    body, sentence = WRONG[case]

    answer = client.post(SERVICE, body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert any(sentence in error["detail"] for error in answer.json()["errors"]), answer.json()


def test_every_fault_of_a_batch_is_named_with_its_place(client) -> None:
    batch = {"a/b": {"query": "x", "type": "?"}, "ok": {"query": "x"}, "q2": {"properties": [{"pid": "lei"}]}}

    answer = client.get(SERVICE, {"queries": json.dumps(batch)}).json()

    assert [error["pointer"] for error in answer["errors"]] == ["/a~1b/type", "/q2/properties/0"]


def test_other_forms_are_refused(client) -> None:
    assert client.post(SERVICE, {"queries": "{}"}).status_code == 415  # multipart
    assert client.post(SERVICE, "{}", content_type="application/json").status_code == 415
    assert client.post(SERVICE, "queries=%7B%7D", FORM, headers={"transfer-encoding": "chunked"}).status_code == 411
    assert client.post(SERVICE, "a" * 1_100_000, content_type="application/x-www-form-urlencoded").status_code == 413
    assert client.put(SERVICE).status_code == 405
    assert "not needed" in client.get(SERVICE, {"callback": "jsonp1"}).json()["errors"][0]["detail"]
    assert client.get(f"{SERVICE}suggest/entity/").status_code == 400
    assert "POST" in client.options(SERVICE)["Access-Control-Allow-Methods"]


def test_words_are_those_of_the_desk() -> None:
    """The public wing may not read them there, so that nothing but this holds them together."""
    assert {*vocabulary.TYPES} == {vocabulary.ANY, *CompanyKind.values}
    assert list(vocabulary.SCHEMES) == Scheme.values
    assert likeness.LEGAL_FORMS == desk_matching.LEGAL_FORMS
    for name in ("S.A. Dupont", "DUPONT SA", "L’Oréal S.A.", "3M Co.", "Müller GmbH & Co. KG"):
        assert likeness.without_legal_form(name) == desk_matching.without_legal_form(name)
