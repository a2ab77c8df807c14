"""The public tables are what the record makes them, byte for byte, however they came to be."""

import io

import pytest
from django.core.management import call_command

from companies.models import Company, Ownership
from events import models
from events.models import SubmissionKind
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, RenderingDue
from events.timeline.rebuild import TABLES, rebuild
from events.timeline.tasks import render_again
from tests.events.record.guards import run
from tests.events.record.newsroom import Newsroom
from tests.events.timeline.rows import public_rows
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, SourceFactory, answered_dossier, published

pytestmark = pytest.mark.django_db


def assert_rebuilt_equal() -> None:
    before = public_rows()
    rebuild()
    assert public_rows() == before


@pytest.mark.parametrize("seed", [1, 2])
def test_rebuild_equals_what_a_newsroom_published(seed):
    Newsroom(seed).work(12)
    assert_rebuilt_equal()


def test_rebuild_differs_where_a_row_was_changed():
    """The control: what is compared is every column."""
    published(answered_dossier())
    before = public_rows()
    run("UPDATE timeline_publicevent SET search = to_tsvector('x') WHERE number = 1")
    assert public_rows() != before
    rebuild()
    assert public_rows() == before


@pytest.fixture
def two_incidents():
    """One company and one source in two published incidents."""
    company, source = CompanyFactory(name="Before"), SourceFactory(title="Before")
    first, second = IncidentFactory(), IncidentFactory()
    for incident in (first, second):
        EventFactory(incident=incident, company=company, source=source)
        published(incident)
    return company, source, first, second


def names_shown() -> list[str]:
    return ["Before" if "Before" in row.body else "After" for row in PublicEvent.objects.order_by("number")]


def test_renamed_company_changes_its_own_page_at_once_and_the_rest_when_due(two_incidents):
    company, _source, first, second = two_incidents
    Company.objects.filter(pk=company.pk).update(name="After")
    models.Source.objects.update(title="After")
    published(second)
    assert PublicCompany.objects.get().title == "After"
    assert names_shown() == ["Before", "Before"]
    assert {due.incident for due in RenderingDue.objects.all()} == {first.key, second.key}
    assert render_again() == 2
    assert names_shown() == ["After", "After"]
    assert not RenderingDue.objects.exists()
    assert_rebuilt_equal()


def test_renamed_source_of_a_legal_step_changes_there_too(two_incidents):
    _company, _source, first, second = two_incidents
    event = EventFactory(incident=first, kind="allegation", company__role="accused")
    models.Participant.objects.create(event=event, group="employees", role="claimant")
    allegation = models.Allegation.objects.create(event=event)
    ruling = SourceFactory(title="The ruling")
    allegation.statuses.create(status="upheld", date="2018", source=ruling)
    published(first)
    models.Citation.objects.create(event=second.events.get(), source=ruling)
    models.Source.objects.filter(pk=ruling.pk).update(title="The other ruling")
    published(second)
    render_again()
    assert "The ruling" not in "".join(PublicEvent.objects.values_list("body", flat=True))
    assert_rebuilt_equal()


def test_renamed_source_changes_on_the_page_of_what_draws_on_it(two_incidents):
    _company, source, first, second = two_incidents
    relay = SourceFactory(title="A relay")
    models.Lineage.objects.create(source=relay, origin=source)
    models.Citation.objects.create(event=first.events.get(), source=relay)
    published(first)
    models.Source.objects.filter(pk=source.pk).update(title="After")
    published(second)
    render_again()
    assert_rebuilt_equal()


def test_renamed_owner_changes_on_the_page_of_what_it_owns(two_incidents):
    company, _source, first, second = two_incidents
    child = CompanyFactory(name="Child")
    Ownership.objects.create(parent=company, child=child)
    EventFactory(incident=first, company=child)
    published(first)
    Company.objects.filter(pk=company.pk).update(name="After")
    published(second)
    render_again()
    assert "Before" not in PublicCompany.objects.get(title="Child").body
    assert_rebuilt_equal()


def test_retracted_incident_is_no_longer_named_by_a_related_one(two_incidents):
    _company, _source, first, second = two_incidents
    first.related.add(second)
    published(first)
    published(second, kind=SubmissionKind.RETRACTION, note="We were wrong.")
    render_again()
    assert [row.state for row in PublicIncident.objects.order_by("number")] == ["live", "retracted"]
    assert second.title not in PublicIncident.objects.get(number=1).body
    assert_rebuilt_equal()


def test_history_says_at_once_which_version_was_redacted(two_incidents):
    _company, _source, first, _second = two_incidents
    event = first.events.get()
    models.Event.objects.filter(pk=event.pk).update(text="Ottokar was there.")
    published(first)
    models.Event.objects.filter(pk=event.pk).update(text="Somebody was there.")
    published(first)
    published(first, kind=SubmissionKind.REDACTION, note="A name was removed.", words="Ottokar")
    assert PublicEvent.objects.get(number=1).body.count('"redacted":true') == 1
    assert_rebuilt_equal()


def test_rebuild_command_says_what_it_made_and_lets_the_planner_know():
    incident = answered_dossier()
    models.Place.objects.create(incident=incident, name="Lille", country="FR")
    published(incident)
    run("UPDATE timeline_publicincident SET title = 'Spoilt'")
    out = io.StringIO()
    call_command("rebuild_public", stdout=out)
    assert out.getvalue().splitlines() == [
        "1 incidents, 1 companies and 1 sources to render.",
        "Incidents: 1 of 1",
        "publiccompany: 1, publicincident: 1, publicevent: 2, publicsource: 1, timelineentry: 2, pastentry: 2, "
        "sourceuse: 2, heading: 1, renderingdue: 0",
        "The public tables are what the record says.",
    ]
    assert not PublicIncident.objects.filter(title="Spoilt").exists()
    assert analysed() == {table._meta.db_table for table in TABLES} - {RenderingDue._meta.db_table}


def analysed() -> set[str]:
    rows = PublicIncident.objects.raw("SELECT 1 AS number, relname FROM pg_class WHERE reltuples > 0")
    return {row.relname for row in rows} & {table._meta.db_table for table in TABLES}
