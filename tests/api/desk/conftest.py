"""People who ask the desk API by keys, and what they ask."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from api.desk.models import Key, Scope
from events.capture.tasks import fetch_due
from events.review import actions
from tests.api.desk.affair import affair
from tests.factories import UserFactory
from tracker.accounts.models import User

START = "/api/v1/desk/"
Ask = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def nobody_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no broker in these tests, and none is looked for."""
    monkeypatch.setattr(actions.render_again, "delay", lambda: None)
    monkeypatch.setattr(fetch_due, "delay", lambda: None)


class Asking:
    """A program with a key: `asking.get("events/")`, `asking.put(address, body, etag)`."""

    def __init__(self, user: User, scopes: list[str] | None = None) -> None:
        self.user = user
        self.row, self.secret = Key.make(
            user=user, name="Test", scopes=Scope.values if scopes is None else scopes, lasts=timedelta(days=1)
        )
        self.client = Client(raise_request_exception=False)

    def __call__(self, method: str, address: str, body: Any = None, etag: str = "", **headers: str) -> HttpResponse:
        path = address if address.startswith(("/", "http")) else START + address
        given = {"authorization": f"Bearer {self.secret}", **headers}
        given |= {"if-match": etag} if etag else {}
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        options = {} if method in {"get", "delete"} and body is None else {"content_type": "application/json"}
        return self.client.generic(method.upper(), path, sent, headers=given, **options)

    def get(self, address: str, **headers: str) -> HttpResponse:
        return self("get", address, **headers)

    def post(self, address: str, body: Any = None, **headers: str) -> HttpResponse:
        return self("post", address, {} if body is None else body, **headers)

    def put(self, address: str, body: Any, etag: str = "", **headers: str) -> HttpResponse:
        return self("put", address, body, etag, **headers)

    def patch(self, address: str, body: Any, etag: str = "", **headers: str) -> HttpResponse:
        return self("patch", address, body, etag, **headers)

    def delete(self, address: str, etag: str = "", **headers: str) -> HttpResponse:
        return self("delete", address, None, etag, **headers)


@pytest.fixture
def asking() -> type[Asking]:
    return Asking


@pytest.fixture
def writer(author: User) -> Asking:
    return Asking(author)


@pytest.fixture
def checker(reviewer: User) -> Asking:
    return Asking(reviewer)


@pytest.fixture
def stranger(db) -> Asking:
    return Asking(UserFactory(username="stranger"))


@pytest.fixture
def dossier() -> dict[str, Any]:
    return affair()
