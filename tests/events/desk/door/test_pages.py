"""What the pages of the door say, and what they keep back."""

import pytest
from django.urls import reverse

from events.models import Event, Topic
from events.review import actions
from tests.events.desk.door.looking import TOKEN, door, text_of
from tests.factories import EventFactory, published, submitted


def test_topics_read_as_names_and_changes_are_told_in_words(dossier, reviewer, desk) -> None:
    published(dossier, reviewer)
    dossier.topics.add(Topic.objects.create(slug="data", name_en="Data protection", name_fr="Protection des données"))
    event = dossier.events.first()
    Event.objects.filter(pk=event.pk).update(title="Another title", date_wording="in January")
    submitted(dossier)
    page = text_of(desk.get(door("review", dossier.pk)))
    assert "<ins>Data protection / Protection des données</ins>" in page
    assert "Slug" not in page
    assert 'Title <span class="desk-quiet">(changed)</span>' in page
    assert "Date: Wording of the source" not in page
    assert '<span class="desk-quiet">(added)</span>' in page


def test_what_is_the_same_is_not_marked(dossier, reviewer, desk) -> None:
    """The record keeps the fields of a document in an order of its own: that alone is no change."""
    event = dossier.events.get(kind="allegation")
    event.participants.filter(company=None).update(count_least=14, count_most=18)
    fact = event.facts.create(kind="number", label="emails")
    fact.values.create(citation=event.citations.get(), text="sixty-three", number_least=63, number_most=67, date="2016")
    published(dossier, reviewer)
    Event.objects.filter(pk=event.pk).update(title="Another title")
    submitted(dossier)
    (sheet,) = desk.get(door("review", dossier.pk)).context["sheets"]
    assert [line.label for line in sheet.lines if line.is_changed] == ["Title"]


def test_a_copy_of_the_source_is_one_click_away(dossier, desk) -> None:
    source = dossier.events.first().citations.get().source
    source.captures.create(state="kept", text="The article.", sha256="0" * 64)
    citation = dossier.events.first().citations.get()
    citation.quotation = "The article, word-for-word, of the day on which it was said and all that followed."
    citation.save()
    submitted(dossier)
    place = reverse("admin:desk_workbench", args=[source.pk])
    words = "The%20article%2C%20word%2Dfor%2Dword%2C%20of%20the%20day,was%20said%20and%20all%20that%20followed."
    assert (
        f'href="{place}#:~:text={words}" target="_blank">our copy</a>'
        in desk.get(door("review", dossier.pk)).content.decode()
    )
    assert desk.get(place).status_code == 200


def test_redaction_counts_where_the_words_stand(dossier, reviewer, desk) -> None:
    Event.objects.filter(incident=dossier).update(text="Ottokar did it.")
    published(dossier, reviewer)
    other = EventFactory(text="Ottokar again.", title="Not for you")
    submitted(dossier, kind="redaction", note="A name was removed.", words="ottokar")
    page = desk.get(door("review", dossier.pk))
    places = {(place.what, place.where): place.count for place in page.context["places"]}
    assert places == {("What is public", "current versions"): 2, ("events", "text"): 3}
    assert other.title not in page.content.decode()


def test_handing_in_is_not_offered_where_nothing_differs(dossier, reviewer, at_desk) -> None:
    assert "Hand in for review …" in at_desk.get(dossier.get_desk_url()).content.decode()
    published(dossier, reviewer)
    page = at_desk.get(dossier.get_desk_url()).content.decode()
    assert "Hand in for review …" not in page
    assert "Retract or redact …" in page
    assert "Nothing differs from what is public" in at_desk.get(door("submit", dossier.pk)).content.decode()


def test_a_reviewer_who_opens_anothers_draft_gets_a_page_of_the_desk(dossier, desk) -> None:
    hidden, absent = (desk.get(door("review", pk)) for pk in (dossier.pk, 999_999))
    assert hidden.status_code == absent.status_code == 404
    assert "a draft is its writers’ own" in hidden.content.decode()
    assert 'href="/desk/"' in hidden.content.decode()
    said = [TOKEN.sub("", page.content.decode()).replace(page.request["PATH_INFO"], "") for page in (hidden, absent)]
    assert said[0] == said[1]


def test_what_came_back_is_offered_as_it_was_handed_in(dossier, reviewer, at_desk) -> None:
    published(dossier, reviewer)
    dossier.events.update(text="New.")
    submitted(dossier, kind="correction", note="It was wrong.")
    actions.send_back(incident=dossier, by=reviewer, comment="Say more.")
    page = at_desk.get(door("submit", dossier.pk)).content.decode()
    assert 'value="correction" selected' in page
    assert "It was wrong.</textarea>" in page


@pytest.mark.parametrize("kind", ["clarification", "correction", "retraction"])
def test_what_sets_right_asks_for_its_note(dossier, reviewer, at_desk, kind) -> None:
    published(dossier, reviewer)
    dossier.events.update(text="New.")
    page = at_desk.post(door("submit", dossier.pk), {"kind": kind, "note": " "})
    assert "Say in public what changes and why" in page.content.decode()


def test_an_event_is_held_back_and_said_so_where_it_is_decided(dossier, at_desk, desk) -> None:
    event = EventFactory(incident=dossier)
    at_desk.post(door("hold", dossier.pk, event.pk), {"hold": "1"})
    event.refresh_from_db()
    assert event.held_back
    assert event.title in text_of(at_desk.get(door("submit", dossier.pk))).split("Held back: not handed in")[1]
    submitted(dossier)
    assert event.title in text_of(desk.get(door("review", dossier.pk))).split("Held back, and not part")[1]
    at_desk.post(door("hold", dossier.pk, event.pk), {"hold": "0"})
    event.refresh_from_db()
    assert not event.held_back


def test_an_event_of_another_dossier_is_not_held_back_here(dossier, at_desk, stranger, sit_down) -> None:
    other = EventFactory()
    assert at_desk.post(door("hold", dossier.pk, other.pk), {"hold": "1"}).status_code == 404
    event = dossier.events.first()
    assert sit_down(stranger).post(door("hold", dossier.pk, event.pk), {"hold": "1"}).status_code == 404
