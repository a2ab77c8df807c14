"""A client that openapi-python-client makes of our description, without a warning, and that works with our server."""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import orjson
import pytest

from api.public.front import _description

PROGRAMS = Path(sys.executable).parent


@pytest.fixture
def client(tmp_path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The package that was made."""
    (tmp_path / "schema.json").write_bytes(_description())
    words = ["generate", "--path", "schema.json", "--output-path", "made_client", "--meta", "none", "--fail-on-warning"]
    environ = os.environ | {"PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}  # it formats what it makes
    ran = subprocess.run(
        [PROGRAMS / "openapi-python-client", *words], cwd=tmp_path, env=environ, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "arning" not in ran.stdout + ran.stderr
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("made_client")


def operation(path: str) -> ModuleType:
    return importlib.import_module(f"made_client.api.{path}")


def test_a_client_that_was_made_of_the_description_works(client, site) -> None:
    models = importlib.import_module("made_client.models")
    with client.Client(base_url=site) as at:
        company = operation("companies.company").sync(1, client=at)
        timeline = operation("companies.company_timeline").sync(1, client=at, limit=2)
        event = operation("events.event").sync(1, client=at)
        kinds = [models.EventsKindItem.ALLEGATION, models.EventsKindItem.STATEMENT]
        narrowed = operation("events.events").sync(client=at, kind=kinds, limit=100)
        replied = operation("allegations.allegations").sync(client=at)
        incident = operation("incidents.incident").sync(1, client=at)
        source = operation("sources.source").sync(1, client=at)
        publications = operation("publications.publications").sync(client=at)
        changes = operation("changes.changes").sync(client=at, limit=5)
        statistics = operation("statistics.statistics").sync(client=at)
        retracted = operation("incidents.incident").sync(4, client=at)
        nobody = operation("companies.company").sync(99, client=at)

    assert (type(company), company.name) == (models.Company, "Marlow")
    assert len(timeline.results) == 2
    assert type(event) is models.Event
    assert event.allegation.replies[0].company.id
    assert {each.kind.value for each in narrowed.results} == {"allegation", "statement"}
    assert all(each.allegation for each in replied.results)
    assert incident.title
    assert source.id == 1
    assert publications.results[0].number == 1
    assert changes.position
    assert statistics.companies > 3
    assert (type(retracted), retracted.status, retracted.reason) == (
        models.Problem,
        410,
        "The report confused two companies of one name.",
    )
    assert (type(nobody), nobody.status) == (models.Problem, 404)
    assert orjson.loads(_description())["openapi"] == "3.1.0"
