"""A PostgreSQL of its own for one run of the tests, unless DATABASE_URL names a server.

When the run is shared out (`-n`), each process has one: roles and settings belong to a cluster, not to a database.

A plugin (`-p tests.cluster`) and no conftest, because pytest-django reads the settings before any conftest is read.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

from tracker.launch import postgres, processes

NOWHERE = "postgres://nobody@127.0.0.1:1/nothing"
"""For the settings of a process that shares the tests out and asks no database itself; the others inherit it."""
PREFIX = "answerable-test-"
PLACE = Path("/tmp")  # noqa: S108  the path of a socket may have 107 bytes, and TMPDIR is long on some systems


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    scratch = _scratch_folder()
    early_config.add_cleanup(lambda: shutil.rmtree(scratch, ignore_errors=True))
    os.environ.setdefault("SECRET_KEY", "of the tests, and of nothing else")
    os.environ["ANSWERABLE_DATA"] = str(scratch)
    os.environ["ANSWERABLE_LOCAL"] = "1"
    if os.environ.setdefault("DATABASE_URL", NOWHERE) == NOWHERE and not _only_shares_out(early_config):
        _serve_in(scratch, early_config)


def _only_shares_out(config: pytest.Config) -> bool:
    """Whether this process runs no test itself: the others do (`-n`)."""
    return bool(config.known_args_namespace.numprocesses) and "PYTEST_XDIST_WORKER" not in os.environ


def _serve_in(scratch: Path, config: pytest.Config) -> None:
    signal.signal(signal.SIGTERM, _leave_in_order)
    _remove_what_dead_runs_left()
    cluster = cluster_in(scratch)
    cluster.create()
    log = scratch / "postgresql.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            cluster.command(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for pytest, which stops the server when it has finished with it
            **cluster.account.as_options(),
        )
    config.add_cleanup(lambda: _stop(server))
    if not processes.wait_until(lambda: server.poll() is not None or cluster.is_ready(), 60) or server.poll():
        raise pytest.UsageError(f"the tests' PostgreSQL did not start: {log.read_text()}")
    os.environ["DATABASE_URL"] = cluster.url


def cluster_in(scratch: Path) -> postgres.Cluster:
    account = postgres.account()
    home = account.own(scratch / "postgresql")
    return postgres.Cluster(
        data=home / "data",
        socket=home,
        programs=postgres.programs(account),
        account=account,
        settings={**postgres.FORGETFUL, "max_wal_size": "4GB", "autovacuum": "off"},
    )


def _stop(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGQUIT)  # nothing in it is to be kept
    server.wait(30)


def _scratch_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=PLACE))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    (folder / "owner.json").write_text(json.dumps([os.getpid(), processes.birth(os.getpid())]))
    return folder


def _remove_what_dead_runs_left() -> None:
    """Only folders of our own user, whose owner is written in them and no longer lives."""
    for folder in PLACE.glob(f"{PREFIX}*"):
        try:
            pid, born = json.loads((folder / "owner.json").read_text())
            abandoned = folder.lstat().st_uid == os.getuid() and processes.birth(pid) != born
        except (OSError, ValueError):
            continue
        if abandoned:
            cluster_in(folder).end()
            shutil.rmtree(folder, ignore_errors=True)


def _leave_in_order(number: int, frame: object) -> None:
    raise KeyboardInterrupt
