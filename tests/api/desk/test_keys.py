"""Keys: shown once, hashed, as wide as was said, and ended with their person."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api.desk.models import Key, Scope
from events.models import Incident
from tests.api.desk.conftest import Asking
from tests.events.review.planting import left_in_database
from tests.factories import IncidentFactory, UserFactory
from tracker.accounts.models import Role, User

WHO = "/api/v1/desk/"


@pytest.fixture
def browser(author: User) -> Client:
    """Where the password was typed once more a moment ago, as is asked of whoever makes a key."""
    author.set_password("a long enough phrase")
    author.save()
    client = Client()
    client.force_login(author)
    client.post(reverse("account_reauthenticate"), {"password": "a long enough phrase"})
    return client


def made_in(browser: Client, **typed: object) -> str:
    page = browser.post(reverse("keys"), {"name": "Nightly import", "lasts": "30", **typed})
    assert page.status_code == 200
    return page.context["secret"]


def test_an_old_sign_in_makes_no_key(author: User) -> None:
    client = Client()
    client.force_login(author)

    page = client.post(reverse("keys"), {"name": "x", "lasts": "30"})

    assert page.url.startswith("/account/reauthenticate/")
    assert not Key.objects.exists()


def ask(secret: str, method: str = "get", path: str = WHO, **options: object):
    return getattr(Client(), method)(path, headers={"authorization": f"Bearer {secret}"}, **options)


def test_a_key_is_shown_once_and_works(browser: Client, author: User) -> None:
    secret = made_in(browser, scopes=["write"])
    row = Key.objects.get()

    assert ask(secret).json() == {
        "username": "author",
        "role": "author",
        "key": secret[:11],
        "scopes": ["read", "write"],
        "expires_at": row.expires_at.isoformat().replace("+00:00", "Z"),
    }
    assert secret not in browser.get(reverse("keys")).content.decode()
    assert left_in_database(secret) == []
    assert Key.objects.get().last_used_at is not None


def test_a_key_ends_on_its_day(browser: Client) -> None:
    secret = made_in(browser)

    Key.objects.update(expires_at=timezone.now() - timedelta(seconds=1), created_at=timezone.now() - timedelta(days=1))

    assert ask(secret).status_code == 401
    assert ask(secret)["WWW-Authenticate"].startswith("Bearer")


def test_only_its_owner_ends_a_key(browser: Client, stranger: Asking) -> None:
    own, others = made_in(browser), stranger.row

    refused = browser.post(reverse("key-end", args=[others.pk]))
    ended = browser.post(reverse("key-end", args=[Key.objects.get(user__username="author").pk]))

    assert (refused.status_code, ended.status_code) == (404, 302)
    assert (ask(own).status_code, stranger.get("").status_code) == (401, 200)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_whoever_is_sent_home_has_no_key_any_more(writer: Asking, change: dict) -> None:
    """Nor when they are let in again; by whatever way the row was changed."""
    assert writer.get("").status_code == 200
    User.objects.filter(pk=writer.user.pk).update(**change)
    sent_home = writer.get("").status_code
    User.objects.filter(pk=writer.user.pk).update(is_active=True, is_staff=True)

    assert (sent_home, writer.get("").status_code) == (401, 401)


def test_signing_out_everywhere_ends_keys(writer: Asking, browser: Client) -> None:
    browser.post(reverse("sign-out-elsewhere"))

    assert writer.get("").status_code == 401


def test_an_administrator_ends_anybodys_keys(writer: Asking, administrator: User, reviewer: User) -> None:
    door = reverse("admin:person_end-keys", args=[writer.user.pk])
    client = Client()
    client.force_login(reviewer)
    assert client.post(door).status_code == 403
    assert writer.get("").status_code == 200

    client.force_login(administrator)
    page = client.get(reverse("admin:accounts_user_change", args=[writer.user.pk])).content.decode()
    client.post(door)

    assert "End their 1 key for programs" in page
    assert writer.get("").status_code == 401


@pytest.mark.parametrize(
    ("scopes", "verdicts"),
    [
        ([Scope.READ], (200, 403, 403)),
        ([Scope.READ, Scope.WRITE], (200, 201, 403)),
        ([Scope.READ, Scope.REVIEW], (200, 403, 404)),
        ([Scope.READ, Scope.WRITE, Scope.REVIEW], (200, 201, 404)),
    ],
)
def test_a_key_is_as_wide_as_was_said(reviewer: User, scopes: list, verdicts: tuple) -> None:
    program = Asking(reviewer, scopes)
    hidden = IncidentFactory()

    answers = [
        program.get("incidents/"),
        program.post("companies/", {"name": "Acme"}),
        program.post(f"incidents/{hidden.pk}/publish/", {"seen": "x"}),
    ]

    assert tuple(answer.status_code for answer in answers) == verdicts


def test_a_key_is_no_wider_than_its_person(author: User, dossier: dict) -> None:
    program = Asking(author, list(Scope.values))
    made = program.post("dossiers/", dossier).json()
    digest = program.post(f"incidents/{made['id']}/submit/").json()["digest"]

    refused = program.post(f"incidents/{made['id']}/publish/", {"seen": digest, "ticked": []})

    assert (refused.status_code, refused.json()["detail"]) == (403, "Publishing is for reviewers.")


def test_wrong_keys_lock_their_address_out(writer: Asking) -> None:
    cache.clear()
    wrong = [ask("ansk_wrong").status_code for _attempt in range(21)]

    locked = writer.get("")

    assert (wrong[:20], wrong[20]) == ([401] * 20, 429)
    assert (locked.status_code, locked["Retry-After"]) == (429, "60")
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert writer.get("").status_code == 200
    cache.clear()


def test_a_key_in_an_address_ends(writer: Asking) -> None:
    other = Asking(writer.user)

    answer = other.get(f"?key={writer.secret}")

    assert answer.status_code == 400
    assert writer.secret not in answer.content.decode()
    assert (writer.get("").status_code, other.get("").status_code) == (401, 200)


def test_no_key_gets_into_the_log(writer: Asking, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    writer.get("")
    writer.get("nowhere/")
    writer.post("companies/", b"{")
    writer.get("", authorization=f"Bearer {writer.secret}x")
    writer.get(f"?key={writer.secret}")

    assert "answered 404" in caplog.text
    assert writer.secret not in caplog.text


def test_the_browsers_sign_in_needs_its_token_to_change_anything(author: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    page = client.get("/api/v1/desk/docs/")
    token = page.context["csrf_token"]
    sent = {"data": {"title": "Affair"}, "content_type": "application/json"}

    read = client.get("/api/v1/desk/incidents/")
    forged = client.post("/api/v1/desk/incidents/", **sent)
    assert Incident.objects.count() == 0
    meant = client.post("/api/v1/desk/incidents/", **sent, headers={"x-csrftoken": str(token)})

    assert (page.status_code, read.status_code, forged.status_code, meant.status_code) == (200, 200, 403, 201)


def test_without_a_second_factor_there_is_no_way_in(writer: Asking, browser: Client, settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True

    refused = [writer.get(""), browser.get(WHO)]
    page = browser.post(reverse("keys"), {"name": "x", "lasts": "30"})

    assert [answer.status_code for answer in refused] == [403, 403]
    assert page.context["secret"] == ""
    assert Key.objects.count() == 1


def test_who_has_no_account_meets_a_closed_door(db) -> None:
    UserFactory(role=Role.ADMINISTRATOR)

    answers = [Client().get(f"{WHO}{path}") for path in ("", "incidents/", "companies/1/", "nowhere/")]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 404]
    assert all(answer["Cache-Control"] == "private, no-store" for answer in answers)
    assert all(answer["Content-Type"] == "application/problem+json" for answer in answers)
