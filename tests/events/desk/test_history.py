"""Every save is written to each index of its history: there are those that somebody asks by, and no others."""

import pytest
from django.apps import apps
from django.db import connection

from events import models
from events.desk.history import BESIDE

TRACKED = [model for model in apps.get_models() if hasattr(model, "pgh_event_models")]
# Removed events of a dossier, and answers that went with an allegation, are looked for beside what BESIDE says.
ELSEWHERE = {(models.Event, "incident"), (models.Answer, "allegation")}


def asked_by(model) -> set[str]:
    """Columns of its history by which the pages of history, undoing and bringing back ask."""
    paths = [path.partition("__")[0] for parts in BESIDE.values() for part, path in parts.items() if part is model]
    return {f"{name}_id" for name in [*paths, *(name for owner, name in ELSEWHERE if owner is model)]}


@pytest.mark.django_db
@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model.__name__)
def test_history_is_indexed_by_what_is_asked_for(model):
    table = model.history.rel.related_model._meta.db_table
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table).values()
    indexed = [tuple(each["columns"]) for each in found if each["index"] or each["primary_key"]]
    assert sorted(indexed) == sorted([("pgh_id",), ("pgh_obj_id",), *((name,) for name in asked_by(model))])


def test_all_models_with_a_history_are_looked_at():
    assert {models.Event, models.Incident, models.Participant, models.Citation} < set(TRACKED)
    assert len(TRACKED) == 26
