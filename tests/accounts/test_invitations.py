"""From the administrator's form, by e-mail, to an account that its person chose name and password for."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory
from tracker.accounts.models import Role, User

PASSWORD = {"password1": "a long enough phrase", "password2": "a long enough phrase"}


@pytest.fixture
def office(administrator) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def invite(office: Client, address: str = "ana@example.org", role: str = "reviewer") -> User:
    office.post(reverse("admin:accounts_user_add"), {"email": address, "role": role, "byline": "A. N."})
    return User.objects.get(email=address)


def link() -> str:
    return re.search(r"https?://[^/]+(/account/invitation/\S+)", mail.outbox[-1].body).group(1)


def test_somebody_who_is_invited_chooses_name_and_password(office, client: Client) -> None:
    invited = invite(office)
    assert (invited.is_active, invited.has_usable_password()) == (False, False)
    assert mail.outbox[-1].to == ["ana@example.org"]

    welcome = client.get(link()).content.decode()
    entered = client.post(link(), {"username": "ana", **PASSWORD})

    person = User.objects.get(email="ana@example.org")
    assert "You were invited as reviewer" in welcome
    assert entered.url == reverse("admin:index")
    assert (person.username, person.is_reviewer, person.byline) == ("ana", True, "A. N.")
    assert client.get(entered.url).status_code == 200


def test_an_invitation_works_once(office, client: Client) -> None:
    invite(office)
    client.post(link(), {"username": "ana", **PASSWORD})

    again = Client().post(link(), {"username": "eve", **PASSWORD})

    assert again.status_code == 410
    assert not User.objects.filter(username="eve").exists()


def test_an_invitation_lasts_a_week(office, client: Client) -> None:
    invite(office)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert client.get(link()).status_code == 410


def test_a_newer_invitation_takes_the_place_of_the_older(office, client: Client) -> None:
    person = invite(office)
    first = link()
    office.post(reverse("admin:person_invite", args=[person.pk]))

    assert client.get(first).status_code == 410
    assert client.get(link()).status_code == 200


def test_nobody_enters_by_an_invitation_as_by_a_sign_in_link(office, client: Client) -> None:
    invite(office)
    code = link().rstrip("/").rpartition("/")[2]
    assert client.post(reverse("enter", args=[code])).status_code == 410


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"username": "taken"}, "already exists"),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"username": ""}, "required"),
    ],
)
def test_a_refused_choice_is_said_at_the_field_and_the_link_stays(office, client: Client, typed, sentence) -> None:
    UserFactory(username="taken")
    invite(office)

    refused = client.post(link(), {"username": "ana", **PASSWORD, **typed})

    assert sentence in refused.content.decode()
    assert client.post(link(), {"username": "ana", **PASSWORD}).status_code == 302


@pytest.mark.parametrize("address", ["", "no address", "ADMIN@example.org"])
def test_an_address_that_cannot_be_is_refused_at_the_field(office, administrator, address: str) -> None:
    User.objects.filter(pk=administrator.pk).update(email="admin@example.org")

    refused = office.post(reverse("admin:accounts_user_add"), {"email": address, "role": Role.AUTHOR})

    assert refused.status_code == 200
    assert refused.context["adminform"].form.errors
    assert mail.outbox == []


def test_a_mail_that_cannot_be_sent_is_said_and_can_be_sent_again(office, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    answer = office.post(
        reverse("admin:accounts_user_add"), {"email": "ana@example.org", "role": Role.AUTHOR}, follow=True
    )

    assert "could not be sent" in answer.content.decode()
    assert "Send the invitation again" in answer.content.decode()
