"""Who gets which page of the door."""

import pytest

from events.models import AllegationStatus, Event, SubmissionState
from events.record.models import Publication
from tests.events.desk.door.looking import GUILTY, door
from tests.factories import EventFactory, UserFactory, answered_dossier, submitted
from tracker.accounts.models import Role

POSTS = ["hold", "remark", "schedule", "call_off", "wording", "publish", "return", "submit", "withdraw"]


@pytest.mark.parametrize("name", POSTS)
def test_doors_are_closed_without_an_account_and_to_strangers(dossier, client, stranger, sit_down, name) -> None:
    more = {"hold": [dossier.events.first().pk], "remark": [1]}.get(name, [])
    path = door(name, dossier.pk, *more)
    assert client.post(path).status_code == 302
    assert sit_down(stranger).post(path).status_code == 404
    outsider = UserFactory(is_staff=False, role=Role.ADMINISTRATOR)
    assert sit_down(outsider).post(path).status_code == 302


@pytest.mark.parametrize("name", ["hold", "remark", "schedule", "call_off"])
def test_what_changes_something_is_no_link(dossier, at_desk, name) -> None:
    more = {"hold": [dossier.events.first().pk], "remark": [1]}.get(name, [])
    assert at_desk.get(door(name, dossier.pk, *more)).status_code == 405


def test_authors_do_not_review_whatever_door_they_take(dossier, at_desk, november) -> None:
    submission = submitted(dossier)
    answer = {"seen": submission.digest, "ticked": ["claims", "cited", "people", "origins"]}
    answer |= {"day": "2027-01-15", "time": "18:00", "zone": "UTC"}
    for name in ("publish", "schedule", "call_off"):
        at_desk.post(door(name, dossier.pk), answer)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.OPEN
    assert not Publication.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_a_fixed_number_of_queries(author, desk, count, django_assert_num_queries) -> None:
    incident = answered_dossier()
    for _ in range(count):
        event = EventFactory(incident=incident)
        source = event.citations.get().source
        source.captures.create(state="kept", text="The article.", sha256="0" * 64)
    submitted(incident)
    with django_assert_num_queries(95):
        desk.get(door("review", incident.pk))


def test_a_status_is_no_wording(dossier) -> None:
    """The control of the fixture: a conviction that is on record may be said."""
    event = dossier.events.get(kind="allegation")
    source = event.citations.get().source
    AllegationStatus.objects.create(allegation=event.allegation, status="convicted", date="2016-02", source=source)
    Event.objects.filter(pk=event.pk).update(text=GUILTY)
    assert submitted(dossier).state == SubmissionState.OPEN
