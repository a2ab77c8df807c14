"""A batch is handed in whole or not at all, and is one publication or none."""

from functools import partial

import pghistory
import pytest
from django.db import transaction

from companies.models import Company
from events.exceptions import BatchIncomplete, InvalidTransition, NotAllowed, Refused, Stale
from events.models import Batch, Contribution, Event, Incident, Status, Submission
from events.record import append as appending
from events.record import inserting, verify
from events.record.models import Edition, Publication
from events.review import actions, batches, permissions, proposals
from events.timeline import store
from events.timeline.rebuild import rebuild
from tests.events.record.meeting import at_once
from tests.events.timeline.rows import public_rows
from tests.factories import (
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    UserFactory,
    answered_dossier,
    published,
)
from tracker.accounts.models import Role


def batch_of(author, count: int = 3, **shared) -> Batch:
    batch = Batch.objects.create(name="An import", author=author)
    for _ in range(count):
        batch.incidents.add(EventFactory(incident__author=author, **shared).incident)
    return batch


@pytest.fixture
def batch(author) -> Batch:
    return batch_of(author, company=CompanyFactory(), source=SourceFactory())


def seen(batch: Batch) -> str:
    return batches.digest_of(batches.open_submissions(batch))


def statuses(batch: Batch) -> list[str]:
    return list(batch.incidents.order_by("pk").values_list("status", flat=True))


def first_of(batch: Batch) -> Incident:
    return batch.incidents.order_by("pk").first()


def last_of(batch: Batch) -> Incident:
    return batch.incidents.order_by("pk").last()


def hand_in(batch: Batch) -> None:
    batches.submit_batch(batch=batch, by=batch.author, note="A first import.")


def test_whole_batch_is_handed_in(batch):
    hand_in(batch)
    assert statuses(batch) == ["in_review"] * 3
    assert set(Submission.objects.values_list("batch", "kind", "note", "submitted_by")) == {
        (batch.pk, "first", "A first import.", batch.author.pk)
    }


def test_each_is_handed_in_as_if_it_went_alone(batch, author):
    hand_in(batch)
    together = {s.incident_id: (s.kind, s.digest) for s in Submission.objects.all()}
    Submission.objects.all().delete()
    Incident.objects.update(status=Status.DRAFT)
    alone = [actions.submit(incident=i, by=author, note="A first import.") for i in batch.incidents.all()]
    assert together == {s.incident_id: (s.kind, s.digest) for s in alone}


def test_one_that_lacks_something_keeps_all_back(batch):
    event = last_of(batch).events.get()
    Event.objects.filter(pk=event.pk).update(date="", earliest=None, latest=None, text="The company committed fraud.")
    with pytest.raises(BatchIncomplete) as refused:
        hand_in(batch)
    ((lacking),) = refused.value.lacking
    assert (lacking.pk, [p.field for p in lacking.problems]) == (event.incident_id, ["date", "text"])
    assert str(refused.value).startswith("1 dossier is not complete, so none was handed in: “")
    assert statuses(batch) == ["draft"] * 3
    assert not Submission.objects.exists()


def test_what_is_public_and_unchanged_stays_out(batch, author, reviewer):
    first = first_of(batch)
    published(first, reviewer)
    hand_in(batch)
    assert Submission.objects.filter(batch=batch).count() == 2
    batches.publish_batch(batch=batch, by=reviewer, seen=seen(batch))
    with pytest.raises(InvalidTransition, match="Nothing of this batch differs"):
        hand_in(batch)


def test_batch_is_one_publication(batch, reviewer):
    hand_in(batch)
    publication = batches.publish_batch(batch=batch, by=reviewer, seen=seen(batch))
    assert list(Publication.objects.all()) == [publication]
    assert (publication.kind, publication.authors, publication.reviewer) == ("first", [batch.author.pk], reviewer.pk)
    kinds = sorted(Edition.objects.values_list("subject__kind", flat=True))
    assert kinds == ["company", *["event"] * 3, *["incident"] * 3, "source"]
    assert statuses(batch) == ["published"] * 3
    assert set(Submission.objects.values_list("state", "decided_by")) == {("approved", reviewer.pk)}
    assert list(verify.faults()) == []
    assert not Contribution.objects.exists()


def test_first_and_later_publications_together_are_an_update(batch, reviewer):
    published(first_of(batch), reviewer)
    Event.objects.update(text="New.")
    hand_in(batch)
    assert batches.publish_batch(batch=batch, by=reviewer, seen=seen(batch)).kind == "update"


def test_page_that_showed_another_batch_publishes_nothing(batch, reviewer):
    hand_in(batch)
    before = seen(batch)
    incident = last_of(batch)
    actions.withdraw(incident=incident, by=batch.author)
    with pytest.raises(Stale, match="Look at it once more"):
        batches.publish_batch(batch=batch, by=reviewer, seen=before)
    assert not Publication.objects.exists()
    assert batches.publish_batch(batch=batch, by=reviewer, seen=seen(batch)).number == 1
    assert statuses(batch) == ["published", "published", "draft"]


