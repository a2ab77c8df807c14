"""The same address in other formats: the whole list under its filters, streamed, and read by strangers' programs."""

import csv
import io
import json

import bibtexparser
import duckdb
import icalendar
import orjson
import pytest
import rispy
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.public import formats
from events.formulas import RUN
from events.timeline.models import PublicEvent
from tests.api.conftest import Read
from tests.events.site.entities_allowed import faults
from tests.factories import AllegationFactory, CompanyFactory, IncidentFactory, answered_dossier, published

HOSTILE = "=cmd|' /C calc'!A0 {x} & “q”, \u202e\r\n@SUM(1)"
LISTS = [
    "events/",
    "allegations/",
    "statements/",
    "companies/1/timeline/",
    "incidents/1/timeline/",
    "sources/1/events/",
]
OTHERS = ["companies/", "incidents/", "sources/"]
PARTS = ["facts/", "demands/", "commitments/"]
SUBJECTS = ["companies/1/", "incidents/1/", "events/1/", "sources/1/"]
MEDIA = {name: each.media for name, each in formats.FORMATS.items()}


@pytest.fixture
def record(db) -> None:
    published(answered_dossier())
    incident = IncidentFactory(title=HOSTILE, summary=HOSTILE)
    AllegationFactory(incident=incident, title=HOSTILE, text=HOSTILE, company=CompanyFactory(name="+1 Company"))
    AllegationFactory(incident=incident, date="2031-05-12", title="A day to come")
    published(incident)


def told(read: Read, address: str, **headers: str) -> bytes:
    answer = read(address, **headers)
    assert answer.status_code == 200, (address, answer.content[:300])
    return b"".join(answer) if answer.streaming else answer.content


def offered(read: Read) -> dict[str, list[str]]:
    """Address → the formats that the schema says it has."""
    found = {}
    for path, operations in read("schema/").json()["paths"].items():
        for parameter in operations["get"]["parameters"]:
            if parameter["name"] == "format":
                found[path.removeprefix("/api/v1/").replace("{number}", "1")] = parameter["schema"]["enum"][1:]
    return found


def test_schema_says_which_address_has_which_formats(record, read) -> None:
    found = offered(read)
    assert set(found) == {*LISTS, *OTHERS, *PARTS, *SUBJECTS}
    assert all(found[address] == ["jsonl"] for address in PARTS)
    assert set(found["events/"]) == set(formats.FORMATS)
    content = read("schema/").json()["paths"]["/api/v1/events/"]["get"]["responses"]["200"]["content"]
    assert {"application/json", "text/csv", "application/ld+json"} <= set(content)


def test_every_offered_format_is_sent_with_its_type_and_a_telling_name(record, read) -> None:
    for address, names in offered(read).items():
        for name in names:
            answer = read(f"{address}?format={name}")
            assert (address, name, answer.status_code) == (address, name, 200)
            assert answer["Content-Type"] == MEDIA[name]
            file = f"{address.strip('/').replace('/', '-')}.{formats.FORMATS[name].ending}"
            assert answer["Content-Disposition"] == f'inline; filename="{file}"'
            assert answer["Access-Control-Allow-Origin"] == "*"
            assert "Accept" in answer["Vary"]
            body = b"".join(answer)
            assert body or address in PARTS


def test_lines_are_the_bodies_of_all_pages(record, read, monkeypatch) -> None:
    monkeypatch.setattr(formats, "CHUNK", 2)
    for address in [*LISTS, *OTHERS]:
        bodies = []
        page = read(f"{address}?limit=1").json()
        bodies += page["results"]
        while page["next"]:
            page = read(page["next"]).json()
            bodies += page["results"]
        assert list(map(orjson.loads, told(read, f"{address}?format=jsonl").splitlines())) == bodies, address
        assert bodies, address


def test_lines_keep_filters_order_and_fields(record, read) -> None:
    found = told(read, "events/?format=jsonl&kind=statement&fields=id,kind").splitlines()
    assert found
    assert all(list(orjson.loads(line)) == ["id", "kind"] for line in found)
    assert {orjson.loads(line)["kind"] for line in found} == {"statement"}
    one, other = (told(read, f"events/?format=jsonl&order={order}").splitlines() for order in ("newest", "oldest"))
    assert one == other[::-1]


def test_csv_is_safe_and_whole(record, read) -> None:
    text = told(read, "events/?format=csv").decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == PublicEvent.objects.filter(state="live").count()
    assert [cell for row in rows for cell in row.values() if RUN.match(cell) and not cell.startswith("'")] == []
    assert not text.startswith("\ufeff")
    assert told(read, "events/?format=csv&excel=1").decode() == f"\ufeff{text}"


