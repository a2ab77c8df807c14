"""A real worker, its clock and a real broker are killed while people add articles and import files.

Nothing is lost, nothing is doubled, nothing is there by half. In its whole size it takes minutes:
`KILLS_CAPTURES=200 KILLS_IMPORTS=20 KILLS_ROUNDS=4 .venv/bin/pytest -s tests/faults/test_killed_worker_and_broker.py`.
"""

import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.db import connection
from django.test import Client
from django.urls import reverse
from kombu import pools

from events.capture import job, warc
from events.desk.imports import jobs, spellings
from events.desk.imports.models import JOBS, Import, State, Tie
from events.desk.imports.staging import stage_file
from events.models import Batch, Capture, CaptureState, Citation, Event, Incident, Participant, Source
from tests.events.capture.servers import Stranger, response, serving
from tests.factories import UserFactory
from tests.faults.test_killed_publisher import wait_until_alone
from tracker.accounts.models import User
from tracker.launch import broker, environment, processes
from tracker.launch.supervisor import Part
from tracker.launch.trouble import Trouble

CAPTURES, IMPORTS, ROUNDS = (
    int(os.environ.get(f"KILLS_{name}", few)) for name, few in (("CAPTURES", 20), ("IMPORTS", 2), ("ROUNDS", 1))
)
ROWS = 520  # so many are a job
LONGEST = 240 + 10 * CAPTURES
FAREWELL = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
DECK = ["worker", "child", "child", "clock", "broker", "broker emptied"]


# --- The house: broker, worker and clock, each started again by somebody soon after it died ---


class House:
    """The parts as `make run` starts them, for the tests' database; `kills` counts them by kind."""

    def __init__(self, place: Path, articles: str) -> None:
        self.place, self.chance, self.kills = place, random.Random(11), Counter()  # noqa: S311
        self.said_before, self.gave_up = 0, Counter()
        self.socket = place / "broker.sock"
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        self.environ = {
            **os.environ,
            "DATABASE_URL": database,
            "PUBLIC_DATABASE_URL": database,
            "CELERY_BROKER_URL": broker.url(self.socket),
            "ANSWERABLE_DATA": str(place),
            "CAPTURE_ALLOWED_SERVERS": articles,
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
        }
        (place / "broker").mkdir()
        self.broker = self._part("broker", broker.command(data=place / "broker", at=self.socket))
        self.broker.is_ready = lambda: broker.is_ready(self.socket)
        self.worker = self._part("worker", self._celery("worker", "--concurrency", "2", "--loglevel", "info"))
        self.clock = self._part("clock", self._celery("beat", "--pidfile=", "--loglevel", "info"))

    def _celery(self, *words: str) -> list[str]:
        return [str(environment.PYTHON), "-m", "celery", "-A", "tests.faults.hurried:app", *words]

    def _part(self, name: str, command: list[str]) -> Part:
        log = self.place / f"{name}.log"
        options = {"cwd": environment.ROOT}
        return Part(name, name, command, self.environ, log, lambda: True, FAREWELL, options=options)

    @property
    def parts(self) -> list[Part]:
        return [self.broker, self.worker, self.clock]

    def start(self, *parts: Part) -> None:
        for part in parts:
            self.spawn(part)
            assert processes.wait_until(part.is_ready, 60), part.last_words()

    def tend(self) -> None:
        """Starts again what is due. A worker may give up by itself when its broker goes, as the supervisor knows."""
        for part in self.parts:
            if part.process and part.has_died():
                self.gave_up[part.name] += 1
                part.bury()
            if part.due is not None and time.monotonic() >= part.due:
                self.spawn(part)

    def spawn(self, part: Part) -> None:
        if part is self.worker and part.log.exists():
            self.said_before = part.log.stat().st_size
        part.spawn()

    @property
    def worker_is_up(self) -> bool:
        return self.worker.process is not None and b" ready." in self.worker.log.read_bytes()[self.said_before :]

    def kill(self, kind: str) -> bool:
        """At once and without a word. False where it is down already: its time will come."""
        part = {"worker": self.worker, "child": self.worker, "clock": self.clock}.get(kind, self.broker)
        if not part.process or (kind == "child" and not children_of(part.process.pid)):
            return False
        if kind == "child":
            os.kill(self.chance.choice(children_of(part.process.pid)), signal.SIGKILL)
        else:
            os.killpg(part.process.pid, signal.SIGKILL)  # it leads a session of its own
            part.process.wait()
            part.process, part.due = None, time.monotonic() + self.chance.uniform(0, 3)
        if kind == "broker emptied":
            shutil.rmtree(self.place / "broker")
            (self.place / "broker").mkdir()
        self.kills[kind] += 1
        return True

    def stop(self) -> None:
        for part in reversed(self.parts):
            part.end()


