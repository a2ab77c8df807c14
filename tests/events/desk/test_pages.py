"""What the pages of subjects do beside saving: parts, copies, dates, history."""

import hashlib

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from events.models import (
    Allegation,
    AllegationStatus,
    Answer,
    Capture,
    Commitment,
    CommitmentUpdate,
    Event,
    EventKind,
    Incident,
    ReportedValue,
    Source,
    Statement,
)
from tests.factories import AllegationFactory, CompanyFactory, EventFactory, IncidentFactory, SourceFactory, submitted


def empty_page(incident: Incident, kind: str) -> str:
    return f"{reverse('admin:events_event_add')}?incident={incident.pk}&kind={kind}"


@pytest.fixture
def incident(author) -> Incident:
    return IncidentFactory(author=author)


def test_the_first_save_of_an_incident_names_its_author(author, at_desk, fill) -> None:
    page = reverse("admin:events_incident_add")

    answer = at_desk.post(page, fill(at_desk.get(page), title="An affair"))

    incident = Incident.objects.get()
    assert incident.author == author
    assert answer.url == incident.get_desk_url()


@pytest.mark.parametrize("kind", EventKind)
def test_an_event_of_every_kind_is_saved_with_its_part(kind: str, incident, at_desk, fill) -> None:
    page = empty_page(incident, kind)

    answer = at_desk.post(page, fill(at_desk.get(page), title="It happened"))

    event = Event.objects.get()
    assert answer.url == f"{incident.get_desk_url()}#event-{event.pk}"
    assert (event.incident, event.kind) == (incident, kind)
    assert Allegation.objects.exists() is (kind == EventKind.ALLEGATION)
    assert Statement.objects.exists() is (kind == EventKind.STATEMENT)


def test_no_empty_page_leads_to_one_of_no_incident(incident, at_desk) -> None:
    """Whose address would be of nothing (404)."""
    answer = at_desk.get(empty_page(incident, "report"))

    assert f'"{reverse("admin:events_event_add")}"' not in answer.content.decode()


def test_an_allegation_and_all_that_hangs_on_it_is_typed_on_one_page(incident, at_desk, fill) -> None:
    company, source, page = CompanyFactory(), SourceFactory(), empty_page(incident, "allegation")
    rows = {
        "participants-0-company": company.pk,
        "participants-1-group": "fifty women",
        "participants-1-count_least": 50,
        "participants-1-protected": "on",
        "citations-0-source": source.pk,
        "citations-0-quotation": "Fifty women",
        "citations-0-supports": ["fact", "words"],
        "statuses-TOTAL_FORMS": 1,
        "statuses-0-status": "filed",
        "statuses-0-date": "March 2019",
        "statuses-0-source": source.pk,
        "demands-TOTAL_FORMS": 1,
        "demands-0-text": "Stop",
        "demands-0-addressee": company.pk,
        "reply_requests-TOTAL_FORMS": 1,
        "reply_requests-0-company": company.pk,
        "reply_requests-0-asked_by": "The Example",
        "reply_requests-0-outcome": "declined",
    }

    form = fill(at_desk.get(page), title="Fifty women sue", **{"allegation-0-form": "civil_claim"})
    answer = at_desk.post(page, form | rows)

    assert answer.status_code == 302, answer.context["errors"]
    event = Event.objects.get()
    assert event.allegation.form == "civil_claim"
    assert [(part.role, part.protected) for part in event.participants.all()] == [
        ("accused", False),
        ("claimant", True),
    ]
    assert event.citations.get().supports == ["fact", "words"]
    assert AllegationStatus.objects.get().date == "2019-03"
    assert (event.allegation.demands.count(), event.allegation.reply_requests.count()) == (1, 1)


