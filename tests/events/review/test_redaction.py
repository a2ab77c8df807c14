"""Redacted words are gone: from the record, the public side, the desk, its history, and whatever was logged."""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pghistory
import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.test import Client

from api.desk.models import Key
from events import models
from events.capture import job
from events.capture.models import Saving, Watch
from events.desk.models import KeptTyping, SavedFilter
from events.exceptions import Refused
from events.letterbox.models import Letter
from events.models import Contribution, Status, Submission, SubmissionKind
from events.models.capture import Capture, CaptureState
from events.record import verify
from events.record.models import Edition, Publication
from events.record.redact import MARK
from events.review import actions, proposals, redaction
from events.timeline.tasks import render_again
from tests.events.record.meeting import at_once
from tests.events.record.newsroom import Newsroom
from tests.events.review.crawling import crawl
from tests.events.review.planting import desk_models, left_in_database, plant, texts_of
from tests.events.timeline.rows import public_rows
from tests.factories import (
    CompanyFactory,
    EventFactory,
    SourceFactory,
    UserFactory,
    answered_dossier,
    published,
    submitted,
)
from tracker.accounts.models import Role

WORDS = [
    "Zuckmayerin",
    "Łódźkowski-Ünal",
    'O"Hara',
    "C:\\Temp\\nora",
    "100%_sure",
    "a.b*(c)[d]+?$^|{2}",
    "nordstrand the elder",
    "Renée's <b>&amp;",
    "deadbeefcafe",
    "0612345678",
]


@pytest.fixture
def dossier(db) -> models.Incident:
    """Everything that a dossier can have, and a second one beside it."""
    newsroom = Newsroom(seed=5)
    newsroom.begin()
    newsroom.begin()
    incident = newsroom.public[0]
    source = models.Source.objects.first()
    Capture.objects.create(source=source, state="failed", reason="It asked for a name.")
    Watch.objects.create(source=source, host="news.example", due_at=source.updated_at, reason="It is silent.")
    Saving.objects.create(source=source, copy="https://archive.example/1")
    other = models.Source.objects.exclude(pk=source.pk).first()
    Saving.objects.create(source=other, reason="It is not saved there.")
    models.Batch.objects.create(name="An import", author=incident.author).incidents.add(incident)
    SavedFilter.objects.create(user=incident.author, name="Mine", subject="events.incident", query="q=mine")
    KeptTyping.objects.create(user=incident.author, browser="0" * 64, path="/desk/", fields={"title": ["Kept"]})
    Letter.objects.create(kind="error", words="It was not so.", form_key=uuid.uuid4(), language="en")
    Key.make(user=incident.author, name="Nightly import", scopes=[], lasts=timedelta(days=1))
    submission = models.Submission.objects.first()
    place = {"about": "incident", "key": incident.key, "field": "title", "by": submission.decided_by}
    models.Remark.objects.create(submission=submission, text="Say who counted.", **place)
    asked = {"sentence": "It is guilty.", "reason": "It was convicted.", "at": submission.decided_at}
    models.Overruling.objects.create(incident=incident, **place, **asked)
    event = incident.events.first()
    event.date_wording = "as they said"
    event.save()
    return incident


@pytest.mark.parametrize("words", WORDS)
def test_redacted_words_are_nowhere(db, reviewer, words):
    """The hard spellings, in a short dossier: quotes, backslashes, wildcards, accents, what looks like a key."""
    incident = answered_dossier()
    plant(words)
    published(incident, reviewer, note=f"It names {words}.")
    incident.events.update(text=f"After\n{words}\n{words.upper()}")
    published(incident, reviewer)
    assert set(left_in_database(words)) >= {"record_edition.document", "record_publication.imprint"}
    published(incident, reviewer, kind=SubmissionKind.REDACTION, note="A name was removed.", words=words)
    assert left_in_database(words) == []
    assert list(verify.faults()) == []


def test_redacted_word_is_gone_from_every_text_and_every_answer(dossier, reviewer, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="django.db.backends")
    word = "Quinzelhaupt"
    planted = plant(word)
    unplanted = {f"{m._meta.label}.{f.name}" for m in desk_models() for f in texts_of(m)} - planted
    assert unplanted == {"events.Statement.translation", "events.Submission.comment"} & unplanted
    LogEntry.objects.create(
        user=reviewer, action_flag=2, object_repr=f"About {word}", change_message=f'[{{"changed": "{word}"}}]'
    )
    note = f"It says more about {word}."
    published(dossier, reviewer, note=note)
    render_again()
    client = Client(raise_request_exception=False)
    shown = [path for path, answer in crawl(client).items() if word.casefold().encode() in answer.lower()]
    logged_before = len(caplog.records)
    published(dossier, reviewer, kind=SubmissionKind.REDACTION, note="A name was removed.", words=word)
    render_again()

    assert left_in_database(word) == []
    answers = crawl(client, first=shown)
    assert [path for path, answer in answers.items() if word.casefold().encode() in answer.lower()] == []
    assert [path for path, answer in answers.items() if answer.startswith(b"5")] == []
    assert not any(word.casefold() in record.getMessage().casefold() for record in caplog.records[logged_before:])
    assert list(verify.faults()) == []
    assert len(shown) > 20, "the crawl has to have met the word before"


