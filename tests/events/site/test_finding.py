"""What a reader sees of a search: marked words, groups, ways to narrow, and what to try where nothing is found."""

import re

import pytest
from django.db import connections
from django.db.transaction import atomic
from django.http import HttpResponse

from events.site import marks, shelf
from events.site.views import finding
from tests.events.site.test_pages import html
from tests.factories import AllegationFactory, CompanyFactory, IncidentFactory, published

HITS = {"emails", "camera"}


def test_words_are_marked_after_everything_is_escaped() -> None:
    assert marks.marked("<b>E-mails & cameras</b> <mark>", HITS) == (
        "&lt;b&gt;<mark>E-mails</mark> &amp; cameras&lt;/b&gt; &lt;mark&gt;"
    )


def test_an_excerpt_is_cut_between_words_around_what_the_title_does_not_show() -> None:
    text = "emails " + "before " * 40 + "a camera " + "after " * 40
    excerpt = marks._cut(text, HITS, {"emails"})
    assert re.fullmatch(r"…(before )+a camera (after ?)+…", excerpt)
    assert len(excerpt) < 240


def test_found_words_are_marked_in_titles_texts_and_quotations(everything, reader) -> None:
    page = reader.get("/search/?q=emails").content.decode()
    assert "What the <mark>emails</mark> say" in page
    quoted = reader.get("/search/?q=%22depuis+2015%22").content.decode()
    assert '<b>Le Relais:</b> <span lang="fr"><mark>depuis</mark> <mark>2015</mark></span>' in quoted
    said = reader.get("/search/?q=serious").content.decode()
    assert '<b>Salvia:</b> <span lang="en">We take this <mark>seriously</mark>.</span>' in said


def test_an_allegation_that_is_found_says_who_says_so_and_what_was_answered(everything, reader) -> None:
    told = html(reader, "/search/?q=obtained&in=events")
    assert "Allegation · accusation · alleged, not decided" in told
    assert "Who says so: employees" in told
    assert "Marlow: Answered, to The Daily" in told
    assert "Tessel: Asked, no reply" in told


def test_what_was_found_is_narrowed_and_widened_again(everything, reader) -> None:
    page = reader.get("/search/?q=Marlow").content.decode()
    kinds = dict(re.findall(r'<a href="(\?[^"]*kind=[a-z_]+)">([^<]+)</a>', page))
    path = next(address for address, kind in kinds.items() if kind == "Statement").replace("&amp;", "&")
    narrowed = reader.get(f"/search/{path}").content.decode()
    assert "Marlow says that its rules forbid it" not in re.sub(r"</?mark>", "", page.partition("</form>")[0])
    assert "says that its rules forbid it" in narrowed
    assert 'class="item allegation"' not in narrowed
    assert '<strong>Statement</strong> <a href="?q=Marlow&amp;in=events">' in narrowed


def test_where_nothing_is_found_something_is_to_be_tried(everything, reader) -> None:
    told = html(reader, "/search/?q=Marlwo+camerras")
    assert "Nothing on the record holds “Marlwo camerras”." in told
    assert "Did you mean" in told
    assert "marlow cameras" in told
    page = reader.get("/search/?q=seattle+salvia").content.decode()
    assert "These words are on the record, but nothing holds all of them:" in page
    assert '<a href="?q=salvia">salvia</a>' in page
    for path in ("/companies/", "/topics/", "/years/", "/countries/", "/suggest/"):
        assert f'href="{path}"' in page, path
    assert "Type at least one word" in html(reader, "/search/?q=-marlow")


def test_a_search_that_the_server_cuts_off_gets_a_sentence(everything, reader, monkeypatch) -> None:
    def never_ends(typed: str) -> None:
        with atomic(using="public"), connections["public"].cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '20ms'; SELECT pg_sleep(30)")

    monkeypatch.setattr(finding, "read", never_ends)
    answer = reader.get("/fr/search/?q=marlow")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Affinez, ou réessayez" in answer.content.decode()


def test_names_stand_under_their_letters(everything, reader) -> None:
    page = reader.get("/companies/?letter=M").content.decode()
    assert re.findall(r'<li><a href="/companies/\d+/">([^<]+)</a>', page) == ["Marlow", "Marlow Hosting"]
    assert '<a href="?letter=m" aria-current="true">M <span class="amount">2</span></a>' in page
    assert '<span class="none">Q</span>' in page
    assert "No company’s name begins so." in html(reader, "/companies/?letter=q")


ROW = re.compile(r'<(?:li|h2[^>]*|h3[^>]*)><a href="(/(?:companies|incidents|events)/\d+/)"')


@pytest.mark.parametrize("path", ["/companies/", "/topics/labour/", "/years/2018/"])
def test_lists_are_turned_page_by_page(everything, reader, path, monkeypatch) -> None:
    """One a page: every way through the record ends, and shows each of its rows once."""
    whole = ROW.findall(reader.get(path).content.decode())
    for name in ("timeline.browsing.LISTED", "site.views.paging.PAGE", "timeline.queries.PAGE"):
        monkeypatch.setattr(f"events.{name}", 1)
    shelf.put("another", "", HttpResponse())
    seen, address = [], path
    while address and len(seen) < 50:
        page = reader.get(address).content.decode()
        seen += ROW.findall(page)
        onwards = re.search(r'rel="next" href="([^"]+)"', page)
        address = onwards and path + onwards[1].replace("&amp;", "&")
    assert seen == whole
    assert len(set(whole)) == len(whole) > 0


TODAY_ONLY = ["/search/?q=marlow&", "/topics/?", "/topics/labour/?", "/countries/?", "/countries/us/?", "/years/?"]
TODAY_ONLY += ["/years/2018/?", "/years/undated/?", "/compare/?company=1&"]


@pytest.mark.parametrize("path", TODAY_ONLY)
def test_what_there_is_as_of_today_alone_says_so_where_a_day_is_asked_for(everything, reader, path) -> None:
    assert "holds what the record says now" in html(reader, f"{path}known_on=2026-01-01", status=400)
    assert "contient ce que dit le registre aujourd’hui" in html(reader, f"/fr{path}known_on=x", status=400)
    assert reader.get(f"{path}known_on=").status_code == (404 if "undated" in path else 200)


def test_a_year_tells_apart_what_began_in_it_and_what_reaches_into_it(everything, reader) -> None:
    page = reader.get("/years/2015/").content.decode()
    assert "Begun before, and perhaps in this year too (1)" in re.sub(r"<[^>]+>", "", page)
    assert "Staff used company accounts" in page


def test_whose_whole_name_it_is_comes_first(db, reader) -> None:
    for name in ("Zephyr Web Services", "Zephyr", "Quill", "Quill Zephyr Trading", "ZQ Holdings", "ZQ"):
        company, incident = CompanyFactory(name=name), IncidentFactory()
        AllegationFactory(incident=incident, company=company)
        published(incident)
    assert found_companies(reader, "Zephyr") == ["Zephyr", "Zephyr Web Services", "Quill Zephyr Trading"]
    assert found_companies(reader, "zq")[0] == "ZQ"


def found_companies(reader, words: str) -> list[str]:
    page = reader.get(f"/search/?q={words}&in=companies").content.decode()
    return [re.sub("<[^>]+>", "", title) for title in re.findall(r'<h3[^>]*><a href="/companies/\d+/">(.*?)</a>', page)]
