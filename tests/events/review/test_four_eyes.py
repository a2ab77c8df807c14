"""Nobody publishes what they wrote themselves, unless the newsroom is one person and says so in public."""

import pghistory
import pytest
from django.db import IntegrityError
from django.db.transaction import atomic

from events.exceptions import NotAllowed, Refused
from events.models import Contribution, Submission, SubmissionState
from events.record.models import Publication
from events.review import actions, permissions, submissions
from tests.events.record.guards import run, take_away
from tests.factories import EventFactory, UserFactory, answered_dossier, published, submitted
from tracker.accounts.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def writing_reviewer():
    return UserFactory(role=Role.REVIEWER, byline="R. Writer")


def test_author_who_is_a_reviewer_may_not_publish(writing_reviewer, administrator):
    incident = answered_dossier()
    type(incident).objects.update(author=writing_reviewer)
    submission = actions.submit(incident=incident, by=administrator)
    with pytest.raises(NotAllowed, match="Somebody else has to review what you wrote"):
        actions.publish(incident=incident, by=writing_reviewer, seen=submission.digest)


def test_who_handed_it_in_may_not_publish(writing_reviewer):
    incident = answered_dossier()
    published(incident)
    incident.events.update(text="New.")
    submission = actions.submit(incident=incident, by=writing_reviewer)
    with pytest.raises(NotAllowed):
        actions.publish(incident=incident, by=writing_reviewer, seen=submission.digest)


@pytest.mark.parametrize(
    "edit",
    [
        lambda incident: incident.events.update(text="New."),
        lambda incident: incident.events.first().citations.update(quotation="New."),
        lambda incident: incident.places.create(name="Paris"),
        lambda incident: EventFactory(incident=incident),
        lambda incident: incident.events.get(kind="statement").statement.answers.all().delete(),
    ],
)
def test_contributor_may_not_publish(writing_reviewer, edit):
    incident = answered_dossier()
    with pghistory.context(user=writing_reviewer.pk):
        edit(incident)
    submission = submitted(incident)
    assert permissions.wrote(writing_reviewer, incident)
    with pytest.raises(NotAllowed):
        actions.publish(incident=incident, by=writing_reviewer, seen=submission.digest)


def test_contribution_without_its_trigger_would_go_unnoticed(writing_reviewer):
    incident = answered_dossier()
    take_away("events_event.events_event_changed")
    with pghistory.context(user=writing_reviewer.pk):
        incident.events.update(text="New.")
    assert not Contribution.objects.exists()


def test_contributor_may_review_again_after_the_next_publication(writing_reviewer):
    incident = answered_dossier()
    with pghistory.context(user=writing_reviewer.pk):
        incident.events.update(text="New.")
    published(incident)
    run("SELECT set_config('pghistory.context_metadata', '', true)")  # one transaction here, another request there
    assert Publication.objects.get().authors == sorted([incident.author_id, writing_reviewer.pk])
    incident.events.update(text="Newer.")
    assert published(incident, writing_reviewer).reviewer == writing_reviewer.pk


@pytest.mark.parametrize("slip", ["check_can_review", "both"])
def test_author_is_refused_even_where_a_check_is_forgotten(writing_reviewer, administrator, monkeypatch, slip):
    """The action refuses without the permission, and the database without either."""
    incident = answered_dossier()
    type(incident).objects.update(author=writing_reviewer)
    submission = actions.submit(incident=incident, by=administrator)
    monkeypatch.setattr(permissions, "check_can_review", lambda *given: None)
    refusal = Refused
    if slip == "both":
        monkeypatch.setattr(submissions, "imprint", forged(submissions.imprint, writing_reviewer))
        refusal = IntegrityError
    with pytest.raises(refusal), atomic():
        actions.publish(incident=incident, by=writing_reviewer, seen=submission.digest)
    assert not Publication.objects.exists()


def forged(real, reviewer):
    """The imprint that somebody else would make, with the author set in as reviewer."""

    def imprint(authors, *, note, by):
        made = real(authors, note=note, by=UserFactory())
        return type(made)(authors=made.authors, reviewer=reviewer.pk)

    return imprint


def test_submission_is_not_approved_by_who_handed_it_in():
    submission = submitted(answered_dossier())
    with pytest.raises(IntegrityError, match="submission_approved_by_another"), atomic():
        Submission.objects.update(
            state=SubmissionState.APPROVED, decided_by=submission.submitted_by, decided_at="2026-01-01T00:00Z"
        )


def test_newsroom_of_one_says_so_in_public(settings, writing_reviewer):
    settings.FOUR_EYES = False
    incident = answered_dossier()
    type(incident).objects.update(author=writing_reviewer)
    submission = actions.submit(incident=incident, by=writing_reviewer)
    publication = actions.publish(incident=incident, by=writing_reviewer, seen=submission.digest)
    assert (publication.four_eyes, publication.reviewer, publication.authors) == (False, None, [writing_reviewer.pk])
    assert publication.imprint == {"note": "", "written_by": ["R. Writer"], "reviewed_by": ""}
    submission.refresh_from_db()
    assert (submission.state, submission.decided_by) == (SubmissionState.APPROVED, None)


def test_newsroom_of_one_with_a_second_person_has_four_eyes(settings, reviewer):
    settings.FOUR_EYES = False
    assert published(answered_dossier(), reviewer).four_eyes is True
