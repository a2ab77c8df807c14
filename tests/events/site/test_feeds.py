"""Feeds: our links, lasting ids, and `updated` that moves with a change."""

from xml.etree import ElementTree

from django.test import override_settings

from tests.events.site import affairs

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(reader, path: str) -> dict[str, ElementTree.Element]:
    answer = reader.get(path)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    tree = ElementTree.fromstring(answer.content)  # noqa: S314  our own answer
    return {entry.find(f"{ATOM}id").text: entry for entry in tree.iter(f"{ATOM}entry")}


@override_settings(SITE_ADDRESS="https://news.example")
def test_the_feed_tells_every_publication_newest_first(everything, reader) -> None:
    found = entries(reader, "/feed/")
    assert list(found) == [f"https://news.example/publications/{number}/" for number in (6, 5, 4, 3, 2, 1)]
    assert found["https://news.example/publications/5/"].find(f"{ATOM}title").text.startswith("Correction: ")


@override_settings(SITE_ADDRESS="https://news.example")
def test_an_id_is_the_same_in_both_languages(everything, reader) -> None:
    assert list(entries(reader, "/feed/")) == list(entries(reader, "/fr/feed/"))
    assert list(entries(reader, "/companies/1/feed/")) == list(entries(reader, "/fr/companies/1/feed/"))


@override_settings(SITE_ADDRESS="https://news.example")
def test_an_entry_moves_when_its_event_is_corrected(everything, reader) -> None:
    before = entries(reader, "/companies/1/feed/")
    affairs.correct(everything["letter"], "A word was wrong.", title="Employees ask for an end")
    after = entries(reader, "/companies/1/feed/")
    event = "https://news.example/events/4/"
    assert set(before) == set(after)
    assert before[event].find(f"{ATOM}published").text == after[event].find(f"{ATOM}published").text
    assert before[event].find(f"{ATOM}updated").text <= after[event].find(f"{ATOM}updated").text
    assert after[event].find(f"{ATOM}title").text == "Employees ask for an end"
    assert next(iter(after)) == event


@override_settings(SITE_ADDRESS="https://news.example")
def test_no_allegation_is_told_without_its_reply(everything, reader) -> None:
    summary = entries(reader, "/companies/1/feed/")["https://news.example/events/4/"].find(f"{ATOM}summary").text
    assert "alleged, not decided" in summary
    assert "Marlow: No answer on record. It is not known whether Marlow was asked." in summary


def test_a_control_character_breaks_no_feed(everything, reader) -> None:
    affairs.correct(everything["letter"], "A word was wrong.", title="With a \x0b control")
    assert entries(reader, "/companies/1/feed/")
