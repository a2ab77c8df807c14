"""What is due to be rendered again: held by one worker at a time, and never lost with it."""

import threading

import pytest
from django.db import connection
from django.db.transaction import atomic

from companies.models import Company
from events.record.append import hold_publishing_lock
from events.timeline import publishing, store
from events.timeline.models import PublicEvent, RenderingDue
from events.timeline.publishing import render_due
from tests.events.record.guards import run
from tests.events.record.meeting import LONGEST, at_once
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, published


@pytest.fixture
def many_due(committed_db) -> int:
    """Seven incidents that show a company's old name."""
    company = CompanyFactory(name="Before")
    incidents = [IncidentFactory() for _ in range(7)]
    for incident in incidents:
        EventFactory(incident=incident, company=company)
        published(incident)
    Company.objects.filter(pk=company.pk).update(name="After")
    published(incidents[0])
    return RenderingDue.objects.count()


def test_two_workers_never_render_the_same_row(many_due, monkeypatch):
    assert many_due == 7
    rendered, real = [], store.show_incident
    monkeypatch.setattr(store, "show_incident", lambda key: (rendered.append(key), real(key)))
    done = at_once(*[lambda: render_due(batch=2)] * 4)
    assert (sum(done), len(rendered), len(set(rendered))) == (7, 7, 7)
    assert not RenderingDue.objects.exists()
    assert not PublicEvent.objects.filter(body__contains="Before").exists()


def test_two_workers_without_the_lease_would(many_due, monkeypatch):
    """The control: rows that are read and not held are rendered by both."""
    monkeypatch.setattr(
        publishing, "LEASE", "SELECT incident, publication, leased_until FROM timeline_renderingdue LIMIT %s"
    )
    rendered, both = [], threading.Barrier(2, timeout=LONGEST)
    monkeypatch.setattr(store, "show_incident", rendered.append)
    monkeypatch.setattr(publishing, "move_revision", both.wait)
    at_once(render_due, render_due)
    assert len(rendered) > len(set(rendered))


def test_row_of_a_worker_that_died_is_done_when_its_lease_is_over(many_due, monkeypatch):
    monkeypatch.setattr(store, "show_incident", die)
    with pytest.raises(SystemExit):
        render_due()
    monkeypatch.undo()
    assert render_due() == 0
    assert RenderingDue.objects.count() == 7
    run("UPDATE timeline_renderingdue SET leased_until = clock_timestamp() - interval '1 second'")
    assert render_due() == 7
    assert not RenderingDue.objects.exists()


def die(key) -> None:
    raise SystemExit


def test_row_that_falls_due_again_meanwhile_stays_due(many_due, monkeypatch):
    real = store.show_incident

    def show_while_another_publishes(key) -> None:
        real(key)
        RenderingDue.objects.filter(incident=key).update(publication=99)

    monkeypatch.setattr(store, "show_incident", show_while_another_publishes)
    assert render_due(batch=1) == 1
    assert RenderingDue.objects.filter(publication=99).count() == 1


def test_rendering_waits_for_a_publication_that_is_being_made(many_due):
    """Or it could write an older state over a newer one."""
    publishing_now, rendered = threading.Event(), threading.Event()

    def publisher() -> bool:
        with atomic():
            hold_publishing_lock()
            publishing_now.set()
            return rendered.wait(0.5)

    def renderer() -> None:
        publishing_now.wait(LONGEST)
        render_due()
        rendered.set()

    assert at_once(publisher, renderer) == [False, None]
    assert not RenderingDue.objects.exists()
    assert connection.get_autocommit()
