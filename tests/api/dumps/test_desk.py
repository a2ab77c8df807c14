"""The list of dumps at the desk, and the button for a new one: for administrators."""

import pytest
from django.test import Client

from api.dumps.models import Dump
from tests.factories import UserFactory
from tracker.accounts.models import Role

LIST, MAKE = "/desk/dumps/dump/", "/desk/dumps/dump/make/"


@pytest.fixture
def sitting(settings, db):
    settings.REQUIRE_SECOND_FACTOR = False

    def sit(role: str) -> Client:
        client = Client()
        client.force_login(UserFactory(role=role))
        return client

    return sit


def test_administrator_asks_for_a_dump_once(sitting) -> None:
    client = sitting(Role.ADMINISTRATOR)

    page = client.post(MAKE, follow=True)
    assert "A dump is due" in page.content.decode()
    assert "One is due already" in client.post(MAKE, follow=True).content.decode()

    assert Dump.objects.get().state == "due"
    assert "Make a dump now" in client.get(LIST).content.decode()


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER])
def test_nobody_else_does(sitting, role) -> None:
    client = sitting(role)
    assert [client.get(LIST).status_code, client.post(MAKE).status_code] == [403, 403]
    assert LIST not in client.get("/desk/").content.decode()
    assert not Dump.objects.exists()


def test_it_is_not_asked_by_following_a_link(sitting) -> None:
    assert sitting(Role.ADMINISTRATOR).get(MAKE).status_code == 405
