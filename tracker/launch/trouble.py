"""Failures told as one sentence that says what to mend, and the lines that show how far we are."""

import contextlib
import errno
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path


class Trouble(Exception):
    """Something the person at the keyboard can mend; its text is the sentence they read."""


def say(line: str = "", *, end: str = "\n") -> None:
    """Print a line. The terminal may be gone by now, which must not keep us from stopping what we started."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(line + end)
        sys.stdout.flush()


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """One part of the start: its name at once, and the seconds that it took when it is done."""
    begin = time.monotonic()
    say(f"  {name:<44}", end="")
    try:
        yield
    except BaseException:
        say()
        raise
    say(f" {time.monotonic() - begin:5.1f} s")


def explained(error: OSError) -> Trouble:
    """The sentence for what the operating system refused."""
    where = error.filename or "the disk"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(where)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Trouble(f"{where} may not be written by {_who()}: change its owner, or name another folder in DATA_DIR.")
    return Trouble(f"The operating system refused {where}: {error.strerror or error}.")


def disk_full(where: str | Path) -> Trouble:
    return Trouble(f"The disk that holds {where} is full: make room and start again; nothing saved is lost.")


def failed(what: str, output: str, log: Path) -> Trouble:
    """The sentence for a program that failed: the last thing it said, and where the rest can be read."""
    # A log on a full disk stays empty, so the disk itself is asked too.
    if "No space left on device" in output or shutil.disk_usage(log.parent).free < 2**20:
        return disk_full(log.parent)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return Trouble(f"{what}: {lines[-1] if lines else 'it said nothing'} (more in {log}).")


def _who() -> str:
    return "root" if os.geteuid() == 0 else f"you (user {os.geteuid()})"
