"""`make run` as a person meets it: an empty newsroom, killed in every way, still there at the next start."""

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import closing
from http.client import HTTPConnection

import psycopg
import pytest

from tracker.launch import postgres, processes
from tracker.launch.environment import ROOT


class Launched:
    """A running launcher and what it has said so far."""

    def __init__(self, data, port: int) -> None:
        self.data, self.said = data, ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tracker.launch", "run"],
            cwd=ROOT,
            env={**os.environ, "DATA_DIR": str(data), "PORT": str(port), "DEMO": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.said += line

    def until_it_says(self, pattern: str, seconds: float = 240) -> None:
        processes.wait_until(lambda: re.search(pattern, self.said) or self.process.poll() is not None, seconds)
        assert re.search(pattern, self.said), self.said

    def part(self, name: str) -> int:
        return json.loads((self.data / "run" / f"{name}.json").read_text())["pid"]

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        code = self.process.wait(60)
        self.reader.join()
        self.process.stdout.close()
        return code


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def launch(scratch, port):
    launched = []

    def launch() -> Launched:
        launched.append(Launched(scratch / "data", port))
        return launched[-1]

    yield launch
    for one in launched:
        if one.process.poll() is None:
            one.end(signal.SIGTERM)


def status(port: int) -> int | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status
    except OSError:
        return None


def packed(port: int, path: str) -> tuple[str, bytes]:
    """What is read at `path`, and how it came."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as browser:
        browser.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
        answer = browser.getresponse()
        return answer.headers["Content-Encoding"], answer.read()


def asked(data, question: str) -> list[tuple]:
    address = f"postgres://{postgres.NAME}@/{postgres.NAME}?host={data}/run/postgresql"
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute(question)
        return found.fetchall() if found.description else []


def test_an_empty_newsroom_survives_everything(launch, port, scratch):
    data = scratch / "data"
    first = launch()
    first.until_it_says("stop +Ctrl-C")
    assert re.search(rf"set up your newsroom .* http://127\.0\.0\.1:{port}/\S+", first.said)
    assert status(port) == 200
    encoding, page = packed(port, "/")
    sheets = re.findall(rb'href="(/static/site/answerable\.[0-9a-f]+\.css)"', gzip.decompress(page))
    assert [encoding, *(packed(port, sheet.decode())[0] for sheet in sheets)] == ["gzip", "gzip"]
    asked(data, "CREATE TABLE said AS SELECT 42 AS number")

    second = launch()
    assert second.process.wait(30) == 1
    second.reader.join()
    second.process.stdout.close()
    assert second.said.startswith(f"Answerable already runs from {data}: http://127.0.0.1:{port}, process ")

    killed = first.part("web")
    os.kill(killed, signal.SIGKILL)
    first.until_it_says("The web server was ended by SIGKILL: starting it again")
    assert processes.wait_until(lambda: first.part("web") != killed and status(port) == 200, 30)

    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    assert status(port) == 200  # its orphans still serve
    third = launch()
    third.until_it_says("stop +Ctrl-C")
    assert "Stopped what a killed start had left" in third.said
    assert asked(data, "SELECT number FROM said") == [(42,)]

    parts = [third.part(name) for name in ("postgresql", "broker", "web", "worker", "clock")]
    assert all(processes.birth(pid) for pid in parts)
    assert third.end(signal.SIGINT) == 0
    assert [processes.birth(pid) for pid in parts] == [None] * 5
    assert processes.marked(str(data)) == set()
    assert status(port) is None
