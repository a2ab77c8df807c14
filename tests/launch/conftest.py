"""A folder that PostgreSQL's account can reach, and processes that never outlive their test."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tracker.launch import postgres

Start = Callable[..., subprocess.Popen]


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Short and passable, unlike pytest's own: sockets have a longest path, and PostgreSQL another account."""
    folder = Path(tempfile.mkdtemp(prefix="answerable-launch-", dir="/tmp"))
    folder.chmod(0o711 if postgres.account().lent else 0o700)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a line of Python, or a command; whatever is left of it is killed in the end."""
    started = []

    def start(what: str | list[str], *, environ: dict[str, str] | None = None, **options: object) -> subprocess.Popen:
        command = [sys.executable, "-c", what] if isinstance(what, str) else what
        process = subprocess.Popen(command, env={**os.environ, **(environ or {})}, text=True, **options)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """As root nothing is forbidden; for this test we are nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture(autouse=True)
def no_named_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The launcher is tested with its own servers, whatever the machine's variables name."""
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "DATA_DIR", "PORT", "HOST", "DEMO"):
        for variable in (name, f"{name}_FILE"):
            with contextlib.suppress(KeyError):
                monkeypatch.delenv(variable)
