"""Runs Schemathesis against our application on a port of its own, and counts what is answered to what.

The hooks that a half has (`likely_reads`, `likely_edits`) run in the process of Schemathesis; they tell it which values
exist, which no description can, and keep the count by operation.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.db import connections

WANTED = int(os.environ.get("FUZZING", "2000"))
"""So many requests at least, about, of both halves together."""
SEED = os.environ.get("FUZZING_SEED", "1")
FLOOR = 0.3
ROOT = Path(__file__).parents[2]
CONFIG = """
continue-on-failure = true

[warnings]
display = [{warnings}]
fail-on = true
low_valid_rate = {{ threshold = {floor} }}

[phases.coverage]
generate-duplicate-query-parameters = true
{more}
"""
WARNINGS = (
    "missing_auth",
    "missing_test_data",
    "base_url_mismatch",
    "validation_mismatch",
    "missing_deserializer",
    "unused_openapi_auth",
    "unsupported_regex",
    "method_not_allowed",
    "constants_extraction",
    "unmatched_filter",
    "unresolvable_reference",
    "rate_limited",
    "dictionary_mismatch",
    "timeout_units",
)


class Tally:
    """The application, with a count of the statuses that it answers. What `aside` takes is not counted."""

    def __init__(self, application: Callable, aside: Callable[[str], Any] | None = None) -> None:
        self.application, self.aside = application, aside
        self.statuses: Counter[int] = Counter()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        if self.aside and environ["PATH_INFO"].startswith("/prepared/"):
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(self.aside(environ["PATH_INFO"].removeprefix("/prepared/"))).encode()]

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


@dataclass
class Outcome:
    """What one run asked and was answered. `operations` are counts of statuses by operation, of the requests that
    the description allows; `all_operations` of all.
    """

    code: int
    said: str
    statuses: Counter[int]
    operations: dict[str, Counter[int]] = field(default_factory=dict)
    all_operations: dict[str, Counter[int]] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return sum(self.statuses.values())

    @property
    def server_errors(self) -> dict[int, int]:
        return {status: times for status, times in self.statuses.items() if status >= 500}


def share(statuses: Counter[int]) -> float:
    """Of 2xx."""
    return sum(times for status, times in statuses.items() if 200 <= status < 300) / max(sum(statuses.values()), 1)


def fuzz(
    tally: Tally,
    document: dict[str, Any],
    *,
    hooks: str,
    known: dict[str, Any],
    folder: Path,
    options: Iterable[str],
    more: str = "",
) -> Outcome:
    """One run of Schemathesis with a description of ours. `known` are the values that exist, for the hooks."""
    places = {name: folder / f"{name}.json" for name in ("openapi", "known", "tally")}
    places["openapi"].write_text(json.dumps(document))
    places["known"].write_text(json.dumps(known))
    config = folder / "schemathesis.toml"
    config.write_text(CONFIG.format(warnings=", ".join(map(json.dumps, WARNINGS)), floor=FLOOR, more=more))
    environ = os.environ | {
        "SCHEMATHESIS_HOOKS": f"tests.faults.{hooks}",
        "PYTHONPATH": str(ROOT),
        "FUZZ_KNOWN": str(places["known"]),
        "FUZZ_TALLY": str(places["tally"]),
    }
    before = Counter(tally.statuses)
    with serving(tally) as address:
        ran = subprocess.run(
            [
                *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
                *(f"--config-file={config}", "run", str(places["openapi"]), "--url", address),
                *("--seed", SEED, "--generation-database", "none", "--no-color", "--no-shrink"),
                *("--request-timeout", "60", *options),
            ],
            cwd=folder,
            env=environ | {"FUZZ_ADDRESS": address},
            capture_output=True,
            text=True,
            check=False,
        )
    said = ran.stdout[-30_000:] + ran.stderr[-3_000:]
    counted = json.loads(places["tally"].read_text()) if places["tally"].exists() else {}
    numbered = {
        name: {label: Counter({int(status): times for status, times in each.items()}) for label, each in counts.items()}
        for name, counts in counted.items()
    }
    return Outcome(
        ran.returncode, said, tally.statuses - before, numbered.get("positive", {}), numbered.get("all", {})
    )
