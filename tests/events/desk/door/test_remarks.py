"""Remarks stand at their place until they are answered."""

import pytest

from events.models import Event, Remark, Status, Submission, SubmissionState
from events.review import actions
from tests.events.desk.door.looking import door
from tests.factories import UserFactory, answered_dossier, submitted
from tracker.accounts.models import Role


def box_of(event: Event, field: str = "title") -> str:
    return f"remark:event:{event.key}:{field}"


def test_every_field_of_the_page_has_its_box(dossier, desk) -> None:
    submitted(dossier)
    page = desk.get(door("review", dossier.pk)).content.decode()
    event = dossier.events.first()
    for field in ("title", "text", "date", "participants", "citations"):
        assert f'name="{box_of(event, field)}" form="return"' in page


def test_remarks_at_the_place_reach_the_writers_and_are_answered_by_handing_in_again(dossier, desk, reviewer) -> None:
    submitted(dossier)
    event = dossier.events.first()
    desk.post(door("return", dossier.pk), {"comment": "", box_of(event): "Say who counted."})
    remark = Remark.objects.get()
    assert (remark.about, remark.key, remark.field, remark.text, remark.by) == (
        "event",
        event.key,
        "title",
        "Say who counted.",
        reviewer,
    )
    dossier.refresh_from_db()
    assert (dossier.status, Submission.objects.get().comment) == (
        Status.CHANGES_REQUESTED,
        "See the remarks at their places.",
    )
    submitted(dossier)
    remark.refresh_from_db()
    assert remark.resolved_by == dossier.author


def test_a_remark_stands_on_the_page_of_the_dossier_and_of_its_event(dossier, desk, at_desk) -> None:
    submitted(dossier)
    first, second = dossier.events.in_order()
    box = f"remark:incident:{dossier.key}:summary"
    desk.post(door("return", dossier.pk), {"comment": "", box_of(first): "Say who counted.", box: "Too long."})
    whole = at_desk.get(dossier.get_desk_url()).content.decode()
    assert f'href="{first.get_desk_url()}#id_title"' in whole
    assert f'href="{dossier.get_desk_url()}#id_summary"' in whole
    assert "Say who counted." in whole
    assert "Too long." in whole
    assert "Say who counted." in at_desk.get(first.get_desk_url()).content.decode()
    assert "Say who counted." not in at_desk.get(second.get_desk_url()).content.decode()


def test_a_writer_ticks_a_remark(dossier, desk, at_desk, stranger, sit_down) -> None:
    submitted(dossier)
    desk.post(door("return", dossier.pk), {"comment": "", box_of(dossier.events.first()): "Say who counted."})
    remark = Remark.objects.get()
    assert sit_down(stranger).post(door("remark", dossier.pk, remark.pk)).status_code == 404
    at_desk.post(door("remark", dossier.pk, remark.pk))
    remark.refresh_from_db()
    assert remark.resolved_at is not None


def test_remark_of_another_dossier_is_not_ticked_here(dossier, desk, at_desk) -> None:
    other = answered_dossier()
    submission = submitted(other)
    actions.send_back(incident=other, by=UserFactory(role=Role.REVIEWER), comment="No.")
    place = {"about": "incident", "key": other.key, "by": other.author}
    remark = Remark.objects.create(submission=submission, text="Theirs.", **place)
    assert at_desk.post(door("remark", dossier.pk, remark.pk)).status_code == 404


@pytest.mark.parametrize(
    "name", ["remark:event:nonsense:title", "remark:planet:{key}:title", "remark:event:{key}:" + "x" * 99]
)
def test_remark_about_nothing_is_refused_and_given_back(dossier, desk, name) -> None:
    submitted(dossier)
    name = name.format(key=dossier.key)
    page = desk.post(door("return", dossier.pk), {"comment": "Typed.", name: "Lost?"})
    assert "A remark needs words and a place." in page.content.decode()
    assert "Typed.</textarea>" in page.content.decode()
    assert not Remark.objects.exists()
    assert Submission.objects.get().state == SubmissionState.OPEN


def test_nothing_said_is_refused(dossier, desk) -> None:
    submitted(dossier)
    page = desk.post(door("return", dossier.pk), {"comment": " ", box_of(dossier.events.first()): " "})
    assert "Say what has to change." in page.content.decode()
    assert Submission.objects.get().state == SubmissionState.OPEN
