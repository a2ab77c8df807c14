"""The programs that are compared, each under granian with one worker on a port of loopback."""

import contextlib
import http.client
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench import client
from tests.bench.database import PLACE, environ
from tracker.launch import processes
from tracker.launch.environment import ROOT

FIRST_PORT = 8140
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
def all_served(url: str) -> Iterator[dict[str, Program]]:
    with contextlib.ExitStack() as stack:
        yield {name: stack.enter_context(_served(name, FIRST_PORT + place, url)) for place, name in enumerate(PROGRAMS)}


@contextlib.contextmanager
def _served(name: str, port: int, url: str) -> Iterator[Program]:
    module, variables = PROGRAMS[name]
    place = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-access-log"]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning", *place, module]
    with (PLACE / f"{name.replace(' ', '-')}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environ(url, **variables), stdout=log, stderr=log)
    try:
        if not processes.wait_until(lambda: process.poll() is not None or _answers(port), 30) or process.poll():
            raise SystemExit(f"The program “{name}” did not start: see {log.name}")
        yield Program(name, port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        return bool(client.fetch(port, "/healthz")[0])
    return False
