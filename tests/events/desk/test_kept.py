"""What was typed survives an expired sign-in, for the one who typed it, and is never acted upon by itself."""

import pytest
from django.test import Client
from django.urls import reverse

from events.desk import kept as keeping
from events.desk.models import KeptTyping
from events.desk.tasks import forget_what_expired
from events.models import Event, Incident
from tests.events.review.planting import left_in_database
from tests.factories import EventFactory, IncidentFactory, SourceFactory, answered_dossier, published
from tracker.accounts.models import User

PASSWORD = "a long enough password"


@pytest.fixture
def event(author) -> Event:
    return EventFactory(incident__author=author, title="Before")


def expire(client: Client) -> None:
    """The sign-in ends; the browser keeps its other cookies."""
    del client.cookies["sessionid"]


def sign_in(client: Client, user: User) -> None:
    client.force_login(user)


def typed(client: Client, page: str, fill, **values: object):
    """Opens a page, types, and saves after the sign-in has expired."""
    form = fill(client.get(page), **values)
    expire(client)
    return client.post(page, form)


def test_typing_comes_back_into_its_form_after_signing_in(event, author, at_desk, fill) -> None:
    page = event.get_desk_url()

    refused = typed(at_desk, page, fill, title="After", **{"citations-0-quotation": "The exact words"})
    sign_in(at_desk, author)
    shown = at_desk.get(reverse("admin:desk_kept", args=[KeptTyping.objects.get().pk]), follow=True)

    assert refused.url == f"/account/login/?next=/desk/kept/{KeptTyping.objects.get().pk}/"
    assert shown.context["adminform"].form["title"].value() == "After"
    assert "The exact words" in shown.content.decode()
    assert "Your sign-in had expired. Nothing was saved yet" in shown.content.decode()
    assert Event.objects.get().title == "Before"


def test_what_came_back_is_saved_by_the_person_and_forgotten(event, author, at_desk, fill) -> None:
    page = event.get_desk_url()
    typed(at_desk, page, fill, title="After")
    sign_in(at_desk, author)
    shown = at_desk.get(reverse("admin:desk_kept", args=[KeptTyping.objects.get().pk]), follow=True)

    saved = at_desk.post(shown.request["PATH_INFO"] + "?" + shown.request["QUERY_STRING"], fill(shown))

    assert saved.status_code == 302
    assert Event.objects.get().title == "After"
    assert not KeptTyping.objects.exists()


def test_an_event_that_was_not_saved_yet_comes_back_too(author, at_desk, fill) -> None:
    incident = IncidentFactory(author=author)
    page = f"{reverse('admin:events_event_add')}?incident={incident.pk}&kind=allegation"

    typed(at_desk, page, fill, title="A new allegation")
    sign_in(at_desk, author)
    shown = at_desk.get(reverse("admin:desk_kept", args=[KeptTyping.objects.get().pk]), follow=True)

    assert shown.context["adminform"].form["title"].value() == "A new allegation"
    assert not Event.objects.exists()


def test_typing_of_another_form_is_shown_and_sent_again_by_hand(author, at_desk) -> None:
    event = EventFactory(incident__author=author)
    page = reverse("admin:desk_submit", args=[event.incident.pk])
    at_desk.get(page)
    expire(at_desk)
    at_desk.post(page, {"kind": "first", "note": "Our first.\nTwo lines."})
    sign_in(at_desk, author)

    found = KeptTyping.objects.get()
    shown = at_desk.get(reverse("admin:desk_kept", args=[found.pk]))
    standing = Incident.objects.get().status
    at_desk.post(shown.context["address"], dict(shown.context["texts"]))

    assert "Our first.\nTwo lines." in shown.content.decode()
    assert (standing, Incident.objects.get().status) == ("draft", "in_review")
    assert not KeptTyping.objects.exists()


def test_nobody_else_gets_it(event, author, stranger, at_desk, fill, sit_down) -> None:
    typed(at_desk, event.get_desk_url(), fill, title="After")
    address = reverse("admin:desk_kept", args=[KeptTyping.objects.get().pk])

    same_person_elsewhere = sit_down(author).get(address).status_code
    sign_in(at_desk, stranger)
    same_browser_another_person = at_desk.get(address).status_code
    filled_in = at_desk.get(f"{reverse('admin:index')}?kept={KeptTyping.objects.get().pk}")

    assert (same_person_elsewhere, same_browser_another_person) == (404, 404)
    assert "After" not in filled_in.content.decode()


def test_it_goes_back_into_no_other_form(event, author, at_desk, fill) -> None:
    typed(at_desk, event.get_desk_url(), fill, title="After")
    sign_in(at_desk, author)
    other = EventFactory(incident=event.incident, title="Other")

    shown = at_desk.get(f"{other.get_desk_url()}?kept={KeptTyping.objects.get().pk}")

    assert shown.context["adminform"].form["title"].value() == "Other"


def test_from_a_browser_where_nobody_ever_signed_in_nothing_is_kept(event) -> None:
    answer = Client().post(event.get_desk_url(), {"title": "Spam"})

    assert answer.status_code == 302
    assert not KeptTyping.objects.exists()


def test_a_forged_browser_is_not_believed(event, author) -> None:
    client = Client()
    client.cookies[keeping.COOKIE] = f"{author.pk}:name:signature"

    client.post(event.get_desk_url(), {"title": "Spam"})

    assert not KeptTyping.objects.exists()


def test_a_form_without_a_token_is_refused_and_not_kept(event, author, sit_down, fill) -> None:
    client = sit_down(author, enforce_csrf_checks=True)
    client.get(event.get_desk_url())
    expire(client)

    forged = client.post(event.get_desk_url(), {"title": "Forged"}, HTTP_ORIGIN="https://evil.example")
    silent = client.post(event.get_desk_url(), {"title": "Forged"})

    assert (forged.status_code, silent.status_code) == (403, 403)
    assert not KeptTyping.objects.exists()


