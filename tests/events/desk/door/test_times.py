"""A time of publication is given in the editor's clocks, told in both, and called off."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Incident, Submission, SubmissionState
from events.review import actions
from tests.events.desk.door.looking import all_ticks, door, text_of
from tests.factories import answered_dossier, submitted


def appointed(client: Client, incident: Incident, **typed) -> object:
    page = client.get(door("review", incident.pk))
    answer = {"seen": page.context["seen"], "ticked": all_ticks(page)}
    answer |= {"day": "2027-01-15", "time": "18:00", "zone": "Europe/Paris", **typed}
    return client.post(door("schedule", incident.pk), answer, follow=True)


def test_a_time_is_given_in_the_editors_clocks_and_told_in_both(dossier, desk, at_desk, november) -> None:
    submitted(dossier)
    page = appointed(desk, dossier)
    assert "published on 2027-01-15 18:00 (Europe/Paris), 2027-01-15 17:00 UTC" in text_of(page)
    submission = Submission.objects.get()
    assert submission.publish_at == datetime.datetime(2027, 1, 15, 17, tzinfo=datetime.UTC)
    told = text_of(at_desk.get(dossier.get_desk_url()))
    assert "To be published on 15 January 2027, 18:00 in Europe/Paris" in told
    assert "UTC+01:00; 15 January 2027, 17:00 UTC" in told


def test_no_box_of_the_time_is_required_for_publishing_now(dossier, desk) -> None:
    """They stand in one form: a browser sends no form in which a required box is empty."""
    submitted(dossier)
    page = desk.get(door("review", dossier.pk)).content.decode()
    form = page.split(door("publish", dossier.pk))[1].split("</form>")[0]
    assert 'name="zone"' in form
    assert "required" not in form


def test_the_zone_of_last_time_is_offered(dossier, desk, november) -> None:
    other = answered_dossier()
    submitted(other)
    submitted(dossier)
    appointed(desk, dossier, zone="Asia/Kathmandu")
    assert 'value="Asia/Kathmandu"' in desk.get(door("review", other.pk)).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "2027-03-28", "time": "02:30"}, "the clocks are set forward over it"),
        ({"zone": "Mars/Olympus"}, "There is no time zone “Mars/Olympus”"),
        ({"day": ""}, "This field is required."),
        ({"time": "25:99"}, "Enter a valid time."),
        ({"day": "0001-01-01"}, "Is the year right?"),
        ({"day": "9999-12-31", "time": "23:59", "zone": "America/New_York"}, "Is the year right?"),
    ],
)
def test_a_time_that_cannot_be_comes_back_with_what_was_typed(dossier, desk, typed, sentence) -> None:
    submitted(dossier)
    page = appointed(desk, dossier, **typed)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert page.content.decode().count(" checked>") >= 4
    assert Submission.objects.get().state == SubmissionState.OPEN


def test_a_time_that_comes_twice_is_asked_about(dossier, desk, november) -> None:
    submitted(dossier)
    page = appointed(desk, dossier, day="2027-10-31", time="02:30")
    assert "this time comes twice" in page.content.decode()
    assert "the first time: 2027-10-31 00:30 UTC" in page.content.decode()
    appointed(desk, dossier, day="2027-10-31", time="02:30", which="later")
    assert Submission.objects.get().publish_at == datetime.datetime(2027, 10, 31, 1, 30, tzinfo=datetime.UTC)


def test_a_reviewer_calls_it_off(dossier, desk, november) -> None:
    submitted(dossier)
    appointed(desk, dossier)
    page = desk.post(door("call_off", dossier.pk), follow=True)
    assert "Called off. It is in review again." in page.content.decode()
    assert Submission.objects.get().state == SubmissionState.OPEN


def test_that_it_was_not_published_is_told_to_writer_and_reviewer(dossier, desk, at_desk, november) -> None:
    submitted(dossier)
    appointed(desk, dossier)
    submission = Submission.objects.get()
    Submission.objects.update(token="8b2b4d2e-4f54-4ac1-8d4f-6ad1a44bd36f")
    submission.refresh_from_db()
    actions.lapse(submission, token=submission.token, reason="It was not published at its time. Because.")
    assert "It was not published at its time. Because." in text_of(at_desk.get(dossier.get_desk_url()))
    assert "Not published at its time" in text_of(at_desk.get(reverse("admin:index")))
