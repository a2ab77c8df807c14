import pytest
from django.test import Client

from events.callers import forms
from events.callers.tasks import send_mail
from events.models import Incident
from tests.events.site import affairs


@pytest.fixture
def reader() -> Client:
    """Somebody without cookie or session, as everybody is on the public side."""
    return Client()


@pytest.fixture
def everything(db) -> dict[str, Incident]:
    """Four published affairs, one of them corrected and one retracted."""
    return affairs.everything()


@pytest.fixture
def nobody_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail waits in its row until a test sends it."""
    monkeypatch.setattr(send_mail, "delay", lambda: None)


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person at the form takes as long as people do."""
    monkeypatch.setattr(forms, "LEAST_SECONDS", 0)
