"""Dumps at their addresses: the newest, each by its position, in part, unchanged, and not any more."""

import gzip
import hashlib
import json
import re

import duckdb
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.dumps import jobs, places
from api.dumps.models import KEPT, Dump
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, answered_dossier, published


def body(answer) -> bytes:
    """Read to its end, which closes the file."""
    return b"".join(answer)


def asked(reader, address: str, **headers: str):
    """The answer, with its `body`, read to its end."""
    answer = reader.get(address, headers=headers)
    answer.body = body(answer)
    return answer


def test_latest_leads_to_the_newest_and_each_position_stays(made, reader) -> None:
    published(answered_dossier())
    first = made()
    published(answered_dossier())
    second = made()

    assert first.position != second.position
    for name in (file["name"] for file in second.files):
        lead = reader.get(f"/data/latest/{name}")
        assert (lead.status_code, lead["Location"]) == (302, f"/data/{second.position}/{name}")
        for dump in (first, second):
            answer = reader.get(f"/data/{dump.position}/{name}")
            described = next(file for file in dump.files if file["name"] == name)
            content = body(answer)
            assert answer.status_code == 200
            assert hashlib.sha256(content).hexdigest() == described["sha256"]
            assert answer["ETag"] == f'"{described["sha256"]}"'
            assert int(answer["Content-Length"]) == described["bytes"] == len(content)
            assert answer["Content-Disposition"] == f'attachment; filename="answerable-{dump.position}-{name}"'
            assert answer["Access-Control-Allow-Origin"] == "*"
            assert "must-revalidate" in answer["Cache-Control"]
    assert reader.get("/data/latest/")["Location"] == f"/data/{second.position}/datapackage.json"
    assert json.loads(body(reader.get(f"/data/{first.position}/")))["position"] == first.reached


def test_index_lists_what_may_be_taken(made, reader) -> None:
    published(answered_dossier())
    dump = made()

    answer = reader.get("/data/index.json")
    told = answer.json()

    assert [each["position"] for each in told["dumps"]] == [dump.reached]
    assert told["latest"] == told["dumps"][0]
    assert {file["name"] for file in told["latest"]["files"]} == {file["name"] for file in dump.files}
    assert re.fullmatch(rf"http://127\.0\.0\.1:8000/data/{dump.position}/\S+", told["latest"]["files"][0]["url"])
    assert reader.get("/data/index.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    following = reader.get("/api/v1/changes/", {"after": told["latest"]["position"]})
    assert (following.status_code, following.json()["results"]) == (200, []), "The feed goes on where a dump ends."


def test_page_for_people_lists_files_in_both_languages(made, reader) -> None:
    published(answered_dossier())
    dump = made()

    for language, said in (("", "The whole record as files"), ("/fr", "Tout le registre en fichiers")):
        page = reader.get(f"{language}/data/dumps/").content.decode()
        assert said in page
        assert all(f'href="/data/{dump.position}/{file["name"]}"' in page for file in dump.files)


def test_parts_of_a_file(made, reader) -> None:
    published(answered_dossier())
    address = f"/data/{made().position}/events.parquet"
    answer = asked(reader, address)
    whole, etag = answer.body, answer["ETag"]

    def part(wanted: str, **headers: str):
        return asked(reader, address, **{"Range": wanted, **headers})

    for wanted, expected in {"bytes=0-3": whole[:4], "bytes=4-": whole[4:], "bytes=-8": whole[-8:]}.items():
        answer = part(wanted)
        assert (answer.status_code, answer.body) == (206, expected)
        assert int(answer["Content-Length"]) == len(expected)
    assert part("bytes=0-3")["Content-Range"] == f"bytes 0-3/{len(whole)}"
    assert part("bytes=4-99999999")["Content-Range"] == f"bytes 4-{len(whole) - 1}/{len(whole)}"
    for wanted in (f"bytes={len(whole)}-", "bytes=5-4", "bytes=-0"):
        answer = part(wanted)
        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(whole)}")
    for wanted in ("bytes=0-1,4-5", "lines=0-3", "bytes=-", "bytes=a-b", "bytes=" + "9" * 400 + "-"):
        assert part(wanted).status_code == 200, "What is not understood is as if it was not asked."
    assert part("bytes=0-3", **{"If-Range": '"another"'}).status_code == 200
    assert part("bytes=0-3", **{"If-Range": etag}).status_code == 206


def test_head_and_unchanged_send_no_byte(made, reader) -> None:
    published(answered_dossier())
    address = f"/data/{made().position}/events.jsonl.gz"
    answer = asked(reader, address)

    head = reader.head(address)
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", answer["Content-Length"])
    unchanged = reader.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", answer["ETag"])


