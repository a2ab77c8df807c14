"""What is said in another language than the page says so: titles and quotations, wherever they stand."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from lxml import html

from events import models
from tests.events.site.test_pages import PAGES
from tests.factories import published

SHOWN_OTHERWISE = {"script", "pre", "textarea", "title"}
MORE = [
    "/incidents/2/",
    "/incidents/3/",
    "/events/2/",
    "/events/4/",
    "/sources/2/",
    "/sources/3/",
    "/corrections/?incident=1",
    "/incidents/1/versions/",
    "/incidents/1/changes/?from=2020-01-01",
    "/changes/?from=2020-01-01",
    "/incidents/1/?known_on={today}",
    "/incidents/?known_on={today}",
]
NO_SENTENCE = 12
"""What is as short as a name may be one, and stands in our own sentences."""


def texts_of(page: bytes) -> Iterator[tuple[str, str]]:
    """Each piece of text below the body, with the language that it is in; not what cites the page as a whole."""
    for element in html.document_fromstring(page).body.iter():
        if not isinstance(element.tag, str) or element.tag in SHOWN_OTHERWISE or _is_cited(element):
            continue
        for text, whose in ((element.text, element), (element.tail, element.getparent())):
            if text and text.strip():
                yield " ".join(text.split()), _language_of(whose)


def _is_cited(element) -> bool:
    return any(
        "citation" in (each.get("class") or "") or "printed" in (each.get("class") or "")
        for each in [element, *element.iterancestors()]
    )


def _language_of(element) -> str:
    return next((each.get("lang") for each in [element, *element.iterancestors()] if each.get("lang")), "")


def said() -> dict[str, str]:
    """Every title and quotation of the desk, with its language."""
    found = {}
    for event in models.Event.objects.all():
        found |= {event.title: event.language, event.text: event.language}
    for incident in models.Incident.objects.all():
        found |= {incident.title: incident.language, incident.summary: incident.language}
    for citation in models.Citation.objects.select_related("source"):
        found[citation.quotation] = citation.source.language
    for source in models.Source.objects.all():
        found[source.title] = source.language
    for statement in models.Statement.objects.all():
        found |= {statement.words: statement.words_language}
    for commitment in models.Commitment.objects.select_related("statement__event"):
        found[commitment.text] = commitment.statement.event.language
    for demand in models.Demand.objects.select_related("allegation__event"):
        found[demand.text] = demand.allegation.event.language
    return {text: language for text, language in found.items() if len(text) > NO_SENTENCE and language}


@pytest.fixture
def related(everything) -> None:
    """One affair that leads to another, with a date in the words of its source."""
    everything["letter"].related.add(everything["lawsuit"])
    published(everything["letter"], kind="update", note="Related.")


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_every_title_and_quotation_says_its_language(related, reader, prefix) -> None:
    expected, met = said(), set()
    wrong = []
    for path in [path for path in [*PAGES, *MORE] if "feed" not in path]:
        answer = reader.get(f"{prefix}{path}".format(today=timezone.now().date()))
        assert answer.status_code == 200, path
        for text, language in texts_of(answer.content):
            for words in expected:
                if words in text:
                    met.add(words)
                    if expected[words] != language:
                        wrong.append((path, words, language))
    assert wrong == []
    assert len(met) > 20
