"""The embedded PostgreSQL: made whole or not at all, found again after any death, with everything acknowledged."""

import os
import signal
from dataclasses import replace

import psycopg
import pytest
from django.conf import settings

from tests.cluster import cluster_in
from tests.launch.test_supervisor import signals, tend  # noqa: F401  the fixture gives pytest its signals back
from tracker.launch import postgres, processes, run
from tracker.launch.supervisor import Part, Supervisor
from tracker.launch.trouble import Trouble


@pytest.fixture
def cluster(scratch) -> postgres.Cluster:
    forgetful = cluster_in(scratch)
    forgetful.create()  # the empty cluster need not be durable yet
    cluster = replace(forgetful, settings=postgres.DURABLE)
    yield cluster
    cluster.end()


def serve(cluster, folder) -> Part:
    return Part(
        name="postgresql",
        title="PostgreSQL",
        command=cluster.command(),
        environ=dict(os.environ),
        log=folder / "postgresql.log",
        is_ready=cluster.is_ready,
        farewell=postgres.FAREWELL,
        before=cluster.clear_stale_locks,
        options=cluster.account.as_options(),
    )


def asked(cluster, question: str) -> list[tuple]:
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        found = connection.execute(question)
        return found.fetchall() if found.description else []


def test_what_was_acknowledged_survives_kill_9(cluster, scratch):
    with Supervisor(scratch) as supervisor:
        supervisor.launch(server := serve(cluster, scratch))
        supervisor.wait_for(server)
        asked(cluster, "CREATE TABLE said AS SELECT 42 AS number")
        killed = postgres.postmaster(cluster.data)
        os.kill(killed, signal.SIGKILL)
        tend(supervisor, until=lambda: postgres.postmaster(cluster.data) not in (None, killed) and cluster.is_ready())
        assert asked(cluster, "SELECT number FROM said") == [(42,)]


def test_there_are_connections_for_every_thread_of_the_web_server(cluster):
    (allowed,) = [word for word in cluster.command() if word.startswith("max_connections=")]
    assert int(allowed.partition("=")[2]) >= run.WEB_PROCESSES * run.WEB_THREADS * 2 + 20
    assert settings.MOST_FOLLOWERS < run.WEB_THREADS, "those who wait leave threads for those who do not"


def test_the_server_is_durable_private_and_sorts_alike_everywhere(cluster, scratch):
    with Supervisor(scratch) as supervisor:
        supervisor.launch(server := serve(cluster, scratch))
        supervisor.wait_for(server)
        names = ["fsync", "full_page_writes", "synchronous_commit", "data_checksums", "listen_addresses", "TimeZone"]
        assert {name: asked(cluster, f"SHOW {name}")[0][0] for name in names} == {
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            "data_checksums": "on",
            "listen_addresses": "",
            "TimeZone": "UTC",
        }
        assert asked(cluster, "SELECT 'Zebra' < 'apple', 'É' > 'z', lower('É')") == [(True, True, "é")]
    assert cluster.socket.stat().st_mode & 0o077 == 0


def test_a_stale_pid_file_with_a_strangers_number_is_no_obstacle(cluster, scratch, start):
    """PostgreSQL itself would refuse: a process of its own account has that number."""
    stranger = start(["sleep", "60"], **cluster.account.as_options())
    lock = f"{stranger.pid}\n{cluster.data}\n1\n5432\n{cluster.socket}\n\n1 1\nready\n"
    (cluster.data / "postmaster.pid").write_text(lock)
    (cluster.socket / ".s.PGSQL.5432.lock").write_text(lock)
    with Supervisor(scratch) as supervisor:
        supervisor.launch(server := serve(cluster, scratch))
        supervisor.wait_for(server)
        assert asked(cluster, "SELECT 1") == [(1,)]
    assert stranger.poll() is None


def test_a_half_made_cluster_is_made_anew(scratch):
    cluster = cluster_in(scratch)
    half = cluster.account.own(cluster.data.with_name("data.half"))
    (half / "PG_VERSION").write_text("18")
    cluster.create()
    assert not half.exists()
    assert (cluster.data / "global" / "pg_control").exists()


def test_data_of_another_version_is_refused_with_a_sentence(cluster):
    (cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(Trouble, match="was made by PostgreSQL 14, but "):
        cluster.create()


def test_a_living_server_is_known_by_its_folder(cluster, scratch):
    assert postgres.postmaster(cluster.data) is None
    with Supervisor(scratch) as supervisor:
        supervisor.launch(server := serve(cluster, scratch))
        supervisor.wait_for(server)
        assert postgres.postmaster(cluster.data) == server.process.pid
    assert postgres.postmaster(cluster.data) is None
    assert processes.birth(server.process.pid) is None
