"""Feeds: our links, lasting ids, and `updated` that moves with a change."""

from xml.etree import ElementTree

import feedparser
import pytest
from django.test import override_settings

from events.timeline.models import Heading, PublicEvent
from tests.events.site import affairs
from tests.events.site.test_files import HOSTILE

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


FEEDS = ["/feed/", "/corrections/feed/", "/companies/1/feed/", "/incidents/1/feed/", "/search/feed/?q=marlow"]
FEEDS += ["/topics/labour/feed/"]


@override_settings(SITE_ADDRESS="https://news.example")
@pytest.mark.parametrize("path", [*FEEDS, *(path.replace("feed/", "feed/rss/") for path in FEEDS)])
def test_strangers_read_every_feed_in_both_languages(everything, reader, path) -> None:
    for language in ("", "/fr"):
        feed = feedparser.parse(reader.get(f"{language}{path}").content)
        assert not feed.bozo, feed.get("bozo_exception")
        assert feed.version == ("rss20" if "/rss/" in path else "atom10")
        assert feed.feed.title
        assert feed.entries
        for entry in feed.entries:
            assert entry.link.startswith(f"https://news.example{language}/")
            assert entry.id == entry.link.replace("/fr/", "/")
            assert reader.get(entry.link.removeprefix("https://news.example")).status_code == 200


def test_the_feed_of_corrections_tells_them_alone(everything, reader) -> None:
    feed = feedparser.parse(reader.get("/corrections/feed/").content)
    assert [entry.title.partition(":")[0] for entry in feed.entries] == ["Retraction", "Correction"]


def test_a_search_can_be_followed(everything, reader) -> None:
    feed = feedparser.parse(reader.get("/search/feed/?q=cameras").content)
    assert [entry.title for entry in feed.entries] == ["Employees ask Marlow to stop selling cameras to the police"]


def test_the_feed_of_a_search_is_narrowed_as_the_search_is(everything, reader) -> None:
    def titles(query: str) -> set[str]:
        return {entry.title for entry in feedparser.parse(reader.get(f"/search/feed/?{query}").content).entries}

    whole, statements = titles("q=marlow"), titles("q=marlow&in=events&kind=statement")
    assert {"Employees ask Marlow to stop selling cameras to the police"} <= whole - statements
    assert 0 < len(statements) < len(whole)
    assert titles("q=marlow&year=2014") | titles("q=marlow&company=1&topic=labour") <= whole
    page = html_of(reader, "/search/?q=marlow&in=events&kind=statement")
    assert 'href="/search/feed/?q=marlow&amp;kind=statement"' in page
    assert reader.get("/search/feed/?q=marlow&kind=nonsense").status_code == 400
    assert reader.get("/search/feed/?q=marlow&in=companies").status_code == 400


def html_of(reader, path: str) -> str:
    return reader.get(path).content.decode()


def test_a_topic_can_be_followed(everything, reader) -> None:
    feed = feedparser.parse(reader.get("/fr/topics/labour/feed/").content)
    assert feed.feed.title.startswith("Travail · ")
    under = Heading.objects.filter(facet="topic", value="labour").values("incident")
    events = PublicEvent.objects.filter(incident__in=under, state="live").order_by("-publication", "-number")
    assert [int(entry.id.rstrip("/").rpartition("/")[2]) for entry in feed.entries] == [row.number for row in events]
    assert 0 < len(feed.entries) < PublicEvent.objects.filter(state="live").count()
    assert reader.get("/topics/not-there/feed/").status_code == 404


def test_no_text_becomes_markup_in_a_reader(everything, reader) -> None:
    affairs.correct(everything["letter"], title=HOSTILE, text=HOSTILE)
    for path in ("/companies/1/feed/", "/companies/1/feed/rss/"):
        feed = feedparser.parse(reader.get(path).content, sanitize_html=False)
        entry = next(entry for entry in feed.entries if "=cmd" in entry.title)
        assert not feed.bozo
        assert "<script" not in entry.summary
        assert "&lt;/script&gt;" in entry.summary


def test_what_is_older_is_on_further_pages(everything, reader, monkeypatch) -> None:
    monkeypatch.setattr("events.site.views.paging.PAGE", 2)
    seen, path = [], "/feed/"
    while path:
        feed = feedparser.parse(reader.get(path).content)
        seen += [entry.id.rstrip("/").rpartition("/")[2] for entry in feed.entries]
        path = next((link.href for link in feed.feed.links if link.rel == "next"), "").partition(":8000")[2]
    assert seen == ["6", "5", "4", "3", "2", "1"]


def test_pages_name_their_feeds(everything, reader) -> None:
    named = {"/": "/feed/", "/companies/1/": "/companies/1/feed/", "/fr/incidents/1/": "/fr/incidents/1/feed/"}
    named |= {"/corrections/": "/corrections/feed/", "/fr/topics/labour/": "/fr/topics/labour/feed/"}
    for path, feed in named.items():
        assert f'<link rel="alternate" type="application/atom+xml" href="{feed}"' in reader.get(path).content.decode()


def test_a_feed_without_an_entry_stays_the_same(everything, reader) -> None:
    for path in ("/search/feed/?q=zzzz", "/search/feed/rss/?q=zzzz"):
        feed = feedparser.parse(reader.get(path).content)
        assert (feed.bozo, feed.entries, feed.feed.updated_parsed.tm_year) == (False, [], 1970)
