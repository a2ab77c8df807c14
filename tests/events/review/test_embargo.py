"""Approved now, published at a time: in whose clocks, by whose clock, once, and only if the approval still stands."""

import datetime
import re
from functools import partial

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.transaction import atomic
from django.test import Client

from companies.models import Company
from events.exceptions import InvalidTransition, NotAllowed, Refused, Stale
from events.models import Incident, Status, Submission, SubmissionState
from events.record.models import Publication, Subject
from events.review import actions, due, embargo
from tests.events.record.guards import run, take_away
from tests.events.record.meeting import at_once
from tests.events.review.crawling import crawl
from tests.factories import UserFactory, answered_dossier, published, submitted
from tracker.accounts.models import Role, User

UTC = datetime.UTC
REQUEST_ID = re.compile(rb"[0-9a-f]{32}")
SEAL = re.compile(rb'name="seal" value="[^"]*"')


def wall(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("at", "zone", "utc"),
    [
        ("2026-12-24T18:00", "Europe/Paris", "2026-12-24T17:00"),
        ("2026-07-14T18:00", "Europe/Paris", "2026-07-14T16:00"),
        ("2026-07-14T18:00", "Asia/Kathmandu", "2026-07-14T12:15"),
        ("2026-07-14T18:00", "Pacific/Apia", "2026-07-14T05:00"),
        ("2026-07-14T18:00", "America/New_York", "2026-07-14T22:00"),
        ("2026-07-14T18:00", "UTC", "2026-07-14T18:00"),
    ],
)
def test_wall_clock_of_a_place_is_an_instant(at, zone, utc):
    instant = embargo.instant_of(wall(at), zone)
    assert instant == wall(utc).replace(tzinfo=UTC)
    assert embargo.Appointment(instant, zone).local == wall(at)
    assert embargo.Appointment(instant, zone).utc == wall(utc)


def test_offset_is_told():
    assert embargo.Appointment(datetime.datetime(2026, 7, 1, tzinfo=UTC), "Asia/Kathmandu").offset == "UTC+05:45"
    assert embargo.Appointment(datetime.datetime(2026, 7, 1, tzinfo=UTC), "America/New_York").offset == "UTC-04:00"


@pytest.mark.parametrize(
    ("at", "zone"),
    [
        ("2026-03-29T02:30", "Europe/Paris"),
        ("2024-03-10T02:30", "America/New_York"),
        ("2011-12-30T12:00", "Pacific/Apia"),
    ],
)
def test_time_that_the_clocks_leap_over_is_refused(at, zone):
    with pytest.raises(Refused, match="the clocks are set forward over it"):
        embargo.instant_of(wall(at), zone)


def test_time_that_comes_twice_is_asked_about():
    at = wall("2026-10-25T02:30")
    with pytest.raises(embargo.Doubled) as doubled:
        embargo.instant_of(at, "Europe/Paris")
    assert [f"{instant:%H:%M}" for instant in doubled.value.instants.values()] == ["00:30", "01:30"]
    assert embargo.instant_of(at, "Europe/Paris", which="earlier") == doubled.value.instants["earlier"]
    assert embargo.instant_of(at, "Europe/Paris", which="later") == doubled.value.instants["later"]


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Etc/GMT+5", "x" * 5000, "\0"])
def test_zone_that_is_none_is_refused(zone):
    with pytest.raises(Refused, match="There is no time zone"):
        embargo.instant_of(wall("2026-07-14T18:00"), zone)


# What follows needs rows ----------------------------------------------------------------------------------------------


