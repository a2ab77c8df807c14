"""Every address below the desk and the accounts, and who gets what behind it.

A new address fails here until somebody writes down what a stranger is answered there.
"""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.events.desk.doors import CANARY, House, routes, rows
from tests.events.review.crawling import crawl
from tests.factories import UserFactory
from tracker.accounts.models import Role, User

WEBHOOK_ACTS = ("confirm", "code", "test", "rotate", "pause", "resume", "end")

# Route → what an editor gets who has no part in the draft whose ids are asked for: by GET, and by POST.
DOORS = {
    "account/": (200, 302),
    "account/enter/<str:code>/": (200, 410),
    "account/set-up/": (403, 403),
    "account/invitation/<str:code>/": (410, 410),
    "account/sign-out-elsewhere/": (405, 302),
    "account/keys/": (302, 302),
    "account/keys/<int:pk>/end/": (405, 404),
    "account/second-factor/": (200, 405),
    "account/second-factor/authenticate/": (302, 302),
    "account/second-factor/reauthenticate/": (302, 302),
    "account/second-factor/totp/activate/": (302, 302),
    "account/second-factor/totp/deactivate/": (404, 404),
    "account/second-factor/recovery-codes/": (404, 405),
    "account/second-factor/recovery-codes/generate/": (302, 302),
    "account/second-factor/recovery-codes/download/": (404, 404),
    "account/second-factor/webauthn/": (200, 405),
    "account/second-factor/webauthn/add/": (302, 302),
    "account/second-factor/webauthn/reauthenticate/": (302, 302),
    "account/second-factor/webauthn/keys/<int:pk>/remove/": (302, 302),
    "account/second-factor/webauthn/keys/<int:pk>/edit/": (302, 302),
    "account/second-factor/webauthn/login/": (302, 302),
    "account/login/": (302, 302),
    "account/logout/": (200, 302),
    "account/inactive/": (200, 405),
    "account/signup/": (302, 302),
    "account/reauthenticate/": (200, 200),
    "account/email/": (200, 302),
    "account/confirm-email/": (200, 405),
    "account/password/change/": (200, 200),
    "account/password/set/": (302, 302),
    "account/password/reset/": (200, 200),
    "account/login/code/confirm/": (302, 302),
    r"account/^confirm-email/(?P<key>[-:\w]+)/$": (200, 404),
    "account/password/reset/key/done/": (200, 405),
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (200, 200),
    "account/password/reset/done/": (200, 405),
    "desk/webhooks/": (200, 200),
    "desk/webhooks/<int:pk>/": (404, 405),
    **{f"desk/webhooks/<int:pk>/{act}/": (405, 404) for act in WEBHOOK_ACTS},
    "desk/search/": (200, 200),
    "desk/dates/": (200, 405),
    "desk/replies/": (200, 405),
    "desk/letters/": (200, 405),
    "desk/letters/<int:pk>/": (200, 200),
    "desk/letters/<int:pk>/delete/": (405, 403),
    "desk/kept/<int:pk>/": (404, 404),
    "desk/filters/": (405, 302),
    "desk/filters/<int:pk>/remove/": (405, 404),
    "desk/add/": (200, 200),
    "desk/add/alike/": (405, 200),
    "desk/add/bookmarklet/": (200, 405),
    "desk/wording/": (200, 405),
    "desk/wording/<int:pk>/": (404, 404),
    "desk/batches/<int:pk>/": (404, 405),
    "desk/batches/<int:pk>/submit/": (405, 404),
    "desk/batches/<int:pk>/publish/": (405, 404),
    "desk/batches/<int:pk>/return/": (405, 404),
    "desk/workbench/companies/": (200, 405),
    "desk/workbench/<int:pk>/": (200, 404),
    "desk/workbench/<int:pk>/dismiss/": (405, 302),
    "desk/import/": (200, 200),
    "desk/import/template.<slug:form>": (200, 405),
    "desk/import/<int:pk>/": (404, 405),
    "desk/import/<int:pk>/progress/": (404, 405),
    "desk/import/<int:pk>/columns/": (404, 404),
    "desk/import/<int:pk>/dates/": (405, 404),
    "desk/import/<int:pk>/check/": (405, 404),
    "desk/import/<int:pk>/companies/": (404, 404),
    "desk/import/<int:pk>/apply/": (405, 404),
    "desk/import/<int:pk>/cancel/": (405, 404),
    "desk/": (200, 200),
    "desk/login/": (302, 200),
    "desk/logout/": (405, 200),
    "desk/password_change/": (200, 200),
    "desk/password_change/done/": (200, 405),
    "desk/autocomplete/": (403, 405),
    "desk/jsi18n/": (200, 405),
    "desk/r/<path:content_type_id>/<path:object_id>/": (404, 404),
    "desk/companies/company/<int:pk>/merge/": (302, 302),
    "desk/companies/company/<int:pk>/history/undo/": (405, 302),
    "desk/companies/company/<int:pk>/history/restore/": (405, 302),
    "desk/companies/company/export.csv": (200, 405),
    "desk/companies/company/export.xlsx": (200, 405),
    "desk/companies/company/": (200, 200),
    "desk/companies/company/add/": (200, 200),
    "desk/companies/company/<path:object_id>/history/": (200, 200),
    "desk/companies/company/<path:object_id>/delete/": (200, 200),
    "desk/companies/company/<path:object_id>/change/": (200, 200),
    "desk/companies/company/<path:object_id>/": (302, 302),
    "desk/events/event/<int:pk>/history/undo/": (405, 404),
    "desk/events/event/<int:pk>/history/restore/": (405, 404),
    "desk/events/event/export.csv": (200, 405),
    "desk/events/event/export.xlsx": (200, 405),
    "desk/events/event/": (200, 200),
    "desk/events/event/add/": (404, 404),
    "desk/events/event/<path:object_id>/history/": (404, 404),
    "desk/events/event/<path:object_id>/delete/": (404, 404),
    "desk/events/event/<path:object_id>/change/": (404, 404),
    "desk/events/event/<path:object_id>/": (302, 302),
    "desk/events/incident/<int:pk>/submit/": (404, 404),
    "desk/events/incident/<int:pk>/withdraw/": (405, 404),
    "desk/events/incident/<int:pk>/return/": (405, 404),
    "desk/events/incident/<int:pk>/wording/": (404, 404),
    "desk/events/incident/<int:pk>/schedule/": (405, 404),
    "desk/events/incident/<int:pk>/call_off/": (405, 404),
    "desk/events/incident/<int:pk>/review/": (404, 405),
    "desk/events/incident/<int:pk>/publish/": (405, 404),
    "desk/events/incident/<int:pk>/presence/": (405, 404),
    "desk/events/incident/<int:pk>/ask/<int:event>/": (404, 404),
    "desk/events/incident/<int:pk>/ask/<int:event>/<int:asked>/": (404, 404),
    "desk/events/incident/<int:pk>/hold/<int:event>/": (405, 404),
    "desk/events/incident/<int:pk>/bring-back/": (405, 404),
    "desk/events/incident/<int:pk>/remark/<int:remark>/": (405, 404),
    "desk/events/incident/<int:pk>/preview/": (404, 405),
    "desk/events/incident/<int:pk>/preview/<path:address>": (404, 405),
    "desk/events/incident/<int:pk>/history/undo/": (405, 404),
    "desk/events/incident/<int:pk>/history/restore/": (405, 404),
    "desk/events/incident/export.csv": (200, 405),
    "desk/events/incident/export.xlsx": (200, 405),
    "desk/events/incident/": (200, 200),
    "desk/events/incident/add/": (200, 200),
    "desk/events/incident/<path:object_id>/history/": (404, 404),
    "desk/events/incident/<path:object_id>/delete/": (404, 404),
    "desk/events/incident/<path:object_id>/change/": (404, 404),
    "desk/events/incident/<path:object_id>/": (302, 302),
    "desk/events/source/<int:pk>/copies/": (200, 405),
    "desk/events/source/<int:pk>/fetch/": (405, 302),
    "desk/events/source/<int:pk>/keep/": (405, 302),
    "desk/events/source/<int:pk>/syndicated/": (405, 404),
    "desk/events/source/<int:pk>/copies/<int:copy>/text/": (200, 405),
    "desk/events/source/<int:pk>/copies/<int:copy>/warc/": (404, 405),
    "desk/events/source/<int:pk>/history/undo/": (405, 302),
    "desk/events/source/<int:pk>/history/restore/": (405, 302),
    "desk/events/source/export.csv": (200, 405),
    "desk/events/source/export.xlsx": (200, 405),
    "desk/events/source/": (200, 200),
    "desk/events/source/add/": (200, 200),
    "desk/events/source/<path:object_id>/history/": (200, 200),
    "desk/events/source/<path:object_id>/delete/": (200, 200),
    "desk/events/source/<path:object_id>/change/": (200, 200),
    "desk/events/source/<path:object_id>/": (302, 302),
    "desk/events/topic/": (200, 200),
    "desk/events/topic/add/": (200, 200),
    "desk/events/topic/<path:object_id>/history/": (200, 200),
    "desk/events/topic/<path:object_id>/delete/": (200, 200),
    "desk/events/topic/<path:object_id>/change/": (200, 200),
    "desk/events/topic/<path:object_id>/": (302, 302),
    "desk/account/emailaddress/": (403, 403),
    "desk/account/emailaddress/add/": (403, 403),
    "desk/account/emailaddress/<path:object_id>/history/": (302, 302),
    "desk/account/emailaddress/<path:object_id>/delete/": (403, 403),
    "desk/account/emailaddress/<path:object_id>/change/": (403, 403),
    "desk/account/emailaddress/<path:object_id>/": (302, 302),
    "desk/mfa/authenticator/": (403, 403),
    "desk/mfa/authenticator/add/": (403, 403),
    "desk/mfa/authenticator/<path:object_id>/history/": (302, 302),
    "desk/mfa/authenticator/<path:object_id>/delete/": (403, 403),
    "desk/mfa/authenticator/<path:object_id>/change/": (403, 403),
    "desk/mfa/authenticator/<path:object_id>/": (302, 302),
    "desk/accounts/user/<int:pk>/invite/": (405, 403),
    "desk/accounts/user/<int:pk>/sign-out/": (405, 403),
    "desk/accounts/user/<int:pk>/forget-factors/": (405, 403),
    "desk/accounts/user/<int:pk>/end-keys/": (405, 403),
    "desk/accounts/user/<id>/password/": (403, 403),
    "desk/accounts/user/": (403, 403),
    "desk/accounts/user/add/": (403, 403),
    "desk/accounts/user/<path:object_id>/history/": (403, 403),
    "desk/accounts/user/<path:object_id>/delete/": (403, 403),
    "desk/accounts/user/<path:object_id>/change/": (403, 403),
    "desk/accounts/user/<path:object_id>/": (302, 302),
    "desk/dumps/dump/make/": (405, 403),
    "desk/dumps/dump/": (403, 403),
    "desk/dumps/dump/add/": (403, 403),
    "desk/dumps/dump/<path:object_id>/history/": (302, 302),
    "desk/dumps/dump/<path:object_id>/delete/": (403, 403),
    "desk/dumps/dump/<path:object_id>/change/": (403, 403),
    "desk/dumps/dump/<path:object_id>/": (302, 302),
    "desk/^(?P<app_label>companies|events|dumps|account|mfa|accounts)/$": (200, 200),
    "desk/(?P<url>.*)$": (404, 404),
}
# Where a reviewer is answered otherwise.
FOR_REVIEWERS = {
    "desk/companies/company/<int:pk>/merge/": (200, 200),
}
# What is there without an account: the way in, and nothing else. All other doors lead to the sign-in.
OPEN = {
    "account/enter/<str:code>/": (200, 410),
    "account/set-up/": (403, 403),
    "account/invitation/<str:code>/": (410, 410),
    "account/login/": (200, 200),
    "account/inactive/": (200, 405),
    "account/signup/": (200, 200),
    "account/confirm-email/": (200, 405),
    "account/password/reset/": (200, 200),
    r"account/^confirm-email/(?P<key>[-:\w]+)/$": (200, 404),
    "account/password/reset/key/done/": (200, 405),
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (200, 200),
    "account/password/reset/done/": (200, 405),
    "desk/logout/": (302, 302),
    "desk/events/incident/<int:pk>/presence/": (302, 286),
}
# A page of a dossier notes by GET who has it open, and nothing else.
NOTED = {"desk.Presence"}
TYPED = {
    "post": "yes",
    "hold": "1",
    "comment": "Nonsense",
    "row": "1",
    "seen": "1",
    "model": "events.event",
    "at": "2020-01-01T00:00:00+00:00",
    "title": "Changed",
    "kind": "first",
    "action": "delete_selected",
    "_selected_action": ["1", "2", "3"],
    "text": "Other words",
    "typed": "Other words",
    "start": "0",
    "end": "3",
    "sha256": "a" * 64,
}