def test_company_that_changed_takes_out_what_names_it(batch, reviewer, author):
    other = EventFactory(incident__author=author).incident
    batch.incidents.add(other)
    hand_in(batch)
    was = seen(batch)
    Company.objects.filter(pk=Company.objects.first().pk).update(name="Another name")
    with pytest.raises(Stale, match="were taken out of review"):
        batches.publish_batch(batch=batch, by=reviewer, seen=was)
    assert not Publication.objects.exists()
    assert statuses(batch) == ["draft", "draft", "draft", "in_review"]


def test_nobody_publishes_a_batch_of_which_they_wrote_one(batch, author):
    writer = UserFactory(role=Role.REVIEWER)
    with pghistory.context(user=writer.pk):
        Event.objects.filter(incident=last_of(batch)).update(text="Theirs.")
    hand_in(batch)
    with pytest.raises(NotAllowed, match="Somebody else has to review"):
        batches.publish_batch(batch=batch, by=writer, seen=seen(batch))
    with pytest.raises(NotAllowed, match="for reviewers"):
        batches.publish_batch(batch=batch, by=author, seen=seen(batch))
    assert not Publication.objects.exists()


def test_rule_of_a_batch_is_the_rule_of_each(batch, author, reviewer, administrator):
    hand_in(batch)
    waiting = list(batches.open_submissions(batch))
    for user in (author, reviewer, administrator, UserFactory(is_staff=False, role=Role.ADMINISTRATOR)):
        each = all(permissions.allowed(permissions.check_can_review, user, s.incident) for s in waiting)
        assert permissions.allowed(batches.check_can_review_batch, user, waiting) == each


def test_stranger_does_not_hand_in(batch):
    with pytest.raises(NotAllowed):
        batches.submit_batch(batch=batch, by=UserFactory())
    assert statuses(batch) == ["draft"] * 3


def test_batch_is_returned_with_a_comment(batch, reviewer):
    hand_in(batch)
    with pytest.raises(Refused, match="Say what has to change"):
        batches.send_back_batch(batch=batch, by=reviewer, comment=" ")
    assert batches.send_back_batch(batch=batch, by=reviewer, comment="Cite them.") == 3
    assert statuses(batch) == ["changes_requested"] * 3
    with pytest.raises(InvalidTransition):
        batches.send_back_batch(batch=batch, by=reviewer, comment="Again.")


def test_held_back_events_of_a_batch_wait(batch, reviewer):
    incident = last_of(batch)
    EventFactory(incident=incident)
    Event.objects.filter(pk=incident.events.last().pk).update(held_back=True)
    hand_in(batch)
    batches.publish_batch(batch=batch, by=reviewer, seen=seen(batch))
    assert statuses(batch) == ["published", "published", "pending"]


@pytest.mark.parametrize("ticked", [[], ["sample"], ["sample", "warnings"]])
def test_page_has_to_be_ticked(batch, reviewer, ticked):
    hand_in(batch)
    with pytest.raises(Refused, match="Not approved yet"):
        batches.publish_batch(batch=batch, by=reviewer, seen=seen(batch), ticked=ticked)
    assert not Publication.objects.exists()


def test_newsroom_of_one_publishes_its_batch_and_says_so(batch, settings):
    settings.FOUR_EYES = False
    batch.author.role = Role.REVIEWER
    batch.author.save()
    hand_in(batch)
    assert batches.publish_batch(batch=batch, by=batch.author, seen=seen(batch)).four_eyes is False


@pytest.mark.parametrize("count", [1, 3])
def test_batch_is_read_in_a_fixed_number_of_queries(author, count, django_assert_num_queries):
    batch = batch_of(author, count)
    with django_assert_num_queries(30):
        batches.submit_batch(batch=batch, by=author)


def test_publishing_a_batch_and_editing_one_of_it_at_once(committed_db):
    reviewer, author = UserFactory(role=Role.REVIEWER), UserFactory()
    for turn in range(6):
        batch = batch_of(author)
        hand_in(batch)
        incident = last_of(batch)
        act, edited = at_once(
            partial(batches.publish_batch, batch=batch, by=reviewer, seen=seen(batch)),
            partial(incident.events.update, text=f"Edit {turn}"),
        )
        assert edited == 1
        assert type(act) in {Publication, Stale}, act
        assert not Edition.objects.extra(where=["document::text LIKE %s"], params=[f"%Edit {turn}%"]).exists()
        expected = ["published", "published", "pending"] if type(act) is Publication else ["in_review"] * 2 + ["draft"]
        assert statuses(batch) == expected


