"""That a company was asked: recorded, followed up, and overdue by the day; only in dossiers that one may see."""

import datetime
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.urls import reverse

from events.desk import due
from events.models import Answer, Commitment, CommitmentUpdate, Event, Incident, ReplyRequest, Status
from tests.factories import (
    AllegationFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    UserFactory,
    submitted,
)

TODAY = datetime.date(2020, 6, 15)


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "today", lambda: TODAY)
    monkeypatch.setattr("events.desk.replies.today", lambda: TODAY)


@pytest.fixture
def allegation(author) -> Event:
    return AllegationFactory(incident=IncidentFactory(author=author), title="It is alleged")


def ask_of(event: Event) -> str:
    return reverse("admin:desk_ask", args=[event.incident_id, event.pk])


def asked(event: Event, deadline: str = "", **options) -> ReplyRequest:
    values = {"allegation": event.allegation, "company": event.company, "asked_by": "The Example"}
    return ReplyRequest.objects.create(**values, deadline=deadline, **options)


def typed(event: Event, **values: object) -> dict:
    event.refresh_from_db()
    return {"company": event.company.pk, "asked_by": "The Example", "seen": event.version, **values}


def test_a_request_is_recorded_from_the_dossier(allegation, at_desk) -> None:
    answer = at_desk.post(ask_of(allegation), typed(allegation, asked="3 June 2020", deadline="10 June 2020"))

    request = ReplyRequest.objects.get()
    assert answer.url == f"{allegation.incident.get_desk_url()}#event-{allegation.pk}"
    assert (request.company, request.asked, request.deadline, request.outcome) == (
        allegation.company,
        "2020-06-03",
        "2020-06-10",
        "pending",
    )