@pytest.fixture
def house(db) -> House:
    return House()


def said(response) -> bytes:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return str(dict(response.headers)).encode() + body


def knocked(client: Client, route: str, method: str, house: House):
    return getattr(client, method)(house.address(route), TYPED if method == "post" else {})


def changed(before: dict) -> set:
    """The rows of `before` that are other by now, or gone."""
    now = rows()
    return {place for place, text in before.items() if now.get(place) != text}


def test_every_address_has_its_line_here() -> None:
    assert set(routes()) == set(DOORS)


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER])
def test_who_has_no_part_in_a_draft_gets_nothing_of_it(house: House, sit_down, role: Role) -> None:
    person = UserFactory(role=role)
    expected = DOORS | (FOR_REVIEWERS if role == Role.REVIEWER else {})
    before, answers, leaks = rows(), {}, []

    for route in DOORS:
        statuses = []
        for method in ("get", "post"):
            client = sit_down(User.objects.get(pk=person.pk), raise_request_exception=False)  # one door signs out
            answer = knocked(client, route, method, house)
            statuses.append(answer.status_code)
            leaks += [(method, route)] if CANARY.encode() in said(answer).lower() else []
        answers[route] = tuple(statuses)

    assert answers == expected
    assert leaks == []
    assert changed(before) == set()


