"""What the desk shows of the door: the checklist, remarks at their place, times, batches, and who gets which page."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from events.models import (
    AllegationStatus,
    Batch,
    Event,
    Incident,
    Overruling,
    Remark,
    Status,
    Submission,
    SubmissionState,
    Topic,
)
from events.record.models import Publication
from events.review import actions, batches, checklist, embargo
from tests.factories import EventFactory, SourceFactory, UserFactory, answered_dossier, published, submitted
from tracker.accounts.models import Role

TOKEN = re.compile(r"[A-Za-z0-9]{32,}")
GUILTY = "The company committed fraud."


def door(name: str, *args) -> str:
    return reverse(f"admin:desk_{name}", args=args)


@pytest.fixture
def dossier(author) -> Incident:
    incident = answered_dossier()
    Incident.objects.filter(pk=incident.pk).update(author=author)
    incident.refresh_from_db()
    return incident


@pytest.fixture
def desk(reviewer, sit_down) -> Client:
    return sit_down(reviewer)


def all_ticks(page) -> list[str]:
    return [item.code for item in page.context["checklist"] if not item.is_known]


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


# The checklist -----------------------------------------------------------------------------------------------------


def test_what_the_system_sees_is_ticked_and_the_rest_asked(dossier, desk) -> None:
    submitted(dossier)
    page = desk.get(door("review", dossier.pk))
    known = {item.code: item.is_known for item in page.context["checklist"]}
    assert known == {
        "claims": False,
        "cited": False,
        "attributed": True,
        "answered": True,
        "wording": True,
        "people": False,
        "dates": True,
        "origins": False,
    }
    assert page.content.decode().count('type="checkbox" name="ticked"') == 4


def test_nothing_is_published_before_all_is_ticked_and_the_ticks_stay(dossier, desk) -> None:
    submitted(dossier)
    page = desk.get(door("review", dossier.pk))
    seen, ticks = page.context["seen"], all_ticks(page)
    refused = desk.post(door("publish", dossier.pk), {"seen": seen, "ticked": ticks[:-1]})
    assert refused.status_code == 200
    assert "Not approved yet." in refused.content.decode()
    assert refused.content.decode().count(" checked>") == len(ticks) - 1
    assert not Publication.objects.exists()
    desk.post(door("publish", dossier.pk), {"seen": seen, "ticked": ticks})
    assert Publication.objects.count() == 1
    assert sorted(Submission.objects.get().ticked) == sorted(ticks)


def test_ticks_of_items_that_changed_do_not_count(dossier, desk) -> None:
    """What the page of another dossier would have asked is not what this one asks."""
    submitted(dossier)
    page = desk.get(door("review", dossier.pk))
    answer = {"seen": page.context["seen"], "ticked": ["note", "x" * 4000, "claims"]}
    assert "Not approved yet." in desk.post(door("publish", dossier.pk), answer).content.decode()


def test_what_is_not_so_is_named(dossier, reviewer) -> None:
    company = EventFactory().company
    allegation = dossier.events.get(kind="allegation")
    allegation.participants.create(company=company, role="accused")
    allegation.participants.create(group="three girls", role="affected", protected=True)
    Event.objects.filter(pk=allegation.pk).update(date_basis="inferred")
    found = {item.code: item.found for item in checklist.items(dossier, submitted(dossier))}
    assert found["answered"] == (f"{company.name} on “{allegation.title}”: not asked",)
    assert found["dates"] == (f"“{allegation.title}”: the date is inferred",)
    assert found["people"] == ("Protected: three girls",)
    assert found["origins"] == (f"“{allegation.title}”: one origin, at second hand or not said",)


def test_two_origins_or_one_at_first_hand_are_enough(dossier, author) -> None:
    allegation = dossier.events.get(kind="allegation")
    citation = allegation.citations.get()
    second = allegation.citations.create(source=SourceFactory())
    submission = submitted(dossier)

    def is_known() -> bool:
        return next(item for item in checklist.items(dossier, submission) if item.code == "origins").is_known

    assert is_known()
    first = SourceFactory()
    for each in (citation, second):
        each.source.origins.create(origin=first)
    assert not is_known()
    type(first).objects.filter(pk=first.pk).update(kind="court_filing")
    assert is_known()


# Remarks -----------------------------------------------------------------------------------------------------------


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


# Times -------------------------------------------------------------------------------------------------------------


def appointed(client: Client, incident: Incident, **typed) -> object:
    page = client.get(door("review", incident.pk))
    answer = {"seen": page.context["seen"], "ticked": all_ticks(page)}
    answer |= {"day": "2027-01-15", "time": "18:00", "zone": "Europe/Paris", **typed}
    return client.post(door("schedule", incident.pk), answer, follow=True)


@pytest.fixture
def november(monkeypatch) -> None:
    """These tests name days of 2027; whether one is past is asked of the database, and tested with the action."""
    monkeypatch.setattr(embargo, "check_time", lambda at: None)


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


# Wording -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def marked(dossier) -> Event:
    event = dossier.events.get(kind="allegation")
    Event.objects.filter(pk=event.pk).update(text=GUILTY)
    return event


def place(event: Event) -> dict[str, object]:
    return {"key": event.key, "field": "text", "sentence": GUILTY}


def test_a_marked_sentence_is_asked_for_shown_alone_and_overruled(marked, dossier, at_desk, desk) -> None:
    refused = at_desk.post(door("submit", dossier.pk), {"kind": "first", "note": ""})
    assert "“committed fraud”: it asserts guilt" in refused.content.decode()
    assert desk.get(door("wording", dossier.pk)).status_code == 404
    at_desk.post(door("wording", dossier.pk), place(marked))
    asked = Overruling.objects.get()
    assert GUILTY in desk.get(door("wordings")).content.decode()
    page = desk.get(door("decide", asked.pk))
    other = dossier.events.get(kind="statement")
    assert marked.title in page.content.decode()
    assert other.title not in page.content.decode()
    assert dossier.title not in page.content.decode()
    assert "Say in writing" in desk.post(door("decide", asked.pk), {"reason": " "}).content.decode()
    desk.post(door("decide", asked.pk), {"reason": "The judgment says so."})
    at_desk.post(door("submit", dossier.pk), {"kind": "first", "note": ""})
    review = text_of(desk.get(door("review", dossier.pk)))
    assert "Overruled by reviewer" in review
    assert "The judgment says so." in review


def test_a_marked_sentence_stands_on_the_page_of_the_dossier_and_of_its_event(marked, dossier, at_desk) -> None:
    for page in (dossier.get_desk_url(), marked.get_desk_url()):
        assert "“committed fraud”: it asserts guilt" in text_of(at_desk.get(page))
    other = dossier.events.get(kind="statement")
    assert "it asserts guilt" not in text_of(at_desk.get(other.get_desk_url()))


def test_only_reviewers_who_wrote_none_of_it_are_asked(marked, dossier, at_desk, stranger, sit_down) -> None:
    at_desk.post(door("wording", dossier.pk), place(marked))
    asked = Overruling.objects.get()
    dossier.author.role = Role.REVIEWER
    dossier.author.save()
    for client in (at_desk, sit_down(stranger)):
        assert GUILTY not in client.get(door("wordings")).content.decode()
        assert client.get(door("decide", asked.pk)).status_code == 404


def test_a_draft_closes_again_when_the_sentence_is_gone(marked, dossier, at_desk, desk) -> None:
    at_desk.post(door("wording", dossier.pk), place(marked))
    asked = Overruling.objects.get()
    Event.objects.filter(pk=marked.pk).update(text="Reworded, with a secret.")
    page = desk.get(door("decide", asked.pk)).content.decode()
    assert "there is nothing to decide" in page
    assert "secret" not in page
    assert GUILTY not in page
    assert list(Overruling.objects.all()) == [asked]  # looking takes nothing away
    desk.post(door("decide", asked.pk))
    assert not Overruling.objects.exists()


def test_an_administrator_overrules_on_the_page_of_the_dossier(marked, dossier, administrator, sit_down) -> None:
    client = sit_down(administrator)
    client.post(door("wording", dossier.pk), {**place(marked), "reason": "The judgment says so."})
    assert Overruling.objects.get().by == administrator


@pytest.mark.parametrize("broken", [{"key": "x"}, {"field": "x" * 999}, {"sentence": "\0"}, {"key": ""}])
def test_a_place_that_is_none_is_refused_in_words(marked, dossier, at_desk, broken) -> None:
    page = at_desk.post(door("wording", dossier.pk), {**place(marked), **broken})
    assert "This sentence is not marked any more" in page.content.decode()


# Held back ---------------------------------------------------------------------------------------------------------


def test_an_event_is_held_back_and_said_so_where_it_is_decided(dossier, at_desk, desk) -> None:
    event = EventFactory(incident=dossier)
    at_desk.post(door("hold", dossier.pk, event.pk), {"hold": "1"})
    event.refresh_from_db()
    assert event.held_back
    assert event.title in text_of(at_desk.get(door("submit", dossier.pk))).split("Held back: not handed in")[1]
    submitted(dossier)
    assert event.title in text_of(desk.get(door("review", dossier.pk))).split("Held back, and not part")[1]
    at_desk.post(door("hold", dossier.pk, event.pk), {"hold": "0"})
    event.refresh_from_db()
    assert not event.held_back


def test_an_event_of_another_dossier_is_not_held_back_here(dossier, at_desk, stranger, sit_down) -> None:
    other = EventFactory()
    assert at_desk.post(door("hold", dossier.pk, other.pk), {"hold": "1"}).status_code == 404
    event = dossier.events.first()
    assert sit_down(stranger).post(door("hold", dossier.pk, event.pk), {"hold": "1"}).status_code == 404


# What the pages say ------------------------------------------------------------------------------------------------


def test_topics_read_as_names_and_changes_are_told_in_words(dossier, reviewer, desk) -> None:
    published(dossier, reviewer)
    dossier.topics.add(Topic.objects.create(slug="data", name_en="Data protection", name_fr="Protection des données"))
    event = dossier.events.first()
    Event.objects.filter(pk=event.pk).update(title="Another title", date_wording="in January")
    submitted(dossier)
    page = text_of(desk.get(door("review", dossier.pk)))
    assert "<ins>Data protection / Protection des données</ins>" in page
    assert "Slug" not in page
    assert 'Title <span class="desk-quiet">(changed)</span>' in page
    assert "Date: Wording of the source" not in page
    assert '<span class="desk-quiet">(added)</span>' in page


def test_what_is_the_same_is_not_marked(dossier, reviewer, desk) -> None:
    """The record keeps the fields of a document in an order of its own: that alone is no change."""
    event = dossier.events.get(kind="allegation")
    event.participants.filter(company=None).update(count_least=14, count_most=18)
    fact = event.facts.create(kind="number", label="emails")
    fact.values.create(citation=event.citations.get(), text="sixty-three", number_least=63, number_most=67, date="2016")
    published(dossier, reviewer)
    Event.objects.filter(pk=event.pk).update(title="Another title")
    submitted(dossier)
    (sheet,) = desk.get(door("review", dossier.pk)).context["sheets"]
    assert [line.label for line in sheet.lines if line.is_changed] == ["Title"]


def test_a_copy_of_the_source_is_one_click_away(dossier, desk) -> None:
    source = dossier.events.first().citations.get().source
    source.captures.create(state="kept", text="The article.", sha256="0" * 64)
    citation = dossier.events.first().citations.get()
    citation.quotation = "The article, word-for-word, of the day on which it was said and all that followed."
    citation.save()
    submitted(dossier)
    place = reverse("admin:desk_workbench", args=[source.pk])
    words = "The%20article%2C%20word%2Dfor%2Dword%2C%20of%20the%20day,was%20said%20and%20all%20that%20followed."
    assert (
        f'href="{place}#:~:text={words}" target="_blank">our copy</a>'
        in desk.get(door("review", dossier.pk)).content.decode()
    )
    assert desk.get(place).status_code == 200


def test_redaction_counts_where_the_words_stand(dossier, reviewer, desk) -> None:
    Event.objects.filter(incident=dossier).update(text="Ottokar did it.")
    published(dossier, reviewer)
    other = EventFactory(text="Ottokar again.", title="Not for you")
    submitted(dossier, kind="redaction", note="A name was removed.", words="ottokar")
    page = desk.get(door("review", dossier.pk))
    places = {(place.what, place.where): place.count for place in page.context["places"]}
    assert places == {("What is public", "current versions"): 2, ("events", "text"): 3}
    assert other.title not in page.content.decode()


def test_handing_in_is_not_offered_where_nothing_differs(dossier, reviewer, at_desk) -> None:
    assert "Hand in for review …" in at_desk.get(dossier.get_desk_url()).content.decode()
    published(dossier, reviewer)
    page = at_desk.get(dossier.get_desk_url()).content.decode()
    assert "Hand in for review …" not in page
    assert "Retract or redact …" in page
    assert "Nothing differs from what is public" in at_desk.get(door("submit", dossier.pk)).content.decode()


def test_a_reviewer_who_opens_anothers_draft_gets_a_page_of_the_desk(dossier, desk) -> None:
    hidden, absent = (desk.get(door("review", pk)) for pk in (dossier.pk, 999_999))
    assert hidden.status_code == absent.status_code == 404
    assert "a draft is its writers’ own" in hidden.content.decode()
    assert 'href="/desk/"' in hidden.content.decode()
    said = [TOKEN.sub("", page.content.decode()).replace(page.request["PATH_INFO"], "") for page in (hidden, absent)]
    assert said[0] == said[1]


def test_what_came_back_is_offered_as_it_was_handed_in(dossier, reviewer, at_desk) -> None:
    published(dossier, reviewer)
    dossier.events.update(text="New.")
    submitted(dossier, kind="correction", note="It was wrong.")
    actions.send_back(incident=dossier, by=reviewer, comment="Say more.")
    page = at_desk.get(door("submit", dossier.pk)).content.decode()
    assert 'value="correction" selected' in page
    assert "It was wrong.</textarea>" in page


@pytest.mark.parametrize("kind", ["clarification", "correction", "retraction"])
def test_what_sets_right_asks_for_its_note(dossier, reviewer, at_desk, kind) -> None:
    published(dossier, reviewer)
    dossier.events.update(text="New.")
    page = at_desk.post(door("submit", dossier.pk), {"kind": kind, "note": " "})
    assert "Say in public what changes and why" in page.content.decode()


# Batches -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def batch(author) -> Batch:
    batch = Batch.objects.create(name="An import", author=author)
    for _ in range(7):
        batch.incidents.add(EventFactory(incident__author=author).incident)
    return batch


def test_a_batch_is_handed_in_looked_at_and_published(batch, at_desk, desk) -> None:
    at_desk.post(door("batch_submit", batch.pk), {"note": "A first import."})
    index = desk.get(reverse("admin:index"))
    assert "An import" in index.content.decode()
    assert "Waiting for your review" in index.context["empty"], "they are reviewed together"
    page = desk.get(door("batch", batch.pk))
    assert dict(page.context["counts"]) == {"company": 7, "incident": 7, "event": 7, "source": 7}
    assert len(page.context["look"].sample) == 5
    again = desk.get(door("batch", batch.pk))
    assert [i.pk for i, _s in page.context["look"].sample] == [i.pk for i, _s in again.context["look"].sample]
    answer = {"seen": page.context["seen"], "ticked": ["sample", "warnings"]}
    assert "Not approved yet" in desk.post(door("batch_publish", batch.pk), answer).content.decode()
    desk.post(door("batch_publish", batch.pk), {**answer, "ticked": sorted(batches.BATCH_TICKS)})
    assert Publication.objects.count() == 1


def test_every_warning_of_a_batch_is_before_the_reviewers_eyes(batch, at_desk, desk) -> None:
    Event.objects.filter(incident=batch.incidents.last()).update(date_basis="inferred")
    at_desk.post(door("batch_submit", batch.pk))
    page = desk.get(door("batch", batch.pk))
    assert page.context["look"].warned["Each date is as precise as its source, and says where it is inferred."] == 1
    assert "the date is inferred" in page.content.decode()


def test_a_batch_that_lacks_something_says_where(batch, at_desk) -> None:
    event = Event.objects.filter(incident=batch.incidents.last()).get()
    Event.objects.filter(pk=event.pk).update(date="", earliest=None, latest=None)
    page = at_desk.post(door("batch_submit", batch.pk), {"note": "Typed."})
    assert f'href="{event.get_desk_url()}#id_date"' in page.content.decode()
    assert "Typed.</textarea>" in page.content.decode()


def test_a_batch_is_returned(batch, at_desk, desk) -> None:
    at_desk.post(door("batch_submit", batch.pk))
    desk.post(door("batch_return", batch.pk), {"comment": "Cite them."})
    assert set(batch.incidents.values_list("status", flat=True)) == {Status.CHANGES_REQUESTED}


@pytest.mark.parametrize("name", ["batch", "batch_submit", "batch_publish", "batch_return"])
def test_a_batch_of_drafts_is_its_authors_own(batch, stranger, reviewer, sit_down, name) -> None:
    for person in (stranger, reviewer):
        client = sit_down(person)
        answer = client.get(door(name, batch.pk)) if name == "batch" else client.post(door(name, batch.pk))
        assert answer.status_code == 404


def test_drafts_of_a_batch_that_others_see_are_not_listed(batch, at_desk, desk) -> None:
    at_desk.post(door("batch_submit", batch.pk))
    draft = EventFactory(incident__author=batch.author, incident__title="Still a draft").incident
    batch.incidents.add(draft)
    assert "Still a draft" in at_desk.get(door("batch", batch.pk)).content.decode()
    assert "Still a draft" not in desk.get(door("batch", batch.pk)).content.decode()


# Who gets which page -----------------------------------------------------------------------------------------------

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
