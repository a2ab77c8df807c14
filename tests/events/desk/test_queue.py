"""The front page of the desk: what waits, and what goes wrong if nobody looks."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from events.capture.models import Finding
from events.desk.queue import piles_of
from events.models import Capture, Citation, Commitment, Incident, ReplyRequest
from tests.factories import CompanyFactory, SourceFactory, answered_dossier

YESTERDAY = (datetime.date.today() - datetime.timedelta(days=1)).isoformat()  # noqa: DTZ011  of this machine, as tests go
TODAY = timezone.now().date()


@pytest.fixture
def troubled(author):
    """A dossier of `author` in which everything is late or broken."""
    incident = answered_dossier()
    Incident.objects.filter(pk=incident.pk).update(author=author)
    allegation = incident.events.get(kind="allegation").allegation
    statement = incident.events.get(kind="statement").statement
    ReplyRequest.objects.create(
        allegation=allegation, company=CompanyFactory(name="Acme"), asked_by="The Desk", deadline=YESTERDAY
    )
    Commitment.objects.create(statement=statement, text="To mend it", due=YESTERDAY)
    citation = Citation.objects.filter(event__incident=incident).first()
    last = citation.history.order_by("-pgh_id").first()
    Finding.objects.create(citation=citation, state="gone", since=TODAY, seen_on=TODAY, as_of=last.pgh_id)
    Capture.objects.create(
        source=SourceFactory(title="A walled page"), state="failed", reason="It asked for a name.", asked_by=author
    )
    return incident


def shown_to(user) -> dict[str, list[str]]:
    return {pile.title: [line.text for line in pile.lines] for pile in piles_of(user) if pile.lines}


def test_what_is_late_broken_or_failed_is_on_the_desk(troubled, author) -> None:
    shown = shown_to(author)
    assert shown["Replies overdue"] == ["Acme"]
    assert shown["Commitments due"] == ["To mend it"]
    assert len(shown["Broken citations"]) == 1
    assert "A walled page" in shown["Failed captures"][0]


def test_nothing_of_somebody_elses_draft_is_on_the_desk(troubled, stranger) -> None:
    assert shown_to(stranger) == {}


def test_an_empty_desk_says_so(stranger, sit_down) -> None:
    page = sit_down(stranger).get(reverse("admin:index")).content.decode()
    assert "Nothing waits for you." in page
    assert "Nothing in:" in page
    assert "Returned to you" in page
