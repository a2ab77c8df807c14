"""Each change counts a version up, whichever way it is made, so that who saw an older state touches nothing."""

from functools import partial

import pytest
from django.db.models import F

from companies.models import Company, CompanyName, Identifier, Ownership
from events import models
from tests.events.record.guards import run, take_away
from tests.events.record.meeting import at_once
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, SourceFactory

FACTORIES = {
    models.Event: EventFactory,
    models.Incident: IncidentFactory,
    models.Source: SourceFactory,
    Company: CompanyFactory,
}
TEXT = {models.Event: "title", models.Incident: "title", models.Source: "title", Company: "name"}


def saved(row, field):
    setattr(row, field, "Saved")
    row.save()


def saved_with_an_old_version(row, field):
    """As a form would that sends its own number back."""
    setattr(row, field, "Saved")
    row.version = 1
    row.save()


def bulk_updated(row, field):
    setattr(row, field, "In bulk")
    type(row).objects.bulk_update([row], [field])


WAYS = {
    "save": saved,
    "save with an old version": saved_with_an_old_version,
    "update": lambda row, field: type(row).objects.filter(pk=row.pk).update(**{field: "By query"}),
    "bulk_update": bulk_updated,
    "SQL": lambda row, field: run(f"UPDATE {row._meta.db_table} SET {field} = 'By SQL' WHERE id = %s", row.pk),
    "update_or_create": lambda row, field: type(row).objects.update_or_create({field: "Again"}, pk=row.pk),
}


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("model", FACTORIES, ids=lambda model: model.__name__)
def test_version_counts_up(model, way):
    row = FACTORIES[model]()
    before = model.objects.get(pk=row.pk)
    WAYS[way](row, TEXT[model])
    assert model.objects.get(pk=row.pk).version == before.version + 1
    assert model.objects.filter(pk=row.pk, version=before.version).update(**{TEXT[model]: "Stale"}) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("model", FACTORIES, ids=lambda model: model.__name__)
def test_version_without_its_trigger_would_stand_still(model):
    row = FACTORIES[model]()
    before = model.objects.get(pk=row.pk).version
    take_away(f"{model._meta.db_table}.{model._meta.db_table}_counts")
    model.objects.filter(pk=row.pk).update(**{TEXT[model]: "By query"})
    assert model.objects.filter(pk=row.pk, version=before).update(**{TEXT[model]: "Stale"}) == 1


PARTS = {
    "a name of a company": lambda company, source, event: CompanyName.objects.create(company=company, name="Alias"),
    "an identifier": lambda company, source, event: Identifier.objects.create(
        company=company, scheme="wikidata", value="Q1"
    ),
    "an owner": lambda company, source, event: Ownership.objects.create(parent=CompanyFactory(), child=company),
    "an origin": lambda company, source, event: models.Lineage.objects.create(source=source, origin=SourceFactory()),
    "a citation": lambda company, source, event: models.Citation.objects.create(event=event, source=source),
    "a participant": lambda company, source, event: models.Participant.objects.create(
        event=event, company=company, role="accused"
    ),
    "a place": lambda company, source, event: event.incident.places.create(name="Paris"),
}
COUNTED = {
    "a name of a company": [1, 0, 0, 0],
    "an identifier": [1, 0, 0, 0],
    "an owner": [1, 0, 0, 0],
    "an origin": [0, 1, 0, 0],
    "a citation": [0, 0, 1, 0],
    "a participant": [0, 0, 1, 0],
    "a place": [0, 0, 0, 1],
}


@pytest.mark.django_db
@pytest.mark.parametrize("part", PARTS)
def test_version_counts_up_with_what_hangs_on_it(part):
    company, source, event = CompanyFactory(), SourceFactory(), EventFactory()
    rows = [company, source, event, event.incident]
    before = versions(rows)
    child = PARTS[part](company, source, event)
    added = versions(rows)
    type(child).objects.filter(pk=child.pk).update(id=F("id"))
    child.delete()
    assert [now - then for now, then in zip(added, before, strict=True)] == COUNTED[part]
    assert [now - then for now, then in zip(versions(rows), before, strict=True)] == [3 * n for n in COUNTED[part]]


def versions(rows) -> list[int]:
    return [type(row).objects.get(pk=row.pk).version for row in rows]


@pytest.mark.parametrize("model", FACTORIES, ids=lambda model: model.__name__)
def test_of_two_editors_at_once_one_wins(committed_db, model):
    row = FACTORIES[model]()
    for turn in range(5):
        seen = model.objects.get(pk=row.pk).version
        mine = model.objects.filter(pk=row.pk, version=seen)
        outcomes = at_once(*(partial(mine.update, **{TEXT[model]: f"Editor {n} of {turn}"}) for n in range(4)))
        assert sorted(outcomes) == [0, 0, 0, 1]
        assert model.objects.get(pk=row.pk).version == seen + 1