def test_search_for_words_finds_what_was_not_redacted(dossier):
    """The control: the search sees each kind of column, in whatever case."""
    plant("Quinzelhaupt")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE timeline_publicevent SET search = to_tsvector('simple', 'QUINZELHAUPT')")
    found = set(left_in_database("quinzelhaupt"))
    assert {"timeline_publicevent.search", "events_eventchange.title", "events_capture.text"} <= found


def test_other_dossiers_are_left_as_they_are(db, reviewer):
    first, other = answered_dossier(), answered_dossier()
    published(other)
    before = [row for row in public_rows()["timeline_publicevent"] if row["incident"] == 1]
    first.events.update(text="Ottokar did it.")
    published(first)
    published(first, kind=SubmissionKind.REDACTION, note="A name was removed.", words="Ottokar")
    assert [row for row in public_rows()["timeline_publicevent"] if row["incident"] == 1] == before
    assert not Edition.objects.filter(publication=3, subject__parent__key=other.key).exists()
    other.refresh_from_db()
    assert other.status == Status.PUBLISHED


def test_redaction_publishes_no_pending_change_of_another_dossier(db, reviewer):
    """The words stand in both; what else the other one is about to say stays on its desk."""
    first, other = answered_dossier(), answered_dossier()
    models.Event.objects.update(text="Ottokar did it.")
    published(first)
    published(other)
    other.events.update(text="Ottokar did it, and this is not public yet.")
    published(first, kind=SubmissionKind.REDACTION, note="A name was removed.", words="Ottokar")
    current = Edition.objects.filter(known__upper_inf=True, subject__parent__key=other.key)
    assert {edition.document["text"] for edition in current} == {f"{MARK} did it."}
    other.refresh_from_db()
    assert other.status == Status.PENDING
    assert set(other.events.values_list("text", flat=True)) == {f"{MARK} did it, and this is not public yet."}


def test_redaction_leaves_nothing_pending_where_the_desk_says_what_is_public(db, reviewer):
    incident = answered_dossier()
    incident.events.update(text="Ottokar did it.")
    published(incident)
    published(incident, kind=SubmissionKind.REDACTION, note="A name was removed.", words="Ottokar")
    assert (incident.status, proposals.changed(proposals.proposed(incident))) == (Status.PUBLISHED, [])


def test_redaction_voids_what_others_handed_in_with_the_words(db, reviewer):
    first, other = answered_dossier(), answered_dossier()
    published(first)
    other.events.update(text="Ottokar did it.")
    waiting = submitted(other)
    published(first, kind=SubmissionKind.REDACTION, note="A name was removed.", words="Ottokar")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.digest) == ("void", "")


def test_submission_keeps_neither_the_words_nor_a_hash_to_guess_them_by(db, reviewer):
    incident = answered_dossier()
    published(incident)
    published(incident, kind=SubmissionKind.REDACTION, note="A phrase was removed.", words="happened")
    assert list(Submission.objects.values_list("kind", "words", "digest").order_by("pk")) == [
        ("first", "", ""),
        ("redaction", "", ""),
    ]


def test_who_publishes_a_redaction_has_written_nothing(db, reviewer):
    first, other = answered_dossier(), answered_dossier()
    published(first)
    published(other)
    submission = submitted(first, kind=SubmissionKind.REDACTION, note="A phrase was removed.", words="happened")
    with pghistory.context(user=reviewer.pk):
        actions.publish(incident=first, by=reviewer, seen=submission.digest)
    assert not Contribution.objects.exists()


def test_people_can_still_sign_in_after_a_redaction_of_letters_in_their_password(db, reviewer):
    editor = UserFactory(username="ottokar", byline="Ottokar von Horn", password="pbkdf2$ottokar$x")
    incident = answered_dossier()
    published(incident)
    published(incident, kind=SubmissionKind.REDACTION, note="A name was removed.", words="ottokar")
    editor.refresh_from_db()
    assert (editor.username, editor.password, editor.byline) == ("ottokar", "pbkdf2$ottokar$x", f"{MARK} von Horn")


@pytest.mark.parametrize(
    ("words", "note", "sentence"),
    [
        ("ab", "Removed.", "Give at least 3 letters to redact."),
        ("   ", "Removed.", "Give at least 3 letters to redact."),
        ("", "Removed.", "Give at least 3 letters to redact."),
        ("Ottokar", "We removed OTTOKAR.", "The public note must not repeat the words."),
        ("denies", "Removed.", "These letters are part of the system’s own vocabulary. Redact a longer phrase."),
        ("ACCUS", "Removed.", "These letters are part of the system’s own vocabulary. Redact a longer phrase."),
        ("2016", "Removed.", "So short a number is part of dates and counts too. Redact the phrase around it."),
        ("2016-01", "Removed.", "So short a number is part of dates and counts too. Redact the phrase around it."),
    ],
)
def test_words_that_cannot_be_redacted_are_refused(db, words, note, sentence):
    incident = answered_dossier()
    published(incident)
    with pytest.raises(Refused) as refused:
        submitted(incident, kind=SubmissionKind.REDACTION, note=note, words=words)
    assert str(refused.value) == sentence


