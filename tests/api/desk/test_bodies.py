"""Whatever is sent, the answer is a sentence: never a 5xx, never half a change."""

import json
from contextlib import suppress

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.desk.body import DEEPEST, LARGEST, parsed
from api.problems import Refusal
from companies.models import Company
from events.models import Event
from tests.api.desk.conftest import START, Asking
from tests.events.desk.doors import rows

REFUSED = {
    "nothing": (b"", 422),
    "no JSON": (b"{", 400),
    "two values": (b"{} {}", 400),
    "a list": (b"[]", 400),
    "a text": (b'"x"', 400),
    "null": (b"null", 400),
    "a name twice": (b'{"name": "A", "name": "B"}', 400),
    "latin letters": ('{"name": "é"}'.encode("latin-1"), 400),
    "UTF-16": ('{"name": "x"}'.encode("utf-16"), 400),
    "NUL": (b'{"name": "a\\u0000b"}', 400),
    "half a letter": (b'{"name": "a\\ud800b"}', 400),
    "half a letter as a name": (b'{"a\\udc00": 1}', 400),
    "not a number": (b'{"name": NaN}', 400),
    "endless": (b'{"name": Infinity}', 400),
    "too great": (b'{"name": 1e999}', 400),
    "too long": (b'{"name": ' + b"9" * 5000 + b"}", 400),
    "deep": (b'{"name": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", 400),
    "deep objects": (b'{"a":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1), 400),
    "large": (b'{"name": "' + b"x" * LARGEST + b'"}', 413),
    "a number for a text": (b'{"name": 1}', 400),
    "a list for a text": (b'{"name": ["x"]}', 400),
    "null for a text": (b'{"name": null}', 400),
    "an unknown name": (b'{"nam": "A"}', 400),
    "a number that no column holds": (b'{"name": "A", "owners": [{"parent": 99999999999999999999999}]}', 400),
    "a number out of range": (b'{"name": "A", "owners": [{"parent": 1, "share": 99999999999}]}', 422),
    "a negative id": (b'{"name": "A", "owners": [{"parent": -1}]}', 422),
    "true for an id": (b'{"name": "A", "owners": [{"parent": true}]}', 400),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_is_said(writer: Asking, what: str) -> None:
    sent, status = REFUSED[what]
    before = rows()

    answer = writer.post("companies/", sent)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["detail"]
    now = rows()
    assert {place for place in now if now[place] != before.get(place)} <= {("desk_api.Key", writer.row.pk)}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 201),
        ("application/json; charset=utf-8", 201),
        ("application/json; charset=latin-1", 415),
        ("application/json; charset=rot13", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("nonsense", 415),
        ("", 415),
    ],
)
def test_another_kind_of_body_is_refused(writer: Asking, kind: str, status: int) -> None:
    headers = {"authorization": f"Bearer {writer.secret}"}

    answer = Client().generic("POST", f"{START}companies/", b'{"name": "A"}', content_type=kind, headers=headers)

    assert answer.status_code == status
    assert Company.objects.count() == (status == 201)


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [("transfer-encoding", "chunked", 411), ("content-encoding", "gzip", 415), ("content-encoding", "identity", 428)],
)
def test_a_body_that_would_be_read_as_none_is_refused(writer: Asking, header: str, value: str, status: int) -> None:
    """What comes in pieces has no length, and would change nothing with the answer that all is well."""
    pk = writer.post("companies/", {"name": "A"}).json()["id"]

    answer = writer.patch(f"companies/{pk}/", {"name": "B"}, **{header: value})

    assert answer.status_code == status
    assert writer.get(f"companies/{pk}/", **{header: value}).json()["name"] == "A"


def test_a_faulty_place_is_pointed_at(writer: Asking) -> None:
    answer = writer.post("companies/", b'{"name": "A", "names": [{"name": "x"}, {"name": "a\\u0000b", "~/": 1}]}')

    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/names/1/name"]


@pytest.mark.parametrize("etag", ["", "*", '"1"', 'W/"1"', "nonsense", '"x", "1"', "\u00e9"])
def test_any_if_match_is_answered(writer: Asking, etag: str) -> None:
    pk = writer.post("companies/", {"name": "A"}).json()["id"]

    assert writer.patch(f"companies/{pk}/", {"name": "B"}, etag).status_code in {200, 412, 428}


@pytest.mark.parametrize(
    "path", ["companies/0/", f"companies/{10**30}/", "companies/٣/", "companies/1", "x/%00/", "x/%0a/"]
)
def test_an_address_that_is_none_is_not_found(writer: Asking, path: str) -> None:
    assert writer.get(path).status_code == 404


def test_a_statement_that_takes_too_long_is_stopped(writer: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the answer says when to ask again."""
    from api.desk.views import base  # noqa: PLC0415
    from api.desk.views.library import CompanyList  # noqa: PLC0415

    def slow(self: CompanyList) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")

    monkeypatch.setattr(base, "LONGEST_STATEMENT", "50ms")
    monkeypatch.setattr(CompanyList, "get_queryset", slow)

    answer = writer.get("companies/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")


def test_a_date_in_an_unknown_manner_is_refused_at_the_manner(writer: Asking) -> None:
    """The date itself can be read, and is; nobody reads it in a manner that there is not."""
    incident = writer.post("incidents/", {"title": "A"}).json()["id"]
    event = {"incident": incident, "kind": "report", "title": "A", "date": "March 2016", "date_manner": "Within"}

    answer = writer.post("events/", event)

    assert (answer.status_code, [fault["pointer"] for fault in answer.json()["errors"]]) == (422, ["/date_manner"])
    assert not Event.objects.exists()


WORDS = st.text(max_size=20) | st.sampled_from(["acme", "paper", "claim", "\0", "2016-13", "allegation", "٣", "1e5"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_dossier_with_anything_anywhere_is_answered(writer: Asking, dossier: dict, data: st.DataObject) -> None:
    """One value of a good document, whichever, becomes something else."""
    document = json.loads(json.dumps(dossier))
    places = list(_places(document))
    *way, last = data.draw(st.sampled_from(places))
    for step in way:
        document = document[step]
    root = document
    root[last] = data.draw(VALUES)

    whole = json.loads(json.dumps(dossier))
    place = whole
    for step in way:
        place = place[step]
    place[last] = root[last]
    answer = writer.post("dossiers/", json.dumps(whole).encode())

    assert answer.status_code in {201, 400, 422}, (way, last, root[last], answer.content)


@settings(max_examples=200)
@given(
    st.binary(max_size=60)
    | st.text(alphabet='{}[]",:\\u019eE+-. \ud800', max_size=40).map(lambda t: t.encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused(sent: bytes) -> None:
    """Nothing but a Refusal is raised; what is read can be written again."""
    with suppress(Refusal):
        assert json.dumps(parsed(sent))


def _places(value, way=()):
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*way, step)
        yield from _places(inner, (*way, step))


def test_a_method_that_there_is_not_is_refused_before_its_query(writer: Asking) -> None:
    answer = writer("trace", "allegations/?event=1")

    assert answer.status_code == 405
    assert "GET" in answer["Allow"]
