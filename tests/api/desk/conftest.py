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
    """A whole affair as a stranger's program would send it: nothing of it is here yet."""
    return {
        "title": "Pay at the works",
        "summary": "Staff say that overtime at the works was not paid. The company denies it.",
        "language": "en",
        "places": [{"name": "Lyon", "country": "FR"}],
        "companies": [
            {
                "ref": "acme",
                "name": "Acme",
                "country": "FR",
                "identifiers": [{"scheme": "domain", "value": "acme.example"}],
            }
        ],
        "sources": [
            {
                "ref": "paper",
                "kind": "news",
                "title": "Overtime at the works",
                "url": "https://news.example/overtime",
                "publisher": "The Example",
                "published": "2017-12-27",
                "language": "en",
                "text": "Overtime was never paid, staff of the works said on Monday. “We deny that,” said Acme.",
                "capture": False,
            }
        ],
        "events": [
            {
                "ref": "claim",
                "kind": "allegation",
                "title": "Staff allege that overtime was not paid",
                "text": "Staff of the works said that overtime was never paid.",
                "date": "early January 2016",
                "participants": [
                    {"role": "accused", "company": "acme"},
                    {"role": "claimant", "group": "staff of the works", "count_least": 14, "protected": True},
                ],
                "citations": [
                    {
                        "ref": "said",
                        "source": "paper",
                        "quotation": "Overtime was never paid",
                        "supports": ["fact", "words"],
                    }
                ],
                "facts": [
                    {
                        "kind": "number",
                        "label": "people affected",
                        "preferred": "fourteen",
                        "reason": "The court counted.",
                        "values": [
                            {"ref": "fourteen", "citation": "said", "text": "14 people", "number_least": "14"},
                            {"citation": "said", "text": "18 people", "number_least": "18"},
                        ],
                    }
                ],
                "allegation": {
                    "form": "accusation",
                    "statuses": [{"status": "alleged", "date": "2016-01", "source": "paper"}],
                    "demands": [{"ref": "pay", "text": "Pay the overtime", "addressee": "acme", "deadline": "2016-06"}],
                    "reply_requests": [
                        {"company": "acme", "asked_by": "The Example", "asked": "2016-01-20", "source": "paper"}
                    ],
                },
            },
            {
                "kind": "statement",
                "title": "Acme denies it",
                "text": "A spokesperson denied the claim.",
                "date": "2016-03",
                "participants": [{"role": "speaker", "company": "acme"}],
                "citations": [{"source": "paper", "quotation": "We deny that", "supports": ["words"]}],
                "statement": {
                    "speaker": "acme",
                    "capacity": "a spokesperson",
                    "words": "We deny that.",
                    "words_language": "en",
                    "answers": [
                        {"allegation": "claim", "demand": "pay", "company": "acme", "stance": "denies"},
                    ],
                    "commitments": [
                        {
                            "text": "To look into it",
                            "due": "2016-12",
                            "updates": [{"status": "kept", "date": "2016-11", "source": "paper"}],
                        }
                    ],
                },
            },
        ],
    }