def test_its_author_is_shown_the_words_that_nobody_else_is(house: House, sit_down) -> None:
    """Or the test above would pass because nothing shows them; and by looking nothing is changed or made."""
    client, before, shown = sit_down(house.author, raise_request_exception=False), set(rows().items()), set()

    for route in DOORS:
        if "logout" not in route:
            answer = knocked(client, route, "get", house)
            assert answer.status_code < 500, route
            shown |= {route} if CANARY.encode() in said(answer).lower() else set()

    assert len(shown) > 20
    assert {place for place in dict(set(rows().items()) ^ before) if place[0] not in NOTED} == set()


@pytest.mark.parametrize("who", ["anonymous", "suspended"])
def test_without_an_account_there_is_only_the_way_in(house: House, sit_down, who: str) -> None:
    client, before, answers, leaks = Client(raise_request_exception=False), rows(), {}, []
    if who == "suspended":
        client = sit_down(house.author, raise_request_exception=False)
        User.objects.filter(pk=house.author.pk).update(is_active=False)

    for route in DOORS:
        got = [knocked(client, route, method, house) for method in ("get", "post")]
        leaks += [route] if any(word.encode() in said(each) for each in got for word in (CANARY, house.shared)) else []
        to_sign_in = all("/login/" in each.get("Location", "") for each in got)
        answers[route] = () if to_sign_in else tuple(each.status_code for each in got)

    assert {route: statuses for route, statuses in answers.items() if statuses} == OPEN
    assert leaks == []
    assert changed(before) == set()


