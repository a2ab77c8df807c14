"""Sentences that assert guilt are marked, and overruled in writing."""

import pytest

from events.models import Event, Overruling
from tests.events.desk.door.looking import GUILTY, door, text_of
from tracker.accounts.models import Role


@pytest.fixture
def marked(dossier) -> Event:
    event = dossier.events.get(kind="allegation")
    Event.objects.filter(pk=event.pk).update(text=GUILTY)
    return event


def place(event: Event) -> dict[str, object]:
    return {"key": event.key, "field": "text", "sentence": GUILTY}


def test_a_marked_sentence_is_asked_for_shown_alone_and_overruled(marked, dossier, at_desk, desk) -> None:
    refused = at_desk.post(door("submit", dossier.pk), {"kind": "first", "note": ""})
    assert "“committed fraud”: it asserts guilt" in refused.content.decode()
    assert desk.get(door("wording", dossier.pk)).status_code == 404
    at_desk.post(door("wording", dossier.pk), place(marked))
    asked = Overruling.objects.get()
    assert GUILTY in desk.get(door("wordings")).content.decode()
    page = desk.get(door("decide", asked.pk))
    other = dossier.events.get(kind="statement")
    assert marked.title in page.content.decode()
    assert other.title not in page.content.decode()
    assert dossier.title not in page.content.decode()
    assert "Say in writing" in desk.post(door("decide", asked.pk), {"reason": " "}).content.decode()
    desk.post(door("decide", asked.pk), {"reason": "The judgment says so."})
    at_desk.post(door("submit", dossier.pk), {"kind": "first", "note": ""})
    review = text_of(desk.get(door("review", dossier.pk)))
    assert "Overruled by reviewer" in review
    assert "The judgment says so." in review


def test_a_marked_sentence_stands_on_the_page_of_the_dossier_and_of_its_event(marked, dossier, at_desk) -> None:
    for page in (dossier.get_desk_url(), marked.get_desk_url()):
        assert "“committed fraud”: it asserts guilt" in text_of(at_desk.get(page))
    other = dossier.events.get(kind="statement")
    assert "it asserts guilt" not in text_of(at_desk.get(other.get_desk_url()))


def test_only_reviewers_who_wrote_none_of_it_are_asked(marked, dossier, at_desk, stranger, sit_down) -> None:
    at_desk.post(door("wording", dossier.pk), place(marked))
    asked = Overruling.objects.get()
    dossier.author.role = Role.REVIEWER
    dossier.author.save()
    for client in (at_desk, sit_down(stranger)):
        assert GUILTY not in client.get(door("wordings")).content.decode()
        assert client.get(door("decide", asked.pk)).status_code == 404


def test_a_draft_closes_again_when_the_sentence_is_gone(marked, dossier, at_desk, desk) -> None:
    at_desk.post(door("wording", dossier.pk), place(marked))
    asked = Overruling.objects.get()
    Event.objects.filter(pk=marked.pk).update(text="Reworded, with a secret.")
    page = desk.get(door("decide", asked.pk)).content.decode()
    assert "there is nothing to decide" in page
    assert "secret" not in page
    assert GUILTY not in page
    assert list(Overruling.objects.all()) == [asked]  # looking takes nothing away
    desk.post(door("decide", asked.pk))
    assert not Overruling.objects.exists()


def test_an_administrator_overrules_on_the_page_of_the_dossier(marked, dossier, administrator, sit_down) -> None:
    client = sit_down(administrator)
    client.post(door("wording", dossier.pk), {**place(marked), "reason": "The judgment says so."})
    assert Overruling.objects.get().by == administrator


@pytest.mark.parametrize("broken", [{"key": "x"}, {"field": "x" * 999}, {"sentence": "\0"}, {"key": ""}])
def test_a_place_that_is_none_is_refused_in_words(marked, dossier, at_desk, broken) -> None:
    page = at_desk.post(door("wording", dossier.pk), {**place(marked), **broken})
    assert "This sentence is not marked any more" in page.content.decode()
