"""Which words are meant: pasted, chosen, shortened, in another text; or a sentence says why not."""

from urllib.parse import urlencode

import pytest

from events.models import Citation, Event
from tests.events.desk.workbench.sending import (
    ALLEGATION,
    BAD_PLACES,
    STATEMENT,
    TEXT,
    address,
    errors,
    keep,
    opened,
    place_of,
    said,
    typed,
)


def test_pasted_words_are_found_in_the_text(at_desk, source, incident, acme) -> None:
    words = '"We  investigate\r\nat once,"'

    page = opened(at_desk, source, incident, "statement")
    at_desk.post(address(source, incident, add="statement"), typed(page, words=words, **STATEMENT))

    citation = Citation.objects.get()
    assert (citation.quotation, citation.position) == ("“We investigate at once,”", TEXT.index("“We"))


def test_words_that_are_not_there_are_refused(at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "statement")

    refused = at_desk.post(address(source, incident, add="statement"), typed(page, words="We confess.", **STATEMENT))

    assert errors(refused) == {
        "words": ["These words do not stand in the text. Paste them exactly as the source has them."]
    }
    assert not Event.objects.exists()


def test_words_that_stand_there_twice_are_asked_about(at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "statement")
    sent = typed(page, words="Acme said no.", **STATEMENT)

    asked = at_desk.post(address(source, incident, add="statement"), sent)
    at_desk.post(address(source, incident, add="statement"), {**sent, "nth": 2})

    assert errors(asked) == {"nth": ["These words stand at several places. Say which one you mean."]}
    assert asked.content.decode().count('name="nth"') == 2
    assert Citation.objects.get().position == TEXT.rindex("Acme said no.")


def test_a_paragraph_is_shortened_to_the_words_within_it(at_desk, source, incident, acme) -> None:
    """The way without JavaScript: "Acme" stands in four paragraphs, and the one that was used decides."""
    paragraph = "“We investigate at once,” a spokesperson for Acme told The Example."

    page = opened(at_desk, source, incident, "statement", **place_of(paragraph))
    at_desk.post(address(source, incident, add="statement"), typed(page, words="Acme", **STATEMENT))

    assert Citation.objects.get().position == TEXT.index("Acme told")


def test_without_javascript_each_paragraph_leads_to_the_forms(at_desk, source, incident) -> None:
    page = at_desk.get(address(source, incident))

    place = place_of("Globex declined to comment. <b>Globex</b> & Acme are in Seattle.")
    link = f"incident={incident.pk}&amp;add=statement&amp;start={place['start']}&amp;end={place['end']}&amp;sha256="
    assert link in page.content.decode()
    form = opened(at_desk, source, incident, "statement", **place).context["form"]
    assert form["words"].value() == "Globex declined to comment. <b>Globex</b> & Acme are in Seattle."


@pytest.mark.parametrize("place", BAD_PLACES.values(), ids=BAD_PLACES)
def test_a_place_that_does_not_fit_is_refused(place: dict, at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "statement")

    refused = at_desk.post(address(source, incident, add="statement"), typed(page, **place, **STATEMENT))
    at_door = opened(at_desk, source, incident, "statement", **place)

    assert refused.status_code == at_door.status_code == 200
    assert errors(refused)
    assert said(at_door)
    assert not Event.objects.exists()
    assert not Citation.objects.exists()


def test_a_text_that_was_captured_anew_asks_once_more(at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "statement", **place_of("We investigate"))
    keep(source, "New heading\n" + TEXT)

    refused = at_desk.post(address(source, incident, add="statement"), typed(page, **STATEMENT))
    nothing = Event.objects.exists()
    at_desk.post(address(source, incident, add="statement"), typed(refused, **STATEMENT))

    assert errors(refused) == {"words": ["The text is not the one in which you chose the words. Choose them again."]}
    assert not nothing
    assert Citation.objects.get().position == TEXT.index("We investigate") + len("New heading\n")


FIELDS = ["title", "words", "accused", "claimant", "date", "demand", "key", "nth"]


@pytest.mark.parametrize("field", FIELDS)
def test_poison_makes_nothing(field: str, at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "allegation", **place_of("63 emails"))

    answer = at_desk.post(
        address(source, incident, add="allegation"), typed(page, **ALLEGATION) | {field: "9" * 20_000}
    )

    assert answer.status_code == 200
    assert errors(answer)
    assert not Event.objects.exists()


@pytest.mark.parametrize("field", FIELDS)
def test_what_holds_nul_is_read_without_it(field: str, at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "allegation", **place_of("63 emails"))
    sound = typed(page, **ALLEGATION)

    answer = at_desk.post(address(source, incident, add="allegation"), sound | {field: f"{sound.get(field, '')}\0"})

    assert answer.status_code == 302
    assert Event.objects.get().title == ALLEGATION["title"]


def test_half_a_letter_is_kept_as_the_sign_for_an_unknown_one(at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "allegation", **place_of("63 emails"))
    sent = urlencode(typed(page, **ALLEGATION) | {"title": "a\ud800b"}, errors="surrogatepass")

    at_desk.post(address(source, incident, add="allegation"), sent, content_type="application/x-www-form-urlencoded")

    assert Event.objects.get().title.replace("\ufffd", "") == "ab"
