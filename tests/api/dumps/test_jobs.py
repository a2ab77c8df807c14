"""Dumps as work: when one is due, who makes it, what remains of whoever was stopped."""

import datetime
import os
import signal
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from api.dumps import jobs, places, writing
from api.dumps.models import Dump
from api.dumps.tasks import make_dumps
from tests.factories import answered_dossier, published

pytestmark = pytest.mark.usefixtures("committed_db")


def set_back(dump: Dump, hours: float) -> None:
    Dump.objects.filter(pk=dump.pk).update(made_at=dump.made_at - datetime.timedelta(hours=hours))


def test_empty_record_needs_no_dump() -> None:
    assert not jobs.ask_if_needed()


def test_first_publication_makes_one_due_once() -> None:
    published(answered_dossier())
    assert jobs.ask_if_needed()
    assert not jobs.ask_if_needed()
    assert not jobs.ask()


def test_each_night_makes_one_due_if_anything_changed(made) -> None:
    published(answered_dossier())
    dump = made()
    set_back(dump, 25)
    assert not jobs.ask_if_needed(), "It holds all there is."
    published(answered_dossier())
    assert jobs.ask_if_needed()


def test_day_makes_none_due(made) -> None:
    """A dump made after the last night's hour stands until the next."""
    published(answered_dossier())
    made()
    published(answered_dossier())
    assert not jobs.ask_if_needed()


def test_nothing_is_made_twice_of_one_position(made, folder) -> None:
    published(answered_dossier())
    first = made()
    assert made().pk == first.pk
    assert Dump.objects.count() == 1
    assert [path.name for path in folder.iterdir()] == [first.folder]


def test_task_makes_what_is_due_and_sweeps(folder) -> None:
    published(answered_dossier())
    (folder / "of-nobody").mkdir(parents=True)
    assert make_dumps() == 1
    assert [path.name for path in folder.iterdir()] == [Dump.objects.get().folder]


def test_command_prints_where_the_dump_lies(folder, capsys) -> None:
    with pytest.raises(CommandError):
        call_command("make_dump")
    published(answered_dossier())
    call_command("make_dump")
    dump = Dump.objects.standing().get()
    assert capsys.readouterr().out.strip() == f"{dump.position}: {folder / dump.folder}"


def test_only_one_is_made_at_a_time() -> None:
    published(answered_dossier())
    jobs.ask()
    assert jobs.claim() is not None
    jobs.ask()
    assert jobs.claim() is None


def test_who_lost_the_lease_changes_nothing(folder, monkeypatch) -> None:
    """Somebody was silent for too long; another took over and finished; the first one comes back."""
    published(answered_dossier())
    jobs.ask()
    slow = jobs.claim()
    Dump.objects.update(leased_until="2000-01-01T00:00:00Z")
    quick = jobs.claim()
    jobs.make(quick)
    done = Dump.objects.get()
    slow.held = 0.0
    jobs.make(slow)

    dump = Dump.objects.get()
    assert (dump.state, dump.folder) == (done.state, done.folder) == ("done", quick.folder)
    assert [path.name for path in folder.iterdir()] == [quick.folder]


def test_what_stops_leaves_the_old_one_and_no_half_file(made, folder, monkeypatch) -> None:
    published(answered_dossier())
    old = made()
    published(answered_dossier())

    def full(*_arguments, **_named) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jobs, "write_package", full)
    assert made().pk == old.pk
    stopped = Dump.objects.open().get()
    assert (stopped.state, stopped.reason) == ("making", "OSError")
    assert [path.name for path in folder.iterdir()] == [old.folder]
    assert jobs.claim() is None, "It is tried again after a pause."

    monkeypatch.undo()
    Dump.objects.filter(pk=stopped.pk).update(leased_until=None, attempts=jobs.MOST_ATTEMPTS)
    jobs.work_off()
    stopped.refresh_from_db()
    assert (stopped.state, bool(stopped.reason)) == ("failed", True)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_kill_in_the_middle_leaves_the_old_one_and_no_half_file(made, folder, reader, settings, monkeypatch) -> None:
    settings.DUMPS_DIR = folder
    published(answered_dossier())
    old = made()
    published(answered_dossier())
    jobs.ask()
    connections.close_all()

    pid = os.fork()
    if pid == 0:
        monkeypatch.setattr(jobs, "write_forms", lambda *_arguments: time.sleep(60))
        try:
            jobs.work_off()
        finally:
            os._exit(1)
    try:
        wait_until(lambda: any(path.name.endswith(".part") for path in folder.iterdir()))
        wait_until(lambda: len(list(folder.glob("*.part/*.jsonl.gz"))) == len(writing.SECTIONS))
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    connection.close()

    assert jobs.sweep() == 0, "The lease still runs: it may be somebody's."
    assert reader.get("/data/latest/events.jsonl.gz")["Location"].startswith(f"/data/{old.position}/")
    Dump.objects.filter(state="making").update(leased_until="2000-01-01T00:00:00Z")
    assert jobs.work_off() == 1
    jobs.sweep()
    new = Dump.objects.standing().first()
    assert new.position != old.position
    assert {path.name for path in folder.iterdir()} == {old.folder, new.folder}
    for file in new.files:
        assert places.path_of(new.folder, file["name"]).stat().st_size == file["bytes"]


def wait_until(is_so, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "It never came to that."
        time.sleep(0.05)
