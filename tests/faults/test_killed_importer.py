"""A worker that checks or writes an import is killed: nothing is lost, nothing is doubled, nothing is there by half."""

import io
import os
import select
import signal
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections

from events.desk.imports import jobs, spellings
from events.desk.imports.models import Fate, Import, Spelling, State, Tie
from events.desk.imports.staging import stage_file
from events.models import Batch, Citation, Event, Incident, Participant
from tests.factories import UserFactory
from tests.faults.test_killed_publisher import wait_until_alone

ROWS = 60
CHUNK = 10
LONGEST = 60

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture(autouse=True)
def small_chunks(committed_db, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six chunks, and nobody but the worker of the test does the work."""
    monkeypatch.setattr(jobs, "CHUNK", CHUNK)
    monkeypatch.setattr(jobs, "AT_ONCE", 0)
    monkeypatch.setattr(jobs, "_ring", lambda: None)


def staged() -> Import:
    rows = "".join(
        f"{n},2016-0{n % 9 + 1},Event {n},Company {n % 7},https://news.example/{n % 20}\n" for n in range(ROWS)
    )
    content = io.BytesIO(f"id,date,title,company,source\n{rows}".encode())
    return stage_file(name="list.csv", stream=content, by=UserFactory())


def killed_while_working(name: str, time_of_call: int) -> None:
    """A worker in a process of its own, killed right after its nth call of `jobs.<name>` and before what follows."""
    connections.close_all()
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            stop_after(name, time_of_call, lambda: os.write(write_end, b"here\n"))
            jobs.work_on_due()
        finally:
            os._exit(1)
    os.close(write_end)
    assert select.select([read_end], [], [], LONGEST)[0]
    assert os.read(read_end, 10) == b"here\n", "the worker ended before it came there"
    os.close(read_end)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    wait_until_alone()


def stop_after(name: str, time_of_call: int, tell: Callable[[], object]) -> None:
    original, calls = getattr(jobs, name), []

    def then_stop(*args, **options):
        result = original(*args, **options)
        calls.append(name)
        if len(calls) == time_of_call:
            tell()
            time.sleep(LONGEST)
        return result

    setattr(jobs, name, then_stop)


def lease_runs_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE imports_import SET leased_until = clock_timestamp() - interval '1 second'")


def written() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Incident, Event, Participant, Citation, Batch))


CHECKING = [("claim", 1), ("check", 1), ("_hold", 3), ("check", 4), ("_rest", 1)]


@pytest.mark.parametrize(("name", "time_of_call"), CHECKING)
def test_killed_while_checking(name, time_of_call):
    job = staged()
    jobs.start_checking(job)
    killed_while_working(name, time_of_call)
    job.refresh_from_db()
    assert (job.state, job.done % CHUNK) == (State.CHECKING, 0)
    assert job.rows.exclude(fate=Fate.UNCHECKED).count() == job.done  # a chunk is checked wholly or not at all
    assert jobs.work_on_due() == 0  # the dead one's lease still holds
    lease_runs_out()
    assert jobs.work_on_due() == 1
    job.refresh_from_db()
    assert (job.state, jobs.fates_of(job)) == (State.CHECKED, {Fate.MAKE: ROWS})
    assert sum(Spelling.objects.values_list("count", flat=True)) == ROWS
    assert written() == (0, 0, 0, 0, 0)


WRITING = [("claim", 1), ("_lock_incidents", 1), ("write", 1), ("_batch_of", 1), ("_rest", 1)]


@pytest.mark.parametrize(("name", "time_of_call"), WRITING)
def test_killed_while_writing(name, time_of_call):
    job = staged()
    jobs.start_checking(job)
    jobs.work_on_due()
    spellings.decide_rest_as_new(job)
    jobs.start_applying(job)
    killed_while_working(name, time_of_call)
    job.refresh_from_db()
    assert (job.state, written()) == (State.APPLYING, (0, 0, 0, 0, 0))
    lease_runs_out()
    assert jobs.work_on_due() == 1
    job.refresh_from_db()
    assert (job.state, written()) == (State.APPLIED, (ROWS, ROWS, ROWS, ROWS, 1))
    assert Tie.objects.filter(subject="event").count() == ROWS
    assert jobs.work_on_due() == 0


def test_worker_that_wakes_after_its_lease_writes_nothing(monkeypatch):
    """The one that was thought dead comes to its end when another has the job: what it did is rolled back."""
    job = staged()
    jobs.start_checking(job)
    jobs.work_on_due()
    spellings.decide_rest_as_new(job)
    jobs.start_applying(job)
    sleeper = jobs.claim(job.pk)
    lease_runs_out()
    jobs.work_on(jobs.claim(job.pk))
    jobs.work_on(sleeper)
    assert written() == (ROWS, ROWS, ROWS, ROWS, 1)


def test_cancelled_while_it_is_written(monkeypatch):
    job = staged()
    jobs.start_checking(job)
    jobs.work_on_due()
    spellings.decide_rest_as_new(job)
    jobs.start_applying(job)
    done = []

    def write_and_be_cancelled(*args, beat, **options):
        result = original(*args, beat=lambda count: (cancel_elsewhere(job), done.append(count), beat(count)), **options)
        return result

    original = jobs.write
    monkeypatch.setattr(jobs, "write", write_and_be_cancelled)
    jobs.work_on_due()
    job.refresh_from_db()
    assert (job.state, done, written()) == (State.CANCELLED, [CHUNK], (0, 0, 0, 0, 0))


def cancel_elsewhere(job: Import) -> None:
    """As another process would: by a connection of its own."""
    own = connections.create_connection("default")
    with own.cursor() as cursor:
        cursor.execute("UPDATE imports_import SET state = 'cancelled', token = NULL WHERE id = %s", [job.pk])
    own.close()


def test_job_that_never_ends_is_given_up():
    job = staged()
    jobs.start_checking(job)
    Import.objects.update(attempts=jobs.MOST_ATTEMPTS)
    jobs.work_on_due()
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert job.reason
    assert written() == (0, 0, 0, 0, 0)
