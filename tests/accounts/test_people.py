"""People are let in, given roles and sent home by administrators, and by nobody else."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory
from tracker.accounts.models import Role, User

PEOPLE = "admin:accounts_user_changelist"
PASSWORD = {"password1": "a long enough phrase", "password2": "a long enough phrase", "usable_password": "true"}


@pytest.fixture
def desk_of() -> Callable[[User], Client]:
    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER])
def test_people_are_for_administrators_only(role: str, db, desk_of) -> None:
    somebody = UserFactory()
    client = desk_of(UserFactory(role=role))
    pages = [reverse(PEOPLE), reverse("admin:accounts_user_add"), *own_pages(somebody)]

    assert {client.get(page).status_code for page in pages} == {403}
    assert client.post(reverse("admin:accounts_user_add"), {"username": "x", **PASSWORD}).status_code == 403
    assert "People" not in client.get(reverse("admin:index")).content.decode()


def own_pages(user: User) -> list[str]:
    return [reverse(f"admin:accounts_user_{name}", args=[user.pk]) for name in ("change", "history")]


def test_an_administrator_lets_somebody_in(administrator, desk_of) -> None:
    client = desk_of(administrator)

    client.post(reverse("admin:accounts_user_add"), {"username": "new", "role": "reviewer", "byline": "N.", **PASSWORD})

    person = User.objects.get(username="new")
    assert (person.role, person.is_reviewer, person.byline) == (Role.REVIEWER, True, "N.")
    assert Client().login(username="new", password=PASSWORD["password1"])


def test_somebody_who_is_sent_home_is_out_at_once_and_stays_on_the_record(administrator, author, desk_of) -> None:
    theirs, client = desk_of(author), desk_of(administrator)
    page = reverse("admin:accounts_user_change", args=[author.pk])

    client.post(page, {"username": "author", "role": "author", "byline": ""})

    assert not User.objects.get(pk=author.pk).is_active
    assert theirs.get(reverse("admin:index")).status_code == 302
    assert client.post(reverse("admin:accounts_user_delete", args=[author.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_people_costs_the_same_whatever_its_length(
    count: int, administrator, desk_of, django_assert_num_queries
) -> None:
    for _n in range(count):
        UserFactory()
    client = desk_of(administrator)

    with django_assert_num_queries(5):
        client.get(reverse(PEOPLE))
