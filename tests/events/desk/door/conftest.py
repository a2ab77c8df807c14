"""A dossier with an answer, a reviewer at the desk, and a day on which embargoes are given."""

import pytest
from django.test import Client

from events.models import Incident
from events.review import embargo
from tests.factories import answered_dossier


@pytest.fixture
def dossier(author) -> Incident:
    incident = answered_dossier()
    Incident.objects.filter(pk=incident.pk).update(author=author)
    incident.refresh_from_db()
    return incident


@pytest.fixture
def desk(reviewer, sit_down) -> Client:
    return sit_down(reviewer)


@pytest.fixture
def november(monkeypatch) -> None:
    """These tests name days of 2027; whether one is past is asked of the database, and tested with the action."""
    monkeypatch.setattr(embargo, "check_time", lambda at: None)
