"""Parts come back when they die, are given up when they keep dying, and never outlive the launcher."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tracker.launch import processes
from tracker.launch.environment import ROOT
from tracker.launch.supervisor import Part, Stopped, Supervisor
from tracker.launch.trouble import Trouble

FAREWELL = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))
SLEEP = "import time; time.sleep(60)"
LAUNCHER = f"""
import signal, sys; sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tests.launch.test_supervisor import part
from tracker.launch.supervisor import Stopped, Supervisor
folder = Path(sys.argv[1])
for ignored in (signal.SIGINT, signal.SIGHUP):
    signal.signal(ignored, signal.SIG_DFL)  # whoever starts the tests in the background has them ignored
try:
    with Supervisor(folder) as supervisor:
        for name in ("first", "second"):
            supervisor.launch(part(folder, name=name))
        print(*[each.process.pid for each in supervisor.parts], flush=True)
        supervisor.watch()
except Stopped:
    pass
"""


@pytest.fixture(autouse=True)
def signals() -> None:
    """A supervisor takes the signals of the process over; pytest wants its own back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def part(folder, line=SLEEP, *, name="part", is_ready=lambda: True) -> Part:
    return Part(
        name=name,
        title="The part",
        command=[sys.executable, "-c", line],
        environ=dict(os.environ),
        log=folder / f"{name}.log",
        is_ready=is_ready,
        farewell=FAREWELL,
    )


def tend(supervisor, until) -> None:
    def done() -> bool:
        supervisor._tend_all()
        return until()

    assert processes.wait_until(done, 10)


def test_a_killed_part_is_started_again(tmp_path, capsys):
    with Supervisor(tmp_path) as supervisor:
        supervisor.launch(sleeper := part(tmp_path))
        first = sleeper.process.pid
        os.kill(first, signal.SIGKILL)
        tend(supervisor, until=lambda: sleeper.process and sleeper.process.pid != first)
        assert sleeper.process.poll() is None
    assert capsys.readouterr().out == "  The part was ended by SIGKILL: starting it again\n"


def test_a_record_is_whole_whenever_it_is_read(tmp_path, monkeypatch):
    """Whoever looks while a part comes back finds the one before it or the new one."""
    seen = []

    def write(path: Path, text: str) -> None:
        path.open("w").close()
        seen.extend(record.read_text() for record in tmp_path.glob("*.json"))
        path.write_bytes(text.encode())

    monkeypatch.setattr(Path, "write_text", write)
    with Supervisor(tmp_path) as supervisor:
        supervisor.launch(sleeper := part(tmp_path))
        first = sleeper.process.pid
        os.kill(first, signal.SIGKILL)
        tend(supervisor, until=lambda: sleeper.process and sleeper.process.pid != first)
        assert [json.loads(text)["pid"] for text in seen] == [first]
        assert json.loads((tmp_path / "part.json").read_text())["pid"] == sleeper.process.pid


def test_a_part_that_keeps_dying_is_given_up_with_its_last_words(tmp_path):
    with Supervisor(tmp_path) as supervisor:
        hopeless = part(tmp_path, "import sys; sys.exit('the key does not fit')", is_ready=lambda: False)
        supervisor.launch(hopeless)
        with pytest.raises(Trouble) as trouble:
            supervisor.wait_for(hopeless, 20)
    log = tmp_path / "part.log"
    assert str(trouble.value) == f"The part died 3 times in a row: the key does not fit (more in {log})."
    assert log.read_text().count("the key does not fit") == 3


def test_a_full_disk_is_told_as_such(tmp_path):
    with Supervisor(tmp_path) as supervisor:
        line = "import sys; sys.exit('PANIC: could not write: No space left on device')"
        supervisor.launch(full := part(tmp_path, line, is_ready=lambda: False))
        with pytest.raises(Trouble, match=r"^The disk that holds .* is full"):
            supervisor.wait_for(full, 20)


def test_the_children_of_a_killed_part_die_with_it(tmp_path):
    """A web server's workers would hold its port."""
    line = f"import subprocess, sys, time; print(subprocess.Popen([sys.executable, '-c', {SLEEP!r}]).pid, flush=True)"
    with Supervisor(tmp_path) as supervisor:
        supervisor.launch(parent := part(tmp_path, f"{line}; time.sleep(60)"))
        log = tmp_path / "part.log"
        assert processes.wait_until(lambda: log.read_text().strip(), 10)
        child = int(log.read_text())
        assert processes.birth(child)
        os.kill(parent.process.pid, signal.SIGKILL)
        tend(supervisor, until=lambda: not processes.birth(child))


def test_parts_stop_in_reverse_order_and_leave_no_record(tmp_path):
    said = "import signal, sys, time; signal.signal(15, lambda *_: sys.exit()); print('up', flush=True)"
    with Supervisor(tmp_path) as supervisor:
        for name in ("first", "second", "third"):
            supervisor.launch(part(tmp_path, f"{said}\ntry: time.sleep(60)\nfinally: print(time.time_ns())", name=name))
            assert processes.wait_until(lambda log=tmp_path / f"{name}.log": log.read_text(), 10)
        assert len(list(tmp_path.glob("*.json"))) == 3
    ends = [int((tmp_path / f"{name}.log").read_text().split()[1]) for name in ("third", "second", "first")]
    assert ends == sorted(ends)
    assert list(tmp_path.glob("*.json")) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_stops_everything(tmp_path, number):
    launcher = subprocess.Popen([sys.executable, "-c", LAUNCHER, tmp_path], stdout=subprocess.PIPE, text=True)
    with launcher:
        pids = [int(word) for word in launcher.stdout.readline().split()]
        births = [processes.birth(pid) for pid in pids]
        assert len(pids) == 2
        assert all(births)
        launcher.send_signal(number)
        try:
            assert launcher.wait(10) == 0
        finally:
            launcher.kill()  # or leaving `with` would wait for ever
    assert [processes.birth(pid) for pid in pids] == [None, None]


def test_a_signal_during_a_birth_is_kept_until_the_child_is_known(tmp_path):
    slow = part(tmp_path)
    slow.before = lambda: (os.kill(os.getpid(), signal.SIGTERM), time.sleep(0.05))
    with pytest.raises(Stopped), Supervisor(tmp_path) as supervisor:
        supervisor.launch(slow)
    assert slow.process is not None
    assert slow.process.poll() is not None
