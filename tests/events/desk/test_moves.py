"""The buttons of a dossier: offered to whom they are for, refused in words, and nothing typed is lost."""

import pytest
from django.urls import reverse

from events.models import Incident, Status, Submission, SubmissionState
from events.record.models import Publication
from tests.factories import EventFactory, IncidentFactory, SourceFactory, answered_dossier, published, submitted

BUTTONS = ["may_submit", "may_withdraw", "may_return", "may_review", "may_edit"]


def door(name: str, incident: Incident) -> str:
    return reverse(f"admin:desk_{name}", args=[incident.pk])


@pytest.fixture
def dossier(author) -> Incident:
    incident = answered_dossier()
    Incident.objects.filter(pk=incident.pk).update(author=author)
    incident.refresh_from_db()
    return incident


def test_the_page_offers_what_is_possible_now(dossier: Incident, author, reviewer, sit_down) -> None:
    offered = {}
    for status in ("draft", "in review", "published"):
        if status == "in review":
            submitted(dossier)
        if status == "published":
            Submission.objects.all().delete()
            Incident.objects.update(status=Status.DRAFT)
            published(dossier, reviewer)
        for person in (author, reviewer):
            page = sit_down(person).get(dossier.get_desk_url())
            shown = page.context["dossier"] if page.status_code == 200 else None
            offered[status, person.username] = [name for name in BUTTONS if shown and getattr(shown, name)]

    assert offered == {
        ("draft", "author"): ["may_submit", "may_edit"],
        ("draft", "reviewer"): [],
        ("in review", "author"): ["may_withdraw", "may_edit"],
        ("in review", "reviewer"): ["may_return", "may_review", "may_edit"],
        ("published", "author"): ["may_submit", "may_edit"],
        ("published", "reviewer"): ["may_submit", "may_edit"],
    }


def test_handing_in_makes_it_the_reviewers_move(dossier: Incident, at_desk) -> None:
    page = at_desk.post(door("submit", dossier), {"kind": "first", "note": ""}, follow=True)

    assert Submission.objects.get().state == SubmissionState.OPEN
    assert "In review</strong> · next move: reviewer" in page.content.decode()


def test_what_is_missing_leads_to_where_it_is_mended(author, at_desk) -> None:
    incident = IncidentFactory(author=author, summary="")
    source = SourceFactory(publisher="", url="")
    event = EventFactory(incident=incident, kind="allegation", date="", source=source)

    page = at_desk.post(door("submit", incident), {"kind": "first", "note": "Typed."})

    assert [each.url for each in page.context["missing"]] == [
        f"{incident.get_desk_url()}#id_summary",
        f"{source.get_desk_url()}#id_publisher",
        f"{event.get_desk_url()}#id_date",
        f"{event.get_desk_url()}#participants-group",
        f"{event.get_desk_url()}#participants-group",
        f"{event.get_desk_url()}#allegation-group",
    ]
    assert page.context["form"]["note"].value() == "Typed."
    assert Incident.objects.get().status == Status.DRAFT


def test_a_refused_submission_keeps_its_note(dossier: Incident, reviewer, at_desk) -> None:
    published(dossier, reviewer)

    page = at_desk.post(door("submit", dossier), {"kind": "update", "note": "What is new.", "words": ""})

    assert page.context["form"].non_field_errors() == ["Nothing differs from what is public."]
    assert page.context["form"]["note"].value() == "What is new."


def test_only_kinds_that_are_possible_are_offered(dossier: Incident, reviewer, at_desk) -> None:
    first = at_desk.get(door("submit", dossier)).context["form"].fields
    published(dossier, reviewer)
    later = at_desk.get(door("submit", dossier)).context["form"].fields

    assert ([kind for kind, _label in first["kind"].choices], "words" in first) == (["first"], False)
    assert ([kind for kind, _label in later["kind"].choices], "words" in later) == (
        ["update", "clarification", "correction", "retraction", "redaction"],
        True,
    )


def test_its_writer_takes_it_back(dossier: Incident, at_desk) -> None:
    submitted(dossier)

    at_desk.post(door("withdraw", dossier))

    assert Incident.objects.get().status == Status.DRAFT


def test_a_reviewer_returns_it_with_a_comment_that_its_writer_reads(
    dossier: Incident, reviewer, sit_down, at_desk
) -> None:
    submitted(dossier)

    answer = sit_down(reviewer).post(door("return", dossier), {"comment": "Say who counted."}, follow=True)

    assert answer.redirect_chain == [(reverse("admin:index"), 302)]
    assert "Say who counted." in at_desk.get(dossier.get_desk_url()).content.decode()


def test_a_comment_that_came_too_late_is_given_back(dossier: Incident, reviewer, sit_down) -> None:
    published(dossier, reviewer)

    page = sit_down(reviewer).post(door("return", dossier), {"comment": "Say who counted."}, follow=True)

    assert "You had written: Say who counted." in page.content.decode()


def test_the_author_does_not_review(dossier: Incident, administrator, sit_down) -> None:
    Incident.objects.update(author=administrator)
    dossier.refresh_from_db()
    submission = submitted(dossier)
    client = sit_down(administrator)

    seen = client.get(door("review", dossier), follow=True).content.decode()
    said = client.post(door("publish", dossier), {"seen": submission.digest}, follow=True).content.decode()

    assert "Somebody else has to review what you wrote." in seen
    assert "Somebody else has to review what you wrote." in said
    assert not Publication.objects.exists()


def test_what_was_edited_since_the_reviewer_saw_it_is_not_published(dossier: Incident, reviewer, sit_down) -> None:
    submitted(dossier)
    client = sit_down(reviewer)
    seen = client.get(door("review", dossier)).context["seen"]
    dossier.events.first().citations.get().source.origins.create(origin=SourceFactory())

    page = client.post(door("publish", dossier), {"seen": seen}, follow=True)

    assert "not what you saw" in page.content.decode()
    assert not Publication.objects.exists()
    assert Incident.objects.get().status == Status.DRAFT


def test_a_review_that_is_passed_publishes(dossier: Incident, reviewer, sit_down) -> None:
    submitted(dossier)
    client = sit_down(reviewer)
    review = client.get(door("review", dossier))
    ticked = [item.code for item in review.context["checklist"] if not item.is_known]

    page = client.post(door("publish", dossier), {"seen": review.context["seen"], "ticked": ticked}, follow=True)

    assert "Published." in page.content.decode()
    assert Publication.objects.get().reviewer == reviewer.pk


@pytest.mark.parametrize("name", ["withdraw", "return", "publish"])
def test_a_link_changes_nothing(dossier: Incident, reviewer, sit_down, name: str) -> None:
    submitted(dossier)

    assert sit_down(reviewer).get(door(name, dossier)).status_code == 405
    assert Incident.objects.get().status == Status.IN_REVIEW
