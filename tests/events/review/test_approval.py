"""A review approves exactly what the reviewer saw: whatever is edited afterwards, and however, is not published."""

from functools import partial

import pytest

from companies.models import Company, CompanyName, Ownership
from events import models
from events.exceptions import InvalidTransition, Stale
from events.models import Status, SubmissionKind, SubmissionState
from events.record.models import Edition, Publication
from events.review import actions, proposals, submissions
from tests.events.record.guards import run, take_away
from tests.events.record.meeting import at_once
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

ROUNDS = 25


def saved_event(incident):
    event = incident.events.first()
    event.text = "Another text."
    event.save()


def bulk_updated(incident):
    event = incident.events.first()
    event.title = "Another title"
    models.Event.objects.bulk_update([event], ["title"])


def moved_participant(incident):
    """To another dossier: both ends change."""
    participant = models.Participant.objects.filter(event__incident=incident).first()
    models.Participant.objects.filter(pk=participant.pk).update(event=EventFactory())


def added_topic(incident):
    incident.topics.add(models.Topic.objects.create(slug="labour", name_en="Labour", name_fr="Travail"))


OF_THE_DOSSIER = {
    "an event is saved": saved_event,
    "an event is updated by a query": lambda i: i.events.update(text="Another text."),
    "events are updated in bulk": bulk_updated,
    "an event is changed by SQL": lambda i: run("UPDATE events_event SET date = '2015'"),
    "an event is added": lambda i: EventFactory(incident=i),
    "events are added in bulk": lambda i: models.Event.objects.bulk_create(
        [models.Event(incident=i, title="x", kind="report")]
    ),
    "the title is changed by SQL": lambda i: run("UPDATE events_incident SET title = 'Another'"),
    "the summary is saved": lambda i: models.Incident.objects.filter(pk=i.pk).update(summary="Another."),
    "a topic is added": added_topic,
    "a related incident is added": lambda i: i.related.add(EventFactory().incident),
    "a place is added": lambda i: i.places.create(name="Paris"),
    "a citation is deleted": lambda i: models.Citation.objects.filter(event__incident=i).first().delete(),
    "a citation is deleted by SQL": lambda i: run("DELETE FROM events_citation"),
    "a quotation is changed": lambda i: models.Citation.objects.update(quotation="Another."),
    "a participant moves to another event": moved_participant,
    "a statement's words change": lambda i: models.Statement.objects.update(words="Another."),
    "an answer's stance changes": lambda i: models.Answer.objects.update(stance="apologises"),
    "an answer is deleted": lambda i: run("DELETE FROM events_answer"),
    "a commitment is added": lambda i: models.Commitment.objects.create(
        statement=models.Statement.objects.get(), text="We will."
    ),
    "a status is added": lambda i: models.Allegation.objects.get().statuses.create(status="filed"),
    "a demand is added": lambda i: models.Allegation.objects.get().demands.create(
        text="Pay.", addressee=CompanyFactory()
    ),
    "a fact is added": lambda i: i.events.first().facts.create(kind="number", label="people"),
}
OF_WHAT_IT_NAMES = {
    "a company is renamed": lambda i: Company.objects.update(name="Another"),
    "a company is renamed by SQL": lambda i: run("UPDATE companies_company SET name = 'Another'"),
    "a company gets another name": lambda i: CompanyName.objects.create(company=Company.objects.first(), name="Alias"),
    "a company gets an owner": lambda i: Ownership.objects.create(
        parent=CompanyFactory(), child=Company.objects.first()
    ),
    "a source is changed": lambda i: models.Source.objects.update(title="Another"),
    "a source gets an origin": lambda i: models.Lineage.objects.create(
        source=models.Source.objects.first(), origin=SourceFactory()
    ),
}


@pytest.fixture
def in_review(db):
    return submitted(answered_dossier())


@pytest.mark.parametrize("edit", OF_THE_DOSSIER)
def test_edit_after_submission_voids_it(in_review, reviewer, edit):
    OF_THE_DOSSIER[edit](in_review.incident)
    assert_taken_out(in_review)
    with pytest.raises(InvalidTransition):
        actions.publish(incident=in_review.incident, by=reviewer, seen=in_review.digest)
    assert not Publication.objects.exists()


@pytest.mark.parametrize("edit", OF_WHAT_IT_NAMES)
def test_edit_of_what_a_dossier_names_makes_the_approval_stale(in_review, reviewer, edit):
    OF_WHAT_IT_NAMES[edit](in_review.incident)
    with pytest.raises(Stale):
        actions.publish(incident=in_review.incident, by=reviewer, seen=in_review.digest)
    assert_taken_out(in_review)
    assert not Publication.objects.exists()


