"""Sessions end when their person says so, and when the person is sent home."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tracker.accounts.models import Entry, User

DESK = "/desk/"


@pytest.fixture
def browsers(author) -> tuple[Client, Client]:
    """Two browsers in which one person is signed in."""
    pair = Client(), Client()
    for each in pair:
        each.force_login(author)
    return pair


def is_in(client: Client) -> bool:
    return client.get(DESK).status_code == 200


def test_signing_out_elsewhere_ends_the_other_sessions_and_not_this_one(browsers) -> None:
    here, elsewhere = browsers
    assert is_in(here)
    assert is_in(elsewhere)

    here.post(reverse("sign-out-elsewhere"))

    assert is_in(here)
    assert not is_in(elsewhere)


def test_an_administrator_signs_somebody_out_everywhere(browsers, administrator) -> None:
    office = Client()
    office.force_login(administrator)
    author = User.objects.get(username="author")
    code = Entry.make(author)

    office.post(reverse("admin:person_sign-out", args=[author.pk]))

    assert [is_in(client) for client in browsers] == [False, False]
    assert Client().post(reverse("enter", args=[code])).status_code == 410
    assert is_in(office)


@pytest.mark.parametrize("column", ["is_active", "is_staff"])
def test_who_is_sent_home_by_whatever_hand_stays_out_when_let_in_again(browsers, author, column: str) -> None:
    """The database ends the sessions: the row is changed by plain SQL here."""
    code = Entry.make(author)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_user SET {column} = false WHERE id = %s", [author.pk])
        assert [is_in(client) for client in browsers] == [False, False]
        cursor.execute(f"UPDATE accounts_user SET {column} = true WHERE id = %s", [author.pk])

    assert [is_in(client) for client in browsers] == [False, False]
    assert Client().post(reverse("enter", args=[code])).status_code == 410


def test_without_the_trigger_an_old_session_would_come_back_to_life(browsers, author) -> None:
    """The control: it is the trigger that holds the test above."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user DISABLE TRIGGER accounts_let_go")
    for is_active in (False, True):
        User.objects.filter(pk=author.pk).update(is_active=is_active)

    assert [is_in(client) for client in browsers] == [True, True]


def test_a_new_password_ends_the_other_sessions(browsers, author) -> None:
    here, elsewhere = browsers
    author.set_password("a long enough phrase")
    author.save()
    assert not is_in(elsewhere)
    assert not is_in(here)


def test_ones_own_page_changes_names_and_nothing_else(browsers, author) -> None:
    here, _elsewhere = browsers

    here.post(
        reverse("account"), {"first_name": "Ana", "byline": "A. N.", "role": "administrator", "is_superuser": "1"}
    )

    author.refresh_from_db()
    assert (author.first_name, author.byline, author.role, author.is_superuser) == ("Ana", "A. N.", "author", False)


@pytest.mark.parametrize("page", ["account", "mfa_index", "account_change_password"])
def test_the_pages_of_an_account_need_somebody(page: str, client: Client, db) -> None:
    assert client.get(reverse(page)).url.startswith(reverse("account_login"))
