"""Workers that publish at appointed times are killed at any moment: each dossier is published once, and none early."""

import datetime
import os
import random
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

DOSSIERS, LATER = 24, 3

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
    """A process of its own that publishes what is due until it is killed, however often it finds nothing."""

    def __init__(self) -> None:
        connections.close_all()  # a connection must not be in two processes
        self.pid = os.fork()
        if self.pid == 0:
            try:
                while True:
                    due.publish_due()
            finally:
                os._exit(1)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def leases_run_out() -> None:
    """As two minutes later."""
    Submission.objects.filter(state=SubmissionState.SCHEDULED).update(leased_until=None)


def test_killed_workers_publish_each_once_and_none_early(committed_db):
    reviewer = UserFactory(role=Role.REVIEWER)
    waiting = [scheduled(reviewer, seconds=-1).pk for _ in range(DOSSIERS)]
    later = [scheduled(reviewer, hours=1).pk for _ in range(LATER)]
    chance = random.Random(7)  # noqa: S311
    kills = 0
    while Submission.objects.filter(pk__in=waiting, state=SubmissionState.SCHEDULED).exists() and kills < 100:
        workers = [Worker() for _ in range(2)]
        time.sleep(chance.uniform(0.02, 0.15))
        for worker in workers:
            worker.kill()
        kills += len(workers)
        wait_until_alone()
        leases_run_out()
        Submission.objects.update(attempts=0)  # being killed so often is this test's own doing
    assert set(Submission.objects.filter(pk__in=waiting).values_list("state", flat=True)) == {"approved"}
    assert set(Submission.objects.filter(pk__in=later).values_list("state", flat=True)) == {"scheduled"}
    assert Publication.objects.count() == DOSSIERS
    published = Submission.objects.filter(incident__status=Status.PUBLISHED)
    assert set(published.values_list("pk", flat=True)) == set(waiting)
    assert list(verify.faults()) == []
    assert kills >= 2
