"""A process that publishes is killed at any moment: what it acknowledged is there, and nothing is there by half."""

import os
import random
import select
import signal
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.db.transaction import atomic

from events.models import Incident, Status
from events.record import verify
from events.record.models import Edition, Publication, Subject
from events.timeline.rebuild import rebuild
from events.timeline.tasks import render_again
from tests.events.timeline.rows import public_rows
from tests.factories import EventFactory, SourceFactory, UserFactory, published
from tracker.accounts.models import Role

KILLS = 10
LONGEST = 20

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


class Publisher:
    """A process of its own that publishes and acknowledges each number by a line, until it is killed."""

    def __init__(self, publish_one: Callable[[Callable[[int], None]], None]) -> None:
        connections.close_all()  # a connection must not be in two processes
        self.read_end, write_end = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                while True:
                    publish_one(lambda number: os.write(write_end, b"%d\n" % number))
            finally:
                os._exit(1)
        os.close(write_end)

    def wait_for_a_line(self) -> bool:
        return bool(select.select([self.read_end], [], [], LONGEST)[0])

    def kill(self) -> list[int]:
        """The numbers that were acknowledged until the end, once its connection is gone too."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        with os.fdopen(self.read_end) as lines:
            acknowledged = [int(line) for line in lines]
        wait_until_alone()
        return acknowledged


def wait_until_alone() -> None:
    """Until the server has noticed: the last transaction of the dead may still have been committing."""
    until = time.monotonic() + LONGEST
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            )
            if cursor.fetchone()[0] == 0:
                return
            time.sleep(0.02)
    pytest.fail("the connection of a killed process is still there")


def publish_one(acknowledge: Callable[[int], None]) -> None:
    acknowledge(publish().number)


def publish() -> Publication:
    reviewer = UserFactory(username=f"r{time.time_ns()}", role=Role.REVIEWER)
    author = UserFactory(username=f"a{time.time_ns()}")
    source = SourceFactory(url=f"https://news.example/{time.time_ns()}")
    event = EventFactory(incident__author=author, source=source)
    return published(event.incident, reviewer)


def publish_and_tell_too_early(acknowledge: Callable[[int], None]) -> None:
    with atomic():
        acknowledge(publish().number)
        time.sleep(LONGEST)


def test_killed_publisher_loses_nothing_that_it_acknowledged(committed_db):
    chance, acknowledged = random.Random(3), []  # noqa: S311
    for kill in range(KILLS):
        publisher = Publisher(publish_one)
        assert publisher.wait_for_a_line()
        time.sleep(chance.uniform(0, 0.15))
        acknowledged += publisher.kill()
        present = list(Publication.objects.order_by("number").values_list("number", flat=True))
        assert present == list(range(1, len(present) + 1))
        assert set(acknowledged) <= set(present)
        assert len(present) - len(acknowledged) <= kill + 1  # at most one for each that could not be told any more
        assert_nothing_is_there_by_half()
    assert len(acknowledged) >= KILLS


def assert_nothing_is_there_by_half() -> None:
    assert list(verify.faults()) == []
    assert not Publication.objects.exclude(pk__in=Edition.objects.values("publication")).exists()
    public = set(Subject.objects.filter(kind="incident").values_list("key", flat=True))
    assert set(Incident.objects.filter(status=Status.PUBLISHED).values_list("key", flat=True)) == public
    render_again()
    before = public_rows()
    rebuild()
    assert public_rows() == before


def test_publisher_who_acknowledges_before_the_commit_loses(committed_db):
    """The control: the harness sees a promise that was not kept."""
    publisher = Publisher(publish_and_tell_too_early)
    assert publisher.wait_for_a_line()
    assert publisher.kill() == [1]
    assert not Publication.objects.exists()
