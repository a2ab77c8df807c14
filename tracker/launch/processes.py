"""What can be known of a process from outside: whether it lives, when it began, whether it is one of ours.

A pid alone proves nothing, because numbers are used again. A process is ours when its pid and its time of birth are
the ones that we wrote down, or when its environment carries our mark; nothing else is ever signalled.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

PROC = Path("/proc")
MARK = "ANSWERABLE_RUN"


def birth(pid: int) -> str | None:
    """When this process began, in a form that no other process shares; None for a dead one, zombies included."""
    return _birth_from_proc(pid) if (PROC / "self" / "stat").exists() else _birth_from_ps(pid)


def marked(mark: str) -> set[int]:
    """All processes, but us, whose environment says that they were started for this data folder."""
    wanted = f"{MARK}={mark}".encode()
    pids = {int(entry.name) for entry in PROC.glob("[0-9]*")} - {os.getpid()}
    return {pid for pid in pids if wanted in _environ(pid) and birth(pid)}


def command_line(pid: int) -> list[str]:
    if PROC.exists():
        with contextlib.suppress(OSError):
            return (PROC / str(pid) / "cmdline").read_text(errors="replace").split("\0")[:-1]
        return []
    return _ps(pid, "command=").split()


def end(pids: Iterable[int], *farewell: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn to those still there, and wait as long as it says."""
    born = {pid: token for pid in pids if (token := birth(pid))}
    for number, patience in farewell:
        for pid in born:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        if wait_until(lambda: not any(birth(pid) == token for pid, token in born.items()), patience):
            return


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _birth_from_proc(pid: int) -> str | None:
    try:
        fields = (PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    state, ticks = fields[0], fields[19]
    # Ticks are counted from the boot, so that another boot could repeat them.
    boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
    return None if state in "ZX" else f"{boot} {ticks}"


def _birth_from_ps(pid: int) -> str | None:
    state, _, begin = _ps(pid, "stat=,lstart=").strip().partition(" ")
    return None if not state or state.startswith("Z") else begin.strip()


def _environ(pid: int) -> list[bytes]:
    with contextlib.suppress(OSError):
        return (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    return []


def _ps(pid: int, columns: str) -> str:
    return subprocess.run(["ps", "-o", columns, "-p", str(pid)], capture_output=True, text=True, check=False).stdout
