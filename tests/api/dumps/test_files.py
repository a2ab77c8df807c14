"""What a dump holds: the same of everything in each form, described truly, readable by strangers' programs."""

import csv
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import orjson
import pandas as pd
import pytest
from django.utils import translation

from api.dumps import places, writing
from api.dumps.models import Dump
from api.dumps.snapshot import TABLES
from api.dumps.writing import GROUP
from events.formulas import RUN, unguarded
from events.site.formats import tables
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicSource
from tests.api.dumps.conftest import unpacked
from tests.events.site.entities_allowed import faults
from tests.factories import AllegationFactory, CompanyFactory, IncidentFactory, answered_dossier, published

MODELS = {"companies": PublicCompany, "incidents": PublicIncident, "sources": PublicSource, "events": PublicEvent}
HOSTILE = "=cmd|' /C calc'!A0 “q”, \u202e\x0b é\r\n@SUM(1)"


@pytest.fixture
def dump(made):
    """With answers, owners, a retracted affair, a merged-away nothing, and texts that a spreadsheet would run."""
    published(answered_dossier())
    gone = answered_dossier()
    published(gone)
    published(gone, kind="retraction", note="A mistake.")
    incident = IncidentFactory(title=HOSTILE, summary=HOSTILE)
    AllegationFactory(incident=incident, title=HOSTILE, text=HOSTILE, company=CompanyFactory(name="+1 Company"))
    AllegationFactory(incident=incident, date="../2016", title="It is not known since when")
    published(incident)
    return made()


def lines(dump, name: str) -> list[bytes]:
    return unpacked(dump, name).splitlines()


def test_lines_are_the_stored_bodies_of_what_lives_in_order(dump) -> None:
    for name, table in MODELS.items():
        living = table.objects.filter(state="live").order_by("number").values_list("body", flat=True)
        assert living, name
        assert lines(dump, f"{name}.jsonl.gz") == [body.encode() for body in living]
    assert PublicIncident.objects.exclude(state="live").exists(), "Or nothing was left out."


def test_package_describes_every_file_truly(dump) -> None:
    package = json.loads(unpacked(dump, "datapackage.json"))

    described = {resource["path"]: resource for resource in package["resources"]}
    there = {path.name for path in (places.root() / dump.folder).iterdir()}
    assert there == {*described, "LICENSE.txt", "datapackage.json"} == {file["name"] for file in dump.files}
    for name, resource in described.items():
        content = places.path_of(dump.folder, name).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
    assert {name: described[f"{name}.csv.gz"]["rows"] for name in TABLES} == {
        name: len(lines(dump, f"{name}.jsonl.gz")) for name in TABLES
    }
    assert (package["publication"], package["position"]) == (dump.publication, dump.reached)
    assert package["licenses"][0]["path"].startswith("https://creativecommons.org/")
    licence = unpacked(dump, "LICENSE.txt").decode()
    assert f"position {dump.position}" in licence
    assert "An allegation stays one" in licence


JUDGE = """
import json, sys, frictionless
tasks = frictionless.Package(sys.argv[1]).validate().tasks
json.dump([[task.name for task in tasks], [task.name for task in tasks if not task.valid]], sys.stdout)
"""


def judged(package: Path) -> tuple[list[str], list[str]]:
    """Which files a stranger's judge of data packages looked at, and which of them it finds wrong; in a process of its
    own because it leaves files open.
    """
    told = subprocess.run([sys.executable, "-c", JUDGE, package], check=True, capture_output=True, text=True)
    looked_at, wrong = json.loads(told.stdout)
    return looked_at, wrong


def test_frictionless_finds_every_file_valid_and_a_changed_one_not(dump, tmp_path) -> None:
    place = Path(shutil.copytree(places.root() / dump.folder, tmp_path / "dump"))
    looked_at, wrong = judged(place / "datapackage.json")
    assert (len(looked_at), wrong) == (len(TABLES) * 3 + 1, [])

    changed = place / "events.jsonl.gz"
    changed.write_bytes(gzip.compress(gzip.decompress(changed.read_bytes()).replace(b"a", b"e", 1)))
    assert judged(place / "datapackage.json")[1] == ["events-jsonl-gz"]


