"""A simple client in a process of its own: one connection, kept alive, one request after the other.

Reads one order a line (JSON, as `Client.request` writes it), answers with one line (JSON, the fields of `Answered`).
"""

import http.client
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import count, cycle
from statistics import median
from typing import Self

from tracker.launch.environment import ROOT


@dataclass(frozen=True)
class Answered:
    requests: int
    seconds: float
    status: int
    latency: float
    """The median, in seconds."""
    late: float
    """That of which one in a hundred takes longer."""


class Client:
    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.bench.client"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, cwd=ROOT, **pipes)
        return self

    def __exit__(self, *trouble: object) -> None:
        self.process.communicate(timeout=10)  # it ends with its input

    def request(
        self, port: int, paths: tuple[str, ...], *, headers: dict[str, str], seconds: float, fresh: bool
    ) -> Answered:
        """As many requests as fit into `seconds`, at least five, for one path after the other and round again.

        `fresh` ones no server has met before.
        """
        order = {"port": port, "paths": paths, "headers": headers, "seconds": seconds, "fresh": fresh}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return Answered(**json.loads(self.process.stdout.readline()))


def host_of(number: int) -> str:
    """A name of this host that is not used again soon: what a server keeps for one it cannot send to another."""
    return f"127.0.0.1:{number % 65_535 + 1}"


def fetch(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """One request; status, headers with names in lower case, and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    found = answer.status, told, answer.read()
    connection.close()
    return found


def _obey(order: dict) -> Answered:
    connection = http.client.HTTPConnection("127.0.0.1", order["port"], timeout=60)
    numbers = count(time.time_ns())
    paths = cycle(order["paths"])
    times: list[float] = []
    begun = now = time.perf_counter()
    while now - begun < order["seconds"] or len(times) < 5:
        host = {"Host": host_of(next(numbers))} if order["fresh"] else {}
        connection.request("GET", next(paths), headers=order["headers"] | host)
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - now)
        now = time.perf_counter()
    connection.close()
    late = sorted(times)[len(times) * 99 // 100]
    return Answered(len(times), now - begun, answer.status, median(times), late)


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(vars(_obey(json.loads(line)))) + "\n")
        sys.stdout.flush()