def test_what_came_of_it_is_recorded(allegation, at_desk) -> None:
    request, source = asked(allegation), allegation.citations.get().source
    page = reverse("admin:desk_outcome", args=[allegation.incident_id, allegation.pk, request.pk])

    at_desk.post(
        f"{page}?from=replies", typed(allegation, outcome="no_reply", outcome_by="2020-06-15", source=source.pk)
    )

    request.refresh_from_db()
    assert (request.outcome, request.outcome_by, request.source) == ("no_reply", "2020-06-15", source)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"asked_by": ""}, "This field is required."),
        ({"deadline": "10/06/2020"}, "may be"),
        ({"company": "999999"}, "Select a valid choice."),
        ({"source": "999999"}, "Select a valid choice."),
        ({"asked_by": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_refusal_keeps_what_was_typed(allegation, at_desk, values: dict, sentence: str) -> None:
    answer = at_desk.post(ask_of(allegation), typed(allegation, **{"locator": "Kept here"} | values))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "Kept here" in answer.content.decode()
    assert not ReplyRequest.objects.exists()


def test_that_nobody_replied_needs_its_source(allegation, at_desk) -> None:
    request = asked(allegation)
    page = reverse("admin:desk_outcome", args=[allegation.incident_id, allegation.pk, request.pk])

    answer = at_desk.post(page, typed(allegation, outcome="no_reply"))

    assert "That a company did not reply needs the source that says so." in answer.content.decode()
    assert ReplyRequest.objects.get().outcome == "pending"


def test_of_two_outcomes_at_once_one_is_asked_to_look_again(committed_db, sit_down) -> None:
    event = AllegationFactory(incident=IncidentFactory())
    request = asked(event)
    page = reverse("admin:desk_outcome", args=[event.incident_id, event.pk, request.pk])
    clients = [sit_down(UserFactory(role="administrator")) for _n in range(2)]
    forms = [typed(event, outcome=outcome) for outcome in ("answered", "declined")]
    answers, start = [], Barrier(2)

    def save(client, form) -> None:
        start.wait()
        answers.append(client.post(page, form))
        connections.close_all()

    threads = [Thread(target=save, args=each) for each in zip(clients, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    told, saved = sorted(answers, key=lambda answer: answer.status_code)
    assert (told.status_code, saved.status_code) == (200, 302)
    assert "Somebody else changed this event while you were writing" in told.content.decode()


def test_asking_is_an_edit_and_takes_a_dossier_out_of_review(allegation, at_desk) -> None:
    submitted(allegation.incident)

    at_desk.post(ask_of(allegation), typed(allegation))

    assert Incident.objects.get().status == Status.DRAFT


def test_a_retracted_dossier_says_why_not(allegation, at_desk) -> None:
    Incident.objects.update(status=Status.RETRACTED)

    answer = at_desk.post(ask_of(allegation), typed(allegation))

    assert "A retracted incident stays as it was." in answer.content.decode()
    assert not ReplyRequest.objects.exists()


def test_nobody_asks_in_somebody_elses_draft(allegation, stranger, sit_down) -> None:
    client, request = sit_down(stranger), asked(allegation)
    outcome = reverse("admin:desk_outcome", args=[allegation.incident_id, allegation.pk, request.pk])
    pages = [ask_of(allegation), outcome]

    answers = [each for page in pages for each in (client.get(page), client.post(page, typed(allegation)))]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_a_request_is_found_only_through_its_own_event(allegation, at_desk) -> None:
    other = AllegationFactory(incident=allegation.incident)
    elsewhere = AllegationFactory(incident__author=allegation.incident.author)
    request = asked(allegation)
    wrong = [(allegation.incident_id, other.pk), (elsewhere.incident_id, allegation.pk)]

    answers = [at_desk.get(reverse("admin:desk_outcome", args=[*place, request.pk])).status_code for place in wrong]

    assert answers == [404, 404]


def test_the_form_alone_is_given_to_htmx(allegation, at_desk) -> None:
    part = at_desk.get(ask_of(allegation), HTTP_HX_REQUEST="true").content.decode()

    assert "<form" in part
    assert "<html" not in part


# --- What is due ---


@pytest.mark.parametrize(
    ("deadline", "days_over"),
    [("2020-06-14", 1), ("2020-06-15", 0), ("2020-06", -15), ("2020-05", 15), ("2021", -564), ("", 0)],
)
def test_a_reply_is_overdue_when_the_last_day_is_over(allegation, author, deadline: str, days_over: int) -> None:
    asked(allegation, deadline)

    assert [each.days_over for each in due.pending_replies(author)] == [days_over]
    assert len(due.overdue_replies(author)) == (days_over > 0)


def test_what_was_answered_or_declined_is_not_waited_for(allegation, author) -> None:
    for outcome in ("answered", "declined"):
        asked(allegation, "2020-01-01", outcome=outcome)
    asked(allegation, "2020-01-01", outcome="no_reply", source=SourceFactory())
    asked(allegation, "2020-01-01")
    waiting = len(due.overdue_replies(author))

    StatementFactory(incident=allegation.incident, company=allegation.company, answers=allegation)

    assert Answer.objects.exists()
    assert (waiting, due.overdue_replies(author)) == (1, [])


def test_nobody_waits_for_replies_in_somebody_elses_draft(allegation, author, stranger) -> None:
    asked(allegation, "2020-01-01")
    hidden = due.overdue_replies(stranger)
    submitted_to = due.overdue_replies(author)
    Incident.objects.update(status=Status.RETRACTED)

    assert (hidden, len(submitted_to), due.overdue_replies(author)) == ([], 1, [])


def test_the_list_says_what_is_overdue_due_soon_and_pending(allegation, at_desk) -> None:
    for deadline in ("", "2020-06-20", "2020-06-01", "2021", "2020-05-01"):
        asked(allegation, deadline, locator=deadline)

    page = at_desk.get(reverse("admin:desk_replies"))

    assert [(title, [each.row.deadline for each in waiting]) for title, waiting in page.context["piles"]] == [
        ("Overdue", ["2020-05-01", "2020-06-01"]),
        ("Due within a week", ["2020-06-20"]),
        ("Pending", ["2021", ""]),
    ]
    assert "45 days over" in page.content.decode()


@pytest.mark.parametrize(
    ("promised", "updates", "found"),
    [
        ("2020-01", [], True),
        ("2020-07-10", [], True),
        ("2020-12", [], False),
        ("", [], False),
        ("2020-01", ["partly"], True),
        ("2020-01", ["kept"], False),
        ("2020-01", ["partly", "broken"], False),
        ("2020-01", ["superseded"], False),
    ],
)
def test_a_promise_is_due_until_it_is_kept_or_given_up(author, promised: str, updates: list, found: bool) -> None:
    statement = StatementFactory(incident__author=author)
    promise = Commitment.objects.create(statement=statement.statement, text="To stop", due=promised)
    for status in updates:
        CommitmentUpdate.objects.create(commitment=promise, status=status, source=SourceFactory())

    assert [each.row for each in due.commitments_due(author)] == ([promise] if found else [])
    assert due.commitments_due(UserFactory()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(author, at_desk, count: int, django_assert_num_queries) -> None:
    for _n in range(count):
        event = AllegationFactory(incident__author=author)
        asked(event, "2020-01-01")
        statement = StatementFactory(incident=event.incident)
        Commitment.objects.create(statement=statement.statement, text="To stop", due="2020")

    with django_assert_num_queries(5):  # session, user, requests, promises, their updates
        page = at_desk.get(reverse("admin:desk_replies"))

    assert len(page.context["piles"][0][1]) == count
