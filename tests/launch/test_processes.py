"""A process is ours only when it can be proven; nobody else's is ever signalled."""

import json
import os
import signal
import time

from tracker.launch import processes
from tracker.launch.supervisor import stop_orphans

SLEEP = "import time; time.sleep(60)"


def test_birth_is_stable_and_differs_between_processes(start):
    one = start(SLEEP)
    time.sleep(0.02)  # births are counted in hundredths of a second
    other = start(SLEEP)
    assert processes.birth(one.pid) == processes.birth(one.pid) != processes.birth(other.pid)


def test_a_zombie_counts_as_dead(start):
    child = start("pass")
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, and nobody has buried it
    os.kill(child.pid, 0)
    assert processes.birth(child.pid) is None


def test_a_stubborn_process_gets_the_stronger_signal(start):
    child = start(
        "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)", stdout=-1
    )
    child.stdout.readline()
    processes.end([child.pid], (signal.SIGTERM, 0.3), (signal.SIGKILL, 5))
    assert child.wait(5) == -signal.SIGKILL


def test_orphans_are_found_by_record_and_by_mark(start, tmp_path):
    recorded, marked = start(SLEEP), start(SLEEP, environ={processes.MARK: str(tmp_path)})
    write_record(tmp_path, recorded.pid, processes.birth(recorded.pid))
    assert stop_orphans(run=tmp_path, mark=str(tmp_path), database=None) == 2
    assert (recorded.wait(5), marked.wait(5)) == (-signal.SIGTERM, -signal.SIGTERM)
    assert list(tmp_path.iterdir()) == []


def test_a_stranger_with_a_recorded_number_is_left_alone(start, tmp_path):
    stranger = start(SLEEP, environ={processes.MARK: str(tmp_path / "another folder")})
    write_record(tmp_path, stranger.pid, "born at another time")
    assert stop_orphans(run=tmp_path, mark=str(tmp_path), database=None) == 0
    assert stranger.poll() is None


def test_a_torn_record_is_no_obstacle(tmp_path):
    (tmp_path / "web.json").write_text('{"pid": 1')
    assert stop_orphans(run=tmp_path, mark=str(tmp_path), database=None) == 0


def write_record(folder, pid, birth) -> None:
    (folder / "web.json").write_text(json.dumps({"pid": pid, "birth": birth}))
