"""Signing in by password and second factor, and what is refused."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory
from tracker.accounts.adapters import SecondFactorAdapter
from tracker.accounts.models import User

PHRASE = "a long enough phrase"
DESK = "/desk/"


@pytest.fixture
def person(db) -> User:
    person = UserFactory(username="ana", email="ana@example.org")
    person.set_password(PHRASE)
    person.save()
    return person


def sign_in(client: Client, login: str = "ana", password: str = PHRASE, **options):
    return client.post(reverse("account_login"), {"login": login, "password": password}, **options)


def is_in(client: Client) -> bool:
    return client.get(DESK).status_code == 200


@pytest.mark.parametrize("login", ["ana", "ana@example.org", "ANA@example.org"])
def test_a_name_or_an_address_signs_in(person, client: Client, login: str) -> None:
    assert sign_in(client, login).url == reverse("admin:index")
    assert is_in(client)


def test_the_desk_leads_to_the_sign_in_page_and_back(person, client: Client) -> None:
    asked = client.get("/desk/events/incident/", follow=True)
    form = {"login": "ana", "password": PHRASE, "next": "/desk/events/incident/"}

    assert asked.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert client.post(reverse("account_login"), form).url == "/desk/events/incident/"


def test_a_wrong_password_and_an_unknown_name_are_told_alike(person, client: Client) -> None:
    wrong, unknown = sign_in(client, password="wrong"), sign_in(client, "nobody", "wrong")

    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert not is_in(client)


def test_nothing_is_asked_of_another_site(person, client: Client) -> None:
    form = {"login": "ana", "password": PHRASE, "next": "https://elsewhere.example/"}
    assert client.post(reverse("account_login"), form).url == reverse("admin:index")


def test_repeated_failures_lock_the_name_even_for_the_right_password(person, client: Client) -> None:
    for _attempt in range(5):
        sign_in(client, password="wrong")

    refused = sign_in(Client(REMOTE_ADDR="192.0.2.7"))

    assert "Too many failed" in refused.content.decode()
    assert "/account/login/" in refused.request["PATH_INFO"]


def test_failures_of_one_lock_nobody_else(person, client: Client) -> None:
    for _attempt in range(5):
        sign_in(client, "somebody-else", "wrong")
    sign_in(client)
    assert is_in(client)


@pytest.mark.parametrize("lacks", ["is_active", "is_staff"])
def test_who_left_does_not_get_to_the_desk(person, client: Client, lacks: str) -> None:
    User.objects.filter(pk=person.pk).update(**{lacks: False})
    sign_in(client)
    assert client.get(DESK, follow=True).status_code in {200, 403}
    assert not is_in(client)


def test_nobody_signs_up(client: Client, db) -> None:
    form = {"username": "eve", "email": "eve@example.org", "password1": PHRASE, "password2": PHRASE}
    client.post(reverse("account_signup"), form)
    assert not User.objects.filter(username="eve").exists()


@pytest.fixture
def with_app(person) -> str:
    """The secret of an authenticator app that `person` has set up through the pages."""
    client = Client()
    sign_in(client)
    secret = add_app(client)
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    return secret


def add_app(client: Client) -> str:
    """Through the pages: the password once more, the secret, a code made with it."""
    page = reverse("mfa_activate_totp")
    asked = client.get(page)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    client.post(asked.url, {"password": PHRASE})
    secret = client.get(page).context["form"].secret
    client.post(page, {"code": code_of(secret)})
    return secret


def code_of(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_a_second_factor_is_asked_for_and_lets_in(person, with_app: str, client: Client) -> None:
    asked = sign_in(client)
    assert asked.url == reverse("mfa_authenticate")
    assert not is_in(client)

    wrong = client.post(asked.url, {"code": "000000"})
    assert "Incorrect code" in wrong.content.decode()
    recovery = Authenticator.objects.get(user=person, type="recovery_codes").wrap().generate_codes()[0]
    client.post(asked.url, {"code": recovery})
    assert is_in(client)


def test_a_copy_of_the_database_makes_no_codes(person, with_app: str) -> None:
    stored = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert with_app not in str(Authenticator.objects.values_list("data", flat=True))
    assert SecondFactorAdapter().decrypt(stored) == with_app


def test_secrets_are_read_after_a_change_of_key(settings) -> None:
    kept = SecondFactorAdapter().encrypt("a secret")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert SecondFactorAdapter().decrypt(kept) == "a secret"


def test_an_administrator_helps_whoever_lost_phone_and_codes(person, with_app: str, administrator) -> None:
    office, theirs = Client(), Client()
    office.force_login(administrator)
    office.post(reverse("admin:person_forget-factors", args=[person.pk]))

    sign_in(theirs)

    assert not Authenticator.objects.filter(user=person).exists()
    assert is_in(theirs)


def test_where_a_second_factor_is_required_the_desk_waits_for_it(person, client: Client, settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client)
    assert client.get(DESK).url == reverse("mfa_index")
    assert client.post("/desk/events/incident/add/", {"title": "x"}).url == reverse("mfa_index")

    add_app(client)

    assert is_in(client)


@pytest.mark.parametrize("page", ["account_login", "account_reset_password", "mfa_webauthn"])
def test_no_page_asks_another_host(person, client: Client, page: str) -> None:
    if page == "mfa_webauthn":
        sign_in(client)
        page = "mfa_add_webauthn"
    text = client.get(reverse(page), follow=True).content.decode()
    assert "//" not in text.replace("http://www.w3.org", "").replace("https://testserver", "").replace(
        "http://testserver", ""
    )


def test_the_list_of_ones_keys_is_shown(author) -> None:
    client = Client()
    client.force_login(author)

    assert "No security keys have been added." in client.get(reverse("mfa_list_webauthn")).content.decode()