def test_two_reviewers_at_once_publish_a_batch_once(committed_db):
    reviewers = [UserFactory(role=Role.REVIEWER) for _ in range(2)]
    for _ in range(4):
        batch = batch_of(UserFactory())
        hand_in(batch)
        digest = seen(batch)
        outcomes = at_once(*(partial(batches.publish_batch, batch=batch, by=by, seen=digest) for by in reviewers))
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Publication", "Stale"], outcomes


def test_dossier_of_a_batch_may_still_go_alone(batch, reviewer):
    hand_in(batch)
    alone = batches.open_submissions(batch).first()
    actions.publish(incident=alone.incident, by=reviewer, seen=alone.digest)
    batches.publish_batch(batch=batch, by=reviewer, seen=seen(batch))
    assert Publication.objects.count() == 2
    assert statuses(batch) == ["published"] * 3


def test_whole_dossiers_with_answers_go_as_well(author, reviewer):
    batch = Batch.objects.create(name="Answered", author=author)
    for _ in range(2):
        incident = answered_dossier()
        Incident.objects.filter(pk=incident.pk).update(author=author)
        batch.incidents.add(incident)
    first_of(batch).related.add(IncidentFactory())
    hand_in(batch)
    batches.publish_batch(batch=batch, by=reviewer, seen=seen(batch))
    assert Edition.objects.filter(subject__kind="event").count() == 4


@pytest.fixture
def one_at_a_time(monkeypatch):
    """Chunks of one, nothing kept between them, and rows that wait in a file: what only large batches meet."""
    monkeypatch.setattr(proposals, "CHUNK", 1)
    monkeypatch.setattr(proposals, "KEPT", 0)
    monkeypatch.setattr(appending, "CHUNK", 2)
    monkeypatch.setattr(inserting, "IN_MEMORY", 1)
    monkeypatch.setattr(store, "INCIDENTS", 1)
    monkeypatch.setattr(store, "OTHERS", 1)


def said() -> list[tuple]:
    """What the record says now, subject by subject."""
    current = Edition.objects.filter(known__upper_inf=True).order_by("subject__kind", "subject__number")
    return list(current.values_list("subject__kind", "subject__number", "subject__parent__number", "state", "document"))


def mixed_batch(author) -> Batch:
    """Dossiers that share companies and sources, some with answers, one public already and changed since."""
    batch = batch_of(author, company=CompanyFactory(), source=SourceFactory())
    incident = answered_dossier()
    Incident.objects.filter(pk=incident.pk).update(author=author)
    batch.incidents.add(incident)
    return batch


def test_batch_in_chunks_says_what_its_dossiers_say_alone(author, reviewer, one_at_a_time):
    batch = mixed_batch(author)
    published(first_of(batch), reviewer)
    Event.objects.filter(incident=first_of(batch)).update(text="Another text.")
    with transaction.atomic():
        hand_in(batch)
        batches.publish_batch(batch=batch, by=reviewer, seen=seen(batch))
        together, shown = said(), public_rows()
        assert list(verify.faults()) == []
        rebuild()
        assert public_rows() == shown
        transaction.set_rollback(True)
    for incident in batch.incidents.order_by("pk"):
        submission = actions.submit(incident=incident, by=author, note="A first import.")
        actions.publish(incident=incident, by=reviewer, seen=submission.digest)
    assert together == said()


@pytest.mark.parametrize("interrupted", ["show_companies", "incidents_shown"])
def test_batch_that_is_interrupted_leaves_nothing(author, reviewer, one_at_a_time, monkeypatch, interrupted):
    batch = mixed_batch(author)
    hand_in(batch)

    def broken_off(keys) -> None:
        raise InterruptedError

    monkeypatch.setattr(store, interrupted, broken_off)
    with pytest.raises(InterruptedError):
        batches.publish_batch(batch=batch, by=reviewer, seen=seen(batch))
    assert not Publication.objects.exists()
    assert not any(rows for rows in public_rows().values())
    assert statuses(batch) == ["in_review"] * 4


def test_last_of_a_batch_that_changed_leaves_nothing_of_those_before_it(author, reviewer, one_at_a_time):
    batch = mixed_batch(author)
    hand_in(batch)
    before = seen(batch)
    company = Company.objects.filter(participations__event__incident=last_of(batch)).last()
    Company.objects.filter(pk=company.pk).update(name="Another name")
    with pytest.raises(Stale, match="were taken out of review"):
        batches.publish_batch(batch=batch, by=reviewer, seen=before)
    assert said() == []
    assert statuses(batch) == ["in_review"] * 3 + ["draft"]


def test_company_that_many_dossiers_name_is_read_once(author, monkeypatch):
    monkeypatch.setattr(proposals, "CHUNK", 1)
    batch = batch_of(author, company=CompanyFactory(), source=SourceFactory())
    proposed = list(proposals.proposed_by(batch.incidents.all()))
    companies = [change for each in proposed for change in each.changes if change.kind == "company"]
    assert len(companies) == 3
    assert len({id(change) for change in companies}) == 1
