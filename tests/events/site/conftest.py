import pytest
from django.test import Client

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
