"""A stranger's server that may be fetched from, a data directory of the test's own, and no broker."""

from collections.abc import Iterator

import pytest

from events.capture import job
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