def test_every_code_of_the_system_is_refused():
    for code in set(redaction._vocabulary()):
        if len(code) >= redaction.SHORTEST:
            with pytest.raises(Refused):
                redaction.check_words(code, "Removed.")


def test_redaction_and_publishing_at_once_never_brings_the_words_back(committed_db):
    """They wait for each other in one order, and a company's name is not read before it is redacted."""
    reviewer = UserFactory(role=Role.REVIEWER)
    for turn in range(12):
        name = f"Ottokar{turn}brand"
        company = CompanyFactory(name=f"{name} AG")
        first, other = EventFactory(company=company).incident, EventFactory(company=company).incident
        published(first, reviewer)
        redact = submitted(first, kind=SubmissionKind.REDACTION, note="A name was removed.", words=name)
        update = submitted(other)
        outcomes = at_once(
            partial(actions.publish, incident=first, by=reviewer, seen=redact.digest),
            partial(actions.publish, incident=other, by=reviewer, seen=update.digest),
        )
        assert {type(outcome).__name__ for outcome in outcomes} <= {"Publication", "Stale", "InvalidTransition"}, (
            outcomes
        )
        assert isinstance(outcomes[0], Publication)
        assert left_in_database(name) == []
    assert list(verify.faults()) == []


def test_redaction_gives_way_to_an_editor_and_tries_again(committed_db):
    """An editor holds an event's row and waits for the dossier; without giving way they would wait for each other."""
    reviewer = UserFactory(role=Role.REVIEWER)
    incident = answered_dossier()
    incident.events.update(text="Ottokar did it.")
    published(incident, reviewer)
    for turn in range(5):
        name = f"Ottokar{turn}brand"
        incident.events.update(text=f"{name} did it.")
        published(incident, reviewer)
        submission = submitted(incident, kind=SubmissionKind.REDACTION, note="A name was removed.", words=name)
        events = [models.Event.objects.filter(pk=pk) for pk in incident.events.values_list("pk", flat=True)]
        outcomes = at_once(
            partial(actions.publish, incident=incident, by=reviewer, seen=submission.digest),
            *(partial(event.update, date="2014") for event in events),
        )
        assert {type(outcome).__name__ for outcome in outcomes} <= {"Publication", "InvalidTransition", "int"}, outcomes
        incident.refresh_from_db()
        models.Incident.objects.filter(pk=incident.pk).update(status=Status.PENDING)


def fetched_page(text: str) -> tuple[Capture, Callable[[], bool]]:
    """A capture on its way, and what keeps it when the page has come."""
    source = SourceFactory()
    capture = job.ask(source, source.url, None)
    claimed = job.claim()
    return capture, partial(job._finish, claimed, CaptureState.KEPT, text=text, sha256="a" * 64)


def test_what_was_being_fetched_does_not_bring_the_words_back(db, reviewer):
    name = "Ottokarbrand"
    incident = EventFactory(company=CompanyFactory(name=f"{name} AG")).incident
    published(incident, reviewer)
    capture, keep = fetched_page(f"{name} was there.")

    published(incident, reviewer, kind=SubmissionKind.REDACTION, note="A name was removed.", words=name)

    assert keep() is False
    capture.refresh_from_db()
    assert (capture.state, capture.text) == (CaptureState.FAILED, "")
    assert "redacted while it was fetched" in capture.reason
    assert left_in_database(name) == []


def test_a_copy_that_is_kept_during_a_redaction_is_waited_for_and_swept(committed_db):
    reviewer = UserFactory(role=Role.REVIEWER)
    name = "Ottokarbrand"
    incident = EventFactory(company=CompanyFactory(name=f"{name} AG")).incident
    published(incident, reviewer)
    redact = submitted(incident, kind=SubmissionKind.REDACTION, note="A name was removed.", words=name)
    capture, keep = fetched_page(f"{name} was there.")
    is_kept, is_asked = threading.Event(), threading.Event()

    def keep_slowly() -> bool:
        with transaction.atomic():
            kept = keep()
            is_kept.set()
            is_asked.wait(20)
            time.sleep(0.2)  # the redaction is at the lock by now, or before it
        return kept

    def redact_meanwhile():
        is_kept.wait(20)
        is_asked.set()
        return actions.publish(incident=incident, by=reviewer, seen=redact.digest)

    outcomes = at_once(keep_slowly, redact_meanwhile)

    assert (outcomes[0], type(outcomes[1])) == (True, Publication)
    capture.refresh_from_db()
    assert (capture.state, capture.text) == (CaptureState.KEPT, f"{MARK} was there.")
    assert left_in_database(name) == []
