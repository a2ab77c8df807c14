"""Webhooks at the desk: whose they are, what is asked of an address, and what is shown once."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from api.webhooks import subscriptions, tasks
from api.webhooks.models import Delivery, Subscription
from tests.factories import EventFactory, IncidentFactory, UserFactory, published
from tracker.accounts.models import Role

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


@pytest.fixture
def owner(db):
    return UserFactory(username="owner", email="owner@example.org")


@pytest.fixture
def client(owner) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def add(client: Client, address: str, **about) -> object:
    return client.post(reverse("webhooks"), {"address": address, "scope": "everything", **about})


def do(client: Client, act: str, **typed):
    return client.post(reverse(f"webhook_{act}", args=[Subscription.objects.get().pk]), typed, follow=True)


def test_from_the_form_to_the_first_message(client, target):
    page = add(client, target.address("/hook"))
    secret = SECRET.search(page.content.decode())[0]
    assert page["Cache-Control"] == "private, no-store"
    webhook = Subscription.objects.get()
    assert subscriptions.secrets_of(webhook) == [secret]
    assert not SECRET.search(client.get(webhook.get_desk_url()).content.decode())
    tasks.deliver()
    code = target.posted()[0][1]["data"]["code"]
    assert code not in client.get(webhook.get_desk_url()).content.decode()

    assert "Confirmed." in do(client, "confirm", code=code).content.decode()

    published(EventFactory(incident=IncidentFactory()).incident)
    tasks.deliver()
    assert len(target.told()) == 4
    shown = client.get(webhook.get_desk_url()).content.decode()
    assert Delivery.objects.get(kind="changes").message_id in shown
    assert target.address("/hook") in client.get(reverse("webhooks")).content.decode()


def test_what_can_be_done_with_it(client, target):
    add(client, target.address("/hook"))
    assert "not the code" in do(client, "confirm", code="x").content.decode()
    assert "Give the code" in do(client, "confirm").content.decode()
    assert "has to be confirmed" in do(client, "test").content.decode()
    old = Subscription.objects.get().code
    do(client, "code")
    assert Subscription.objects.get().code != old
    do(client, "confirm", code=Subscription.objects.get().code)
    do(client, "test")
    assert "on its way already" in do(client, "test").content.decode()
    tasks.deliver()
    assert "webhook.test" in [said["type"] for _head, said in target.posted()]
    assert SECRET.search(do(client, "rotate").content.decode())
    assert "not paused" in do(client, "resume").content.decode()
    do(client, "pause")
    assert Subscription.objects.get().reason == "Paused by hand."
    do(client, "resume")
    assert Subscription.objects.get().state == "active"
    do(client, "end")
    assert (Subscription.objects.get().state, Subscription.objects.get().secret) == ("ended", "")
    for act in ("end", "rotate", "test", "pause", "resume", "code"):
        do(client, act)
    assert Subscription.objects.get().state == "ended"
    assert target.address("/hook") not in client.get(reverse("webhooks")).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/",
        "https://u:p@example.org/",
        "ftp://example.org/",
        "https://",
        "https://x.org:22/",
        "x\0y",
        "",
    ],
)
def test_an_address_that_is_none_is_refused_at_the_field(client, target, address):
    page = add(client, address)
    assert page.status_code == 200
    assert page.context["form"].errors["address"]
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"scope": "company", "number": "99"}, "number"),
        ({"scope": "company"}, "number"),
        ({"scope": "incident", "number": "99999999999"}, "number"),
        ({"scope": "topic", "topic": "nope"}, "topic"),
        ({"scope": "topic"}, "topic"),
        ({"scope": "all"}, "scope"),
    ],
)
def test_what_is_not_public_cannot_be_followed(client, target, about, field):
    page = add(client, target.address("/hook"), **about)
    assert field in page.context["form"].errors
    assert not Subscription.objects.exists()


def test_one_thing_is_asked_about_at_a_time(client, target):
    published(EventFactory(incident=IncidentFactory()).incident)
    add(client, target.address("/hook"), scope="company", number="1", topic="x")
    webhook = Subscription.objects.get()
    assert (webhook.scope, webhook.number, webhook.topic) == ("company", 1, "")


def test_others_do_not_learn_of_it_and_administrators_may_end_it(client, target):
    add(client, target.address("/hook"))
    webhook = Subscription.objects.get()
    other = Client()
    other.force_login(UserFactory(username="other", role=Role.REVIEWER))
    assert other.get(webhook.get_desk_url()).status_code == 404
    assert do(other, "end").status_code == 404
    assert target.address("/hook") not in other.get(reverse("webhooks")).content.decode()
    assert Client().get(reverse("webhooks")).status_code == 302
    chief = Client()
    chief.force_login(UserFactory(username="chief", role=Role.ADMINISTRATOR))
    do(chief, "end")
    assert Subscription.objects.get().state == "ended"


def test_there_may_be_only_so_many(client, target, monkeypatch):
    monkeypatch.setattr(subscriptions, "MOST", 1)
    add(client, target.address("/hook"))
    assert "End one first" in add(client, target.address("/hook")).content.decode()
    assert Subscription.objects.count() == 1
