"""The programs that are compared, each under granian with one worker on a free port of loopback."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench import client
from tests.bench.database import environ
from tracker.launch import processes
from tracker.launch.environment import ROOT

PROGRAMS = {
    "product": ("tracker.wsgi:application", {}),
    "product again": ("tracker.wsgi:application", {}),
    "bare": ("tests.bench.programs.bare:application", {}),
    "plain": (
        "tests.bench.programs.plain:application",
        {"DJANGO_SETTINGS_MODULE": "tests.bench.programs.plain_settings"},
    ),
}


@dataclass(frozen=True)
class Program:
    name: str
    port: int
    pid: int

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        return client.fetch(self.port, path, headers)


@contextlib.contextmanager
def served(url: str, *, names: Iterable[str] = PROGRAMS, logs: Path) -> Iterator[dict[str, Program]]:
    """Programs on the database of `url`, all of them answering."""
    with contextlib.ExitStack() as stack:
        programs = {name: stack.enter_context(_started(name, url, logs)) for name in names}
        for program in programs.values():
            _wait_for(program, logs)
        yield programs


@contextlib.contextmanager
def served_datasette(folder: Path, *, logs: Path) -> Iterator[Program]:
    """Datasette with all that lies in the folder."""
    module, variables = "tests.bench.programs.datasette:application", {"ANSWERABLE_BENCH_SERVED": str(folder)}
    with _running("datasette", module, {**os.environ, **variables}, logs, interface="asgi") as program:
        _wait_for(program, logs)
        yield program


@contextlib.contextmanager
def _started(name: str, url: str, logs: Path) -> Iterator[Program]:
    module, variables = PROGRAMS[name]
    with _running(name, module, environ(url, **variables), logs) as program:
        yield program


@contextlib.contextmanager
def _running(
    name: str, module: str, variables: dict[str, str], logs: Path, *, interface: str = "wsgi"
) -> Iterator[Program]:
    port = _free_port()
    place = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-access-log"]
    command = [sys.executable, "-m", "granian", "--interface", interface, "--log-level", "warning", *place, module]
    with (logs / f"{name.replace(' ', '-')}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=log, stderr=log)
    try:
        yield Program(name, port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(program: Program, logs: Path) -> None:
    def is_settled() -> bool:
        return processes.birth(program.pid) is None or _answers(program)

    if not processes.wait_until(is_settled, 60) or not _answers(program):
        raise SystemExit(f"The program “{program.name}” did not start: see {logs}")


def _answers(program: Program) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        return bool(program.get("/healthz")[0])
    return False