def test_a_form_whose_token_is_of_an_earlier_sign_in_is_kept(event, author, sit_down) -> None:
    """Signed in again in another tab, and saved in the first."""
    client = sit_down(author, enforce_csrf_checks=True)
    client.get(event.get_desk_url())

    answer = client.post(
        event.get_desk_url(), {"title": "After", "csrfmiddlewaretoken": "x" * 64}, HTTP_ORIGIN="http://testserver"
    )

    assert answer.url == reverse("admin:desk_kept", args=[KeptTyping.objects.get().pk])
    assert Event.objects.get().title == "Before"


def test_secrets_are_never_kept(author, at_desk, event) -> None:
    at_desk.get(event.get_desk_url())
    expire(at_desk)

    at_desk.post(event.get_desk_url(), {"title": "After", "password1": "hunter2", "csrfmiddlewaretoken": "abc"})
    at_desk.post(reverse("admin:login"), {"username": "author", "password": "hunter2"})
    at_desk.post(reverse("account_login"), {"login": "author", "password": "hunter2"})
    at_desk.post(reverse("admin:accounts_user_add"), {"username": "ben", "password1": "hunter2"})

    assert [each.fields for each in KeptTyping.objects.all()] == [{"title": ["After"]}]


def test_what_is_too_long_is_not_kept_and_says_so(event, at_desk, monkeypatch) -> None:
    monkeypatch.setattr(keeping, "LONGEST", 100)
    at_desk.get(event.get_desk_url())
    expire(at_desk)

    answer = at_desk.post(event.get_desk_url(), {"title": "x" * 101})

    assert answer.status_code == 413
    assert "too long to be kept here" in answer.content.decode()
    assert not KeptTyping.objects.exists()


def test_only_the_latest_few_are_kept(event, at_desk) -> None:
    at_desk.get(event.get_desk_url())
    expire(at_desk)

    for n in range(keeping.MOST_KEPT + 2):
        at_desk.post(event.get_desk_url(), {"title": f"Title {n}"})

    assert [each.fields["title"] for each in KeptTyping.objects.all()] == [[f"Title {n}"] for n in range(6, 1, -1)]


def test_nul_bytes_and_odd_names_are_kept_without_harm(event, author, at_desk) -> None:
    at_desk.get(event.get_desk_url())
    expire(at_desk)

    answer = at_desk.post(event.get_desk_url(), {"title": "a\0b", "\0": "c", "citations-TOTAL_FORMS": "many"})
    sign_in(at_desk, author)

    assert answer.status_code == 302
    assert at_desk.get(f"{event.get_desk_url()}?kept={KeptTyping.objects.get().pk}").status_code == 200


def test_it_expires(event, author, at_desk, fill, monkeypatch) -> None:
    typed(at_desk, event.get_desk_url(), fill, title="After")
    sign_in(at_desk, author)
    address = reverse("admin:desk_kept", args=[KeptTyping.objects.get().pk])

    monkeypatch.setattr(KeptTyping, "LASTS", KeptTyping.LASTS * 0)
    answer = at_desk.get(address)
    forget_what_expired()

    assert answer.status_code == 404
    assert not KeptTyping.objects.exists()


def test_it_is_thrown_away_on_request(event, author, at_desk, fill) -> None:
    typed(at_desk, event.get_desk_url(), fill, title="After")
    sign_in(at_desk, author)

    at_desk.post(reverse("admin:desk_kept", args=[KeptTyping.objects.get().pk]))

    assert not KeptTyping.objects.exists()


def test_a_poll_without_a_sign_in_says_so_and_keeps_nothing(event, at_desk) -> None:
    at_desk.get(event.get_desk_url())
    expire(at_desk)

    answer = at_desk.post(reverse("admin:desk_presence", args=[event.incident.pk]), HTTP_HX_REQUEST="true")

    assert answer.status_code == 286
    assert "Your sign-in has expired." in answer.content.decode()
    assert not KeptTyping.objects.exists()


def test_a_version_that_changed_meanwhile_is_still_noticed(event, author, administrator, at_desk, sit_down, fill):
    page = event.get_desk_url()
    typed(at_desk, page, fill, title="Mine")
    other = sit_down(administrator)
    other.post(page, fill(other.get(page), title="Theirs"))
    sign_in(at_desk, author)
    shown = at_desk.get(f"{page}?kept={KeptTyping.objects.get().pk}")

    answer = at_desk.post(page, fill(shown))

    assert "Somebody else saved this while you were writing." in answer.content.decode()
    assert Event.objects.get().title == "Theirs"


def test_a_source_that_was_typed_comes_back_without_being_stored(at_desk, author, fill) -> None:
    SourceFactory()
    page = reverse("admin:events_source_add")

    typed(at_desk, page, fill, title="A new source", **{"origins-TOTAL_FORMS": 0})
    sign_in(at_desk, author)
    shown = at_desk.get(f"{page}?kept={KeptTyping.objects.get().pk}")

    assert shown.context["adminform"].form["title"].value() == "A new source"


def test_a_redaction_finds_its_words_in_what_was_kept(author, reviewer) -> None:
    incident = answered_dossier()
    published(incident, reviewer)
    fields = {"title": ["About Zuckmayerin"], "text": ["", "ZUCKMAYERIN did it"]}
    KeptTyping.objects.create(user=author, browser="b", path="/desk/events/event/1/change/", fields=fields)

    published(incident, reviewer, kind="redaction", note="A name was removed.", words="zuckmayerin")

    assert left_in_database("zuckmayerin") == []
    assert len(KeptTyping.objects.get().fields["text"]) == 2
