"""Two people at one form, and what the database refuses: nothing typed is lost, and nobody meets an error page."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from companies.models import Company, Identifier
from events.models import Answer, Citation, Event, Fact, Incident, Lineage, Participant, Role, Source, Status
from events.models.source import SourceQuerySet
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    UserFactory,
    submitted,
)

SUBJECTS = {
    Incident: (IncidentFactory, "summary"),
    Event: (EventFactory, "title"),
    Source: (SourceFactory, "title"),
    Company: (CompanyFactory, "name"),
}


def errors_of(response) -> list[str]:
    assert response.status_code == 200, response.get("Location")
    context = response.context
    said = [*context["errors"]]
    return [str(sentence) for each in said for sentence in (each if isinstance(each, list) else [each])]


@pytest.fixture
def make(author) -> Callable:
    """A row of a model, which `author` may edit."""

    def row_of(model: type):
        if model is Event:
            return EventFactory(incident__author=author)
        return IncidentFactory(author=author) if model is Incident else SUBJECTS[model][0]()

    return row_of


@pytest.mark.parametrize("model", SUBJECTS)
def test_the_later_of_two_saves_is_shown_both(model: type, make, at_desk, administrator, sit_down, fill) -> None:
    row, field = make(model), SUBJECTS[model][1]
    other = sit_down(administrator)
    mine, theirs = (fill(client.get(row.get_desk_url())) for client in (at_desk, other))

    assert other.post(row.get_desk_url(), theirs | {field: "Theirs"}).status_code == 302
    refused = at_desk.post(row.get_desk_url(), mine | {field: "Mine"})

    row.refresh_from_db()
    assert errors_of(refused) == ["Somebody else saved this while you were writing. Nothing of yours is lost."]
    assert getattr(row, field) == "Theirs"
    assert [(each.stored, each.typed) for each in refused.context["stale"]] == [("Theirs", "Mine")]
    assert refused.context["adminform"].form[field].value() == "Mine"


@pytest.mark.parametrize("model", SUBJECTS)
def test_saving_again_is_meant(model: type, make, at_desk, administrator, sit_down, fill) -> None:
    row, field = make(model), SUBJECTS[model][1]
    other = sit_down(administrator)
    mine = fill(at_desk.get(row.get_desk_url()))
    other.post(row.get_desk_url(), fill(other.get(row.get_desk_url()), **{field: "Theirs"}))

    again = fill(at_desk.post(row.get_desk_url(), mine | {field: "Mine"}))
    answer = at_desk.post(row.get_desk_url(), again)

    row.refresh_from_db()
    assert answer.status_code == 302
    assert getattr(row, field) == "Mine"


def test_a_form_without_its_version_is_not_saved(make, at_desk, fill) -> None:
    event = make(Event)

    refused = at_desk.post(
        event.get_desk_url(), {**fill(at_desk.get(event.get_desk_url())), "version": "", "title": "Mine"}
    )

    assert len(errors_of(refused)) == 1
    assert Event.objects.get().title != "Mine"


def test_a_change_beside_the_row_of_an_incident_counts_too(make, at_desk, administrator, sit_down, fill) -> None:
    incident = make(Incident)
    other = sit_down(administrator)
    mine = fill(at_desk.get(incident.get_desk_url()))
    place = {"places-TOTAL_FORMS": 1, "places-0-name": "Seattle"}

    other.post(incident.get_desk_url(), fill(other.get(incident.get_desk_url())) | place)
    refused = at_desk.post(incident.get_desk_url(), mine | {"title": "Mine"})

    assert len(errors_of(refused)) == 1


def test_a_row_of_an_event_that_was_changed_meanwhile_is_shown(make, at_desk, administrator, sit_down, fill) -> None:
    event = make(Event)
    other = sit_down(administrator)
    mine = fill(at_desk.get(event.get_desk_url()))

    other.post(event.get_desk_url(), fill(other.get(event.get_desk_url()), **{"citations-0-quotation": "Theirs"}))
    refused = at_desk.post(event.get_desk_url(), mine | {"citations-0-quotation": "Mine"})

    assert [(each.stored, each.typed) for each in refused.context["stale"]] == [("Theirs", "Mine")]
    assert Citation.objects.get().quotation == "Theirs"


@pytest.mark.parametrize(("before", "after"), [("report", "allegation"), ("allegation", "report")])
def test_a_page_whose_tables_are_others_by_now_is_shown_again(
    before: str, after: str, author, at_desk, administrator, sit_down, fill
) -> None:
    event = EventFactory(incident__author=author, kind=before)
    page, other = event.get_desk_url(), sit_down(administrator)
    mine = fill(at_desk.get(page), title="Mine")

    other.post(page, fill(other.get(page), kind=after))
    refused = at_desk.post(page, mine)
    saved = at_desk.post(page, fill(refused))

    event.refresh_from_db()
    assert (refused.status_code, saved.status_code, event.title) == (200, 302, "Mine")


@pytest.mark.parametrize("model", SUBJECTS)
def test_of_two_saves_at_once_exactly_one_wins(model: type, committed_db, sit_down, fill) -> None:
    people = [UserFactory(username="ana", role="administrator"), UserFactory(username="ben", role="administrator")]
    row, field = SUBJECTS[model][0](), SUBJECTS[model][1]
    clients = [sit_down(person) for person in people]
    forms = [fill(client.get(row.get_desk_url()), **{field: f"From {n}"}) for n, client in enumerate(clients)]
    answers, start = {}, Barrier(len(clients))

    def save(name: str, client: Client, form: dict) -> None:
        start.wait()
        answers[name] = client.post(row.get_desk_url(), form)
        connections.close_all()

    threads = [Thread(target=save, args=each) for each in zip(["ana", "ben"], clients, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (loser, told), (winner, saved) = sorted(answers.items(), key=lambda answer: answer[1].status_code)
    assert (told.status_code, saved.status_code) == (200, 302)
    assert f"{winner} saved this while you were writing" in told.content.decode()
    assert f"{loser} saved this" not in told.content.decode()


def test_a_row_that_somebody_removed_meanwhile_can_be_let_go(author, at_desk, fill) -> None:
    event = EventFactory(incident__author=author)
    page = event.get_desk_url()
    mine = fill(at_desk.get(page), **{"participants-0-role": "accused"})
    event.participants.get().delete()

    refused = at_desk.post(page, mine)
    saved = at_desk.post(page, fill(refused, **{"participants-0-DELETE": "on"}))

    assert (refused.status_code, saved.status_code) == (200, 302)
    assert not Participant.objects.exists()


def test_an_edit_takes_a_dossier_out_of_review(author, at_desk, fill) -> None:
    event = EventFactory(incident__author=author)
    submitted(event.incident)

    at_desk.post(event.get_desk_url(), fill(at_desk.get(event.get_desk_url()), title="Another title"))

    assert Incident.objects.get().status == Status.DRAFT


# --- What the database refuses ---


def test_a_circle_of_sources_is_refused_at_the_form(at_desk, fill) -> None:
    first, second = SourceFactory(), SourceFactory()
    Lineage.objects.create(source=first, origin=second)

    row = {"origins-TOTAL_FORMS": 1, "origins-0-origin": first.pk, "origins-0-relation": "reports"}
    refused = at_desk.post(second.get_desk_url(), fill(at_desk.get(second.get_desk_url()), title="Kept") | row)

    assert errors_of(refused) == ["A source cannot draw on itself, straight or through others."]
    assert refused.context["adminform"].form["title"].value() == "Kept"
    assert Lineage.objects.count() == 1


def test_an_answer_cannot_leave_its_incident(author, at_desk, fill) -> None:
    own = AllegationFactory(incident__author=author)
    elsewhere = AllegationFactory(incident__author=author)
    statement = StatementFactory(incident=own.incident, company=own.company, answers=own)

    page = fill(at_desk.get(statement.get_desk_url()))
    refused = at_desk.post(statement.get_desk_url(), page | {"answers-0-allegation": elsewhere.pk})

    assert len(errors_of(refused)) == 1
    assert Answer.objects.get().allegation == own.allegation


def test_a_demand_of_another_allegation_is_refused_at_the_form(author, at_desk, fill) -> None:
    incident = IncidentFactory(author=author)
    first, second = AllegationFactory(incident=incident), AllegationFactory(incident=incident)
    demand = second.allegation.demands.create(text="Stop", addressee=second.company)
    statement = StatementFactory(incident=incident, company=first.company, answers=first)

    page = fill(at_desk.get(statement.get_desk_url()))
    refused = at_desk.post(statement.get_desk_url(), page | {"answers-0-demand": demand.pk})

    assert errors_of(refused) == [
        "A statement answers an allegation of its own incident, and a demand of that allegation."
    ]


def test_a_value_is_cited_by_a_citation_of_its_own_event(author, at_desk, fill) -> None:
    event, elsewhere = EventFactory(incident__author=author), EventFactory(incident__author=author)
    fact = Fact.objects.create(event=event, kind="number", label="people arrested")
    row = {"facts-0-values-TOTAL_FORMS": 1, "facts-0-values-0-text": "14"}
    foreign = row | {"facts-0-values-0-citation": elsewhere.citations.get().pk}

    page = fill(at_desk.get(event.get_desk_url()))
    refused = at_desk.post(event.get_desk_url(), page | foreign)
    saved = at_desk.post(event.get_desk_url(), page | row | {"facts-0-values-0-citation": event.citations.get().pk})

    assert refused.status_code == 200
    assert saved.status_code == 302
    assert fact.values.get().text == "14"


def test_the_same_identifier_of_two_companies_is_refused(at_desk, fill) -> None:
    Identifier.objects.create(company=CompanyFactory(), scheme="wikidata", value="Q3884")
    company = CompanyFactory()
    row = {"identifiers-TOTAL_FORMS": 1, "identifiers-0-scheme": "wikidata", "identifiers-0-value": "Q3884"}

    refused = at_desk.post(company.get_desk_url(), fill(at_desk.get(company.get_desk_url())) | row)

    assert refused.status_code == 200
    assert Identifier.objects.count() == 1


def test_a_duplicate_that_no_form_could_know_is_refused_at_the_form(at_desk, fill, monkeypatch) -> None:
    """Two people add the same address at once: validation saw neither, the database sees the second."""
    taken, other = SourceFactory(), SourceFactory()
    monkeypatch.setattr(Source, "validate_constraints", lambda self, exclude=None: None)
    monkeypatch.setattr(SourceQuerySet, "at", lambda self, address: self.none())

    refused = at_desk.post(other.get_desk_url(), fill(at_desk.get(other.get_desk_url()), url=taken.url, title="Kept"))

    assert errors_of(refused) == ["A source with this address is already here."]
    assert refused.context["adminform"].form["title"].value() == "Kept"


def test_a_source_deleted_meanwhile_is_refused_at_the_form(author, at_desk, fill, monkeypatch) -> None:
    """What only the commit would refuse is refused while it can still be said at the form."""
    event, gone = EventFactory(incident__author=author), SourceFactory()
    form = fill(at_desk.get(event.get_desk_url()), **{"citations-0-source": gone.pk})
    monkeypatch.setattr(Citation, "full_clean", lambda self, **options: Source.objects.filter(pk=gone.pk).delete())

    refused = at_desk.post(event.get_desk_url(), form)

    assert "Something that this form names was deleted in the meantime: choose again." in errors_of(refused)


def test_a_row_twice_in_one_form_is_refused(author, at_desk, fill) -> None:
    event = EventFactory(incident__author=author)
    row = {
        "participants-TOTAL_FORMS": 2,
        "participants-1-company": event.company.pk,
        "participants-1-role": Role.MENTIONED,
    }

    refused = at_desk.post(event.get_desk_url(), fill(at_desk.get(event.get_desk_url())) | row)

    assert refused.status_code == 200
    assert Participant.objects.count() == 1


def test_no_form_is_saved_without_its_token(author, sit_down, fill) -> None:
    """The middleware of the desk runs inside another; this is the proof that it still refuses."""
    event = EventFactory(incident__author=author)
    client = sit_down(author, enforce_csrf_checks=True)
    form = fill(client.get(event.get_desk_url()), title="Forged")
    incident = event.incident
    moves = [reverse(f"admin:desk_{name}", args=[incident.pk]) for name in ("submit", "withdraw", "return", "publish")]

    answers = {page: client.post(page, form).status_code for page in [event.get_desk_url(), *moves]}

    assert answers == dict.fromkeys(answers, 403)
    assert Event.objects.get().title != "Forged"
    assert Incident.objects.get().status == Status.DRAFT
