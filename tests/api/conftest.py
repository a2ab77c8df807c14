"""What the tests of the read API share: a stranger's client, and timelines that were really published."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from companies.models import Company
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, published

Read = Callable[..., HttpResponse]


@pytest.fixture
def read(client: Client, db) -> Read:
    """GET below /api/v1/, or at an address that an answer gave."""

    def get(address: str, **headers: str) -> HttpResponse:
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return client.get(path if path.startswith("/api/") else f"/api/v1/{path}", headers=headers)

    return get


@pytest.fixture
def company(db) -> Company:
    return CompanyFactory(name="Acme")


def publish_events(company: Company, *dates: str, **options: Any) -> int:
    """Publishes an incident with one event of `company` on each date; returns the number of its publication."""
    incident = IncidentFactory()
    for date in dates:
        EventFactory(incident=incident, company=company, date=date, **options)
    return published(incident).number


@pytest.fixture(name="publish_events")
def _publish_events(db) -> Callable[..., int]:
    return publish_events
