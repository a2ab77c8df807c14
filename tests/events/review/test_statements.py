"""One statement over many rows does what many statements over one row did: the triggers of 0005 and those of 0002."""

from functools import partial
from importlib import import_module

import pghistory
import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.db.transaction import atomic

from companies.models import Company, CompanyName
from events import models
from events.models import Contribution, Incident, Status, Submission
from tests.events.record.guards import run, settle
from tests.events.record.meeting import at_once
from tests.factories import (
    EventFactory,
    SourceFactory,
    answered_dossier,
    published,
    submitted,
)

by_statement = import_module("events.migrations.0005_touch_by_statement")


def dossiers() -> list[Incident]:
    """One of each standing that a touch tells apart, each with several events."""
    draft, in_review, public, changed = (answered_dossier() for _ in range(4))
    submitted(in_review)
    for incident in (public, changed):
        published(incident)
    submitted_again = answered_dossier()
    published(submitted_again)
    submitted_again.places.create(name="Paris")
    submitted(submitted_again)
    changed.places.create(name="Paris")
    return [draft, in_review, public, changed, submitted_again]


def cite(events, source):
    models.Citation.objects.bulk_create(models.Citation(event=event, source=source) for event in events)


def cite_or_change(events, source):
    """One statement that inserts some rows and changes others."""
    there = models.Citation.objects.filter(event__in=events[:3])
    rows = [
        models.Citation(pk=row.pk, event=row.event, source=row.source, key=row.key, locator="p. 2") for row in there
    ]
    rows += [
        models.Citation(pk=1_000_000 + place, event=event, source=source) for place, event in enumerate(events[3:])
    ]
    models.Citation.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=["locator"])


def move_values(events, source):
    for event in events[:2]:
        citation = event.citations.first()
        fact = models.Fact.objects.create(event=event, kind="number", label="people")
        models.ReportedValue.objects.bulk_create(
            models.ReportedValue(fact=fact, citation=citation, text=f"{n} people") for n in range(3)
        )
    models.ReportedValue.objects.update(date="2016")


def move(events, source):
    there, elsewhere = Incident.objects.order_by("pk")[:2]
    event = EventFactory(incident=there)
    models.Event.objects.filter(pk=event.pk).update(incident=elsewhere)


def relate(events, source):
    incidents = [event.incident for event in events]
    incidents[0].related.add(*incidents[1:])
    incidents[0].related.clear()


STATEMENTS = {
    "citations added": cite,
    "citations added or changed": cite_or_change,
    "citations changed": lambda events, source: models.Citation.objects.filter(event__in=events).update(locator="p. 1"),
    "citations gone": lambda events, source: models.Citation.objects.filter(event__in=events).delete(),
    "none gone": lambda events, source: models.Citation.objects.filter(pk=0).delete(),
    "events changed": lambda events, source: models.Event.objects.filter(pk__in=[e.pk for e in events]).update(
        title=Concat("title", Value("."))
    ),
    "events gone": lambda events, source: models.Event.objects.filter(pk__in=[e.pk for e in events]).delete(),
    "one event moves": move,
    "reported values": move_values,
    "places added": lambda events, source: models.Place.objects.bulk_create(
        models.Place(incident=event.incident, name=f"Place {n}") for n, event in enumerate(events)
    ),
    "places gone": lambda events, source: models.Place.objects.all().delete(),
    "related": relate,
    "titles of incidents": lambda events, source: Incident.objects.update(title=Concat("title", Value("."))),
    "an incident goes": lambda events, source: events[0].incident.delete(),
    "one event saved": lambda events, source: events[0].save(),
    "answers changed": lambda events, source: models.Answer.objects.update(stance="apologises"),
    "allegations changed": lambda events, source: models.Allegation.objects.update(form="demand"),
    "commitments": lambda events, source: models.Commitment.objects.bulk_create(
        models.Commitment(statement=statement, text="We will.") for statement in models.Statement.objects.all()
    ),
    "names of companies": lambda events, source: CompanyName.objects.bulk_create(
        CompanyName(company=company, name="Alias") for company in Company.objects.all()
    ),
}


