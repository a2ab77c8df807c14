"""A PostgreSQL of our own, kept between runs, with one database for each scale."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from tracker.launch import postgres, processes
from tracker.launch.environment import ROOT

PLACE = Path(os.environ.get("ANSWERABLE_BENCH") or Path(tempfile.gettempdir()) / "answerable-bench")
SETTINGS = {
    **postgres.FORGETFUL,
    "shared_buffers": os.environ.get("ANSWERABLE_BENCH_BUFFERS", "2GB"),
    "maintenance_work_mem": "512MB",
    "work_mem": "16MB",
    "max_wal_size": "8GB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # a worker that exits would take its CPU time with it
    "autovacuum": "off",  # it would come between two measurements
    "random_page_cost": "1.1",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track_utility": "off",
}
# What decides what a database holds. The code that renders does too: proof.py asks whether it still gives the same.
DECIDING = [
    "companies/migrations",
    "events/migrations",
    "events/record/migrations",
    "events/timeline/migrations",
    "tests/bench/generate.py",
    "tests/bench/load.py",
    "tests/bench/scale.py",
    "tracker/accounts/migrations",
]

SETTLED = """
SELECT gin_clean_pending_list(indexed.oid) FROM pg_class indexed
JOIN pg_am method ON method.oid = indexed.relam AND method.amname = 'gin' WHERE indexed.relkind = 'i'
"""
"""What the proof made and took back waits before the indexes of words, where each search would read it. Elsewhere
autovacuum puts it in; here it is off."""


@dataclass(frozen=True)
class Server:
    cluster: postgres.Cluster
    postmaster: int

    def url(self, database: str) -> str:
        return f"postgres://{postgres.NAME}@/{database}?host={quote(str(self.cluster.socket), safe='')}"

    def ask(self, statement: str, *, database: str = postgres.NAME) -> list[tuple]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def copy(self, template: str, name: str) -> None:
        """A database that may be spoilt."""
        self.drop(name)
        self.ask(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')

    def drop(self, name: str) -> None:
        self.ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """One run at a time: a second would spoil the figures of the first."""
    PLACE.mkdir(mode=0o711, parents=True, exist_ok=True)
    with (PLACE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(
                f"Another run measures in {PLACE}: wait for it, or name another ANSWERABLE_BENCH."
            ) from None
        cluster = _cluster()
        cluster.end()
        cluster.create()
        cluster.clear_stale_locks()
        with (PLACE / "postgresql.log").open("ab") as log:
            options = cluster.account.as_options()
            process = subprocess.Popen(cluster.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)
        try:
            if not processes.wait_until(lambda: process.poll() is not None or cluster.is_ready(), 60) or process.poll():
                raise SystemExit(f"PostgreSQL did not start: see {PLACE / 'postgresql.log'}")
            yield Server(cluster, process.pid)
        finally:
            process.send_signal(postgres.FAREWELL[0][0])
            process.wait(60)


def _cluster() -> postgres.Cluster:
    account = postgres.account()
    programs = postgres.programs(account)
    home = account.own(PLACE / f"postgresql-{postgres.version(programs)}")
    return postgres.Cluster(data=home / "data", socket=home, programs=programs, account=account, settings=SETTINGS)


def loaded(server: Server, scale: str) -> str:
    """The name of the database of a scale: the one there is, if today's code would make the same, or else a new one."""
    name = f"bench_{scale}_{_fingerprint()}"
    there = [row[0] for row in server.ask("SELECT datname FROM pg_database")]
    if name in there and _is_as_today(server, name, scale):
        server.ask(SETTLED, database=name)
        return name
    for old in (other for other in there if other.startswith(f"bench_{scale}_")):
        server.drop(old)
    half = f"half_{scale}"
    server.drop(half)
    server.ask(f"CREATE DATABASE {half}")
    run(server.url(half), "manage.py", "migrate", "--no-input", "--verbosity", "0")
    run(server.url(half), "-m", "tests.bench.load", scale)
    server.ask("CREATE EXTENSION IF NOT EXISTS pg_stat_statements", database=half)
    server.ask(SETTLED, database=half)
    server.ask(f"ALTER DATABASE {half} RENAME TO {name}")
    server.ask("CHECKPOINT")
    return name


def _is_as_today(server: Server, name: str, scale: str) -> bool:
    command = [sys.executable, "-m", "tests.bench.proof", scale]
    return subprocess.run(command, cwd=ROOT, env=environ(server.url(name)), check=False).returncode == 0


def run(url: str, *words: str) -> None:
    subprocess.run([sys.executable, *words], cwd=ROOT, env=environ(url), check=True)


def environ(url: str, **more: str) -> dict[str, str]:
    """The product as `make run` starts it, on this database, and nothing of ours around it."""
    ours = {
        "DATABASE_URL": url,
        "SECRET_KEY": "of the benchmark, and of nothing else",
        "ANSWERABLE_LOCAL": "1",
        "ANSWERABLE_DATA": str(PLACE),
        "ALLOWED_HOSTS": "127.0.0.1",
        "CELERY_BROKER_URL": "memory://localhost/",
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "LOG_LEVEL": "WARNING",
        "RATE_LIMIT": "0",
    }
    kept = {name: value for name, value in os.environ.items() if name not in {"PUBLIC_DATABASE_URL", "DEBUG"}}
    return {**kept, **ours, **more}


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in DECIDING:
        place = ROOT / name
        for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]