@pytest.mark.parametrize("kind", ["redaction", "retraction"])
def test_what_takes_something_back_takes_back_every_dump_before_it(made, reader, folder, kind) -> None:
    """At once, before anybody has swept; and the unchanged too."""
    incident = answered_dossier()
    incident.title = "The affair of Zuckmayerin"
    incident.save()
    published(incident)
    dump = made()
    address = f"/data/{dump.position}/events.jsonl.gz"
    etag = asked(reader, address)["ETag"]

    about = {"words": "Zuckmayerin"} if kind == "redaction" else {}
    published(incident, kind=kind, note="Somebody's safety.", **about)

    for headers in ({}, {"If-None-Match": etag}, {"Range": "bytes=0-3"}):
        answer = reader.get(address, headers=headers)
        assert answer.status_code == 410
        assert "taken back" in answer.json()["detail"]
    assert reader.get("/data/latest/events.jsonl.gz").status_code == 404
    assert reader.get("/data/index.json").json()["dumps"] == []
    assert f"/data/{dump.position}/" not in reader.get("/data/dumps/").content.decode()

    assert jobs.ask_if_needed(), "A new one is due."
    assert jobs.sweep() == 1
    assert list(folder.iterdir()) == []
    assert jobs.work_off() == 1
    again = Dump.objects.standing().get()
    assert reader.get("/data/latest/events.jsonl.gz")["Location"] == f"/data/{again.position}/events.jsonl.gz"
    assert reader.get(address).status_code == 410
    assert [file for file in folder.rglob("*") if b"Zuckmayerin" in read(file)] == []


def read(file) -> bytes:
    if file.is_dir():
        return b""
    if file.suffix == ".gz":
        return gzip.decompress(file.read_bytes())
    if file.suffix == ".parquet":
        return str(duckdb.sql(f"SELECT * FROM '{file}'").fetchall()).encode()
    return file.read_bytes()


def test_event_that_an_update_leaves_out_takes_dumps_back_too(made, reader) -> None:
    """It is retracted by a publication of another kind."""
    company, incident = CompanyFactory(), IncidentFactory()
    EventFactory(incident=incident, company=company)
    left_out = EventFactory(incident=incident, company=company)
    published(incident)
    dump = made()
    left_out.delete()
    published(incident, kind="correction", note="It was another affair.")

    assert reader.get(f"/data/{dump.position}/events.jsonl.gz").status_code == 410


def test_correction_takes_no_dump_back(made, reader) -> None:
    incident = answered_dossier()
    published(incident)
    dump = made()
    incident.title = "Other words"
    incident.save()
    published(incident, kind="correction", note="Better words.")

    answer = reader.get(f"/data/{dump.position}/events.jsonl.gz")
    assert (answer.status_code, bool(body(answer))) == (200, True)


def test_older_than_the_newest_twelve_are_gone_and_say_so(made, reader, folder, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "KEPT", 1)
    published(answered_dossier())
    first = made()
    published(answered_dossier())
    second = made()

    assert jobs.sweep() == 1
    assert [path.name for path in folder.iterdir()] == [second.folder]
    answer = reader.get(f"/data/{first.position}/events.jsonl.gz")
    assert (answer.status_code, f"the newest {KEPT}" in answer.json()["detail"]) == (410, True)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/data/latest/events.xml", 404, "There are: companies.jsonl.gz"),
        ("/data/1.0/../../secret", 404, ""),
        ("/data/999.0/events.csv.gz", 404, "no dump of this position"),
        ("/data/latest/%00.gz", 404, ""),
        ("/data/999999999.999999999/events.csv.gz", 404, "no dump of this position"),
        ("/data/1.01/events.csv.gz", 404, ""),
    ],
)
def test_what_is_not_there_is_not_found(made, reader, address, status, said) -> None:
    published(answered_dossier())
    made()
    answer = reader.get(address)
    assert answer.status_code == status
    assert said in answer.content.decode()


def test_before_the_first_dump_there_is_a_sentence(reader) -> None:
    answer = reader.get("/data/latest/events.jsonl.gz")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert "Ask again" in answer.json()["detail"]
    assert reader.get("/data/dumps/").status_code == 200
    assert reader.get("/data/index.json").json()["latest"] is None


def test_file_that_is_lost_is_a_sentence_and_no_fault(made, reader) -> None:
    published(answered_dossier())
    dump = made()
    places.remove(dump.folder)
    assert reader.get(f"/data/{dump.position}/events.jsonl.gz").status_code == 404


def test_each_file_costs_one_query(made, reader) -> None:
    published(answered_dossier())
    position = made().position
    for address in (f"/data/{position}/events.jsonl.gz", "/data/latest/events.jsonl.gz", "/data/index.json"):
        with CaptureQueriesContext(connection) as on_the_desk:
            answer = asked(reader, address)
        assert answer.status_code in (200, 302)
        assert len(on_the_desk) == 0, "Only the public role is asked."