def test_a_statement_with_its_answer_and_promise_is_typed_on_one_page(incident, at_desk, fill) -> None:
    allegation = AllegationFactory(incident=incident)
    page = empty_page(incident, "statement")
    rows = {
        "answers-TOTAL_FORMS": 1,
        "answers-0-allegation": allegation.pk,
        "answers-0-company": allegation.company.pk,
        "answers-0-stance": "denies",
        "commitments-TOTAL_FORMS": 1,
        "commitments-0-text": "We shall look into it",
        "commitments-0-updates-TOTAL_FORMS": 1,
        "commitments-0-updates-INITIAL_FORMS": 0,
        "commitments-0-updates-0-status": "kept",
        "commitments-0-updates-0-source": SourceFactory().pk,
    }

    form = fill(at_desk.get(page), title="It denies", **{"statement-0-speaker": allegation.company.pk})
    answer = at_desk.post(page, form | rows)

    assert answer.status_code == 302, answer.context["errors"]
    assert Answer.objects.get().statement.speaker == allegation.company
    assert Commitment.objects.get().updates.get() == CommitmentUpdate.objects.get()


def test_a_fact_gets_its_values_and_one_is_preferred(author, at_desk, fill) -> None:
    event = EventFactory(incident__author=author)
    citation, page = event.citations.get(), event.get_desk_url()
    rows = {
        "facts-TOTAL_FORMS": 1,
        "facts-0-kind": "number",
        "facts-0-label": "people arrested",
        "facts-0-values-TOTAL_FORMS": 2,
        "facts-0-values-INITIAL_FORMS": 0,
        "facts-0-values-0-citation": citation.pk,
        "facts-0-values-0-text": "14",
        "facts-0-values-1-citation": citation.pk,
        "facts-0-values-1-text": "18",
    }

    first = at_desk.post(page, fill(at_desk.get(page)) | rows)
    values = list(ReportedValue.objects.all())
    preference = {"facts-0-preferred": values[0].pk, "facts-0-reason": "It counts at first hand."}
    second = at_desk.post(page, fill(at_desk.get(page)) | preference)

    assert (first.status_code, second.status_code) == (302, 302)
    assert [value.text for value in values] == ["14", "18"]
    assert event.facts.get().preferred == values[0]


def test_a_change_of_kind_keeps_what_was_typed_until_it_is_removed(author, at_desk, fill) -> None:
    event = AllegationFactory(incident__author=author)
    page = event.get_desk_url()

    at_desk.post(page, fill(at_desk.get(page), kind="report"))
    shown = at_desk.get(page)
    kept = Allegation.objects.exists()
    at_desk.post(page, fill(shown, **{"allegation-0-DELETE": "on"}))

    assert kept
    assert "It has the details of another kind of event" in shown.content.decode()
    assert not Allegation.objects.exists()


# --- Dates ---


def test_a_date_is_read_back_while_it_is_typed(at_desk) -> None:
    page = reverse("admin:reading")

    def said(**query: str) -> str:
        return at_desk.get(page, query).content.decode()

    assert said(text="between 2014 and 2016").startswith("We read this as: between 2014 and 2016")
    assert said(text="2014/2016", manner="within") != said(text="2014/2016", manner="throughout")
    assert said(text="2014/2016", manner="nonsense") == said(text="2014/2016")
    assert "12/03/2019" in said(text="12/03/2019")
    assert said(text="") == ""


def test_a_saved_date_is_read_back_on_the_page(author, at_desk) -> None:
    event = EventFactory(incident__author=author, date="2016-01")

    page = at_desk.get(event.get_desk_url()).content.decode()

    assert '<output class="desk-reading" for="id_date">We read this as: ' in page


def test_a_new_date_is_read_by_its_own_wording(author, at_desk, fill) -> None:
    """The manner of the date that stood there before does not stick to it."""
    event = EventFactory(incident__author=author, date="2016-01")
    page = event.get_desk_url()

    at_desk.post(page, fill(at_desk.get(page), date="since 2015"))

    event.refresh_from_db()
    assert (event.date_manner, event.earliest.year, event.latest) == ("throughout", 2015, None)


