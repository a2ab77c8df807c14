"""What a dossier lacks before it can be handed in."""

import pytest

from companies.merge import merge
from events.models import Demand, Participant, ReplyRequest, Statement
from events.review import checks
from tests.factories import CompanyFactory, SourceFactory, answered_dossier

pytestmark = pytest.mark.django_db


def test_a_company_that_became_another_is_named_no_more() -> None:
    """A row that was written while two companies were merged may still name the one that went."""
    incident = answered_dossier()
    loser, survivor = CompanyFactory(name="Acme"), CompanyFactory(name="Acme Corporation")
    event = incident.events.first()
    assert checks.missing(incident) == []
    merge(loser=loser, survivor=survivor)
    loser.refresh_from_db()
    Participant.objects.create(event=event, company=loser, role="mentioned")

    [problem] = checks.missing(incident)

    assert (problem.field, problem.pk) == ("participants", event.pk)
    assert "became another company" in problem.sentence


@pytest.mark.parametrize("field", ["demands", "reply_requests", "speaker", "answers"])
def test_a_company_that_became_another_is_named_nowhere_in_an_event(field: str) -> None:
    incident = answered_dossier()
    merged = CompanyFactory(name="Acme", merged_into=CompanyFactory(name="Acme Corporation"))
    claim, said = (incident.events.get(kind=kind) for kind in ("allegation", "statement"))
    if field == "demands":
        Demand.objects.create(allegation=claim.allegation, text="Pay", addressee=merged)
    elif field == "reply_requests":
        source = claim.citations.get().source
        ReplyRequest.objects.create(allegation=claim.allegation, company=merged, asked_by="Us", source=source)
    elif field == "speaker":
        said.statement.answers.all().delete()
        Statement.objects.filter(event=said).update(speaker=merged)
    else:
        said.statement.answers.update(company=merged)

    named = [problem for problem in checks.missing(incident) if "became another company" in problem.sentence]

    assert [problem.field for problem in named] == [field]


def test_a_source_that_several_events_cite_lacks_its_publisher_once() -> None:
    incident = answered_dossier()
    source = SourceFactory(publisher="", url="")
    assert incident.events.count() > 1
    for event in incident.events.all():
        event.citations.update(source=source)

    problems = checks.missing(incident)

    assert [(problem.model, problem.pk, problem.field) for problem in problems] == [("source", source.pk, "publisher")]
