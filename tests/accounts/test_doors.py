"""The two doors into the desk, and what they look like when they are shut."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory
from tracker.accounts.models import Entry, Role, User


def test_a_link_asks_first_and_then_signs_in(author, client: Client) -> None:
    door = reverse("enter", args=[Entry.make(author)])

    asked = client.get(door)
    entered = client.post(door)

    assert "Sign in as author?" in asked.content.decode()
    assert entered.url == reverse("admin:index")
    assert client.get(entered.url).status_code == 200


def test_a_link_works_once(author, client: Client) -> None:
    door = reverse("enter", args=[Entry.make(author)])
    Client().post(door)

    shown, refused = client.get(door), client.post(door)

    assert "This link no longer works" in shown.content.decode()
    assert refused.status_code == 410
    assert client.get(reverse("admin:index")).status_code == 302


def test_a_link_lasts_an_hour(author, client: Client) -> None:
    door = reverse("enter", args=[Entry.make(author)])

    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert client.post(door).status_code == 410


@pytest.mark.parametrize("lacks", [{"is_active": False}, {"is_staff": False}])
def test_a_link_of_somebody_who_left_opens_nothing(lacks: dict, client: Client, db) -> None:
    door = reverse("enter", args=[Entry.make(UserFactory(**lacks))])

    assert client.post(door).status_code == 410


def test_no_door_opens_without_its_token(author) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(reverse("enter", args=[Entry.make(author)])).status_code == 403
    assert client.post(reverse("set-up"), {"code": Entry.make(None)}).status_code in {403, 404}
    assert client.post(reverse("account_login"), {"login": "author", "password": "x"}).status_code == 403


def test_the_set_up_page_needs_its_code(client: Client, db) -> None:
    refused = client.get(reverse("set-up"), {"code": "guessed"})

    assert refused.status_code == 403
    assert "This address needs its code" in refused.content.decode()


def test_the_set_up_page_makes_the_first_administrator(client: Client, db) -> None:
    page = reverse("set-up")
    code = Entry.make(None)
    account = {"username": "first", "email": "first@example.org"}
    password = {"password1": "a long enough phrase", "password2": "a long enough phrase"}

    shown = client.get(page, {"code": code}).content.decode()
    refused = client.post(page, {"code": code, **account, "password1": "short", "password2": "short"})
    made = client.post(page, {"code": code, **account, **password})

    assert "The first account" in shown
    assert "too short" in refused.content.decode()
    assert made.url == reverse("admin:index")
    assert User.objects.get().role == Role.ADMINISTRATOR
    assert client.get(made.url).status_code == 200


def test_the_set_up_page_is_gone_once_there_is_an_administrator(administrator, client: Client) -> None:
    assert client.get(reverse("set-up"), {"code": Entry.make(None)}).status_code == 404
