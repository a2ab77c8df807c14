"""What the tests share: people, and a database that is committed for real where two connections have to meet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from tests.cluster import MADE_FOR_TESTS
from tests.factories import UserFactory
from tracker.accounts.models import Role, User

# No timing in tests: a busy machine draws slowly, and takes long for what it has drawn.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A test database in every run. pytest-django makes one only for tests with fixtures of its own: a run of tests
    with `committed_db` alone would meet, and empty, the database that DATABASE_URL names.

    In a cluster of the run's own the database is for its tests, and its tables are made (tests/cluster.py).
    """
    if os.environ.get(MADE_FOR_TESTS) == os.environ["DATABASE_URL"]:
        yield
        return
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases=["default", "public"])
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def author(db) -> User:
    return UserFactory(username="author")


@pytest.fixture
def reviewer(db) -> User:
    return UserFactory(username="reviewer", role=Role.REVIEWER)


@pytest.fixture
def administrator(db) -> User:
    return UserFactory(username="administrator", role=Role.ADMINISTRATOR)


@pytest.fixture(autouse=True)
def one_connection(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a test that is rolled back, the public side reads through the same connection, or it would see nothing.

    Tests with `committed_db` use the real public role.
    """
    names = request.fixturenames
    if "committed_db" not in names and ("db" in names or request.node.get_closest_marker("django_db")):
        request.getfixturevalue("db")
        monkeypatch.setattr(connections._connections, "public", connections["default"], raising=False)


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A database in which everything is committed, for threads, processes and servers; emptied afterwards.

    Not pytest-django's `transactional_db`: that empties by TRUNCATE, which the record refuses, as it should.
    """
    with committed(django_db_blocker):
        yield


@contextmanager
def committed(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield
        with _triggers_asleep():
            _empty()
        for each in connections.all():
            each.close()


@contextmanager
def _triggers_asleep() -> Iterator[None]:
    """Only the owner of the tables can do this; whoever uses the system is not."""
    guarded = ["record_subject", "record_publication", "record_edition"]
    with connection.cursor() as cursor:
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = current_schema() "
            "AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission')"
        )
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} RESTART IDENTITY CASCADE")