def test_csv_is_safe_in_spreadsheets_and_says_what_the_bodies_say(dump) -> None:
    for name in TABLES:
        rows = list(csv.DictReader(io.StringIO(unpacked(dump, f"{name}.csv.gz").decode(), newline="")))
        bodies = [orjson.loads(line) for line in lines(dump, f"{name}.jsonl.gz")]
        assert [int(row["number"]) for row in rows] == [body["id"] for body in bodies]
        assert [text for row in rows for text in row.values() if RUN.match(text) and not text.startswith("'")] == []
    events = list(csv.DictReader(io.StringIO(unpacked(dump, "events.csv.gz").decode(), newline="")))
    assert HOSTILE.replace("\r\n", "") in {unguarded(row["title"]).replace("\r\n", "") for row in events}


def test_duckdb_and_pandas_read_the_same_from_each_form(dump) -> None:
    place = places.root() / dump.folder
    asked = f"SELECT number, title, earliest, json->>'$.text' FROM '{place}/events.parquet' ORDER BY number"
    found = duckdb.sql(asked).fetchall()
    bodies = [orjson.loads(line) for line in lines(dump, "events.jsonl.gz")]
    assert [(row[0], row[1], str(row[2]) if row[2] else None, row[3]) for row in found] == [
        (body["id"], body["title"], body["date"].get("earliest"), body["text"]) for body in bodies
    ]
    of_lines = pd.read_json(place / "events.jsonl.gz", lines=True)
    of_table = pd.read_csv(place / "events.csv.gz")
    of_parquet = pd.read_parquet(place / "events.parquet")
    assert list(of_lines["id"]) == list(of_table["number"]) == list(of_parquet["number"])
    assert str(of_parquet["changed"].dtype).startswith("datetime64")
    assert list(of_parquet.columns) == [*(column.name for column in tables.EVENTS), "json"]


def test_parquet_stands_in_groups_of_rows(dump, monkeypatch) -> None:
    monkeypatch.setattr(writing, "GROUP", 1)
    monkeypatch.setattr(writing, "PIECE", 1)
    place = places.root() / dump.folder
    before = duckdb.sql(f"SELECT * FROM '{place}/events.parquet'").fetchall()
    with translation.override("en"):
        writing.write_forms(place, lambda: None)
    groups = duckdb.sql(f"SELECT DISTINCT row_group_id FROM parquet_metadata('{place}/events.parquet')").fetchall()

    assert len(groups) == len(before)
    assert len(before) < GROUP
    assert duckdb.sql(f"SELECT * FROM '{place}/events.parquet'").fetchall() == before


def test_entities_are_of_schemas_that_follow_the_money_knows(dump) -> None:
    found = [orjson.loads(line) for line in lines(dump, "entities.ftm.jsonl.gz")]

    assert [fault for entity in found for fault in faults(entity)] == []
    ids = [entity["id"] for entity in found]
    assert len(ids) == len(set(ids))
    named = {
        value
        for entity in found
        for name in ("owner", "asset", "subject", "object", "involved", "document", "entity")
        for value in entity["properties"].get(name, [])
    }
    assert named <= set(ids), "Each entity that another names is there."


def test_entity_of_an_allegation_has_its_status_and_the_answer_beside_it(dump) -> None:
    found = [orjson.loads(line) for line in lines(dump, "entities.ftm.jsonl.gz")]
    allegations = [each for each in found if each["properties"].get("keywords") == ["allegation"]]

    assert allegations
    for allegation in allegations:
        (told,) = allegation["properties"]["description"]
        assert "alleged" in told
        assert "It is not known whether" in told or "Acme" in told or ":" in told.splitlines()[-1]


def test_same_record_gives_the_same_bytes(made, dump) -> None:
    """But for the moment at which a dump was made."""
    Dump.objects.update(state="gone")
    again = made()

    assert again.pk != dump.pk
    told = {file["name"]: file["sha256"] for file in dump.files}
    for file in again.files:
        if file["name"] not in ("datapackage.json", "LICENSE.txt"):
            assert file["sha256"] == told[file["name"]], file["name"]
