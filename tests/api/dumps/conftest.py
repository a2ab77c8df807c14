"""A record that is committed, because a dump is read in a transaction of its own, and a folder for its files."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from api.dumps import jobs, places
from api.dumps.models import Dump
from events.review import actions


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DUMPS_DIR = tmp_path / "dumps"
    monkeypatch.setattr(actions.render_again, "delay", lambda: None)  # no broker is asked
    return settings.DUMPS_DIR


@pytest.fixture
def made(committed_db) -> Callable[[], Dump]:
    """Makes a dump of what is public now."""

    def make() -> Dump:
        jobs.ask()
        jobs.work_off()
        return Dump.objects.standing().first()

    return make


@pytest.fixture
def reader(committed_db) -> Client:
    return Client()


def unpacked(dump: Dump, name: str) -> bytes:
    """What stands in a file of a dump."""
    content = places.path_of(dump.folder, name).read_bytes()
    return gzip.decompress(content) if name.endswith(".gz") else content
