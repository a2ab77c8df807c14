"""What the history holds can be had again: a version, a step, a removed event; or a sentence says why not."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.contrib.messages import get_messages
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from companies.merge import merge
from companies.models import Company, CompanyName
from events.models import (
    Allegation,
    Answer,
    Citation,
    Contribution,
    Event,
    Fact,
    Incident,
    Participant,
    ReportedValue,
    Source,
    Statement,
    Status,
)
from events.record.redact import MARK
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    UserFactory,
    published,
    submitted,
)


def history_of(client: Client, subject) -> dict:
    page = reverse(f"admin:{subject._meta.app_label}_{subject._meta.model_name}_history", args=[subject.pk])
    return client.get(page).context


def door(subject, name: str) -> str:
    return reverse(f"admin:{subject._meta.app_label}_{subject._meta.model_name}_{name}", args=[subject.pk])


def undo_of(client: Client, subject, step: int = 0) -> dict:
    """What the button "Undo this step" sends."""
    context = history_of(client, subject)
    chosen = _typed_steps(context)[step]
    return {"seen": context["object"].version, "context": chosen.context or "", "at": chosen.at.isoformat()}


def _typed_steps(context: dict) -> list:
    """Those that somebody made on a page. In a test all happens at one instant, so only people part the steps."""
    return [step for step in context["steps"] if step.who != "not from this site"]


def restore_of(client: Client, subject, what: str, deed: str) -> dict:
    """What the button "Restore this version" beside the latest such row sends."""
    context = history_of(client, subject)
    rows = [row for step in context["steps"] for row in step.rows]
    row = next(row for row in rows if (row.what, str(row.deed)) == (what, deed) and row.can_restore)
    return {"seen": context["object"].version, "model": row.model, "row": row.row}


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def removed_row(client: Client, incident: Incident) -> int:
    [gone] = client.get(incident.get_desk_url()).context["dossier"].removed
    return gone.row


@pytest.fixture
def event(author) -> Event:
    return EventFactory(incident=IncidentFactory(author=author), title="Before")


@pytest.fixture
def save(request, fill) -> Callable:
    """Types into the page of a subject and saves, as the author if nobody else is named."""

    def type_and_save(subject, client: Client | None = None, **typed: object) -> None:
        client = client or request.getfixturevalue("at_desk")
        page = subject.get_desk_url()
        answer = client.post(page, fill(client.get(page), **typed))
        assert answer.status_code == 302, answer.context["errors"]

    return type_and_save


def test_a_step_is_undone_whole(event, at_desk, save) -> None:
    company = event.company
    save(event, title="After", **{"citations-0-quotation": "Words", "participants-0-DELETE": "on"})

    answer = at_desk.post(door(event, "undo"), undo_of(at_desk, event))

    event.refresh_from_db()
    assert said(answer) == ["Undone. What was undone stays in the history, too."]
    assert (event.title, event.citations.get().quotation) == ("Before", "")
    assert Participant.objects.get().company == company


def test_what_was_added_goes_again(event, at_desk, save) -> None:
    source = SourceFactory()
    row = {"citations-TOTAL_FORMS": 2, "citations-1-source": source.pk, "citations-1-quotation": "New"}
    save(event, **row)

    at_desk.post(door(event, "undo"), undo_of(at_desk, event))

    assert not Citation.objects.filter(source=source).exists()


def test_an_undo_is_undone(event, at_desk, save) -> None:
    save(event, title="After")
    at_desk.post(door(event, "undo"), undo_of(at_desk, event))

    at_desk.post(door(event, "undo"), undo_of(at_desk, event))

    assert Event.objects.get().title == "After"


def test_what_was_changed_again_stands_in_the_way(event, at_desk, save) -> None:
    save(event, title="After")
    save(event, title="Later")

    answer = at_desk.post(door(event, "undo"), undo_of(at_desk, event, step=1))

    assert said(answer) == ["“Later” was changed again afterwards, by author. Undo that first."]
    assert Event.objects.get().title == "Later"


def test_what_hangs_on_a_row_by_now_keeps_it(committed_db, sit_down, save) -> None:
    client, event, source = sit_down(UserFactory(role="administrator")), EventFactory(), SourceFactory()
    save(event, client, **{"citations-TOTAL_FORMS": 2, "citations-1-source": source.pk})
    step = undo_of(client, event)
    fact = Fact.objects.create(event=event, kind="number", label="arrests")
    ReportedValue.objects.create(fact=fact, citation=Citation.objects.get(source=source), text="14")
    event.refresh_from_db()

    answer = client.post(door(event, "undo"), step | {"seen": event.version})

    assert said(answer) == [
        "It hangs together with something that is not there any more, or that came since. Nothing changed."
    ]
    assert Citation.objects.filter(source=source).exists()


def test_the_beginning_is_not_undone(author, at_desk, fill) -> None:
    page = reverse("admin:events_incident_add")
    at_desk.post(page, fill(at_desk.get(page), title="An affair"))
    incident = Incident.objects.get()

    answer = at_desk.post(door(incident, "undo"), undo_of(at_desk, incident))

    assert said(answer) == ["So it began. To take it away altogether, delete it."]


def test_one_row_goes_back_to_an_earlier_version(event, at_desk, save) -> None:
    save(event, title="After", text="More")
    save(event, title="Later")
    save(event, text="Most")

    at_desk.post(door(event, "restore"), restore_of(at_desk, event, "event", "changed"))

    event.refresh_from_db()
    assert (event.title, event.text) == ("Later", "More")


def test_a_removed_row_comes_back(event, at_desk, save) -> None:
    save(event, **{"participants-0-DELETE": "on"})

    at_desk.post(door(event, "restore"), restore_of(at_desk, event, "participant", "removed"))

    assert Participant.objects.get().company == event.company


def test_a_company_that_became_another_does_not_come_back_into_an_event(event, at_desk, save) -> None:
    """Nor as an owner: what is proposed would name it both as it was and as merged."""
    save(event, **{"participants-0-DELETE": "on"})
    restoring = restore_of(at_desk, event, "participant", "removed")
    merge(loser=event.company, survivor=CompanyFactory())

    answer = at_desk.post(door(event, "restore"), restoring)

    assert said(answer) == [f"“{event.company}” became another company: name that one."]
    assert not Participant.objects.exists()


def test_a_row_that_has_no_place_any_more_says_so(event, at_desk, save) -> None:
    save(event, **{"participants-0-DELETE": "on"})
    restoring = restore_of(at_desk, event, "participant", "removed")
    Participant.objects.create(event=event, company=event.company, role="mentioned")
    event.refresh_from_db()

    answer = at_desk.post(door(event, "restore"), restoring | {"seen": event.version})

    assert said(answer) == ["This company already takes part in this role."]
    assert Participant.objects.count() == 1


def test_a_date_keeps_its_days_when_it_comes_back(author, at_desk, save) -> None:
    event = EventFactory(incident__author=author, date="2016-01")
    save(event, date="since 2015")

    at_desk.post(door(event, "undo"), undo_of(at_desk, event))

    event.refresh_from_db()
    assert (event.date, event.date_manner, f"{event.earliest} {event.latest}") == (
        "2016-01",
        "within",
        "2016-01-01 2016-01-31",
    )


@pytest.mark.parametrize(("factory", "field"), [(SourceFactory, "title"), (CompanyFactory, "name")])
def test_sources_and_companies_go_back_too(author, at_desk, save, factory, field: str) -> None:
    subject = factory(**{field: "Before"})
    save(subject, **{field: "After"})

    at_desk.post(door(subject, "undo"), undo_of(at_desk, subject))

    subject.refresh_from_db()
    assert getattr(subject, field) == "Before"


def test_places_of_an_incident_go_back_and_its_status_stays(author, at_desk, save) -> None:
    incident = EventFactory(incident__author=author).incident
    save(incident, summary="After", **{"places-TOTAL_FORMS": 1, "places-0-name": "Seattle"})
    published(incident)

    at_desk.post(door(incident, "undo"), undo_of(at_desk, incident, step=_step_with(at_desk, incident, "place")))

    incident.refresh_from_db()
    assert (incident.summary, incident.places.count(), incident.status) == (
        "What the affair is about.",
        0,
        Status.PENDING,
    )


def _step_with(client: Client, subject, what: str) -> int:
    steps = _typed_steps(history_of(client, subject))
    return next(number for number, step in enumerate(steps) if what in {row.what for row in step.rows})


# --- An event that was removed ---


@pytest.fixture
def answered(author) -> Incident:
    """An allegation with everything that hangs on it, and a statement that answers it."""
    incident = IncidentFactory(author=author)
    allegation = AllegationFactory(incident=incident, title="It is alleged")
    StatementFactory(incident=incident, company=allegation.company, answers=allegation, title="It denies")
    fact = Fact.objects.create(event=allegation, kind="number", label="arrests")
    value = ReportedValue.objects.create(fact=fact, citation=allegation.citations.get(), text="14")
    fact.preferred, fact.reason = value, "It counts at first hand."
    fact.save()
    return incident


def test_a_removed_event_comes_back_with_all_that_went_with_it(answered, at_desk) -> None:
    allegation = answered.events.get(title="It is alleged")
    key, before = allegation.key, _counts()
    at_desk.post(reverse("admin:events_event_delete", args=[allegation.pk]), {"post": "yes"})
    gone = _counts()

    answer = at_desk.post(reverse("admin:desk_bring_back", args=[answered.pk]), {"row": removed_row(at_desk, answered)})

    back = Event.objects.get(title="It is alleged")
    assert said(answer) == ["It is back, with all that went with it."]
    assert gone != before
    assert (_counts(), back.key, back.pk) == (before, key, allegation.pk)
    assert back.facts.get().preferred.text == "14"
    assert Answer.objects.get().allegation == back.allegation


def _counts() -> dict:
    models = [Event, Citation, Participant, Allegation, Statement, Answer, Fact, ReportedValue]
    return {model: model.objects.count() for model in models}


def test_an_answer_whose_statement_is_gone_stays_away(answered, at_desk) -> None:
    allegation = answered.events.get(title="It is alleged")
    at_desk.post(reverse("admin:events_event_delete", args=[allegation.pk]), {"post": "yes"})
    Event.objects.get(title="It denies").delete()
    rows = at_desk.get(answered.get_desk_url()).context["dossier"].removed

    at_desk.post(
        reverse("admin:desk_bring_back", args=[answered.pk]),
        {"row": next(gone.row for gone in rows if gone.title == "It is alleged")},
    )

    assert Event.objects.get().title == "It is alleged"
    assert not Answer.objects.exists()


def test_what_readers_were_told_is_withdrawn_does_not_come_back(answered, at_desk) -> None:
    published(answered)
    statement = answered.events.get(title="It denies")
    at_desk.post(reverse("admin:events_event_delete", args=[statement.pk]), {"post": "yes"})
    published(answered)

    answer = at_desk.post(reverse("admin:desk_bring_back", args=[answered.pk]), {"row": removed_row(at_desk, answered)})

    assert said(answer) == ["It was published and then withdrawn, and readers were told so. Write it as a new event."]
    assert Event.objects.count() == 1


def test_a_removed_event_comes_back_once(answered, at_desk) -> None:
    event = answered.events.get(title="It denies")
    at_desk.post(reverse("admin:events_event_delete", args=[event.pk]), {"post": "yes"})
    page, row = reverse("admin:desk_bring_back", args=[answered.pk]), removed_row(at_desk, answered)

    answers = [at_desk.post(page, {"row": row}) for _n in range(2)]

    assert [said(answer)[-1] for answer in answers] == [
        "It is back, with all that went with it.",
        "This is not in its history any more.",
    ]
    assert Event.objects.filter(title="It denies").count() == 1


@pytest.mark.parametrize("what", ["event", "incident"])
def test_what_holds_reported_values_can_be_removed(answered, at_desk, what: str) -> None:
    subject = answered if what == "incident" else answered.events.get(title="It is alleged")
    page = reverse(f"admin:events_{what}_delete", args=[subject.pk])

    asked = at_desk.get(page)
    at_desk.post(page, {"post": "yes"})

    assert not asked.context["protected"]
    assert not ReportedValue.objects.exists()


# --- An ordinary edit ---


def test_it_takes_a_dossier_out_of_review_and_is_noted(event, administrator, sit_down, at_desk, save) -> None:
    save(event, title="After")
    submitted(event.incident)
    other = sit_down(administrator)

    other.post(door(event, "undo"), undo_of(other, event))

    assert Incident.objects.get().status == Status.DRAFT
    assert Contribution.objects.filter(user=administrator).exists()


def test_nobody_takes_back_what_is_in_somebody_elses_draft(answered, at_desk, stranger, sit_down, save) -> None:
    event = answered.events.first()
    save(event, title="After")
    client, undo, restore = sit_down(stranger), undo_of(at_desk, event), restore_of(at_desk, event, "event", "added")

    answers = [
        client.post(door(event, "undo"), undo),
        client.post(door(event, "restore"), restore),
        client.post(reverse("admin:desk_bring_back", args=[answered.pk]), {"row": 1}),
        client.post(door(answered, "undo"), undo),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert Event.objects.filter(title="After").exists()


def test_a_row_of_another_subject_is_not_restored_here(event, author, at_desk, save) -> None:
    other = EventFactory(incident__author=author, title="Other")
    save(other, title="Changed")
    save(event, title="After")
    foreign = restore_of(at_desk, other, "event", "added")
    event.refresh_from_db()

    answer = at_desk.post(door(event, "restore"), foreign | {"seen": event.version})

    assert said(answer) == ["This is not in its history any more."]
    assert set(Event.objects.values_list("title", flat=True)) == {"Changed", "After"}


def test_a_retracted_dossier_stays_as_it_was(event, at_desk, save) -> None:
    save(event, title="After")
    step = undo_of(at_desk, event)
    Incident.objects.update(status=Status.RETRACTED)

    answer = at_desk.post(door(event, "undo"), step)

    assert said(answer) == ["A retracted incident stays as it was."]
    assert Event.objects.get().title == "After"


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("undo", {}),
        ("undo", {"seen": "1", "at": "yesterday"}),
        ("undo", {"seen": "1", "at": "2020-01-01"}),
        ("undo", {"seen": "1", "at": "2020-01-01T00:00:00+00:00", "context": "x"}),
        ("restore", {"seen": "1", "model": "events.submission", "row": "1"}),
        ("restore", {"seen": "1", "model": "accounts.user", "row": "1"}),
        ("restore", {"seen": "1", "model": "events.event", "row": "99999999999999999999"}),
        ("restore", {"seen": "²", "model": "events.event", "row": "1"}),
    ],
)
def test_what_no_button_sends_is_not_found(event, at_desk, name: str, sent: dict) -> None:
    assert at_desk.post(door(event, name), sent).status_code == 404
    assert at_desk.get(door(event, name)).status_code == 405


# --- Two at once, and what was redacted ---


@pytest.mark.parametrize("model", [Event, Source, Company])
def test_of_two_restores_at_once_one_is_asked_to_look_again(committed_db, sit_down, fill, model: type) -> None:
    ana, ben = (UserFactory(username=name, role="administrator") for name in ("ana", "ben"))
    factory = {Event: EventFactory, Source: SourceFactory, Company: CompanyFactory}[model]
    subject, field = factory(), "name" if model is Company else "title"
    clients = [sit_down(person) for person in (ana, ben)]
    for value in ("First", "Second", "Third"):
        page = subject.get_desk_url()
        clients[0].post(page, fill(clients[0].get(page), **{field: value}))
    steps = history_of(clients[0], subject)["steps"]
    seen = history_of(clients[0], subject)["object"].version
    rows = [row for step in steps[1:] for row in step.rows if row.model == model._meta.label_lower][:2]
    answers, start = [], Barrier(2)

    def press(client: Client, row) -> None:
        start.wait()
        answers.append(client.post(door(subject, "restore"), {"seen": seen, "model": row.model, "row": row.row}))
        connections.close_all()

    threads = [Thread(target=press, args=each) for each in zip(clients, rows, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said(answer)[0] for answer in answers) == [
        "It was changed while you were looking at its history. Look again.",
        "Restored.",
    ]


def test_redacted_words_cannot_be_restored(event, reviewer, at_desk, save) -> None:
    name = CompanyName.objects.create(company=event.company, name="Zuckmayerin Ltd", kind="trading")
    save(event, text="Zuckmayerin did it.")
    save(event, text="Somebody did it.")
    name.name = "Another"
    name.save()
    published(event.incident, reviewer)
    words = restore_of(at_desk, event, "event", "changed")
    published(event.incident, reviewer, kind="redaction", note="A name was removed.", words="zuckmayerin")
    event.refresh_from_db()

    at_desk.post(door(event, "restore"), words | {"seen": event.version})
    at_desk.post(
        door(event.company, "restore"), restore_of(at_desk, event.company, str(CompanyName._meta.verbose_name), "added")
    )

    event.refresh_from_db()
    assert event.text == f"{MARK} did it."
    assert event.company.names.get().name == f"{MARK} Ltd"


def test_a_restore_waits_for_a_redaction_and_then_finds_nothing(committed_db, sit_down, fill) -> None:
    """Read before the sweep and written after it, the words would be back."""
    ana = UserFactory(username="ana", role="administrator")
    source, client = SourceFactory(title="About Zuckmayerin"), sit_down(ana)
    page = source.get_desk_url()
    client.post(page, fill(client.get(page), title="About somebody"))
    sent = restore_of(client, source, "source", "added")
    answers = []

    def press() -> None:
        answers.append(client.post(door(source, "restore"), sent))
        connections.close_all()

    thread = Thread(target=press)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_advisory_xact_lock(5020260001)")
        thread.start()
        _wait_for_a_waiter(cursor)
        cursor.execute("UPDATE events_sourcechange SET title = replace(title, 'Zuckmayerin', '▮')")
        cursor.execute("COMMIT")
    thread.join()

    assert answers[0].status_code == 302
    assert Source.objects.get().title == "About ▮"


def _wait_for_a_waiter(cursor) -> None:
    """Until somebody waits for the publishing lock."""
    cursor.execute("SET LOCAL statement_timeout = '30s'")
    for _attempt in range(300):
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        if cursor.fetchone()[0]:
            return
        cursor.execute("SELECT pg_sleep(0.1)")
    raise AssertionError("nobody waited")