def children_of(pid: int) -> list[int]:
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [[int(word) for word in line.split()] for line in told.splitlines()]
    return sorted(child for child, parent in pairs if parent == pid)


@pytest.fixture
def articles() -> Iterator[Stranger]:
    with serving(Stranger()) as server:
        for number in range(CAPTURES):
            server.pages[f"/{number}"] = slowly(response(article(number)))
        yield server


def article(number: int) -> bytes:
    words = "".join(f"<p>This is what paragraph {n} of article {number} tells its readers. </p>" for n in range(12))
    title = f"<title>Title of article {number}</title>"
    return f'<!doctype html><html lang="en"><head>{title}</head><body><article>{words}</article></body></html>'.encode()


def slowly(answer: bytes) -> Callable:
    def page(line, _asked: bytes) -> None:
        time.sleep(0.2)
        line.sendall(answer)

    return page


@pytest.fixture
def house(committed_db, articles, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Nothing of it runs yet. Its folder lies where the path of a socket is short enough."""
    place = Path(os.environ["ANSWERABLE_DATA"]) / "kills"
    place.mkdir()
    settings.DATA_DIR, settings.CAPTURE_ALLOWED_SERVERS = place, [articles.place]
    try:
        house = House(place, articles.place)
    except Trouble as trouble:
        shutil.rmtree(place)
        pytest.skip(f"nothing was killed: {trouble}")
    monkeypatch.setenv("CELERY_BROKER_URL", house.environ["CELERY_BROKER_URL"])  # the people's side rings it, too
    monkeypatch.setattr(current_app, "_pool", None)
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
    yield house
    house.stop()
    pools.reset()
    wait_until_alone()
    shutil.rmtree(place)


# --- The people: they add and import, whatever runs at the moment ---


@dataclass
class People:
    """Each `act` is one thing that somebody does; what has to come first is waited for."""

    by: User
    articles: Stranger
    chance: random.Random
    added: list[str] = field(default_factory=list)
    staged: list[int] = field(default_factory=list)
    slowest: float = 0.0

    def __post_init__(self) -> None:
        self.client = Client()
        self.client.force_login(self.by)

    def act(self) -> None:
        began = time.monotonic()
        to_apply = Import.objects.filter(state=State.CHECKED).order_by("pk").first()
        if to_apply:
            spellings.decide_rest_as_new(to_apply)
            jobs.start_applying(to_apply)
        elif len(self.staged) * CAPTURES < len(self.added) * IMPORTS:
            self._import()
        elif len(self.added) < CAPTURES:
            self._add()
        self.slowest = max(self.slowest, time.monotonic() - began)

    def _add(self) -> None:
        """By its link; and now and then somebody presses twice."""
        address = self.articles.address(f"/{len(self.added)}")
        for _time in range(self.chance.choice([1, 1, 2])):
            answer = self.client.post(reverse("admin:desk_add"), {"typed": address})
            assert answer.status_code == 302, answer
        self.added.append(address)

    def _import(self) -> None:
        number = len(self.staged)
        cited = self.articles.address("/cited")
        rows = "".join(
            f"{n},2016-0{n % 9 + 1},Event {n} of {number},Company {number}-{n % 7},{cited}/{n % 20}\n"
            for n in range(ROWS)
        )
        content = io.BytesIO(f"id,date,title,company,source\n{rows}".encode())
        staged = stage_file(name=f"list {number}.csv", stream=content, by=self.by)
        jobs.start_checking(staged)
        self.staged.append(staged.pk)

    @property
    def have_all(self) -> bool:
        return len(self.added) == CAPTURES and len(self.staged) == IMPORTS


def is_idle() -> bool:
    """Whether nothing happens until somebody does something: a checked import waits for its person."""
    open_captures = Capture.objects.filter(state__in=job.OPEN)
    return not open_captures.exists() and not Import.objects.filter(state__in=JOBS).exists()


def is_at_rest() -> bool:
    return is_idle() and not Import.objects.filter(state=State.CHECKED).exists()


def is_under_way() -> bool:
    claimed = Import.objects.filter(state__in=JOBS, token__isnull=False)
    return Capture.objects.filter(state=CaptureState.FETCHING).exists() or claimed.exists()


def work_with_kills(house: House, people: People) -> None:
    """Every kind of kill in turn, shuffled; then in peace until everything rests. People do not run ahead of it."""
    deck = [kind for _time in range(ROUNDS) for kind in house.chance.sample(DECK, len(DECK))]
    dealt, until, kill_at = 0, time.monotonic() + LONGEST, 0.0
    while dealt < len(deck) or not (people.have_all and is_at_rest()):
        assert time.monotonic() < until, f"it does not come to rest: {standing()} {house.worker.last_words()}"
        house.tend()
        if is_idle() or len(people.added) * len(deck) <= dealt * CAPTURES:
            people.act()
        due = dealt < len(deck) and time.monotonic() > kill_at
        if due and house.worker_is_up and (is_under_way() or people.have_all) and house.kill(deck[dealt]):
            dealt, kill_at = dealt + 1, time.monotonic() + house.chance.uniform(0.5, 4)
        time.sleep(house.chance.uniform(0.05, 0.4))


def standing() -> dict:
    captures, imports = (Counter(model.objects.values_list("state", flat=True)) for model in (Capture, Import))
    return {"captures": dict(captures), "imports": dict(imports)}


# --- What must hold at the end ---


def test_kills_lose_nothing_and_double_nothing(house, articles):
    people = People(UserFactory(), articles, house.chance)
    began = time.monotonic()
    house.start(*house.parts)
    work_with_kills(house, people)
    took = time.monotonic() - began
    house.stop()
    wait_until_alone()
    fetched = len([asked for asked in articles.requests if b"GET /cited" not in asked])
    tell(f"{CAPTURES} captures, {IMPORTS} imports of {ROWS} rows in {took:.0f} s: {standing()}")
    tell(f"killed: {dict(house.kills)}; gave up when its broker went: {dict(house.gave_up)}")
    tell(f"{fetched - CAPTURES} pages fetched again; nobody waited longer than {people.slowest:.1f} s")
    assert all(house.kills[kind] for kind in DECK)
    assert_captures_are_whole(people)
    assert_imports_are_whole(people)


def tell(line: str) -> None:
    """The figures, for whoever runs it with `-s`."""
    sys.stdout.write(f"{line}\n")


def assert_captures_are_whole(people: People) -> None:
    kept = Capture.objects.filter(state=CaptureState.KEPT, address__in=people.added)
    assert Counter(kept.values_list("address", flat=True)) == Counter(people.added)
    assert Capture.objects.count() == CAPTURES
    for capture in kept.select_related("source"):
        number = capture.address.rpartition("/")[2]
        assert f"of article {number} tells" in capture.text
        assert (capture.source.title, capture.source.version) == (f"Title of article {number}", 2)  # filled once
        assert warc.hashlib.sha256(warc.path_of(capture.warc).read_bytes()).hexdigest() == capture.warc_sha256
    for file in warc.folder().iterdir():
        os.utime(file, (1, 1))  # what the killed have left is swept when it is old
    warc.sweep()
    assert {f"captures/{file.name}" for file in warc.folder().iterdir()} == set(kept.values_list("warc", flat=True))


def assert_imports_are_whole(people: People) -> None:
    imports = Import.objects.all()
    assert [each.pk for each in imports.order_by("pk")] == people.staged
    assert {(each.state, each.token, each.done) for each in imports} == {(State.APPLIED, None, ROWS)}
    batches = Batch.objects.all()
    assert {each.batch_id for each in imports} == {each.pk for each in batches}
    assert [each.incidents.count() for each in batches] == [ROWS] * IMPORTS
    assert [each.objects.count() for each in (Incident, Event, Participant, Citation)] == [ROWS * IMPORTS] * 4
    assert Tie.objects.filter(subject="event").count() == ROWS * IMPORTS
    titles = Counter(Event.objects.values_list("title", flat=True))
    assert len(titles) == ROWS * IMPORTS, titles.most_common(3)
    assert Source.objects.count() == CAPTURES + 20


def test_without_the_clock_a_capture_is_lost_until_it_ticks_again(house, articles):
    """The control: kills do lose what only the broker knew, and it is the clock's sweep that finds it again."""
    people = People(UserFactory(), articles, house.chance)
    house.start(house.broker)
    while len(people.added) < 6:
        people._add()
    house.start(house.worker)
    fetching = Capture.objects.filter(state=CaptureState.FETCHING)
    assert processes.wait_until(fetching.exists, 60), house.worker.last_words()
    house.kill("worker")
    house.kill("broker emptied")
    left = Capture.objects.filter(state__in=job.OPEN).count()
    assert left
    house.start(house.broker, house.worker)
    assert not processes.wait_until(lambda: Capture.objects.filter(state__in=job.OPEN).count() < left, 20)
    house.start(house.clock)
    assert processes.wait_until(is_at_rest, 60), (standing(), house.worker.last_words())
    assert Counter(Capture.objects.values_list("address", "state")) == Counter((each, "kept") for each in people.added)


def test_a_broker_that_is_gone_costs_a_line_in_the_log(house, caplog):
    """Nobody's request fails or waits for it, and no page of traceback is written for each of them."""
    job.ring()
    jobs._ring()
    assert caplog.messages == [
        "The broker cannot be reached: captures are left to the clock.",
        "The broker cannot be reached: imports are left to the clock.",
    ]
