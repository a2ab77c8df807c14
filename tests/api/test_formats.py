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
from events import models
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
            if parameter["name"] == "format" and parameter["schema"]["enum"] != ["json"]:
                found[path.removeprefix("/api/v1/").replace("{number}", "1")] = parameter["schema"]["enum"][1:]
    return found


def test_schema_says_which_address_has_which_formats(record, read) -> None:
    found = offered(read)
    assert set(found) == {*LISTS, *OTHERS, *PARTS, *SUBJECTS}
    assert all(found[address] == ["jsonl", "csv"] for address in PARTS)
    assert all(found[address] == ["jsonl", "csv", "jsonld", "ftm", "csl", "bibtex", "ris"] for address in OTHERS)
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
    (elsewhere,) = read("facts/?format=ics").json()["errors"]
    assert elsewhere["detail"] == "“ics” is none of its values. There are: json, jsonl, csv."
    for beside in ("limit=5", "cursor=x", "count=true", "include=companies", "known_on=2020-01-01", "fields=id"):
        answer = read(f"events/?format=csv&{beside}")
        assert (beside, answer.status_code) == (beside, 400)
    assert read("events/?excel=1").status_code == 400
    assert read("events/?format=csv&excel=2").status_code == 400


def test_what_has_json_alone_says_so(record, read) -> None:
    """The address that has no other format takes this one, and refuses every other in whichever way it is asked for."""
    alone = [
        path.removeprefix("/api/v1/")
        for path, operations in read("schema/").json()["paths"].items()
        for parameter in operations["get"]["parameters"]
        if parameter["name"] == "format" and parameter["schema"]["enum"] == ["json"]
    ]
    assert {"statistics/", "topics/", "changes/", "publications/", "events/{number}/versions/"} <= set(alone)
    for path in alone:
        needed = {"events/facets/": "by=kind&", "sources/lookup/": "url=https://a.example/&"}
        query = needed.get(path.removeprefix("companies/{number}/timeline/"), "by=kind&" if "facets" in path else "")
        address = f"{path.format(number=1, version=1, slug='labour')}?{query}"
        if "{slug}" not in path:
            assert (path, read(f"{address}format=json", accept="*/*").status_code) == (path, 200)
        fault = read(f"{address}format=csv").json()["errors"][0]
        assert (path, fault["parameter"], fault["detail"]) == (
            path,
            "format",
            "“csv” is none of its values. There are: json.",
        )
        refused = read(address, accept="text/csv")
        assert (path, refused.status_code) == (path, 406)
        assert "There are: application/json." in refused.json()["detail"]


@pytest.fixture
def parts(db) -> None:
    """A point on which two values were reported, what is demanded with what was answered, and what was promised."""
    whole = answered_dossier()
    allegation, statement = models.Allegation.objects.get(), models.Statement.objects.get()
    demand = models.Demand.objects.create(
        allegation=allegation, text="Say why", addressee=CompanyFactory(name=HOSTILE), deadline="2031-05"
    )
    models.Answer.objects.filter(statement=statement).update(demand=demand)
    promise = models.Commitment.objects.create(statement=statement, text="To look into it", due="2030")
    source = allegation.event.citations.first().source
    for status, date in (("partly", "2030-02"), ("kept", "2030-03")):
        models.CommitmentUpdate.objects.create(commitment=promise, status=status, date=date, source=source)
    fact = models.Fact.objects.create(event=allegation.event, label="people", kind="number")
    for text, number in (("14", 14), ("about 18", 18)):
        models.ReportedValue.objects.create(
            fact=fact, citation=allegation.event.citations.first(), text=text, number_least=number, number_most=number
        )
    published(whole)


def rows(read: Read, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told(read, address).decode(), newline="")))


def test_each_value_that_was_reported_is_a_line(parts, read) -> None:
    found = rows(read, "facts/?format=csv")
    assert [(row["point"], row["value"], row["least"], row["differ"]) for row in found] == [
        ("people", "14", "14", "yes"),
        ("people", "about 18", "18", "yes"),
    ]
    event = read("facts/").json()["results"][0]["event"]
    assert {(row["event"], row["event_title"]) for row in found} == {(str(event["id"]), event["title"])}
    assert all(row["page"].endswith(event["page"]) and "/sources/" in row["source_page"] for row in found)


def test_demands_and_commitments_are_tables(parts, read) -> None:
    (demand,) = rows(read, "demands/?format=csv")
    assert (demand["demand"], demand["deadline"], demand["company"]) == ("Say why", "2031-05", f"'{HOSTILE}")
    assert "(denies" in demand["answers"]
    (promise,) = rows(read, "commitments/?format=csv")
    assert (promise["commitment"], promise["due"]) == ("To look into it", "2030")
    assert (promise["progress"], promise["progress_date"]) == ("kept", "2030-03")


DOCUMENT = {
    "kind": "news",
    "title": HOSTILE,
    "publisher": "The {Daily} & Sons",
    "authors": "A. Writer",
    "url": "https://news.example.org/a_b%20{c}?d=1&e=}",
}


@pytest.mark.parametrize(
    ("date", "issued", "year", "note"),
    [
        ("2016-03-02", {"date-parts": [[2016, 3, 2]]}, "2016", ""),
        ("2016-03", {"date-parts": [[2016, 3]]}, "2016", ""),
        ("2016~", {"literal": "about 2016"}, None, "; published: about 2016"),
        (
            "[2016-03-02..2016-04-05]",
            {"literal": "between 2 March 2016 and 5 April 2016"},
            None,
            "; published: between 2",
        ),
        ("", None, None, ""),
    ],
)
def test_a_source_is_cited_as_the_work_of_others(db, read, date, issued, year, note) -> None:
    """By strangers' programs, and with a date no more precise than it is known."""
    dossier = answered_dossier()
    source = models.Source.objects.get()
    models.Source.objects.filter(pk=source.pk).update(**DOCUMENT, published=date)
    published(dossier)
    number = next(each["id"] for each in read("sources/").json()["results"] if each["authors"])
    here = f"sources/{number}/?format="

    (item,) = json.loads(told(read, f"{here}csl"))
    assert (item["type"], item["author"], item.get("issued")) == (
        "article-newspaper",
        [{"literal": "A. Writer"}],
        issued,
    )
    assert item["URL"] == DOCUMENT["url"]
    assert f"/sources/{number}/{note}" in item["note"]

    (entry,) = bibtexparser.parse_string(told(read, f"{here}bibtex").decode()).entries
    fields = entry.fields_dict
    assert (fields["year"].value if year else fields.get("year")) == year
    assert fields["url"].value == "https://news.example.org/a_b%20%7Bc%7D?d=1&e=%7D"
    assert "Answerable" not in fields["author"].value

    (cited,) = rispy.loads(told(read, f"{here}ris").decode())
    assert (cited["type_of_reference"], cited["authors"], cited.get("year")) == ("NEWS", ["A. Writer"], year)


def test_a_source_of_which_nobody_said_who_wrote_it_is_its_publishers(db, read) -> None:
    dossier = answered_dossier()
    models.Source.objects.update(authors="", publisher="The Daily")
    published(dossier)
    assert {item["author"][0]["literal"] for item in json.loads(told(read, "sources/?format=csl"))} == {"The Daily"}


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
