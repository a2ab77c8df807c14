"""What a reviewer sees: every value that would become public, beside what is public now."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from events.desk.differences import marked
from events.models import (
    AllegationStatus,
    Commitment,
    CommitmentUpdate,
    Demand,
    Fact,
    Incident,
    Lineage,
    Place,
    ReplyRequest,
    ReportedValue,
)
from events.record.models import Publication
from events.review import proposals
from tests.factories import SourceFactory, answered_dossier, published, submitted


@pytest.fixture
def dossier(db) -> Incident:
    return answered_dossier()


@pytest.fixture
def desk_of_reviewer(reviewer, sit_down) -> Client:
    return sit_down(reviewer)


def page_of(incident: Incident, client: Client):
    return client.get(reverse("admin:desk_review", args=[incident.pk]))


def test_words_are_marked_and_nothing_else() -> None:
    assert marked("63 emails were sent", "67 emails were sent") == "<del>63</del><ins>67</ins> emails were sent"
    assert marked("", "New") == "<ins>New</ins>"
    assert marked("Old", "") == "<del>Old</del>"
    assert marked("The same", "The same") == "The same"


def test_texts_are_escaped_before_they_are_marked() -> None:
    assert marked("<b>a</b>", "<b>a</b><script>") == "&lt;b&gt;a&lt;/b&gt;<ins>&lt;script&gt;</ins>"


def test_a_very_long_text_is_replaced_as_a_whole() -> None:
    old, new = "a " * 3000, "b " * 3000

    assert marked(old, new) == f"<del>{old}</del><ins>{new}</ins>"


TYPED = {
    *("title", "text", "summary", "quotation", "locator", "note", "name", "label", "words", "group", "asked_by"),
    *("spokesperson", "capacity", "addressed_to", "indirect", "translation", "reason", "url", "publisher", "wording"),
}


def words_in(value: object) -> Iterator[str]:
    """Every text that somebody typed into a document: no keys, no codes, no dates."""
    if isinstance(value, dict):
        yield from (inner for name, inner in value.items() if name in TYPED and isinstance(inner, str) and inner)
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from words_in(inner)


def test_every_word_that_would_be_published_is_on_the_page(dossier: Incident, desk_of_reviewer) -> None:
    allegation, statement = dossier.events.in_order()
    company = statement.statement.speaker
    source = SourceFactory(note="translated by machine")
    Lineage.objects.create(source=source, origin=SourceFactory(title="The first report"), note="at length")
    Place.objects.create(incident=dossier, name="Seattle")
    AllegationStatus.objects.create(
        allegation=allegation.allegation, status="filed", date="2016-02", note="in court", source=source, locator="p. 3"
    )
    Demand.objects.create(allegation=allegation.allegation, text="Stop selling it", addressee=company)
    ReplyRequest.objects.create(
        allegation=allegation.allegation, company=company, asked_by="The Example", source=source
    )
    promise = Commitment.objects.create(statement=statement.statement, text="We shall look into it", due="2018")
    CommitmentUpdate.objects.create(commitment=promise, status="kept", note="as reported", source=source)
    fact = Fact.objects.create(event=allegation, kind="number", label="emails")
    ReportedValue.objects.create(fact=fact, citation=allegation.citations.get(), text="sixty-three")
    submitted(dossier)

    page = page_of(dossier, desk_of_reviewer).content.decode()

    words = {word for change in proposals.proposed(dossier) for word in words_in(change.document)}
    assert len(words) > 20
    assert {word for word in words if word not in page} == set()


def test_only_what_changes_is_shown(dossier: Incident, reviewer, desk_of_reviewer) -> None:
    published(dossier, reviewer)
    event = dossier.events.first()
    event.title = "Another <title>"
    event.save()
    submitted(dossier, kind="correction", note="The title was wrong.")

    page = page_of(dossier, desk_of_reviewer)

    (sheet,) = page.context["sheets"]
    assert (sheet.kind, sheet.title, sheet.fate) == ("event", "Another <title>", "changes")
    assert [line.label for line in sheet.lines if line.is_changed] == ["Title"]
    assert "&lt;title" in page.content.decode()
    assert "The title was wrong." in page.content.decode()


def test_an_event_that_goes_is_shown_as_going(dossier: Incident, reviewer, desk_of_reviewer) -> None:
    published(dossier, reviewer)
    dossier.events.last().delete()
    dossier.refresh_from_db()
    submitted(dossier)

    fates = [sheet.fate for sheet in page_of(dossier, desk_of_reviewer).context["sheets"]]

    assert fates == ["is withdrawn"]


def test_a_retraction_shows_all_that_goes(dossier: Incident, reviewer, desk_of_reviewer) -> None:
    published(dossier, reviewer)
    submitted(dossier, kind="retraction", note="It was wrong.")

    sheets = page_of(dossier, desk_of_reviewer).context["sheets"]

    assert [(sheet.kind, sheet.fate) for sheet in sheets] == [
        ("incident", "is withdrawn"),
        ("event", "is withdrawn"),
        ("event", "is withdrawn"),
    ]


def test_a_redaction_shows_the_words_and_takes_them_out(dossier: Incident, reviewer, desk_of_reviewer) -> None:
    event = dossier.events.first()
    event.text = "Jane Roe said so."
    event.save()
    published(dossier, reviewer)
    submitted(dossier, kind="redaction", note="A name was taken out.", words="Jane Roe")

    page = page_of(dossier, desk_of_reviewer)
    desk_of_reviewer.post(
        reverse("admin:desk_publish", args=[dossier.pk]), {"seen": page.context["seen"], "ticked": ["note"]}
    )

    event.refresh_from_db()
    assert "Jane Roe" in page.content.decode()
    assert "Jane Roe" not in event.text
    assert Publication.objects.count() == 2