def test_a_date_that_cannot_be_read_is_said_at_its_box(author, at_desk, fill) -> None:
    event = EventFactory(incident__author=author)
    page = event.get_desk_url()

    refused = at_desk.post(page, fill(at_desk.get(page), date="12/03/2019"))

    assert list(refused.context["adminform"].form.errors) == ["date"]


# --- Sources and history ---


def copy_row(text: str, reason: str) -> dict[str, object]:
    return {"title": "A filing", "captures-TOTAL_FORMS": 1, "captures-0-text": text, "captures-0-reason": reason}


def test_a_text_that_is_typed_in_is_kept_with_its_hash(at_desk, fill) -> None:
    page = reverse("admin:events_source_add")

    at_desk.post(page, fill(at_desk.get(page)) | copy_row("One line.\r\nÉt un autre.", ""))

    copy = Capture.objects.get()
    assert (copy.state, copy.text, copy.source.title) == ("kept", "One line.\nÉt un autre.", "A filing")
    assert copy.sha256 == hashlib.sha256(copy.text.encode()).hexdigest()


def test_a_copy_that_failed_says_why_and_no_copy_is_changed_afterwards(at_desk, fill) -> None:
    page = reverse("admin:events_source_add")
    at_desk.post(page, fill(at_desk.get(page)) | copy_row("", "Behind a paywall."))
    copy = Capture.objects.get()
    page = copy.source.get_desk_url()
    other = {"captures-TOTAL_FORMS": 1, "captures-INITIAL_FORMS": 1, "captures-0-id": copy.pk}

    at_desk.post(page, fill(at_desk.get(page)) | other | {"captures-0-text": "Forged.", "captures-0-reason": ""})

    copy.refresh_from_db()
    assert (copy.state, copy.reason, copy.text) == ("failed", "Behind a paywall.", "")


def test_a_copy_is_a_text_or_a_reason(at_desk, fill) -> None:
    page = reverse("admin:events_source_add")

    refused = at_desk.post(page, fill(at_desk.get(page)) | copy_row("A text.", "None."))

    assert refused.status_code == 200
    assert not Capture.objects.exists()
    assert not Source.objects.exists()


def test_history_says_who_changed_what(author, at_desk, fill) -> None:
    event = EventFactory(incident__author=author, title="Before")
    page = event.get_desk_url()
    at_desk.post(page, fill(at_desk.get(page), title="After", **{"citations-0-quotation": "A quotation"}))

    steps = at_desk.get(reverse("admin:events_event_history", args=[event.pk])).context["steps"]

    changed = {
        (step.who, row.what, str(row.deed), each.label, each.before, each.after)
        for step in steps
        for row in step.rows
        for each in row.fields
    }
    assert ("author", "event", "changed", "title", "Before", "After") in changed
    assert ("author", "citation", "changed", "quotation", "", "A quotation") in changed


def test_history_says_when_in_words_and_keeps_hashes_to_itself(author, at_desk) -> None:
    incident = EventFactory(incident__author=author).incident
    submission = submitted(incident)

    page = at_desk.get(reverse("admin:events_incident_history", args=[incident.pk]))

    rows = [row for step in page.context["steps"] for row in step.rows if row.model == "events.submission"]
    said = {change.label: change.after for row in rows for change in row.fields}
    assert said["submitted at"] == date_format(localtime(submission.submitted_at), "j F Y, H:i")
    assert submission.digest not in said.values()


def test_history_keeps_what_was_removed(author, at_desk, fill) -> None:
    event = EventFactory(incident__author=author)
    page = event.get_desk_url()
    at_desk.post(page, fill(at_desk.get(page), **{"participants-0-DELETE": "on"}))

    steps = at_desk.get(reverse("admin:events_event_history", args=[event.pk])).context["steps"]

    assert ("participant", "removed") in {(row.what, str(row.deed)) for step in steps for row in step.rows}
