"""Writers, a reader and followers at once, with kills: nothing missed, nothing twice, nothing that was not published.

Some seconds long; FAULT_SECONDS=600 makes it ten minutes (docs/kills.md).
"""

import json
import os
import pickle
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.db.transaction import atomic
from django.test import Client

from companies.models import Company
from events.models import Incident
from events.record import verify
from events.record.models import Publication
from events.timeline.publishing import render_due
from events.timeline.rebuild import SUBJECTS
from events.timeline.tasks import render_again
from tests.events.record.guards import run
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, SourceFactory, UserFactory, published
from tracker.accounts.models import Role

SECONDS = float(os.environ.get("FAULT_SECONDS", "8"))
LONGEST = 60
DRAFT, ABANDONED = "zzdraft", "zzabandoned"
READ = ("events/?limit=100", "companies/", "publications/?limit=1000", "changes/?limit=1000")

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


class Process:
    """A fork that does one thing again and again until it is killed. What it has to say it writes to a file."""

    def __init__(self, step: Callable[[], None]) -> None:
        connections.close_all()  # a connection must not be in two processes
        self.step = step
        self.pid = os.fork()
        if self.pid == 0:
            try:
                random.seed(os.getpid())
                while not Path(os.environ["ENOUGH"]).exists():
                    step()
                os._exit(0)
            except BaseException as ended:
                note(Path(os.environ["FAULTS"]), f"{type(ended).__name__}: {ended}")
            finally:
                os._exit(1)

    def end(self) -> None:
        """After its step: who is not killed has nothing to do twice."""
        Path(os.environ["ENOUGH"]).touch()
        os.waitpid(self.pid, 0)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def note(path: Path, line: str) -> None:
    """One write: a line is there whole or not at all."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, line.encode() + b"\n")
    os.close(handle)


def noted(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def publish_something(acknowledged: Path) -> None:
    """A new affair, or something else of an old one; now and then it is taken back before it is committed."""
    reviewer = UserFactory(username=f"r{time.time_ns()}", role=Role.REVIEWER)
    chance = random.random()  # noqa: S311
    if chance < 0.15:
        abandon(reviewer)
    elif chance < 0.3:
        Company.objects.filter(pk=1).update(name=f"Name {time.time_ns()}")
        note(acknowledged, str(publish_new(reviewer)))
    elif chance < 0.4 and (incident := Incident.objects.filter(status="published").order_by("?").first()):
        note(acknowledged, str(published(incident, reviewer, kind="retraction", note="A mistake.").number))
    else:
        note(acknowledged, str(publish_new(reviewer)))


def publish_new(reviewer) -> int:
    incident = IncidentFactory(author=UserFactory(username=f"a{time.time_ns()}"))
    source = SourceFactory(url=f"https://news.example/{time.time_ns()}")
    for _ in range(2):
        EventFactory(incident=incident, company=Company.objects.get(pk=1), source=source)
    IncidentFactory(author=incident.author, title=DRAFT)
    return published(incident, reviewer).number


def abandon(reviewer) -> None:
    with atomic():
        incident = IncidentFactory(author=UserFactory(username=f"a{time.time_ns()}"), title=ABANDONED)
        EventFactory(incident=incident, source=SourceFactory(url=f"https://news.example/{time.time_ns()}"))
        published(incident, reviewer)
        if random.random() < 0.5:  # noqa: S311
            run("SELECT pg_terminate_backend(pg_backend_pid())")
        raise Abandoned


class Abandoned(Exception):
    """A writer changed its mind after it had published, and before it had committed."""


def write(acknowledged: Path) -> None:
    try:
        publish_something(acknowledged)
    except Exception as failed:
        connections.close_all()
        note(acknowledged.with_suffix(".failed"), type(failed).__name__)
    time.sleep(random.uniform(0, 0.2))  # noqa: S311


def render() -> None:
    render_due(batch=1)
    time.sleep(0.05)


def read(seen: Path) -> None:
    """Whatever is public, and whether it holds a word that never was."""
    for address in READ:
        answer = Client().get(f"/api/v1/{address}")
        assert answer.status_code == 200, answer.content
        for word in (DRAFT, ABANDONED):
            assert word.encode() not in answer.content, f"{word} at {address}"
    note(seen, "read")
    time.sleep(0.1)


class Follower:
    """Keeps its copy and its place in one file, written whole, so that it can be killed at any moment."""

    def __init__(self, place: Path, pages: Path) -> None:
        self.place, self.pages = place, pages

    def step(self) -> None:
        copy, address = self.kept()
        parts = urlsplit(address)
        answer = Client().get(f"{parts.path}?{parts.query.split('&')[0]}&limit={random.randint(1, 20)}&wait=1")  # noqa: S311
        assert answer.status_code == 200, answer.content
        page = json.loads(answer.content)
        for change in page["results"]:
            assert DRAFT not in str(change)
            assert ABANDONED not in str(change)
            copy[change["type"], change["id"]] = change.get("body")
            note(self.pages, f"{change['position']} {change['type']} {change['id']}")
        self.keep(copy, page["next"])

    def kept(self) -> tuple[dict, str]:
        if not self.place.exists():
            return {}, "/api/v1/changes/?after=0"
        return pickle.loads(self.place.read_bytes())  # noqa: S301  our own

    def keep(self, copy: dict, address: str) -> None:
        fresh = self.place.with_suffix(".new")
        fresh.write_bytes(pickle.dumps((copy, address)))
        fresh.replace(self.place)

    def catch_up(self) -> dict:
        """What it holds when nothing more comes; without what was taken back."""
        while True:
            before = self.kept()[1]
            self.step()
            if self.kept()[1] == before:
                return {subject: body for subject, body in self.kept()[0].items() if body}


def not_enough(acknowledged: Path) -> bool:
    """Whether the machine was too busy for anything to be told."""
    return len(noted(acknowledged)) < 4


def dump() -> dict:
    return {
        (str(kind), row.number): json.loads(row.body)
        for kind, table in SUBJECTS.items()
        for row in table.objects.filter(state="live")
    }


def test_writers_a_reader_and_followers_at_once_with_kills(committed_db, tmp_path, monkeypatch):
    monkeypatch.setenv("FAULTS", str(tmp_path / "faults"))
    monkeypatch.setenv("ENOUGH", str(tmp_path / "enough"))
    acknowledged, seen = tmp_path / "acknowledged", tmp_path / "seen"
    CompanyFactory(pk=1)
    steady = Follower(tmp_path / "steady", tmp_path / "steady.pages")
    killed = Follower(tmp_path / "killed", tmp_path / "killed.pages")
    spared = [Process(steady.step), Process(lambda: read(seen))]
    struck = [Process(step) for step in (lambda: write(acknowledged), lambda: write(acknowledged), render, killed.step)]
    kills, until = 0, time.monotonic() + SECONDS
    try:
        while time.monotonic() < until or (not_enough(acknowledged) and time.monotonic() < until + LONGEST):
            time.sleep(random.uniform(0.5, 3))  # noqa: S311
            place = random.randrange(len(struck))  # noqa: S311
            struck[place].kill()
            struck[place] = Process(struck[place].step)
            kills += 1
    finally:
        for process in struck:
            process.kill()
        for process in spared:
            process.end()
    run("UPDATE timeline_renderingdue SET leased_until = NULL")
    render_again()

    there = dump()
    assert noted(tmp_path / "faults") == []
    assert steady.catch_up() == there
    assert killed.catch_up() == there
    pages = noted(steady.pages)
    assert len(pages) == len(set(pages)), "a change was told twice to one who was not killed"
    numbers = list(Publication.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert {int(number) for number in noted(acknowledged)} <= set(numbers)
    assert not not_enough(acknowledged)
    assert noted(seen)
    assert list(verify.faults()) == []
    failed = len(noted(acknowledged.with_suffix(".failed")))
    print(  # noqa: T201  the figures of a long run
        f"{SECONDS:.0f} s, {kills} kills, {failed} writers failed, {len(numbers)} publications "
        f"({len(noted(acknowledged))} acknowledged), {len(pages)} changes told, {len(there)} live bodies, "
        f"{len(noted(seen))} rounds of reading"
    )
