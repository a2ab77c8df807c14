"""Rules between rows of the desk, each broken once with its guard in force, and once with the guard gone."""

import contextlib
import threading
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import atomic

from events import models
from events.models import Lineage
from tests.events.record.guards import run, take_away
from tests.events.record.meeting import at_once
from tests.factories import (
    AllegationFactory,
    CompanyFactory,
    EventFactory,
    IncidentFactory,
    SourceFactory,
    StatementFactory,
    answered_dossier,
    published,
)


def circle(*, write) -> None:
    """A ← B ← C, and then C ← A."""
    a, b, c = SourceFactory(), SourceFactory(), SourceFactory()
    Lineage.objects.create(source=b, origin=a)
    Lineage.objects.create(source=c, origin=b)
    write(a, c)


def turned_round(source, origin) -> None:
    row = Lineage.objects.create(source=SourceFactory(), origin=origin)
    Lineage.objects.filter(pk=row.pk).update(source=source)


def drawing_on_itself() -> None:
    source = SourceFactory()
    Lineage.objects.create(source=source, origin=source)


def answer_across() -> None:
    allegation, statement = AllegationFactory(), StatementFactory()
    models.Answer.objects.create(
        statement=statement.statement, allegation=allegation.allegation, company=statement.company, stance="denies"
    )


def answer_moved_across() -> None:
    answered_dossier()
    models.Answer.objects.update(allegation=AllegationFactory().allegation)


def answer_to_a_demand_of_another() -> None:
    incident = answered_dossier()
    other = AllegationFactory(incident=incident)
    demand = other.allegation.demands.create(text="Pay.", addressee=CompanyFactory())
    models.Answer.objects.update(demand=demand)


def statement_moved_away() -> None:
    incident = answered_dossier()
    incident.events.filter(kind="statement").update(incident=IncidentFactory())


def allegation_moved_away() -> None:
    incident = answered_dossier()
    incident.events.filter(kind="allegation").update(incident=IncidentFactory())


def value_of_another_event() -> None:
    fact = EventFactory().facts.create(kind="number", label="people")
    models.ReportedValue.objects.create(fact=fact, citation=EventFactory().citations.get(), text="18")


def reported_event() -> models.Event:
    event = EventFactory()
    fact = event.facts.create(kind="number", label="people")
    models.ReportedValue.objects.create(fact=fact, citation=event.citations.get(), text="18")
    return event


def published_event(**changes) -> None:
    event = EventFactory()
    published(event.incident)
    models.Event.objects.filter(pk=event.pk).update(**changes)


def value_preferred_elsewhere() -> None:
    reported_event()
    models.Fact.objects.create(
        event=EventFactory(), kind="number", label="people", preferred=models.ReportedValue.objects.get(), reason="x"
    )


def move(rows, **to) -> None:
    assert rows().update(**{name: made() for name, made in to.items()}) == 1


GOES_BACK = ["events_lineage.events_lineage_goes_back"]
INSIDE = ["events_answer.events_answer_stays_inside"]
STAYS = ["events_event.events_event_stays"]
RULES = {
    "a circle of sources": (partial(circle, write=lambda a, c: Lineage.objects.create(source=a, origin=c)), GOES_BACK),
    "a circle of sources in bulk": (
        partial(circle, write=lambda a, c: Lineage.objects.bulk_create([Lineage(source=a, origin=c)])),
        GOES_BACK,
    ),
    "a circle of sources by SQL": (
        partial(
            circle,
            write=lambda a, c: run(
                "INSERT INTO events_lineage (source_id, origin_id, relation, note) VALUES (%s, %s, 'quotes', '')",
                a.pk,
                c.pk,
            ),
        ),
        GOES_BACK,
    ),
    "a circle of sources by an update": (partial(circle, write=turned_round), GOES_BACK),
    "a source that draws on itself": (drawing_on_itself, [*GOES_BACK, "events_lineage.lineage_not_to_itself"]),
    "an answer to an allegation of another incident": (answer_across, INSIDE),
    "an answer that is turned to one": (answer_moved_across, INSIDE),
    "an answer to a demand of another allegation": (answer_to_a_demand_of_another, INSIDE),
    "a statement that leaves its allegation": (statement_moved_away, STAYS),
    "an allegation that leaves its answer": (allegation_moved_away, STAYS),
    "a value that another event's citation reports": (
        value_of_another_event,
        ["events_reportedvalue.events_value_of_same_event"],
    ),
    "a preferred value of another fact": (value_preferred_elsewhere, ["events_fact.events_preferred_is_own"]),
    "a published event in another incident": (lambda: published_event(incident=IncidentFactory()), STAYS),
    "a published event under another key": (lambda: published_event(key=IncidentFactory().key), STAYS),
    "a citation of another event": (
        lambda: move(lambda: reported_event().citations, event=EventFactory),
        ["events_citation.events_citation_stays"],
    ),
    "a fact of another event": (
        lambda: move(lambda: reported_event().facts, event=EventFactory),
        ["events_fact.events_fact_stays"],
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES)
def test_database_refuses(rule):
    attempt, _guards = RULES[rule]
    with pytest.raises(IntegrityError), atomic():
        attempt()


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES)
def test_database_without_the_guard_would_take(rule):
    attempt, guards = RULES[rule]
    take_away(*guards)
    with atomic():
        attempt()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_event_that_is_not_public_may_move():
    event, other = EventFactory(), IncidentFactory()
    models.Event.objects.filter(pk=event.pk).update(incident=other)
    assert list(other.events.all()) == [event]


class Halves:
    """Two transactions that each insert one half of a circle, and commit only when both have inserted, if they can."""

    def __init__(self) -> None:
        self.first, self.second = SourceFactory(), SourceFactory()
        self.both = threading.Barrier(2)

    def insert(self, source: models.Source, origin: models.Source) -> None:
        with atomic():
            Lineage.objects.create(source=source, origin=origin)
            with contextlib.suppress(threading.BrokenBarrierError):  # the other one waits, as it should
                self.both.wait(1)

    def at_once(self) -> list:
        return at_once(
            lambda: self.insert(self.first, self.second),
            lambda: self.insert(self.second, self.first),
        )


def test_two_halves_of_a_circle_at_once_are_not_both_taken(committed_db):
    outcomes = Halves().at_once()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IntegrityError", "NoneType"]
    assert Lineage.objects.count() == 1


def test_two_halves_of_a_circle_without_the_lock_would_be(committed_db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('events_lineage_goes_back'::regproc)")
        (guarded,) = cursor.fetchone()
    run(guarded.replace("PERFORM pg_advisory_xact_lock(5020260002);", ""))
    try:
        assert Halves().at_once() == [None, None]
        assert Lineage.objects.count() == 2
    finally:
        run(guarded)


def test_answer_and_the_leaving_of_its_allegation_at_once(committed_db):
    """Whichever comes first, no answer reaches into another incident."""
    for _ in range(10):
        incident, other = IncidentFactory(), IncidentFactory()
        allegation, statement = AllegationFactory(incident=incident), StatementFactory(incident=incident)
        outcomes = at_once(
            partial(
                models.Answer.objects.create,
                statement=statement.statement,
                allegation=allegation.allegation,
                company=statement.company,
                stance="denies",
            ),
            partial(models.Event.objects.filter(pk=allegation.pk).update, incident=other),
        )
        assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1, outcomes
