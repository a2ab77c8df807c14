"""Workers are killed while they fetch, and most rings are lost: nothing is lost, and nothing is kept twice."""

import os
import random
import signal
import time
from collections import Counter

import pytest
from django.db import connection, connections

from events.capture import job, warc
from events.models import Capture, Source
from tests.events.capture.servers import Stranger, response, serving
from tests.factories import SourceFactory, UserFactory

CAPTURES = 40
KILLS = 12
LONGEST = 120

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture
def stranger(settings, tmp_path, monkeypatch, committed_db):
    """Slow enough that a worker is killed in the middle. A lease runs out within a second, not within minutes."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(job, "LEASE", "1 second")
    monkeypatch.setattr(job, "MOST_LEASES", 1000)
    monkeypatch.setattr(job, "ring", lambda: None)  # every ring is lost: the broker is gone from the beginning
    monkeypatch.setattr(job.extraction, "_asked_of_child", read_here)
    with serving(Stranger()) as server:
        settings.CAPTURE_ALLOWED_SERVERS = [server.place]
        for number in range(CAPTURES):
            server.pages[f"/{number}"] = slowly(response(f"<p>The text of article {number}. </p>".encode() * 20))
        yield server


def read_here(content: bytes, content_type: str, address: str) -> dict:
    """A worker that is killed would leave its child behind for as long as that may take."""
    return {"text": content.decode(), "kind": "html", "claims": {"title": [{"value": "A title", "place": "title"}]}}


def slowly(answer: bytes):
    def page(connection, _asked: bytes) -> None:
        time.sleep(0.02)
        connection.sendall(answer)

    return page


class Worker:
    """A process of its own, that does what the clock's ring makes a worker do, again and again, until it is killed."""

    def __init__(self, do=job.do) -> None:
        connections.close_all()  # a connection must not be in two processes
        self.pid = os.fork()
        if self.pid == 0:
            try:
                while True:
                    claimed = job.claim()
                    if claimed:
                        do(claimed)
                    else:
                        time.sleep(0.05)
            finally:
                os._exit(1)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def asked_for(stranger: Stranger) -> list[Source]:
    by = UserFactory()
    addresses = [stranger.address(f"/{number}") for number in range(CAPTURES)]
    sources = [SourceFactory(url=address, title=address) for address in addresses]
    for source in sources:
        job.ask(source, source.url, by)
    return sources


def work_with_kills(do=job.do) -> None:
    chance = random.Random(7)  # noqa: S311
    workers = [Worker(do), Worker(do)]
    until = time.monotonic() + LONGEST
    kills = 0
    while kills < KILLS or (open_captures() and time.monotonic() < until):
        time.sleep(chance.uniform(0.05, 0.25))
        if kills < KILLS:
            workers.pop(chance.randrange(2)).kill()
            workers.append(Worker(do))
            kills += 1
    for worker in workers:
        worker.kill()


def open_captures() -> int:
    connection.close()
    return Capture.objects.filter(state__in=job.OPEN).count()


def test_killed_workers_lose_nothing_and_keep_nothing_twice(stranger):
    sources = asked_for(stranger)
    work_with_kills()
    kept = Capture.objects.filter(state="kept")
    assert Counter(kept.values_list("source", flat=True)) == Counter(source.pk for source in sources)
    assert Capture.objects.count() == CAPTURES
    for capture in kept.select_related("source"):
        number = capture.address.rpartition("/")[2]
        assert f"The text of article {number}. " in capture.text
        assert warc.hashlib.sha256(warc.path_of(capture.warc).read_bytes()).hexdigest() == capture.warc_sha256
        assert (capture.source.title, capture.source.version) == ("A title", 2)  # filled once
    assert_no_file_is_lost_or_left_over(kept)


def assert_no_file_is_lost_or_left_over(kept) -> None:
    for file in warc.folder().iterdir():
        os.utime(file, (1, 1))
    warc.sweep()
    assert {f"captures/{file.name}" for file in warc.folder().iterdir()} == set(kept.values_list("warc", flat=True))


def test_worker_that_forgets_what_it_took_loses(stranger):
    """The control: with a job that is done when it is taken, as a broker's message is, kills lose captures."""

    def take_and_do(claimed: job.Claim) -> None:
        Capture.objects.filter(pk=claimed.capture).update(leased_until="2999-01-01T00:00:00Z")
        time.sleep(0.05)
        job.do(claimed)

    asked_for(stranger)
    chance = random.Random(7)  # noqa: S311
    for _kill in range(4):
        worker = Worker(take_and_do)
        time.sleep(chance.uniform(0.2, 0.4))
        worker.kill()
    connection.close()
    assert Capture.objects.filter(state="fetching").exists()
    assert job.claim() is None or Capture.objects.filter(leased_until__year=2999).exists()
