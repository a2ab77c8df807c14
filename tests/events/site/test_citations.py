"""How to cite us, read back by the readers of strangers."""

import json
import re

import bibtexparser
import rispy
from django.test import override_settings

from tests.events.site import affairs
from tests.events.site.test_files import HOSTILE, told

SITE = override_settings(SITE_ADDRESS="https://news.example", SITE_NAME="The Record & Co_")


@SITE
def test_an_event_is_cited_by_its_version_and_that_day(everything, reader) -> None:
    item = json.loads(told(reader, "/events/1.csl.json"))[0]
    published = reader.get("/api/v1/events/1/").json()["changed"]
    year, month, day = (int(part) for part in published[:10].split("-"))
    assert item == {
        "id": "answerable-event-1-v2",
        "type": "webpage",
        "title": "Staff used company accounts, The Daily reported",
        "author": [{"literal": "The Record & Co_"}],
        "container-title": "The Record & Co_",
        "issued": {"date-parts": [[year, month, day]]},
        "version": "2",
        "URL": "https://news.example/events/1/v/2/",
        "language": "en",
    }


def test_what_is_cited_can_be_read_for_ever(everything, reader) -> None:
    paths = ("/events/1", "/events/1/v/1", "/incidents/1/v/1", "/companies/1/v/1", "/companies/1", "/incidents/1")
    for turn, path in enumerate(paths):
        item = json.loads(told(reader, f"{path}.csl.json"))[0]
        affairs.correct(everything["emails"], "Once more.", title=f"Title no. {turn}.")
        page = reader.get(item["URL"].removeprefix("http://127.0.0.1:8000"))
        assert page.status_code == 200
        assert f"Title no. {turn}." not in page.content.decode()


def test_an_older_version_is_cited_in_its_own_words(everything, reader) -> None:
    item = json.loads(told(reader, "/events/1/v/1.csl.json"))[0]
    assert item["title"] == "Staff used company accounts, The Daily reports"
    assert (item["version"], item["URL"][-14:]) == ("1", "/events/1/v/1/")


@SITE
def test_strangers_read_bibtex_and_ris(everything, reader) -> None:
    affairs.correct(everything["letter"], title=HOSTILE)
    library = bibtexparser.parse_string(told(reader, "/events/4.bib").decode())
    assert (len(library.entries), library.failed_blocks) == (1, [])
    fields = library.entries[0].fields_dict
    assert fields["url"].value == "https://news.example/events/4/v/2/"
    assert fields["author"].value == r"{The Record \& Co\_}"
    assert fields["title"].value.count("{") == fields["title"].value.count("}")
    decoded = bibtexparser.parse_string(
        told(reader, "/events/4.bib").decode(), append_middleware=[bibtexparser.middlewares.LatexDecodingMiddleware()]
    )
    assert "=cmd|' /C calc'!A0 </script>" in decoded.entries[0]["title"]
    record = rispy.loads(told(reader, "/events/4.ris").decode())[0]
    assert record["title"] == re.sub(r"\s+", " ", HOSTILE.replace("\x0b", ""))
    assert record["urls"] == ["https://news.example/events/4/v/2/"]
    assert (record["type_of_reference"], record["edition"]) == ("ELEC", "Version 2")


@SITE
def test_the_page_has_the_words_to_copy_in_both_languages(everything, reader) -> None:
    page = reader.get("/events/1/").content.decode()
    assert re.search(
        r"The Record &amp; Co_\. \(\d{4}, \w+ \d+\)\. <cite>Staff used company accounts, The Daily reported</cite> "
        r"\(Version 2\)\. https://news\.example/events/1/v/2/",
        page,
    )
    assert re.search(
        r"The Record &amp; Co_\. “Staff used company accounts, The Daily reported\.” Version 2\. \w+ \d+, \d{4}\. "
        r"https://news\.example/events/1/v/2/\.",
        page,
    )
    french = reader.get("/fr/companies/1/").content.decode()
    assert re.search(r"«\sMarlow\.\s» Version 1, registre nº 6\. \d+ \w+ \d{4}\. https://news\.example/comp", french)
    assert 'href="/fr/companies/1.bib"' in french


def test_an_old_version_says_how_to_cite_itself(everything, reader) -> None:
    page = reader.get("/events/1/v/1/").content.decode()
    assert "/events/1/v/1/." in page
    assert 'href="/events/1/v/1.ris"' in page
    assert "Data of this page" not in page
    assert "Cite this" not in reader.get("/events/1/?known_on=2099-01-01").content.decode()
