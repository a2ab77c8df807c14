"""Keeps the parts of Answerable alive, and stops them in reverse order whatever happens to us.

A part that dies is started again, later and later; one that keeps dying at once ends the whole with a sentence. Should
we be killed ourselves, what is left over is found by the next start and stopped there (`stop_orphans`).
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracker.launch import processes
from tracker.launch.trouble import failed, say

QUICK_DEATH = 5.0
CHANCES_AT_START = 3
CHANCES_LATER = 6
LOG_LIMIT = 10 * 2**20
ORPHANS_FAREWELL = ((signal.SIGTERM, 8.0), (signal.SIGKILL, 5.0))


class Stopped(BaseException):
    """Somebody asked us to stop."""


@dataclass
class Part:
    """One process that Answerable consists of, and what is known of its life."""

    name: str
    title: str
    command: list[str]
    environ: dict[str, str]
    log: Path
    is_ready: Callable[[], bool]
    farewell: tuple[tuple[signal.Signals, float], ...]
    before: Callable[[], None] = lambda: None
    options: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen | None = None
    born: float = 0.0
    quick_deaths: int = 0
    due: float | None = None

    def spawn(self) -> int:
        """Starts it; its process id."""
        self.before()
        self.due, self.born = None, time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environ,
                start_new_session=True,  # Ctrl-C is for us; we stop the parts in their order
                **self.options,
            )
        return self.process.pid

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def bury(self) -> None:
        """Note how it died, and end the children that it left: they would hold its port and its work."""
        self.quick_deaths = self.quick_deaths + 1 if time.monotonic() - self.born < QUICK_DEATH else 0
        self.sweep()
        self.due = time.monotonic() + min(0.25 * 2**self.quick_deaths, 8)
        self.process = None

    def end(self) -> None:
        if self.process:
            processes.end([self.process.pid], *self.farewell)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(1)
            self.sweep()

    def sweep(self) -> None:
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self) -> str:
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 4000))
            return log.read().decode(errors="replace")


class Supervisor:
    """Starts parts one after another; leaving the `with` block stops them, the last one first."""

    def __init__(self, run: Path) -> None:
        self.records = run
        self.parts: list[Part] = []
        self.chances = CHANCES_AT_START
        self.shielded = self.asked = False

    def __enter__(self) -> "Supervisor":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup is respected
                signal.signal(number, self._asked_to_stop)
        return self

    def __exit__(self, *reason: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # impatience must not leave anything behind
        for part in reversed(self.parts):
            part.end()
            self._record(part).unlink(missing_ok=True)

    def launch(self, part: Part) -> None:
        """Start a part and go on; `wait_for` it where the next step needs it."""
        _turn_over(part.log)
        self.parts.append(part)
        self._spawn(part)

    def wait_for(self, part: Part, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while part.process is None or not part.is_ready():
            self._tend_all()
            if time.monotonic() > deadline:
                raise failed(f"{part.title} does not answer after {seconds:.0f} s", part.last_words(), part.log)
            time.sleep(0.05)

    def watch(self) -> None:
        """Stay until somebody asks us to stop."""
        self.chances = CHANCES_LATER
        while True:
            self._tend_all()
            time.sleep(0.2)

    def _tend_all(self) -> None:
        for part in self.parts:
            if part.process and part.has_died():
                self._take_note_of_death(part, part.process.returncode)
            elif part.due is not None and time.monotonic() >= part.due:
                self._spawn(part)

    def _take_note_of_death(self, part: Part, status: int) -> None:
        part.bury()
        if part.quick_deaths >= self.chances:
            raise failed(f"{part.title} died {part.quick_deaths} times in a row", part.last_words(), part.log)
        how = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with code {status}"
        say(f"  {part.title} {how}: starting it again")

    def _spawn(self, part: Part) -> None:
        with self._shield():
            pid = part.spawn()
            record = self._record(part)
            half = record.with_suffix(".new")
            half.write_text(json.dumps({"pid": pid, "birth": processes.birth(pid)}))
            half.replace(record)

    def _record(self, part: Part) -> Path:
        return self.records / f"{part.name}.json"

    def _asked_to_stop(self, number: int, frame: object) -> None:
        again, self.asked = self.asked, True
        if not (again or self.shielded):
            raise Stopped

    @contextlib.contextmanager
    def _shield(self) -> Iterator[None]:
        """A signal between a birth and its record would leave a child that nobody knows."""
        self.shielded = True
        try:
            yield
        finally:
            self.shielded = False
        if self.asked:
            raise Stopped


def stop_orphans(*, run: Path, mark: str, database: int | None) -> int:
    """End what a killed launcher left: the recorded and the marked, then the database, which the others may use."""
    left = (_recorded(run) | processes.marked(mark)) - {database}
    processes.end(left, *ORPHANS_FAREWELL)
    if database:
        processes.end([database], (signal.SIGINT, 20.0), (signal.SIGKILL, 5.0))
    for record in run.glob("*.json"):
        record.unlink()
    return len(left) + bool(database)


def _recorded(run: Path) -> set[int]:
    found = set()
    for record in run.glob("*.json"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            known = json.loads(record.read_text())
            if known["birth"] and processes.birth(known["pid"]) == known["birth"]:
                found.add(known["pid"])
    return found


def _turn_over(log: Path) -> None:
    """Keep one older log; a year of running must not fill the disk by itself."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
