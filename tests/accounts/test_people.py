"""People are let in, given roles and sent home by administrators, and by nobody else."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory
from tracker.accounts.models import Role, User

PEOPLE = "admin:accounts_user_changelist"


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
    assert (
        client.post(reverse("admin:accounts_user_add"), {"email": "x@example.org", "role": "administrator"}).status_code
        == 403
    )
    assert "People" not in client.get(reverse("admin:index")).content.decode()


def own_pages(user: User) -> list[str]:
    return [reverse(f"admin:accounts_user_{name}", args=[user.pk]) for name in ("change", "history")]


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


def test_the_only_administrator_stays_one(administrator, desk_of) -> None:
    page = reverse("admin:accounts_user_change", args=[administrator.pk])

    refused = desk_of(administrator).post(page, {"username": "administrator", "role": "author", "is_active": "on"})

    assert "only administrator" in refused.content.decode()
    UserFactory(role=Role.ADMINISTRATOR)
    desk_of(administrator).post(page, {"username": "administrator", "role": "author", "is_active": "on"})
    assert User.objects.get(pk=administrator.pk).role == Role.AUTHOR


@pytest.mark.parametrize("door", ["person_invite", "person_sign-out", "person_forget-factors"])
def test_the_buttons_of_a_person_are_for_administrators(door: str, author, reviewer, desk_of) -> None:
    address = reverse(f"admin:{door}", args=[author.pk])
    assert desk_of(reviewer).post(address).status_code == 403
    assert desk_of(UserFactory(role=Role.ADMINISTRATOR)).get(address).status_code == 405
