"""The demonstration, loaded as few times as will do.

`shown` is it read into plain data, for tests that only look. `demonstration` is it in the database, for tests that do
something to it. Tests that use `shown` are marked `django_db`: pytest-django makes a test database for no others.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.transaction import atomic, set_rollback

from events.record.known_on import editions_at
from events.record.models import Publication
from events.record.verify import faults
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicSource, RenderingDue
from tracker.demo.loading import load
from tracker.demo.rows import key_of

Face = dict[str, Any]
APPS = ("companies", "events", "record", "timeline")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is public, by the keys of the demonstration; and everything that the database holds, as text."""

    faces: dict[str, Face]
    publications: list[Publication]
    known: list[dict[str, tuple[str, str]]]
    faults: list[str]
    due: int
    everything: str

    def event(self, incident: str, event: str) -> Face:
        return self.faces[str(key_of("event", str(key_of("incident", incident)), event))]

    def company(self, name: str) -> Face:
        return self.faces[str(key_of("company", name))]

    def source(self, name: str) -> Face:
        return self.faces[str(key_of("source", name))]

    def incident(self, name: str) -> Face | None:
        return self.faces.get(str(key_of("incident", name)))


@pytest.fixture(scope="session")
def shown(django_db_setup, django_db_blocker) -> Shown:
    with django_db_blocker.unblock(), atomic():
        load()
        seen = _read()
        set_rollback(True)
    return seen


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """All tests of a module share one load, inside one transaction that never ends well."""
    with django_db_blocker.unblock(), atomic():
        load()
        connection.check_constraints()  # while a check is put off, PostgreSQL neither alters nor empties a table
        yield
        set_rollback(True)


@pytest.fixture
def demonstration(loaded, db) -> None:
    """`db` takes back what the test does, within the transaction of the module."""


def _read() -> Shown:
    publications = list(Publication.objects.order_by("number"))
    return Shown(
        faces={
            str(row.key): json.loads(row.body)
            for table in (PublicCompany, PublicIncident, PublicEvent, PublicSource)
            for row in table.objects.all()
        },
        publications=publications,
        known=[_known_at(publication) for publication in publications],
        faults=list(faults()),
        due=RenderingDue.objects.count(),
        everything="\n".join(_rows()),
    )


def _known_at(publication: Publication) -> dict[str, tuple[str, str]]:
    editions = editions_at(publication.at)
    return {str(edition.subject.key): (edition.state, json.dumps(edition.document)) for edition in editions}


def _rows() -> Iterator[str]:
    """Every row of every table that the demonstration fills, the history of the desk included."""
    for label in APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            fields = [field.attname for field in model._meta.concrete_fields if field.name != "search"]
            yield from (str(row) for row in model._default_manager.values_list(*fields))
