"""The public side has no session; the desk keeps nothing and refuses what has no token."""

import pytest
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
