"""Requests that nobody would think of, made from our own description of the read API (Schemathesis).

A modest number of them by default; `FUZZING=50000` asks for that many, about. Every phase, stateful too; no
answer is a 5xx, and none is one that the description does not know. Its warnings fail nothing
yet: of the filters drawn together at random most are refused, so fewer than 30 % of the answers are 2xx.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.wsgi import get_wsgi_application
from django.db import connections

from api.public.schema import description
from events.record.models import Subject
from events.timeline.tasks import render_again
from tests.events.site import affairs

CONFIG = """
continue-on-failure = true

[dictionaries.numbers]
values = {numbers}

[parameters]
# Numbers that are there, most of the time: nobody hits on one by drawing from two thousand million.
number = {{ dictionary = "numbers", probability = 0.9 }}
version = {{ dictionary = "numbers", probability = 0.5 }}
wait = 0  # whoever waits holds up all others here

[checks.positive_data_acceptance]
# A description cannot say that a topic is unknown, or that one parameter needs another: such a refusal is right.
expected-statuses = ["2xx", "3xx", 400, 404, 406, 409, 410]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 404, 405, 406, 409, 410, 413, 414, 415, 422, 428, 429]
"""
WANTED = int(os.environ.get("FUZZING", "1000"))
SEED = os.environ.get("FUZZING_SEED", "1")
OPERATIONS = 40
"""About: each of them is asked so many times that the sum is near what is wanted."""


class Tally:
    """The application, with a count of the statuses that it answers."""

    def __init__(self, application: Callable) -> None:
        self.application = application
        self.statuses: Counter[int] = Counter()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        def start(status: str, *rest: object) -> Callable:
            self.statuses[int(status[:3])] += 1
            return start_response(status, *rest)

        return self.application(environ, start)


class Quiet(WSGIRequestHandler):
    def log_message(self, *words: object) -> None:
        """The tally says what was answered."""


def _serve(server: WSGIServer) -> None:
    """One request after the other, on one connection."""
    server.serve_forever()
    connections.close_all()


@contextmanager
def serving(tally: Tally) -> Iterator[str]:
    with WSGIServer(("127.0.0.1", 0), Quiet) as server:
        server.set_app(tally)
        thread = Thread(target=_serve, args=[server], daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def described(folder: Path) -> Path:
    """Our description, without `fields`: with it one subject says less than is described as always there."""
    document = deepcopy(description())
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["parameters"] = [each for each in operation["parameters"] if each["name"] != "fields"]
    place = folder / "openapi.json"
    place.write_text(json.dumps(document))
    return place


def test_no_request_surprises_the_read_api(committed_db, settings, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(render_again, "delay", lambda: None)  # no worker here
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    affairs.everything()
    numbers = sorted(set(Subject.objects.values_list("number", flat=True)))
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG.format(numbers=numbers))
    tally = Tally(get_wsgi_application())
    with serving(tally) as address:
        command = [
            sys.executable,
            "-c",
            "from schemathesis.cli import schemathesis; schemathesis()",
            f"--config-file={config}",
            "run",
        ]
        options = ["--seed", SEED, "--generation-database", "none", "--no-color", "--no-shrink", "--request-timeout=60"]
        size = ["--max-examples", str(max(WANTED // OPERATIONS // 2, 1))]
        place = [str(described(tmp_path)), "--url", address]
        fuzzing = subprocess.run(
            [*command, *place, *options, *size], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    said = fuzzing.stdout[-20_000:] + fuzzing.stderr[-2_000:]
    print(sum(tally.statuses.values()), dict(tally.statuses))  # noqa: T201  how many there were is the result
    assert not {status: times for status, times in tally.statuses.items() if status >= 500}, said
    assert fuzzing.returncode == 0, said
    assert sum(tally.statuses.values()) >= WANTED, said
