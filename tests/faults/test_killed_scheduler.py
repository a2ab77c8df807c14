"""Workers that publish at appointed times are killed at any moment: each dossier is published once, and none early."""

import datetime
import os
import random
import select
import signal
import time

import pytest
from django.db import connection, connections

from events.models import Status, Submission, SubmissionState
from events.record import verify
from events.record.models import Publication
from events.review import actions, due
from tests.factories import EventFactory, UserFactory, submitted
from tests.faults.test_killed_publisher import wait_until_alone
from tracker.accounts.models import Role

DOSSIERS, LATER, ROUNDS, LONGEST = 24, 3, 8, 30

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def scheduled(reviewer, **ahead: int) -> Submission:
    submission = submitted(EventFactory().incident)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    at = {"publish_at": now + datetime.timedelta(hours=1), "zone": "Europe/Paris"}
    actions.schedule(incident=submission.incident, by=reviewer, seen=submission.digest, **at)
    Submission.objects.filter(pk=submission.pk).update(publish_at=now + datetime.timedelta(**ahead))
    return submission


class Worker:
    """A process of its own that publishes what is due until it is killed; it says when it begins."""

    def __init__(self) -> None:
        connections.close_all()  # a connection must not be in two processes
        self.read_end, write_end = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                connection.ensure_connection()
                os.write(write_end, b"x")
                while True:
                    due.publish_due()
            finally:
                os._exit(1)
        os.close(write_end)

    def wait_until_it_begins(self) -> None:
        assert select.select([self.read_end], [], [], LONGEST)[0]

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.read_end)


def leases_run_out() -> None:
    """As two minutes later."""
    Submission.objects.filter(state=SubmissionState.SCHEDULED).update(leased_until=None)


def test_killed_workers_publish_each_once_and_none_early(committed_db):
    reviewer = UserFactory(role=Role.REVIEWER)
    waiting = [scheduled(reviewer, seconds=-1).pk for _ in range(DOSSIERS)]
    later = [scheduled(reviewer, hours=1).pk for _ in range(LATER)]
    chance = random.Random(7)  # noqa: S311
    for _round in range(ROUNDS):
        workers = [Worker() for _ in range(2)]
        for worker in workers:
            worker.wait_until_it_begins()
        time.sleep(chance.uniform(0, 0.12))
        for worker in workers:
            worker.kill()
        wait_until_alone()
        leases_run_out()
        Submission.objects.update(attempts=0)  # being killed so often is this test's own doing
    due.publish_due()
    assert set(Submission.objects.filter(pk__in=waiting).values_list("state", flat=True)) == {"approved"}
    assert set(Submission.objects.filter(pk__in=later).values_list("state", flat=True)) == {"scheduled"}
    assert Publication.objects.count() == DOSSIERS
    published = Submission.objects.filter(incident__status=Status.PUBLISHED)
    assert set(published.values_list("pk", flat=True)) == set(waiting)
    assert list(verify.faults()) == []
