"""A broker that is not there delays nothing and loses nothing."""

import pytest
from django.db import transaction

from events.review import actions
from events.timeline.models import RenderingDue
from events.timeline.tasks import render_again
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, published


def refuse() -> None:
    raise ConnectionRefusedError


def test_publication_stands_when_the_broker_is_gone(committed_db, monkeypatch, caplog):
    monkeypatch.setattr(actions.render_again, "delay", refuse)
    company = CompanyFactory(name="Before")
    first, second = IncidentFactory(), IncidentFactory()
    EventFactory(incident=first, company=company)
    EventFactory(incident=second, company=company)
    published(first)
    type(company).objects.update(name="After")
    assert transaction.get_autocommit()
    assert published(second).number == 2
    assert "ConnectionRefusedError" in caplog.text
    assert [due.incident for due in RenderingDue.objects.all()] == [first.key]
    assert render_again() == 1


@pytest.mark.django_db(transaction=False)
def test_alarm_clock_is_rung_after_the_commit_only(monkeypatch, django_capture_on_commit_callbacks):
    rung = []
    monkeypatch.setattr(actions.render_again, "delay", lambda: rung.append(1))
    incident = EventFactory().incident
    with django_capture_on_commit_callbacks(execute=True):
        published(incident)
        assert rung == []
    assert rung == [1]
