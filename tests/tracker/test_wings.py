"""The public side has no session; the desk keeps nothing and refuses what has no token."""

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db

PUBLIC = ["/", "/companies/", "/corrections/", "/api/v1/companies/", "/healthz", "/no-such-page/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_answer_sets_no_cookie_and_varies_by_none(client, path):
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", PUBLIC)
def test_public_answer_is_the_same_for_a_signed_in_editor(client, author, path):
    stranger = Client().get(path)
    client.force_login(author, backend="tracker.accounts.backends.RoleBackend")
    editor = client.get(path)
    assert (editor.status_code, editor.content) == (stranger.status_code, stranger.content)


@pytest.mark.parametrize("path", ["/", "/companies/"])
def test_public_policy_allows_nothing_unsafe(client, path):
    assert "unsafe" not in client.get(path)["Content-Security-Policy"]


def test_desk_is_kept_by_nobody(client, author):
    client.force_login(author, backend="tracker.accounts.backends.RoleBackend")
    response = client.get("/desk/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_desk_sends_strangers_to_sign_in(client):
    response = client.get("/desk/events/incident/")
    assert response.status_code == 302
    assert response["Location"].startswith("/desk/login/")


def test_desk_refuses_a_form_without_its_token(author):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author, backend="tracker.accounts.backends.RoleBackend")
    assert client.post("/desk/events/incident/add/", {"title": "x"}).status_code == 403


def test_what_readers_ask_for_is_planned_once_for_all_values(db) -> None:
    options = {"options": settings.DATABASES["public"]["OPTIONS"]["options"]}
    with psycopg.connect(**_parameters() | options) as reading:
        reading.execute("PREPARE page (int) AS SELECT number FROM timeline_publiccompany WHERE number = $1")
        reading.execute("EXECUTE page (1)")
        planned = reading.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements").fetchone()
    assert planned == (1, 0)


def _parameters() -> dict:
    known = connection.get_connection_params()
    return {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}
