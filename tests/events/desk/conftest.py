"""People at the desk, and what a browser would send back of a page that they opened."""

from collections.abc import Callable, Iterator

import pytest
from django.forms import BaseForm
from django.test import Client

from events.capture.tasks import fetch_due
from events.review import actions
from tests.factories import UserFactory
from tracker.accounts.models import User


@pytest.fixture(autouse=True)
def nobody_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no broker in these tests, and none is looked for."""
    monkeypatch.setattr(actions.render_again, "delay", lambda: None)
    monkeypatch.setattr(fetch_due, "delay", lambda: None)


@pytest.fixture
def sit_down() -> Callable[[User], Client]:
    """A browser of `user`'s own, signed in."""

    def client_of(user: User, **options) -> Client:
        client = Client(**options)
        client.force_login(user)
        return client

    return client_of


@pytest.fixture
def at_desk(author: User, sit_down) -> Client:
    return sit_down(author)


@pytest.fixture
def stranger(db) -> User:
    """An author who has nothing to do with the dossier."""
    return UserFactory(username="stranger")


def filled(response, **typed: object) -> dict[str, object]:
    """What the form of a page sends when somebody types `typed` into it and saves."""
    context = response.context
    values = dict(_values(context["adminform"].form))
    for inline in context["inline_admin_formsets"]:
        values |= dict(_rows(inline.formset))
    return values | {name: value for name, value in typed.items() if value is not None}


def _rows(formset) -> Iterator[tuple[str, object]]:
    yield from _values(formset.management_form)
    for form in formset.forms:
        yield from _values(form)
        for nested in getattr(form, "nested_formsets", []):
            yield from _rows(nested.formset)


def _values(form: BaseForm) -> Iterator[tuple[str, object]]:
    for field in form:
        value = field.value()
        if value is not None and value is not False and field.name != "DELETE":
            yield field.html_name, value


@pytest.fixture
def fill() -> Callable[..., dict[str, object]]:
    return filled