def test_topic_renamed_after_submission_makes_the_approval_stale(db, reviewer):
    incident = answered_dossier()
    added_topic(incident)
    submission = submitted(incident)
    models.Topic.objects.update(name_en="Work")
    with pytest.raises(Stale):
        actions.publish(incident=incident, by=reviewer, seen=submission.digest)
    assert_taken_out(submission)


def test_other_digest_than_the_one_shown_is_refused(in_review, reviewer):
    with pytest.raises(Stale):
        actions.publish(incident=in_review.incident, by=reviewer, seen="0" * 64)
    assert not Publication.objects.exists()


@pytest.mark.parametrize("changed", [{"words": "something else"}, {"note": "Another note."}, {"kind": "correction"}])
def test_submission_changed_after_it_was_seen_is_refused(db, reviewer, changed):
    incident = answered_dossier()
    published(incident)
    submission = submitted(incident, kind=SubmissionKind.REDACTION, note="A phrase was removed.", words="happened")
    models.Submission.objects.filter(pk=submission.pk).update(**changed)
    with pytest.raises(Stale):
        actions.publish(incident=incident, by=reviewer, seen=submission.digest)
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("guard", ["events_event_changed", "the digest", "both"])
def test_edit_is_published_only_without_both_guards(in_review, reviewer, monkeypatch, guard):
    """The control: the trigger and the digest each hold alone; only without either is something unseen published."""
    if guard in {"events_event_changed", "both"}:
        take_away("events_event.events_event_changed")
    if guard in {"the digest", "both"}:
        monkeypatch.setattr(submissions, "check_unchanged", lambda *given: None)
    in_review.incident.events.update(text="Not what was seen.")
    if guard == "both":
        actions.publish(incident=in_review.incident, by=reviewer, seen=in_review.digest)
        assert Edition.objects.filter(document__text="Not what was seen.").exists()
    else:
        with pytest.raises((Stale, InvalidTransition)):
            actions.publish(incident=in_review.incident, by=reviewer, seen=in_review.digest)


def assert_taken_out(submission: models.Submission) -> None:
    submission.refresh_from_db()
    submission.incident.refresh_from_db()
    assert (submission.state, submission.incident.status) == (SubmissionState.VOID, Status.DRAFT)


def test_company_renamed_in_the_middle_of_publishing_is_published_as_seen(in_review, reviewer, monkeypatch):
    """The dossier is read once: what was hashed is what goes into the record."""
    real = proposals.digest

    def renamed_right_after(*given, **options) -> str:
        digest = real(*given, **options)
        Company.objects.update(name="Not what was seen")
        return digest

    monkeypatch.setattr(proposals, "digest", renamed_right_after)
    actions.publish(incident=in_review.incident, by=reviewer, seen=in_review.digest)
    assert not Edition.objects.filter(document__name="Not what was seen").exists()


@pytest.mark.parametrize("edit", ["the dossier", "a company"])
def test_publishing_and_editing_at_once(committed_db, edit):
    """Either the edit comes first and nothing is published, or what was seen is, and the edit is a pending change."""
    reviewer = UserFactory(role=Role.REVIEWER)
    for turn in range(ROUNDS):
        submission = submitted(answered_dossier())
        incident, name = submission.incident, Company.objects.latest("pk").name
        change = {
            "the dossier": partial(incident.events.filter(kind="allegation").update, text=f"Edit {turn}"),
            "a company": partial(Company.objects.filter(name=name).update, name=f"Edit {turn}"),
        }[edit]
        publish = partial(actions.publish, incident=incident, by=reviewer, seen=submission.digest)
        act, edited = at_once(publish, change)
        incident.refresh_from_db()
        assert edited == 1
        assert type(act) in {Publication, Stale, InvalidTransition}, act
        assert not Edition.objects.extra(where=["document::text LIKE %s"], params=[f"%Edit {turn}%"]).exists()
        if isinstance(act, Publication) and edit == "the dossier":
            assert incident.status == Status.PENDING
        if not isinstance(act, Publication):
            assert incident.status == Status.DRAFT


def test_a_page_of_an_earlier_submission_does_not_spoil_the_present_one(author, reviewer):
    incident = answered_dossier()
    actions.submit(incident=incident, by=incident.author)
    with pytest.raises(Stale, match="Look at it once more"):
        actions.publish(incident=incident, by=reviewer, seen="0" * 64)
    incident.refresh_from_db()
    assert (incident.status, actions.open_submission(incident) is not None) == ("in_review", True)