def in_(**span: int) -> datetime.datetime:
    """By the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0] + datetime.timedelta(**span)


def scheduled(incident: Incident, reviewer: User, **options) -> Submission:
    submission = submitted(incident, **options)
    return actions.schedule(
        incident=incident, by=reviewer, seen=submission.digest, publish_at=in_(days=1), zone="Europe/Paris"
    )


def has_come(submission: Submission) -> Submission:
    """As if a day had passed."""
    Submission.objects.filter(pk=submission.pk).update(publish_at=in_(seconds=-1))
    submission.refresh_from_db()
    return submission


@pytest.fixture
def incident(db):
    return answered_dossier()


def test_nothing_happens_before_its_time(incident, reviewer):
    submission = scheduled(incident, reviewer)
    incident.refresh_from_db()
    assert (incident.status, submission.state, submission.decided_by) == ("scheduled", "scheduled", reviewer)
    assert due.publish_due() == 0
    assert not Publication.objects.exists()
    assert not Subject.objects.exists()


def test_before_its_time_no_public_byte_differs(incident, reviewer, db):
    """The same answers with and without a dossier that waits: no word, number or count of it."""
    published(answered_dossier())
    before = public_bytes()
    scheduled(incident, reviewer)
    due.publish_due()
    assert public_bytes() == before


def public_bytes() -> dict[str, bytes]:
    """Every public answer, without the number that each request is given, and the moment that each form bears."""
    return {path: SEAL.sub(b"", REQUEST_ID.sub(b"", answer)) for path, answer in crawl(Client()).items()}


def test_it_is_published_once_when_its_time_has_come(incident, reviewer):
    submission = has_come(scheduled(incident, reviewer))
    assert due.publish_due() == 1
    assert due.publish_due() == 0
    incident.refresh_from_db()
    submission.refresh_from_db()
    publication = Publication.objects.get()
    assert (incident.status, submission.state) == (Status.PUBLISHED, SubmissionState.APPROVED)
    assert (publication.reviewer, publication.authors) == (reviewer.pk, [incident.author_id])
    assert publication.at >= submission.publish_at


def test_command_does_what_the_worker_does(incident, reviewer, capsys):
    has_come(scheduled(incident, reviewer))
    call_command("publish_due")
    assert capsys.readouterr().out == "1 published\n"


def test_worker_whose_clock_is_ahead_publishes_nothing_early(incident, reviewer, monkeypatch):
    scheduled(incident, reviewer)
    ahead = datetime.datetime.now(UTC) + datetime.timedelta(days=400)
    monkeypatch.setattr("django.utils.timezone.now", lambda: ahead)
    assert due.publish_due() == 0
    assert not Publication.objects.exists()


def test_release_is_refused_before_the_time_even_under_a_lease(incident, reviewer):
    """The instant is asked again under the lock: a lease alone publishes nothing."""
    submission = has_come(scheduled(incident, reviewer))
    pk, token = due.lease()
    Submission.objects.filter(pk=pk).update(publish_at=in_(hours=1))
    assert actions.release(submission, token=token) is None
    assert not Publication.objects.exists()


def test_edit_takes_the_approval_back(incident, reviewer):
    submission = has_come(scheduled(incident, reviewer))
    incident.events.update(text="Not what was approved.")
    assert due.publish_due() == 0
    submission.refresh_from_db()
    incident.refresh_from_db()
    assert (submission.state, incident.status) == (SubmissionState.VOID, Status.DRAFT)
    assert not Publication.objects.exists()


def test_edit_without_the_trigger_is_found_by_the_digest(incident, reviewer):
    submission = has_come(scheduled(incident, reviewer))
    take_away("events_event.events_event_changed")
    incident.events.update(text="Not what was approved.")
    assert due.publish_due() == 0
    submission.refresh_from_db()
    assert "It was not published at its time. It changed after it was handed in" in submission.comment


def test_company_that_changed_makes_it_fall_out_with_the_reason(incident, reviewer):
    submission = has_come(scheduled(incident, reviewer))
    Company.objects.update(name="Not what was approved")
    assert due.publish_due() == 0
    submission.refresh_from_db()
    incident.refresh_from_db()
    assert (submission.state, incident.status) == (SubmissionState.VOID, Status.DRAFT)
    assert submission.comment.startswith("It was not published at its time. It changed after it was handed in")
    assert due.publish_due() == 0
    submission.refresh_from_db()
    assert submission.attempts == 1


@pytest.mark.parametrize(
    "change",
    [{"role": Role.AUTHOR}, {"is_active": False}, {"is_staff": False}],
    ids=["no reviewer", "suspended", "no editor"],
)
def test_approval_falls_with_its_reviewer(incident, reviewer, change):
    submission = has_come(scheduled(incident, reviewer))
    User.objects.filter(pk=reviewer.pk).update(**change)
    assert due.publish_due() == 0
    submission.refresh_from_db()
    assert "Whoever approved it is no longer a reviewer." in submission.comment
    assert not Publication.objects.exists()


def test_its_writer_takes_it_back(incident, reviewer):
    submission = has_come(scheduled(incident, reviewer))
    actions.withdraw(incident=incident, by=incident.author)
    assert due.publish_due() == 0
    submission.refresh_from_db()
    incident.refresh_from_db()
    assert (submission.state, incident.status) == (SubmissionState.VOID, Status.DRAFT)
    assert submission.comment == f"{incident.author} took it back before its time."


def test_reviewer_calls_it_off_and_it_is_in_review_as_it_was(incident, reviewer):
    submission = scheduled(incident, reviewer)
    actions.call_off(incident=incident, by=reviewer)
    submission.refresh_from_db()
    assert (submission.state, submission.decided_by, submission.publish_at) == ("open", None, None)
    assert actions.publish(incident=incident, by=reviewer, seen=submission.digest).number == 1


@pytest.mark.parametrize("kind", ["retraction", "redaction"])
def test_what_takes_something_back_does_not_wait(incident, reviewer, kind):
    published(incident, reviewer)
    words = "What happened" if kind == "redaction" else ""
    with pytest.raises(Refused, match="does not wait"):
        scheduled(incident, reviewer, kind=kind, note="It was wrong.", words=words)


@pytest.mark.parametrize(
    ("span", "sentence"),
    [({"seconds": -1}, "That time is past"), ({"days": 367}, "more than a year ahead")],
)
def test_time_has_to_be_ahead_and_near(incident, reviewer, span, sentence):
    submission = submitted(incident)
    with pytest.raises(Refused, match=sentence):
        actions.schedule(incident=incident, by=reviewer, seen=submission.digest, publish_at=in_(**span), zone="UTC")


def test_what_was_not_seen_is_not_approved(incident, reviewer):
    submitted(incident)
    with pytest.raises(Stale):
        actions.schedule(incident=incident, by=reviewer, seen="0" * 64, publish_at=in_(days=1), zone="UTC")


def test_who_wrote_it_does_not_approve_it_for_later(incident):
    incident.author.role = Role.REVIEWER
    incident.author.save()
    with pytest.raises(NotAllowed):
        scheduled(incident, incident.author)


def test_newsroom_of_one_may_publish_later(incident, settings):
    settings.FOUR_EYES = False
    incident.author.role = Role.REVIEWER
    incident.author.save()
    has_come(scheduled(incident, incident.author))
    assert due.publish_due() == 1
    assert Publication.objects.get().four_eyes is False


def test_what_breaks_is_given_up_after_a_few_times(incident, reviewer, monkeypatch, caplog):
    submission = has_come(scheduled(incident, reviewer))

    def break_down(*given, **options):
        raise RuntimeError("out of paper")

    monkeypatch.setattr(actions, "append", break_down)
    for attempt in range(1, due.MOST_ATTEMPTS + 1):
        assert due.publish_due() == 0
        submission.refresh_from_db()
        assert submission.attempts == attempt
        Submission.objects.filter(pk=submission.pk).update(leased_until=in_(seconds=-1))
    assert (submission.state, "it failed 5 times" in submission.comment) == (SubmissionState.VOID, True)
    assert due.publish_due() == 0
    assert "out of paper" in caplog.text


def test_worker_that_died_leaves_the_work_to_others(incident, reviewer):
    submission = has_come(scheduled(incident, reviewer))
    assert due.lease() is not None
    assert due.publish_due() == 0, "the lease is another's"
    Submission.objects.filter(pk=submission.pk).update(leased_until=in_(seconds=-1))
    assert due.publish_due() == 1


def test_worker_that_was_given_up_publishes_nothing_any_more(incident, reviewer):
    submission = has_come(scheduled(incident, reviewer))
    _pk, old = due.lease()
    Submission.objects.filter(pk=submission.pk).update(leased_until=in_(seconds=-1))
    _pk, new = due.lease()
    assert actions.release(submission, token=old) is None
    actions.lapse(submission, token=old, reason="too late")
    assert actions.release(submission, token=new).number == 1


def test_three_schedulers_at_once_publish_each_once(committed_db):
    reviewer = UserFactory(role=Role.REVIEWER)
    waiting = [has_come(scheduled(answered_dossier(), reviewer)) for _ in range(6)]
    later = scheduled(answered_dossier(), reviewer)
    outcomes = at_once(due.publish_due, due.publish_due, due.publish_due)
    assert sum(outcomes) == len(waiting), outcomes
    assert Publication.objects.count() == len(waiting)
    later.refresh_from_db()
    assert later.state == SubmissionState.SCHEDULED


def test_release_and_edit_at_once(committed_db):
    """Either the edit comes first and nothing is published, or what was approved is, and the edit is pending."""
    reviewer = UserFactory(role=Role.REVIEWER)
    for turn in range(10):
        incident = answered_dossier()
        has_come(scheduled(incident, reviewer))
        edit = partial(incident.events.filter(kind="allegation").update, text=f"Edit {turn}")
        published_now, edited = at_once(due.publish_due, edit)
        incident.refresh_from_db()
        assert edited == 1
        assert (published_now, incident.status) in {(1, Status.PENDING), (0, Status.DRAFT)}
        assert incident.submissions.get().state == ("approved" if published_now else "void")


def test_release_and_withdrawal_at_once(committed_db):
    reviewer = UserFactory(role=Role.REVIEWER)
    for _ in range(10):
        incident = answered_dossier()
        has_come(scheduled(incident, reviewer))
        published_now, taken = at_once(
            due.publish_due, partial(actions.withdraw, incident=incident, by=incident.author)
        )
        incident.refresh_from_db()
        if published_now:
            assert isinstance(taken, InvalidTransition), taken
            assert incident.status == Status.PUBLISHED
        else:
            assert (taken, incident.status) == (None, Status.DRAFT)


def test_two_releases_under_one_token_publish_once(committed_db):
    """What holds is the state under the incident's lock; the lease only keeps the others from trying."""
    reviewer = UserFactory(role=Role.REVIEWER)
    submission = has_come(scheduled(answered_dossier(), reviewer))
    _pk, token = due.lease()
    submission.refresh_from_db()
    outcomes = at_once(*[partial(actions.release, submission, token=token)] * 3)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "NoneType", "Publication"]


