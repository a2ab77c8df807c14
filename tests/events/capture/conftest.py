"""A stranger's server that may be fetched from, a data directory of the test's own, and no broker."""

from collections.abc import Iterator

import pytest

from events.capture import extraction, job
from events.capture.reading import Unreadable, documents
from tests.events.capture.servers import Stranger, serving


@pytest.fixture
def stranger(settings) -> Iterator[Stranger]:
    with serving(Stranger()) as server:
        settings.CAPTURE_ALLOWED_SERVERS = [server.place]
        yield server


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def rings(monkeypatch) -> list[None]:
    """How often the worker was rung."""
    heard: list[None] = []
    monkeypatch.setattr(job, "ring", lambda: heard.append(None))
    return heard


@pytest.fixture
def reading_here(monkeypatch) -> None:
    """Documents of our own are read in this process, which saves the start of a child for each."""

    def read(content: bytes, content_type: str, address: str) -> dict:
        try:
            return documents.read(content, content_type, address)
        except Unreadable as refusal:
            return {"refused": refusal.code}

    monkeypatch.setattr(extraction, "_asked_of_child", read)
