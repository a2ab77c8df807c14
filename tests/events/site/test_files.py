"""What a page shows as CSV and JSON: the same rows in the same order, safe in a spreadsheet, and streamed."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.formulas import RUN
from events.record.models import Subject
from events.site.formats import tables
from events.timeline.models import PublicCompany
from tests.events.site import affairs
from tests.factories import AllegationFactory, CompanyFactory, IncidentFactory, published

HOSTILE = "=cmd|' /C calc'!A0 </script><script>alert(1)</script> ]]> & \u202e {x} 100% \\ \x0b “q”\r\n@SUM(1)"

ADDRESSES = [
    "/companies/1",
    "/incidents/1",
    "/events/1",
    "/sources/1",
    "/companies",
    "/incidents",
    "/sources",
    "/corrections",
]
SEARCHES = [
    "?q=marlow",
    "?q=marlow&in=events",
    "?q=marlow&in=events&order=oldest",
    "?q=marlow&kind=allegation&order=newest",
    "?q=website&in=incidents",
    "?q=emails&in=sources",
]


def told(reader, path: str, status: int = 200) -> bytes:
    answer = reader.get(path)
    assert answer.status_code == status, path
    return b"".join(answer)


def rows(reader, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told(reader, path).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_every_list_can_be_taken_in_both_languages(everything, reader, ending) -> None:
    for address in ADDRESSES:
        for language in ("", "/fr"):
            answer = reader.get(f"{language}{address}.{ending}")
            assert answer.status_code == 200, address
            assert answer["Content-Type"] == {"csv": tables.CSV, "json": tables.JSON}[ending]
            assert answer["X-Robots-Tag"] == "noindex"
            assert answer["Access-Control-Allow-Origin"] == "*"
            assert b"".join(answer)
            again = reader.get(f"{language}{address}.{ending}", headers={"if-none-match": answer["ETag"]})
            assert (again.status_code, again.content) == (304, b"")


FILTERS = [
    "",
    "?order=oldest",
    "?kind=allegation",
    "?answered=unanswered",
    "?year=2015",
    "?kind=statement&order=oldest",
]


@pytest.mark.parametrize("query", FILTERS)
def test_a_company_gives_exactly_the_entries_of_its_page(everything, reader, query) -> None:
    shown = re.findall(r'id="event-(\d+)"', reader.get(f"/companies/1/{query}").content.decode())
    assert [row["number"] for row in rows(reader, f"/companies/1.csv{query}")] == shown
    assert [str(face["id"]) for face in json.loads(told(reader, f"/companies/1.json{query}"))["events"]] == shown
    assert shown


def test_other_pages_give_their_own_rows(everything, reader) -> None:
    for page, items in {
        "/incidents/1": 'id="event-',
        "/companies": '<li><a href="/companies/',
        "/incidents": "<h2 lang",
    }.items():
        shown = reader.get(f"{page}/").content.decode().partition('class="takeaway"')[0].partition("<main")[2]
        assert len(rows(reader, f"{page}.csv")) == shown.count(items), page
    assert [row["number"] for row in rows(reader, "/corrections.csv")] == ["6", "5"]
    assert [row["rests_on_it"] for row in rows(reader, "/sources/3.csv")] == ["citing"]


@pytest.mark.parametrize("query", SEARCHES)
def test_a_search_gives_all_that_its_page_shows_in_its_order(everything, reader, query) -> None:
    shown = re.findall(r'<h3[^>]*><a href="(/(?:companies|incidents|events|sources)/\d+/)"', found_on(reader, query))
    pages = [row["page"].partition(":8000")[2] for row in rows(reader, f"/search.csv{query}")]
    assert pages
    assert [page for page in pages if page in shown] == list(dict.fromkeys(shown))
    taken = json.loads(told(reader, f"/search.json{query}"))
    assert [face["page"] for name in list(taken)[2:] for face in taken[name]] == pages
    assert taken["complete"] is True


def found_on(reader, query: str) -> str:
    """Each of what was found, by its title."""
    page = reader.get(f"/search/{query}").content.decode()
    return "".join(re.findall(r"<ol class=\"plain\">.*?</ol>", page, flags=re.DOTALL))


def test_a_search_that_is_cut_says_so(everything, reader, monkeypatch) -> None:
    monkeypatch.setattr("events.timeline.search.WEIGHED", 2)
    monkeypatch.setattr("events.timeline.search.CHUNK", 2)
    answer = reader.get("/search.csv?q=marlow&in=events")
    assert answer["Content-Disposition"] == 'inline; filename="search-first-2.csv"'
    assert len(rows(reader, "/search.csv?q=marlow&in=events")) == 2
    assert json.loads(told(reader, "/search.json?q=marlow"))["complete"] is False
    whole = [row["number"] for row in rows(reader, "/search.csv?q=marlow&in=events&order=oldest")]
    assert len(set(whole)) == len(whole) > 2
    assert whole == [row["number"] for row in rows(reader, "/search.csv?q=marlow&in=events&order=newest")][::-1]


def test_a_search_names_its_feed_and_its_files(everything, reader) -> None:
    page = reader.get("/fr/search/?q=marlow+%26+police&in=events&page=2").content.decode()
    for address in ("/fr/search/feed/?q=marlow+%26+police", "/fr/search.csv?q=marlow+%26+police&amp;in=events"):
        assert f'href="{address}"' in page
    feed = '<link rel="alternate" type="application/atom+xml" href="/search/feed/?q=marlow" title="marlow">'
    assert feed in reader.get("/search/?q=marlow").content.decode()
    assert "/search/feed/" not in reader.get("/search/").content.decode()


def test_json_holds_the_faces_as_the_api_sends_them(everything, reader) -> None:
    whole = json.loads(told(reader, "/companies/1.json"))
    assert list(whole) == ["publication", "company", "events"]
    assert whole["company"] == reader.get("/api/v1/companies/1/").json()
    assert whole["events"] == reader.get("/api/v1/companies/1/timeline/?limit=100").json()["results"]
    assert json.loads(told(reader, "/events/1.json"))["events"] == [reader.get("/api/v1/events/1/").json()]


def test_an_allegation_keeps_its_status_its_voice_and_its_replies(everything, reader) -> None:
    row = next(row for row in rows(reader, "/companies/1.csv") if row["number"] == "4")
    assert row["status"] == "demand · alleged, not decided"
    assert row["who_says_so"] == "employees"
    assert row["replies"] == "Marlow: No answer on record. It is not known whether Marlow was asked."
    french = next(row for row in rows(reader, "/fr/companies/1.csv") if row["number"] == "4")
    assert "Aucune réponse" in french["replies"]
    assert french["page"].endswith("/fr/events/4/")


def test_no_cell_runs_in_a_spreadsheet(everything, reader) -> None:
    affairs.correct(everything["letter"], note=f"{HOSTILE}", title=HOSTILE, text=HOSTILE)
    for path in ("/companies/1.csv", "/events/4.csv", "/incidents/2.csv", "/corrections.csv"):
        cells = [cell for row in rows(reader, path) for cell in row.values()]
        assert [cell for cell in cells if RUN.match(cell) and not cell.startswith("'")] == [], path
        assert any("=cmd" in cell for cell in cells), path
    assert rows(reader, "/events/4.csv")[0]["title"] == f"'{HOSTILE}"
    assert json.loads(told(reader, "/events/4.json"))["events"][0]["title"] == HOSTILE


def test_excel_gets_the_mark_that_it_needs_and_nobody_else(everything, reader) -> None:
    assert told(reader, "/companies.csv?excel=1")[:3] == b"\xef\xbb\xbf"
    assert told(reader, "/companies.csv")[:6] == b"number"
    told(reader, "/companies.csv?excel=yes", status=400)


def test_a_long_timeline_comes_whole_and_in_chunks(db, reader) -> None:
    company, incident = CompanyFactory(), IncidentFactory()
    for position in range(203):
        AllegationFactory(incident=incident, company=company, date=f"{1700 + position}", title=f"Entry {position}.")
    published(incident)
    number = Subject.objects.get(key=company.key).number
    for order, expected in (("newest", range(202, -1, -1)), ("oldest", range(203))):
        with CaptureQueriesContext(connection) as queries:
            found = rows(reader, f"/companies/{number}.csv?order={order}")
        assert [row["title"] for row in found] == [f"Entry {position}." for position in expected]
        assert sum("LIMIT 200" in query["sql"] for query in queries) == 2
    answer = reader.get(f"/companies/{number}.csv")
    assert answer.streaming


def test_what_was_taken_back_is_in_no_file(everything, reader) -> None:
    number = Subject.objects.get(key=everything["mistaken"].key).number
    event = Subject.objects.get(parent__key=everything["mistaken"].key).number
    for ending in ("csv", "json", "bib", "ris", "csl.json", "ics", "timelinejs.json"):
        if ending not in ("ics", "timelinejs.json"):
            assert b"A report that was mistaken" not in told(reader, f"/events/{event}.{ending}", status=410)
        assert b"An affair that was none" not in told(reader, f"/incidents/{number}.{ending}", status=410)
    assert b"An affair that was none" not in told(reader, f"/incidents/{number}/v/1.bib", status=410)
    assert b"An affair that was none" not in told(reader, f"/embed/incidents/{number}/", status=410)
    for path in ("/incidents.csv", "/corrections.csv", "/corrections.json", "/corrections/feed/", "/feed/rss/"):
        assert b"An affair that was none" not in told(reader, path)


def test_a_merged_company_leads_to_its_successor(everything, reader) -> None:
    PublicCompany.objects.filter(number=2).update(state="merged", successor=1)
    for tail in (".csv?order=oldest", ".json", ".ics", ".timelinejs.json", ".bib", "/feed/", "/feed/rss/"):
        answer = reader.get(f"/fr/companies/2{tail}")
        assert (answer.status_code, answer["Location"]) == (301, f"/fr/companies/1{tail}")
    assert reader.get("/embed/companies/2/")["Location"] == "/embed/companies/1/"


REFUSED = {
    "/companies/1.csv?known_on=2026-01-01": 400,
    "/companies/1.csv?kind=rumour": 400,
    "/companies/1.json?year=20a5": 400,
    "/companies/1.timelinejs.json?order=random": 400,
    "/embed/companies/1/?kind=rumour": 400,
    "/companies/999.csv": 404,
    "/companies/999.bib": 404,
    "/events/1/v/9.bib": 404,
    "/companies/999.ics": 404,
    "/incidents/999/feed/": 404,
    "/search/feed/": 400,
    "/search.csv": 400,
    "/search.csv?q=-marlow": 400,
    "/search.json?q=%00": 400,
    "/search.json?q=marlow&in=everything": 400,
    "/search.csv?q=marlow&kind=rumour": 400,
    "/search.csv?q=marlow&known_on=2026-01-01": 400,
    "/search/feed/?q=%00": 400,
    "/corrections/feed/?after=x": 400,
    "/sitemaps/events-2.xml": 404,
}


def test_what_cannot_be_taken_gets_a_sentence(everything, reader) -> None:
    answers = {path: reader.get(path) for path in REFUSED}
    assert {path: answer.status_code for path, answer in answers.items()} == REFUSED
    assert [path for path, answer in answers.items() if '<p class="short">' not in answer.content.decode()] == []


def test_the_data_page_documents_every_column_and_links_to_what_is_there(everything, reader) -> None:
    page = reader.get("/data/").content.decode()
    for path in (
        "/companies/1.csv",
        "/companies.csv",
        "/incidents.csv",
        "/sources.csv",
        "/corrections.csv",
        "/search.csv?q=a",
    ):
        header = told(reader, path).decode().partition("\r\n")[0].split(",")
        assert [name for name in header if f"<code>{name}</code>" not in page] == [], path
    for link in re.findall(r'<dd class="files">.*?</dd>', page, flags=re.DOTALL):
        for address in re.findall(r'href="([^"]+)"', link):
            assert reader.get(address).status_code == 200, address
    assert 'rel="license" href="https://creativecommons.org/licenses/by/4.0/"' in page
