"""How long it takes to publish an incident of ten events, in a database and in one a thousand times its size.

`python -m tests.bench.publishing` is the process of one database: for each line that it reads it writes a dossier,
hands it in, and times nothing but the publishing of it.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import Self

from tests.bench.database import Server, environ
from tests.bench.scale import EVENTS_AN_INCIDENT
from tracker.launch.environment import ROOT


@dataclass(frozen=True)
class Published:
    """Milliseconds: by the clock, and of CPU in Python."""

    wall: float
    cpu: float


class Desk:
    """The process of one database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.taken: list[Published] = []

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.bench.publishing"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environ(self.url), **pipes)
        return self

    def __exit__(self, *trouble: object) -> None:
        self.process.communicate(timeout=10)  # it ends with its input

    def publish(self) -> Published:
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return Published(**json.loads(self.process.stdout.readline()))

    def median(self) -> Published:
        return Published(median(each.wall for each in self.taken), median(each.cpu for each in self.taken))


def measured(server: Server, databases: dict[str, str], *, times: int) -> dict[str, Published]:
    """The median for each of the databases, by name; of each a copy is used, in turn, in both orders."""
    copies = {name: f"spoilt_{place}" for place, name in enumerate(databases)}
    for name, database in databases.items():
        server.copy(database, copies[name])
    try:
        return _alternated({name: Desk(server.url(copy)) for name, copy in copies.items()}, times)
    finally:
        for copy in copies.values():
            server.drop(copy)


def _alternated(desks: dict[str, Desk], times: int) -> dict[str, Published]:
    for desk in desks.values():
        desk.__enter__()
    try:
        for number in range(-3, times):
            for desk in desks.values() if number % 2 else reversed(desks.values()):
                published = desk.publish()
                if number >= 0:  # the first ones only warm it up
                    desk.taken.append(published)
        return {name: desk.median() for name, desk in desks.items()}
    finally:
        for desk in desks.values():
            desk.__exit__()


def _publish_one(number: int) -> Published:
    """The dossier is like any other of the generator, and names companies and sources that every scale has."""
    from events.review import actions  # noqa: PLC0415  Django is set up by now
    from tests.bench.dossier import written  # noqa: PLC0415  the same

    incident, author, reviewer = written(number)
    submission = actions.submit(incident=incident, by=author)
    begun, worked = time.perf_counter(), time.process_time()
    publication = actions.publish(incident=incident, by=reviewer, seen=submission.digest)
    wall, cpu = time.perf_counter() - begun, time.process_time() - worked
    events = publication.editions.filter(subject__kind="event").count()
    assert events == EVENTS_AN_INCIDENT, f"{events} events were published"
    return Published(1000 * wall, 1000 * cpu)


def _serve() -> None:
    for number, _line in enumerate(sys.stdin, start=1):
        sys.stdout.write(json.dumps(vars(_publish_one(number))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    _serve()
