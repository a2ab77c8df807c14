"""`manage.py known_on`: what was public of a company at a time of the past."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command

from companies.models import Company, CompanyName
from events import models
from events.record.models import Publication
from tests.events.record.guards import run
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    published,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Company:
    """Accused in the first publication, renamed and answering in the second, a day later each."""
    company, incident, source = CompanyFactory(name="Acme"), IncidentFactory(), SourceFactory()
    allegation = AllegationFactory(
        incident=incident, company=company, source=source, title="Accused of it", date="2016-01"
    )
    published(incident)
    Company.objects.filter(pk=company.pk).update(name="Apex")
    CompanyName.objects.create(company=company, name="Acme Ltd")
    StatementFactory(
        incident=incident, company=company, source=source, title="It denies", date="2016-03", answers=allegation
    )
    published(incident)
    put_back_in_time(["2026-03-03T10:00:00Z", "2026-03-04T10:00:00Z"])
    return company


def put_back_in_time(instants: list[str]) -> None:
    """As if the publications had been made then; the hashes are not asked."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE record_publication DISABLE TRIGGER USER")
    run("ALTER TABLE record_edition DISABLE TRIGGER USER")
    for number, at in enumerate(instants, start=1):
        Publication.objects.filter(number=number).update(at=at)
    run(
        "UPDATE record_edition e SET known = span FROM (SELECT e.id, tstzrange(p.at, lead(p.at) OVER (PARTITION BY "
        "e.subject_id ORDER BY e.version)) AS span FROM record_edition e JOIN record_publication p ON p.number = "
        "e.publication_id) AS spans WHERE spans.id = e.id"
    )


def told(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("known_on", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_timeline_as_known_on_a_day(acme):
    assert told("2026-03-03", "1") == [
        "Acme (company 1), as known at 2026-03-03T23:59:59+00:00",
        "",
        "January 2016 | allegation | Accused of it | reply: unknown",
    ]
    assert told("2026-03-04", "1") == [
        "Apex (company 1), as known at 2026-03-04T23:59:59+00:00",
        "",
        "January 2016 | allegation | Accused of it | reply: answered",
        "March 2016 | statement | It denies",
    ]


@pytest.mark.parametrize("name", ["Acme", "acme", "Apex", "Acme Ltd", "1"])
def test_company_is_found_by_number_and_by_each_of_its_names(acme, name):
    assert told("2026-03-03T11:00:00Z", name)[0] == "Acme (company 1), as known at 2026-03-03T11:00:00+00:00"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["2026-03-02", "Acme"], "Nothing was public of company 1 at 2026-03-02T23:59:59+00:00."),
        (["2026-03-03", "Nobody"], "There is no public company “Nobody”."),
        (["2026-03-03", "7"], "There is no public company “7”."),
        (["2026-03-03", "²"], "There is no public company “²”."),
        (["2026-02-30", "1"], "“2026-02-30” is no day and no instant. Write 2026-03-03 or 2026-03-03T12:00:00Z."),
        (["soon", "1"], "“soon” is no day and no instant. Write 2026-03-03 or 2026-03-03T12:00:00Z."),
    ],
)
def test_what_cannot_be_told_is_said_in_a_sentence(acme, arguments, sentence):
    with pytest.raises(CommandError) as refused:
        told(*arguments)
    assert str(refused.value) == sentence


def test_name_of_several_companies_asks_for_a_number(acme):
    incident = IncidentFactory()
    AllegationFactory(incident=incident, company=CompanyFactory(name="ACME"))
    published(incident)
    with pytest.raises(CommandError) as refused:
        told("2026-03-03", "Acme")
    assert str(refused.value) == "Several companies are or were called “Acme”. Give one of these numbers: 1, 2."


def test_draft_is_not_known(acme):
    models.Event.objects.update(title="Changed on the desk")
    assert not any("Changed" in line for line in told(datetime.datetime.now(tz=datetime.UTC).date().isoformat(), "1"))
