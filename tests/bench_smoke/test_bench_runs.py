"""The benchmark itself still runs: data, proof, equal answers, samples. What it measures here means nothing."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections
from django.test import SimpleTestCase

from tests.bench import database, datasette, equal, exporting, importing, listing, measure, report, servers, sqlite
from tracker.launch.environment import ROOT


# Of a class like this, pytest-django makes the databases that the mark names, and begins no transaction.
@pytest.mark.django_db(databases=["default", "public"])
@pytest.mark.usefixtures("committed_db")
class TestBench(SimpleTestCase):
    databases = frozenset({"default", "public"})

    def test_import_is_measured_beside_a_bare_copy(self) -> None:
        if not _is_superuser():
            pytest.skip("copying databases and switching triggers off is for a superuser of PostgreSQL")
        migrated = connection.settings_dict["NAME"]
        connections.close_all()  # or it could not be copied

        imported = importing.measured(ServerOfTheTests(), rows=60, rounds=1, publish=True, migrated=migrated)

        assert imported.product.seconds > 0 < imported.bare.seconds
        assert next(iter(report.gates_of_importing(imported))).what.startswith("writing 60 rows")

    def test_bench_loads_proves_and_compares(self) -> None:
        if not _is_superuser():
            pytest.skip("loading by COPY past sleeping triggers is for a superuser of PostgreSQL")
        place = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        url = place.geturl()

        load = [sys.executable, "-m", "tests.bench.load", "tiny"]  # it proves the record and a sample before it ends
        subprocess.run(load, cwd=ROOT, env=database.environ(url), check=True)
        draw = [sys.executable, "-m", "tests.bench.drawing"]
        subprocess.run(draw, cwd=ROOT, env=database.environ(url), check=True)
        names = ("product", "bare", "plain")
        with tempfile.TemporaryDirectory() as logs, servers.served(url, names=names, logs=Path(logs)) as programs:
            paths = equal.paths(programs)
            listing.check_same(programs)
            assert (
                listing.far_down(programs["product"], "/api/v1/events/?kind=report,statement,context").count("cursor=")
                == 1
            )
            targets = [measure.Target(name, programs[name], getattr(paths, name)) for name in names]
            samples = measure.measured(targets, postmaster=os.getpid(), rounds=1, seconds=0.05)
            shared = _beside_datasette(Path(logs), programs["product"])

        assert tuple(samples) == names
        assert len(shared) == 10
        loaded = connection.settings_dict["NAME"]
        connections.close_all()  # or it could not be copied
        with tempfile.TemporaryDirectory() as logs:
            exported = exporting.measured(ServerOfTheTests(), loaded, rows=450, rounds=1, logs=Path(logs), whole=True)
        assert exported.rows == 450
        assert exported.product.seconds > 0 < exported.streamed.last
        assert len(report.gates_of_exporting(exported)) == 6


def _beside_datasette(place: Path, product: servers.Program) -> list[datasette.Shared]:
    """The paths in which Datasette, over a file that is made once, gives what the product gives."""
    server, loaded = ServerOfTheTests(), connection.settings_dict["NAME"]
    folder = sqlite.kept(server, loaded, place)
    assert sqlite.kept(server, loaded, place) == folder
    with servers.served_datasette(folder, logs=place) as beside:
        return datasette.paths(server, loaded, product, beside)


class ServerOfTheTests(database.Server):
    """The server of the tests, in place of the benchmark's own."""

    def __init__(self) -> None:
        super().__init__(cluster=None, postmaster=0)

    def url(self, name: str) -> str:
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()

    def ask(self, statement: str, *, database: str = "postgres") -> list[tuple]:
        return super().ask(statement, database=database)


def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()[0]
