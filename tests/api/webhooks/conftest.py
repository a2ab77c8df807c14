"""A target on loopback that notes what is posted to it, and webhooks that are told of changes there."""

import json
from collections.abc import Callable, Iterator

import pytest

from api.webhooks import subscriptions, tasks
from api.webhooks.models import Subscription
from tests.events.capture.servers import Stranger, response, serving
from tests.factories import UserFactory


class Target(Stranger):
    """`answers` are given one after the other, the last again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = [response(b"", status="204 No Content")]
        self.pages["/hook"] = self._answer

    def _answer(self, connection, asked: bytes) -> None:
        connection.sendall(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])

    def posted(self) -> list[tuple[dict[str, str], dict]]:
        """Headers, in small letters, and what was said, of each message."""
        return [(_headers(asked), json.loads(asked.partition(b"\r\n\r\n")[2])) for asked in self.requests]

    def told(self) -> list[dict]:
        """What changed, of all messages about that."""
        return [each for _head, said in self.posted() if said["type"] == "record.changed" for each in _changes(said)]


def _headers(asked: bytes) -> dict[str, str]:
    lines = asked.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return {name.lower(): text.strip() for name, _colon, text in (line.partition(":") for line in lines)}


def _changes(said: dict) -> list[dict]:
    return said["data"]["changes"]


@pytest.fixture
def target(settings) -> Iterator[Target]:
    with serving(Target()) as server:
        settings.CAPTURE_ALLOWED_SERVERS = [server.place]
        yield server


@pytest.fixture(autouse=True)
def no_broker(monkeypatch) -> None:
    monkeypatch.setattr(tasks, "ring", lambda: None)


@pytest.fixture
def subscribe(db, target) -> Callable[..., Subscription]:
    """A confirmed webhook, and its `secret` beside it."""

    def make(**about) -> Subscription:
        about.setdefault("owner", None) or about.update(owner=UserFactory(email=f"o{id(about)}@example.org"))
        webhook = Subscription(address=target.address("/hook"), **about)
        secret = subscriptions.subscribe(webhook)
        tasks.deliver()
        webhook.refresh_from_db()
        subscriptions.confirm(webhook, webhook.code)
        webhook.refresh_from_db()
        webhook.told_secret = secret
        target.requests.clear()
        return webhook

    return make
