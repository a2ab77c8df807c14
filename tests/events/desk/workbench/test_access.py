"""Whose dossier it is and in which state, and what nobody may know of."""

import pytest
from django.urls import reverse

from companies.models import CompanyName
from events.models import Allegation, Citation, Event, Incident, Participant, Role, Status
from tests.events.desk.workbench.sending import (
    ALLEGATION,
    STATEMENT,
    address,
    errors,
    opened,
    place_of,
    said,
    send,
    typed,
)
from tests.factories import EventFactory, submitted


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_draft_of_somebody_else_is_not_there(method: str, source, incident, stranger, sit_down) -> None:
    client, query = sit_down(stranger), {"incident": incident.pk}

    answers = [getattr(client, method)(address(source, incident, add=add)) for add in ("incident", "allegation")]
    answers.append(client.post(reverse("admin:desk_dismiss", args=[source.pk], query=query)))

    assert [answer.status_code for answer in answers] == [404] * 3


NOWHERE = ["incident=0", "incident=x", "incident=-1", "incident=" + "9" * 40, "incident=%00x", "add=nothing"]


@pytest.mark.parametrize("query", NOWHERE)
def test_an_address_of_nothing_is_not_there(query: str, at_desk, source) -> None:
    assert at_desk.get(f"{address(source)}?{query}").status_code == 404


def test_a_source_of_nothing_is_not_there(at_desk) -> None:
    assert at_desk.get(reverse("admin:desk_workbench", args=[10**12])).status_code == 404
    assert at_desk.get("/desk/workbench/99999999999999999999999/").status_code == 404


def test_nobody_gets_in_without_signing_in(client, source) -> None:
    for url in (address(source), reverse("admin:desk_companies"), reverse("admin:desk_dismiss", args=[source.pk])):
        assert client.get(url).status_code == 302


def test_a_retracted_incident_stays_as_it_was(at_desk, source, incident, acme) -> None:
    Incident.objects.filter(pk=incident.pk).update(status=Status.RETRACTED)

    page = at_desk.post(address(source, incident, add="statement"), {**place_of("We investigate"), **STATEMENT})

    assert said(page) == ["A retracted incident stays as it was."]
    assert not Event.objects.exists()


def test_an_incident_that_is_retracted_meanwhile_is_refused_at_the_lock(
    at_desk, source, incident, acme, monkeypatch
) -> None:
    from events.desk.workbench import actions  # noqa: PLC0415  the module is what is patched

    page = opened(at_desk, source, incident, "statement", **place_of("We investigate"))
    before = actions.opened

    def retracted_first(*args):
        Incident.objects.filter(pk=incident.pk).update(status=Status.RETRACTED)
        return before(*args)

    monkeypatch.setattr(actions, "opened", retracted_first)
    refused = at_desk.post(address(source, incident, add="statement"), typed(page, **STATEMENT))

    assert errors(refused) == {"__all__": ["A retracted incident stays as it was."]}
    assert not Event.objects.exists()


def test_an_event_of_another_incident_is_no_choice(at_desk, source, incident) -> None:
    EventFactory(incident=incident)
    other = EventFactory(incident__author=incident.author)

    refused = send(at_desk, source, incident, "citation", "63 emails", event=other.pk)

    assert list(errors(refused)) == ["event"]
    assert not other.citations.filter(source=source).exists()


def test_an_edit_takes_a_dossier_out_of_review(at_desk, source, incident) -> None:
    event = EventFactory(incident=incident)
    submitted(incident)

    send(at_desk, source, incident, "citation", "63 emails", event=event.pk)

    incident.refresh_from_db()
    assert incident.status == Status.DRAFT


def test_a_form_that_arrives_twice_makes_one_event(at_desk, source, incident, acme) -> None:
    page = opened(at_desk, source, incident, "allegation", **place_of("63 emails"))
    sent = typed(page, **ALLEGATION)

    answers = [at_desk.post(address(source, incident, add="allegation"), sent, follow=True) for _n in range(2)]

    assert said(answers[1]) == ["This was saved already; nothing was made twice."]
    assert (Event.objects.count(), Allegation.objects.count(), Citation.objects.count()) == (1, 1, 1)


def test_a_refusal_of_the_database_leaves_nothing_half_made(at_desk, source, incident, acme) -> None:
    """The group is described and counted, but the same company accuses and is accused in one role twice."""
    page = opened(at_desk, source, incident, "allegation", **place_of("63 emails"))
    CompanyName.objects.create(company=acme, name="Acme Corporation")

    answer = at_desk.post(
        address(source, incident, add="allegation"), typed(page, **(ALLEGATION | {"accused": "Acme; Acme Corporation"}))
    )

    assert answer.status_code == 302  # one company by two names is one participant
    assert Participant.objects.filter(role=Role.ACCUSED).count() == 1