def test_two_approvals_at_once(committed_db):
    first, second = UserFactory(role=Role.REVIEWER), UserFactory(role=Role.REVIEWER)
    for _ in range(5):
        submission = submitted(answered_dossier())
        incident = submission.incident
        now = partial(actions.publish, incident=incident, by=first, seen=submission.digest)
        later = partial(
            actions.schedule,
            incident=incident,
            by=second,
            seen=submission.digest,
            publish_at=in_(days=1),
            zone="UTC",
        )
        outcomes = at_once(now, later)
        assert sum(isinstance(outcome, InvalidTransition) for outcome in outcomes) == 1, outcomes


@pytest.mark.parametrize(
    ("broken", "guard"),
    [
        ({"publish_at": None, "publish_zone": ""}, "submission_scheduled_for_a_time"),
        ({"publish_zone": ""}, "submission_time_has_a_zone"),
        ({"kind": "retraction", "note": "x"}, "submission_scheduled_for_a_time"),
        ({"decided_at": None}, "submission_decision_has_a_time"),
        ({"decided_by": "submitted_by"}, "submission_approved_by_another"),
    ],
)
def test_database_refuses_a_time_that_nobody_may_keep(incident, reviewer, broken, guard):
    submission = scheduled(incident, reviewer)
    if broken.get("decided_by"):
        broken = {"decided_by": submission.submitted_by}
    rows = Submission.objects.filter(pk=submission.pk)
    with pytest.raises(IntegrityError, match=guard), atomic():
        rows.update(**broken)
    take_away(f"events_submission.{guard}")
    assert rows.update(**broken) == 1


def test_database_refuses_a_second_submission_that_waits(incident, reviewer):
    submission = scheduled(incident, reviewer)
    with pytest.raises(IntegrityError, match="submission_one_waiting_per_incident"), atomic():
        Submission.objects.create(incident=incident, kind="first", submitted_by=incident.author, digest="x")
    run("DROP INDEX submission_one_waiting_per_incident")
    assert Submission.objects.create(incident=incident, kind="first", submitted_by=incident.author).pk > submission.pk