def test_no_form_is_taken_from_another_site(house: House, sit_down) -> None:
    client = sit_down(house.author, enforce_csrf_checks=True)
    before = rows()

    answers = {route: knocked(client, route, "post", house).status_code for route in DOORS}

    assert answers == dict.fromkeys(DOORS, 403)
    assert changed(before) == set()


def test_the_public_side_has_no_word_of_the_desk(house: House) -> None:
    words = (CANARY.encode(), house.shared.encode())

    answers = crawl(Client())

    assert len(answers) > 100
    assert [path for path, answer in answers.items() if any(word in answer.lower() for word in words)] == []


@pytest.mark.parametrize(
    "guess", ["citations__event__title__contains", "captures__text__contains", "citations__event__incident__title__gt"]
)
def test_a_list_is_not_asked_about_what_is_not_in_it(house: House, stranger, sit_down, guess: str) -> None:
    """A filter by what belongs to somebody's draft would tell, letter by letter, what stands there."""
    answer = sit_down(stranger).get(reverse("admin:events_source_changelist"), {guess: CANARY})

    assert answer.status_code == 400


def test_no_shortcut_leads_to_rows_of_the_desk() -> None:
    """Django's page `desk/r/` would redirect to what is there and not to what is not: it needs this method."""
    labels = ("accounts", "companies", "events", "desk", "imports", "capture", "workbench")

    models = [model for label in labels for model in apps.get_app_config(label).get_models()]

    assert [model for model in models if hasattr(model, "get_absolute_url")] == []
