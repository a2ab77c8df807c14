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

WANTED = int(os.environ.get("FUZZING", "1200"))
"""So many requests at least, about, of both halves together."""
IS_LONG = "FUZZING" in os.environ
SEED = int(os.environ.get("FUZZING_SEED", "1"))
FLOOR = 0.3
ROOT = Path(__file__).parents[2]
CONFIG = """
continue-on-failure = true

[warnings]
display = [{warnings}]
fail-on = true
{rules}
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

OF_WHAT_IS_ALLOWED = {"missing_test_data", "validation_mismatch"}
"""Said of an operation of which nothing allowed was answered with 2xx. Where all is tried, that may be one request."""


class Tally:
    """The application, with a count of the statuses that it answers. What `aside` takes is not counted."""

    def __init__(self, application: Callable, aside: Callable[[str], Any] | None = None) -> None:
        self.application, self.aside = application, aside
        self.statuses: Counter[int] = Counter()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        if self.aside and environ["PATH_INFO"].startswith("/prepared/"):
            found = self.aside(environ["PATH_INFO"].removeprefix("/prepared/"))
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(found).encode()]

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
    """What was asked and answered. `requests` are those of operations (not those by a method that an address does not
    have, nor those that try a door without a key); `operations` are their statuses by operation. In mode `positive`
    all are such as the description allows. `statuses` are of whatever came to the server.
    """

    code: int = 0
    said: str = ""
    statuses: Counter[int] = field(default_factory=Counter)
    operations: dict[str, Counter[int]] = field(default_factory=dict)
    refusals: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return sum(sum(statuses.values()) for statuses in self.operations.values())

    def add(self, other: "Outcome") -> None:
        self.code, self.said = self.code or other.code, self.said if self.code else other.said
        self.statuses += other.statuses
        for mine, others in ((self.operations, other.operations), (self.refusals, other.refusals)):
            for label, counted in others.items():
                mine[label] = mine.get(label, Counter()) + counted


def share(statuses: Counter[int]) -> float:
    """Of 2xx."""
    return sum(times for status, times in statuses.items() if 200 <= status < 300) / max(sum(statuses.values()), 1)


@dataclass
class Fuzzer:
    """Schemathesis, with one description of ours. `known` are the values that exist, for the hooks."""

    tally: Tally
    document: dict[str, Any]
    hooks: str
    rules: str
    folder: Path
    known: dict[str, Any] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    runs: int = 0

    @property
    def operations(self) -> set[str]:
        return {f"{method.upper()} {path}" for path, each in self.document["paths"].items() for method in each}

    def run(self, *, mode: str, wanted: int) -> Outcome:
        """Asks so many, about; in a long run no fewer, with another seed each time."""
        outcome = self._run(mode, wanted)
        while IS_LONG and outcome.requests < wanted and not outcome.code:
            outcome.add(self._run(mode, wanted - outcome.requests))
        return outcome

    def _run(self, mode: str, wanted: int) -> Outcome:
        each = min(max(round(wanted / len(self.operations)), 2 if mode == "positive" else 1), 400)
        phases = "examples,coverage,fuzzing,stateful" if IS_LONG else "fuzzing,stateful"
        if mode == "positive" and not IS_LONG:  # every example is allowed, and needs to be asked once
            phases = f"examples,{phases}"
        places = {name: self.folder / f"{name}.json" for name in ("openapi", "known", "tally")}
        places["openapi"].write_text(json.dumps(self.document))
        places["known"].write_text(json.dumps(self.known))
        places["tally"].unlink(missing_ok=True)
        config = self.folder / "schemathesis.toml"
        warnings = [name for name in WARNINGS if mode == "positive" or name not in OF_WHAT_IS_ALLOWED]
        config.write_text(CONFIG.format(warnings=", ".join(map(json.dumps, warnings)), rules=self.rules))
        before, self.runs = Counter(self.tally.statuses), self.runs + 1
        with serving(self.tally) as address:
            ran = subprocess.run(
                [
                    *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
                    *(f"--config-file={config}", "run", str(places["openapi"]), "--url", address),
                    *("--seed", str(SEED * 1000 + self.runs), "--generation-database", "none", "--no-color"),
                    *("--no-shrink", "--request-timeout", "60", "--phases", phases),
                    *("--mode", mode, "--max-examples", str(each), *self.options),
                ],
                cwd=self.folder,
                env=os.environ
                | {
                    "SCHEMATHESIS_HOOKS": f"tests.faults.{self.hooks}",
                    "PYTHONPATH": str(ROOT),
                    "FUZZ_ADDRESS": address,
                    "FUZZ_AS_DRAWN": "0.1" if IS_LONG else "0",
                    "FUZZ_KNOWN": str(places["known"]),
                    "FUZZ_TALLY": str(places["tally"]),
                },
                capture_output=True,
                text=True,
                check=False,
            )
        said = ran.stdout[-30_000:] + ran.stderr[-3_000:]
        counted = json.loads(places["tally"].read_text()) if places["tally"].exists() else {}
        statuses = {
            label: Counter({int(status): times for status, times in each.items()})
            for label, each in counted.get("statuses", {}).items()
        }
        refusals = {label: Counter(each) for label, each in counted.get("refusals", {}).items()}
        return Outcome(ran.returncode, said, self.tally.statuses - before, statuses, refusals)
