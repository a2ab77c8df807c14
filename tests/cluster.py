"""A PostgreSQL of its own for one run of the tests, unless DATABASE_URL names a server.

When the run is shared out (`-n`), each process has one: roles and settings belong to a cluster, not to a database.

A plugin (`-p tests.cluster`) and no conftest, because pytest-django reads the settings before any conftest is read.
"""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tracker.launch import postgres, processes
from tracker.launch.environment import ROOT

NOWHERE = "postgres://nobody@127.0.0.1:1/nothing"
"""For the settings of a process that shares the tests out and asks no database itself; the others inherit it."""
MADE_FOR_TESTS = "ANSWERABLE_TESTS_OWN"
"""The variable that names the database which a run has made for its tests alone, and which they may empty."""
PREPARED = ROOT / ".pytest_cache" / "cluster"
"""Clusters as they are after all migrations, by what these depend on: tests begin with a copy."""
PREFIX = "answerable-test-"
PLACE = Path("/tmp")  # noqa: S108  the path of a socket may have 107 bytes, and TMPDIR is long on some systems


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    scratch = _scratch_folder()
    early_config.add_cleanup(lambda: shutil.rmtree(scratch, ignore_errors=True))
    os.environ.setdefault("SECRET_KEY", "of the tests, and of nothing else")
    os.environ["ANSWERABLE_DATA"] = str(scratch)
    os.environ["ANSWERABLE_LOCAL"] = "1"
    os.environ["RATE_LIMIT"] = os.environ["RATE_LIMIT_WITH_KEY"] = "0"
    if os.environ.setdefault("DATABASE_URL", NOWHERE) == NOWHERE and not _only_shares_out(early_config):
        _serve_in(scratch, early_config)


def _only_shares_out(config: pytest.Config) -> bool:
    """Whether this process runs no test itself: the others do (`-n`)."""
    return bool(config.known_args_namespace.numprocesses) and "PYTEST_XDIST_WORKER" not in os.environ


def _serve_in(scratch: Path, config: pytest.Config) -> None:
    signal.signal(signal.SIGTERM, _leave_in_order)
    _remove_what_dead_runs_left()
    cluster = cluster_in(scratch)
    _copy(_prepared(cluster), cluster.data)
    server = _start(cluster)
    config.add_cleanup(lambda: _stop(server, signal.SIGQUIT))  # nothing in it is to be kept
    os.environ["DATABASE_URL"] = os.environ[MADE_FOR_TESTS] = cluster.url


def _start(cluster: postgres.Cluster) -> subprocess.Popen:
    """Serves the cluster. Raises UsageError with the server's own words where it does not start."""
    log = cluster.socket / "postgresql.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            cluster.command(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for pytest, which stops the server when it has finished with it
            **cluster.account.as_options(),
        )
    if not processes.wait_until(lambda: server.poll() is not None or cluster.is_ready(), 60) or server.poll():
        server.kill()
        raise pytest.UsageError(f"the tests' PostgreSQL did not start: {log.read_text()}")
    return server


def _prepared(cluster: postgres.Cluster) -> Path:
    """The folder of a cluster to which every migration was applied; made where there is none of today's migrations."""
    place = PREPARED / _digest(cluster)
    PREPARED.mkdir(parents=True, exist_ok=True)
    with _alone():
        if not place.exists():
            for outdated in PREPARED.glob("[0-9a-f]*"):
                shutil.rmtree(outdated)
            _migrate(cluster)
            half = place.with_name("half")
            shutil.rmtree(half, ignore_errors=True)
            _copy(cluster.data, half)
            shutil.rmtree(cluster.data)
            half.replace(place)
    return place


def _digest(cluster: postgres.Cluster) -> str:
    """Of everything that makes the cluster what it is."""
    digest = hashlib.sha256(f"{cluster.command()[0]} {postgres.version(cluster.programs)}".encode())
    made_by = ROOT.glob("[a-z]*/**/migrations/*.py")
    for path in [*sorted(made_by), ROOT / "requirements.txt", ROOT / "tracker" / "settings.py", Path(__file__)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    """While one process prepares, the others of a run that is shared out wait."""
    with (PREPARED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(cluster: postgres.Cluster) -> None:
    cluster.create()
    server = _start(cluster)
    try:
        for command in (["migrate", "--verbosity=0"], ["createcachetable"]):
            subprocess.run(
                [sys.executable, "-W", "ignore", ROOT / "manage.py", *command],
                env={**os.environ, "DATABASE_URL": cluster.url},
                check=True,
                capture_output=True,
                text=True,
            )
    except subprocess.CalledProcessError as refused:
        raise pytest.UsageError(f"the tests' database could not be made: {refused.stderr}") from None
    finally:
        _stop(server, signal.SIGINT)


def _copy(folder: Path, to: Path) -> None:
    """With owners and modes, which `shutil.copytree` does not keep."""
    subprocess.run(["cp", "-a", folder, to], check=True)


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


def _stop(server: subprocess.Popen, farewell: signal.Signals) -> None:
    server.send_signal(farewell)
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
