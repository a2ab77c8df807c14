import pytest
from django.test import Client

from events.callers import forms
from events.callers.tasks import send_mail
from events.models import Incident
from tests.events.site import affairs


@pytest.fixture(autouse=True)
def nobody_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send_mail, "delay", lambda: None)


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person at the form takes as long as people do."""
    monkeypatch.setattr(forms, "LEAST_SECONDS", 0)


@pytest.fixture
def reader() -> Client:
    return Client()


@pytest.fixture
def everything(db) -> dict[str, Incident]:
    return affairs.everything()
