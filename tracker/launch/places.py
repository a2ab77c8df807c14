"""Where the data, the logs and the sockets lie, and the lock that lets one launcher at a time use them."""

import contextlib
import fcntl
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracker.launch import postgres
from tracker.launch.environment import ROOT
from tracker.launch.trouble import Trouble, disk_full

LONGEST_SOCKET_PATH = 107
LEAST_FREE_BYTES = 100 * 2**20
SAFE_PATH = re.compile(r"[A-Za-z0-9/._-]+")


@dataclass(frozen=True)
class Places:
    data: Path

    @property
    def logs(self) -> Path:
        return self.data / "log"

    @property
    def run(self) -> Path:
        return self.data / "run"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def folder(self, name: str) -> Path:
        """A part's own folder, closed to everybody else."""
        _make(self.data / name)
        return self.data / name

    def sockets(self) -> Path:
        """A private folder whose path is short and plain enough for the address of a socket."""
        longest = str(self.run / "postgresql" / ".s.PGSQL.5432.lock")
        if len(os.fsencode(longest)) <= LONGEST_SOCKET_PATH and SAFE_PATH.fullmatch(longest):
            return self.run
        short = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        folder = Path("/tmp") / f"answerable-{short}"  # noqa: S108  its owner and mode are checked below
        _make(folder, mode=_passable())
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            raise Trouble(f"{folder} belongs to somebody else: remove it, or name a shorter folder in DATA_DIR.")
        return folder

    def secret_key(self) -> str:
        """Made once and kept: a new one would sign everybody out and void every link."""
        kept = self.data / "secret_key"
        if not kept.exists():
            half = kept.with_suffix(".half")
            half.unlink(missing_ok=True)
            descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
            half.replace(kept)
        return kept.read_text()


def prepare() -> Places:
    """The folders of this checkout, made and proven writable."""
    places = Places(_data_folder())
    _make(places.data, mode=_passable())
    _make(places.run, mode=_passable())
    _make(places.logs)
    (places.run / "lock").touch()
    if shutil.disk_usage(places.data).free < LEAST_FREE_BYTES:
        raise disk_full(places.data)
    return places


@contextlib.contextmanager
def held(places: Places, *, address: str) -> Iterator[None]:
    """Keep every other launcher out. The lock is the kernel's, so it goes with us however we end."""
    with (places.run / "lock").open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                f"Answerable already runs from {places.data}: {lock.read().strip() or 'it is just starting'}. "
                "Stop it first (Ctrl-C there), or name another folder in DATA_DIR and another PORT."
            ) from None
        lock.truncate()
        lock.write(f"{address}, process {os.getpid()}")
        lock.flush()
        yield


def is_held(places: Places) -> bool:
    """Whether a launcher runs from these folders now."""
    with (places.run / "lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _data_folder() -> Path:
    """DATA_DIR, else `.data` in the checkout, else, as root, a place that the account of PostgreSQL can enter."""
    if named := os.environ.get("DATA_DIR"):
        return Path(named).expanduser().resolve()
    if postgres.account().can_enter(ROOT):
        return ROOT / ".data"
    return postgres.common_folder()


def _make(folder: Path, *, mode: int = 0o700) -> None:
    """A folder that is there keeps its mode: DATA_DIR may name one that others use too."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(mode)


def _passable() -> int:
    """As root, others may pass through and not look: PostgreSQL's account has to reach its part below."""
    return 0o711 if postgres.account().lent else 0o700