def outcome(statement, writer, *, old: bool):
    """What stands there after `statement`, in a world that is then forgotten. Counts as booleans: something counted."""
    rows = (models.Event, Incident, models.Source, Company)
    with atomic():
        if old:
            settle()
            run(by_statement.DROP + by_statement.OF_ROWS_AGAIN)
        before = {model: dict(model.objects.values_list("pk", "version")) for model in rows}
        events = list(models.Event.objects.order_by("pk"))
        with pghistory.context(user=writer.pk):
            STATEMENTS[statement]([*events[::2], events[1]], models.Source.objects.earliest("pk"))
        found = {
            "incidents": sorted(Incident.objects.values_list("pk", "status")),
            "submissions": sorted(Submission.objects.values_list("pk", "state")),
            "contributions": sorted(Contribution.objects.values_list("incident", "user")),
            "counted": {
                (model.__name__, pk): version > before[model].get(pk, 0)
                for model in rows
                for pk, version in model.objects.values_list("pk", "version")
                if pk in before[model]
            },
        }
        settle()
        connection.set_rollback(True)
    return found


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_statement_touches_what_its_rows_would(statement, author):
    dossiers()
    assert outcome(statement, author, old=False) == outcome(statement, author, old=True)


@pytest.mark.django_db
def test_worlds_are_told_apart(author):
    """The comparison is no comparison of nothing with nothing."""
    draft, in_review, public, changed, again = dossiers()
    found = outcome("citations added", author, old=False)
    assert dict(found["incidents"]) == {
        draft.pk: Status.DRAFT,
        in_review.pk: Status.DRAFT,
        public.pk: Status.PENDING,
        changed.pk: Status.PENDING,
        again.pk: Status.PENDING,
    }
    assert {user for _incident, user in found["contributions"]} == {author.pk}
    assert sum(counted for (model, _pk), counted in found["counted"].items() if model == "Event") == 6


@pytest.mark.django_db
def test_history_of_many_rows_is_one_row_each(author):
    events = [EventFactory() for _ in range(3)]
    source = SourceFactory()
    with pghistory.context(user=author.pk):
        made = models.Citation.objects.bulk_create(models.Citation(event=event, source=source) for event in events)
        mine = models.Citation.objects.filter(pk__in=[row.pk for row in made])
        mine.filter(pk=made[0].pk).update(locator="p. 1")
        mine.update(locator="p. 1")  # one of them says so already
        mine.delete()
    history = models.Citation.pgh_event_models["insert"].objects.filter(pgh_obj_id__in=[row.pk for row in made])
    labels = history.order_by("pgh_id").values_list("pgh_label", "pgh_context__metadata__user")
    assert list(labels) == [(label, author.pk) for label in ["insert"] * 3 + ["update"] * 3 + ["delete"] * 3]


@pytest.mark.django_db
def test_history_knows_a_row_whose_primary_key_changed():
    allegation = answered_dossier().events.get(kind="allegation").allegation
    models.Answer.objects.all().delete()
    other = EventFactory(kind="allegation")
    models.Allegation.objects.filter(pk=allegation.pk).update(event=other)
    history = models.Allegation.pgh_event_models["insert"].objects.order_by("pgh_id")
    assert list(history.values_list("pgh_label", "event_id")) == [("insert", allegation.pk), ("update", other.pk)]


@pytest.mark.django_db
def test_statement_without_rows_leaves_no_trace(author):
    EventFactory()
    contexts = pghistory.models.Context.objects
    with pghistory.context(user=author.pk):
        models.Event.objects.filter(pk=0).update(title="Nobody")
        models.Citation.objects.filter(pk=0).delete()
        run(
            "INSERT INTO events_place (incident_id, name, country) SELECT id, 'x', '' FROM events_incident WHERE id = 0"
        )
    assert (contexts.count(), Contribution.objects.count()) == (0, 0)


def test_writers_who_meet_in_many_dossiers_wait_and_never_deadlock(committed_db):
    """Some hold the dossiers before they write, as every action does; some only write."""
    events = [EventFactory() for _ in range(6)]
    source = SourceFactory()
    for _turn in range(15):
        ends = at_once(*[partial(cite, events, source)] * 2, *[partial(hold_and_change, events)] * 2)
        assert ends == [None] * 4
    assert models.Citation.objects.filter(source=source).count() == 15 * 2 * 6


@atomic
def hold_and_change(events):
    list(Incident.objects.locked().order_by("pk"))
    models.Event.objects.filter(pk__in=[event.pk for event in events]).update(text="Said otherwise.")
