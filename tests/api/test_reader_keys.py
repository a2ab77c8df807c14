"""Getting a reader's key: asked for by a form, made by a button, shown once, ended by the same link."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db.models.functions import Now

from api.keys import known, making
from api.keys.known import holder_of
from api.keys.models import ReaderKey
from events.callers import forms, outbox
from events.callers.forms import new_seal

pytestmark = pytest.mark.django_db
ADDRESS = "reader@mail.example"


@pytest.fixture(autouse=True)
def quiet(monkeypatch) -> None:
    """Nobody waits before sending, no worker is woken, and no key is remembered."""
    monkeypatch.setattr(forms, "LEAST_SECONDS", -1)
    monkeypatch.setattr(outbox, "ring", lambda: None)
    known.forget_all()


def asked(client, language: str = "", **more):
    return client.post(f"{language}/data/key/", {"seal": new_seal(), "email": ADDRESS, **more})


def link(client, language: str = "") -> str:
    """What the mail leads to."""
    mail.outbox.clear()
    asked(client, language)
    while outbox.send_due():
        pass
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    return re.search(r"https?://[^/]+(/\S*data/keys/\S+)", sent.body)[1]


def shown(answer) -> str:
    return re.search(r"<code>(anrk_[^<]+)</code>", answer.content.decode())[1]


def test_a_key_is_made_by_the_button_and_shown_once(client) -> None:
    address = link(client)
    for look in (client.get, client.head, client.get):
        assert b"anrk_" not in look(address).content
    assert not ReaderKey.objects.exclude(made_at=None).exists()

    answer = client.post(address)

    assert answer["Cache-Control"] == "no-store"
    assert holder_of(shown(answer)) == ReaderKey.objects.get().mailbox
    assert b"anrk_" not in client.get(address).content
    assert b"anrk_" not in client.post(address).content
    assert ReaderKey.objects.count() == 1


def test_the_same_link_ends_it(client) -> None:
    address = link(client)
    secret = shown(client.post(address))
    assert b"Within half a minute" in client.post(address, {"end": "yes"}).content

    known.forget_all()
    assert holder_of(secret) is None
    assert client.get(address).status_code == client.post(address).status_code == 404


def test_it_speaks_the_language_of_the_form(client) -> None:
    address = link(client, "/fr")
    assert address.startswith("/fr/data/keys/")
    assert "Votre clé" in client.get(address).content.decode()


@pytest.mark.parametrize("wrong", [{"email": "nowhere"}, {"email": ""}, {"homepage": "x"}, {"seal": "x"}])
def test_what_is_wrong_is_said_and_nothing_is_sent(wrong, client) -> None:
    assert asked(client, **wrong).status_code == 422
    assert not ReaderKey.objects.exists()


def test_one_mailbox_is_asked_three_times_an_hour(client) -> None:
    answers = [asked(client).status_code for _time in range(4)]
    assert answers == [302, 302, 302, 429]
    assert ReaderKey.objects.count() == 3


def test_what_nobody_came_for_is_forgotten(client) -> None:
    kept = link(client)
    client.post(kept)
    link(client)
    ReaderKey.objects.update(asked_at=Now() - timedelta(days=3))
    assert making.forget() == 1
    assert client.get(kept).status_code == 200