def test_strangers_read_what_is_sent(record, read, tmp_path) -> None:
    lines = tmp_path / "events.jsonl"
    lines.write_bytes(told(read, "events/?format=jsonl"))
    numbers = [row[0] for row in duckdb.sql(f"SELECT id FROM read_json('{lines}') ORDER BY id").fetchall()]
    assert numbers == list(PublicEvent.objects.filter(state="live").order_by("number").values_list("number", flat=True))

    graph = json.loads(told(read, "events/?format=jsonld"))
    assert (graph["@context"], len(graph["@graph"])) == ("https://schema.org", len(numbers))
    assert {thing["@type"] for thing in graph["@graph"]} == {"Article"}

    calendar = icalendar.Calendar.from_ical(told(read, "events/?format=ics"))
    assert "A day to come" in str([str(entry["summary"]) for entry in calendar.walk("VEVENT")])

    items = json.loads(told(read, "events/?format=csl"))
    assert [item["type"] for item in items] == ["webpage"] * len(numbers)
    library = bibtexparser.parse_string(told(read, "events/?format=bibtex").decode())
    assert (len(library.entries), library.failed_blocks) == (len(numbers), [])
    assert len(rispy.loads(told(read, "events/?format=ris").decode())) == len(numbers)

    timeline = json.loads(told(read, "companies/1/timeline/?format=timelinejs"))
    assert timeline["title"]["text"]["headline"] == read("companies/1/").json()["name"]
    assert timeline["events"]


@pytest.mark.parametrize("address", [*LISTS, *OTHERS, *SUBJECTS])
def test_entities_stand_by_themselves(record, read, address) -> None:
    """Of schemas that FollowTheMoney knows, each once, with whatever it names beside it but for its like."""
    found = list(map(orjson.loads, told(read, f"{address}?format=ftm").splitlines()))
    assert found
    assert [fault for entity in found for fault in faults(entity)] == []
    assert len({entity["id"] for entity in found}) == len(found)


def test_empty_lists_are_whole_files(record, read) -> None:
    nothing = "events/?kind=context&format="
    assert told(read, f"{nothing}jsonl") == b""
    assert json.loads(told(read, f"{nothing}jsonld"))["@graph"] == []
    assert json.loads(told(read, f"{nothing}csl")) == []
    assert len(told(read, f"{nothing}csv").splitlines()) == 1


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv", MEDIA["csv"]),
        ("application/json;q=0.5, text/csv", MEDIA["csv"]),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("application/x-ndjson", MEDIA["jsonl"]),
        ("text/calendar;q=0, text/*", MEDIA["csv"]),
        ("application/ld+json", MEDIA["jsonld"]),
        ("", "application/json"),
        (",;q=x,*/*", "application/json"),
        ("text/csv;q=nonsense", MEDIA["csv"]),
    ],
)
def test_accept_chooses(record, read, accept, media) -> None:
    answer = read("events/", accept=accept)
    assert (answer.status_code, answer["Content-Type"]) == (200, media)
    b"".join(answer)


def test_format_decides_before_accept(record, read) -> None:
    assert read("events/?format=json", accept="text/csv")["Content-Type"] == "application/json"


def test_what_there_is_not_is_said(record, read) -> None:
    unknown = read("events/?format=jsnl")
    assert (unknown.status_code, "“jsonl”" in unknown.json()["errors"][0]["detail"]) == (400, True)
    refused = read("sources/", accept="text/calendar")
    assert refused.status_code == 406
    assert "text/csv" in refused.json()["detail"]
    assert read("facts/?format=csv").status_code == 400
    for beside in ("limit=5", "cursor=x", "count=true", "include=companies", "known_on=2020-01-01", "fields=id"):
        answer = read(f"events/?format=csv&{beside}")
        assert (beside, answer.status_code) == (beside, 400)
    assert read("events/?excel=1").status_code == 400
    assert read("events/?format=csv&excel=2").status_code == 400


def test_unchanged_formats_are_not_sent_again(record, read) -> None:
    for name in formats.FORMATS:
        answer = read(f"events/?format={name}")
        b"".join(answer)
        etag = answer["ETag"]
        again = read(f"events/?format={name}", if_none_match=etag)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        assert read("events/?format=json", if_none_match=etag).status_code == 200
    plain = read("events/")["ETag"]
    answer = read("events/?format=jsonl", if_none_match=plain)
    assert (answer.status_code, bool(b"".join(answer))) == (200, True)


def test_what_was_taken_back_is_in_no_format(record, read) -> None:
    gone = answered_dossier()
    published(gone)
    published(gone, kind="retraction", note="A mistake.")
    number = PublicEvent.objects.filter(state="retracted").values_list("number", flat=True)[0]
    assert read(f"events/{number}/?format=csv").status_code == 410
    for name in formats.FORMATS:
        assert f"/events/{number}/".encode() not in told(read, f"events/?format={name}")


def test_head_sends_no_byte(record, client) -> None:
    answer = client.head("/api/v1/events/?format=csv")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"", MEDIA["csv"])


@pytest.mark.parametrize("name", formats.FORMATS)
def test_stream_costs_a_query_for_each_chunk(record, read, monkeypatch, name) -> None:
    """And none for what it names: however long, a list is read once."""
    monkeypatch.setattr(formats, "CHUNK", 2)
    with CaptureQueriesContext(connection) as seen:
        told(read, f"events/?format={name}")
    chunks = -(-PublicEvent.objects.filter(state="live").count() // 2)
    assert len(seen) <= 2 + chunks
