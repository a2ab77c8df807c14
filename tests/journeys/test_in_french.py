"""The French pages are French throughout, and say of each foreign text which language it is in (WCAG 3.1.2).

Every page of the demonstration is compared with itself in the other language. What reads alike in both has to be of
the record, a number, or a word that both languages write alike.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.utils import timezone
from lxml import html

from events.record.models import Publication
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicSource
from tests.journeys import kinds

CATALOGUE = Path(__file__).resolve().parents[2] / "tracker" / "locale" / "fr" / "LC_MESSAGES" / "django.po"
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-label")
WORD = re.compile(r"[^\W\d_]{2,}")
# Neither language has another word for these.
NAMES = {
    *(
        "Answerable",
        "Français",
        "English",
        "SHA",
        "UTC",
        "API",
        "LEI",
        "ISIN",
        "Wikidata",
        "OpenCorporates",
        "OpenRefine",
    ),
    *("Atom", "RSS", "CSV", "JSON", "CSL", "RIS", "BibTeX", "APA", "Chicago", "TimelineJS", "oEmbed", "iCalendar"),
    *("CC", "BY", "amazon"),
}
SET_APART = {"sample", "differences", "receipt", "citation"}
OWN_WORDS = ("title", "text", "summary")
"""Of a face, what is written in the language that the face names."""
AT_LENGTH = ("h1", "h2", "h3", "h4", "p", "blockquote")
"""Where a text stands for itself; within a line of ours, a title stands as names do."""


def texts(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Every text that somebody sees or hears, with the language that it is said to be in."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "code") or _is_a_sample(element):
            continue
        told = [element.get(name) for name in SPOKEN]
        if element.tag == "meta" and element.get("name") == "description":
            told.append(element.get("content"))
        for text in (element.text, *told):
            yield _clean(text), _language(element)
        for child in element:
            yield _clean(child.tail), _language(element)


def _is_a_sample(element: html.HtmlElement) -> bool:
    """Of the design, or of what changed, word by word; neither is the interface's."""
    around = [element, *element.iterancestors()]
    if any(each.tag in ("h3", "p") and each.find(".//mark") is not None for each in around):
        return True  # words of the record with those marked that were searched for
    return any(SET_APART & set((each.get("class") or "").split()) for each in around)


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())


def _language(element: html.HtmlElement) -> str:
    return next(each.get("lang") for each in (element, *element.iterancestors()) if each.get("lang"))


@pytest.fixture(scope="module")
def pages(demonstration: str) -> dict[str, dict[str, html.HtmlElement]]:
    """Address → language → page."""
    reader, today = Client(), f"{timezone.now():%Y-%m-%d}"
    return {
        path: {code: html.fromstring(reader.get(start + path).content) for code, start in kinds.LANGUAGES.items()}
        for path in kinds.addresses(today)
    }


@pytest.fixture(scope="module")
def of_the_record(demonstration: str) -> list[str]:
    """Every text that editors wrote, the longest first."""
    found: set[str] = set()
    for table in (PublicCompany, PublicIncident, PublicEvent, PublicSource):
        for row in table.objects.all():
            _collect(json.loads(row.body), found)
    for publication in Publication.objects.all():
        _collect(publication.imprint or {}, found)
        for edition in publication.editions.all():
            _collect(edition.document or {}, found)
    return sorted(found, key=len, reverse=True)


def _collect(value: object, found: set[str]) -> None:
    if isinstance(value, dict):
        for each in value.values():
            _collect(each, found)
    elif isinstance(value, list):
        for each in value:
            _collect(each, found)
    elif isinstance(value, str) and WORD.search(value):
        found.add(_clean(value))


@pytest.fixture(scope="module")
def alike() -> set[str]:
    """The words of messages that both languages write alike."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    same = [message.id for message in catalogue if isinstance(message.id, str) and message.id == message.string]
    return {word.casefold() for text in same for word in WORD.findall(re.sub(r"%\(\w+\)s", "", text))}


def test_nothing_is_said_in_english_on_a_french_page(pages: dict, of_the_record: list[str], alike: set[str]) -> None:
    found = {}
    for path, page in pages.items():
        own = {code: {text for text, language in texts(page[code]) if language == code} for code in page}
        searched = set(parse_qs(urlsplit(path).query).get("q", [""])[0].casefold().split())
        same = {text for text in own["en"] & own["fr"] if _foreign(text, of_the_record, alike)}
        same = {text for text in same if not set(text.casefold().split()) <= searched}
        if same:
            found[path] = sorted(same)
    assert found == {}, json.dumps(found, indent=1, ensure_ascii=False)


def _foreign(text: str, of_the_record: list[str], alike: set[str]) -> bool:
    """Whether words are left of a text once what editors wrote, names, and words of both languages are taken out."""
    if text.endswith("…") and any(each.startswith(text[:-1]) for each in of_the_record):
        return False
    for each in of_the_record:
        if len(each) > 3 or each == text:
            text = text.replace(each, " ")
    return any(word not in NAMES and word.casefold() not in alike for word in WORD.findall(text))


def test_what_editors_wrote_is_read_aloud_in_its_language(pages: dict, demonstration: str) -> None:
    languages = dict(_own_words())
    found = {}
    for path, page in pages.items():
        told = [(_clean(element.text_content()), element) for element in page["fr"].iter(*AT_LENGTH)]
        said = {(text, languages[text], _language(_innermost(element))) for text, element in told if text in languages}
        if wrong := sorted(each for each in said if each[1] != each[2].split("-")[0]):
            found[path] = wrong
    assert found == {}, json.dumps(found, indent=1, ensure_ascii=False)


def _innermost(element: html.HtmlElement) -> html.HtmlElement:
    """The last element that holds all of the text."""
    while len(element) == 1 and _clean(element[0].text_content()) == _clean(element.text_content()):
        element = element[0]
    return element


def _own_words() -> Iterator[tuple[str, str]]:
    """Sentences of the record with the language that they are in; shorter ones could be a name."""
    for table in (PublicIncident, PublicEvent, PublicSource):
        for row in table.objects.all():
            face = json.loads(row.body)
            for name in OWN_WORDS:
                if len(WORD.findall(str(face.get(name, "")))) > 3 and face.get("language"):
                    yield _clean(face[name]), face["language"]


def test_everything_is_translated_and_nothing_is_guessed() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert [message.id for message in catalogue if message.id and not _is_said(message.string)] == []


def _is_said(string: str | tuple[str, ...]) -> bool:
    return bool(string) and all([string] if isinstance(string, str) else string)


ENGLISH_DATE = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November)\b"
)
FIRST_OF_A_MONTH = re.compile(r"\b1 (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre)\b")
ENGLISH_NUMBER = re.compile(r"\b\d{1,3},\d{3}\b")


def test_dates_and_numbers_are_written_as_the_french_write_them(pages: dict, of_the_record: list[str]) -> None:
    for path, page in pages.items():
        own = {text for text, language in texts(page["fr"]) if language == "fr"} - set(of_the_record)
        for pattern in (ENGLISH_DATE, FIRST_OF_A_MONTH, ENGLISH_NUMBER):
            assert [text for text in own if pattern.search(text)] == [], path
