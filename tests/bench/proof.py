"""That a loaded database is what the product itself would have made.

`python -m tests.bench.proof medium` asks it of a sample, in a database loaded some time ago.
"""

import os
import sys

import django
from django.db import DatabaseError, transaction
from django.db.models import Model

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()

from events.models import Incident
from events.record import verify
from events.review import proposals
from events.timeline import store
from events.timeline.models import (
    PublicCompany,
    PublicEvent,
    PublicIncident,
    PublicSource,
    SourceUse,
    TimelineEntry,
)
from tests.bench import scale as scales
from tests.bench.scale import SCALES, Scale

Rows = dict[str, list[tuple]]


def check_all(scale: Scale) -> None:
    """Raises AssertionError where something differs."""
    assert list(verify.faults()) == []
    for company, length in enumerate(scale.timelines, start=1):
        assert TimelineEntry.objects.filter(company=company).count() == length
    check_sample(scale)


def check_sample(scale: Scale) -> None:
    for incident in sorted({1, 2, 3, scale.incidents // 2, scale.incidents}):
        _check_documents(incident)
        _check_rendering(scale, incident)


def _check_documents(incident: int) -> None:
    """The desk's rows give the documents that are on the record."""
    assert proposals.changed(proposals.proposed(Incident.objects.get(pk=incident))) == []


def _check_rendering(scale: Scale, incident: int) -> None:
    """Rendered again from the record, the public rows are the same."""
    before = _public(scale, incident)
    with transaction.atomic():
        _render(before)
        after = _public(scale, incident)
        transaction.set_rollback(True)
    assert after == before
    assert all(before.values())


def _render(rows: Rows) -> None:
    key = PublicIncident._meta.get_field("key").attname
    keys = {table: [dict(row)[key] for row in found] for table, found in rows.items() if table.startswith("public")}
    for incident in keys["publicincident"]:
        store.show_incident(incident)
    store.show_sources(keys["publicsource"])
    store.show_companies(keys["publiccompany"])


def _public(scale: Scale, incident: int) -> Rows:
    """Every public row that `incident` gave rise to, but for the numbers of rows that mean nothing."""
    events = list(scales.events_of(incident))
    found = {
        PublicIncident: {"number": incident},
        PublicEvent: {"number__in": events},
        PublicSource: {"number__in": list(scales.sources_of(incident))},
        PublicCompany: {"number__in": [1, scale.known_companies(incident)]},
        TimelineEntry: {"event__in": events},
        SourceUse: {"event__in": events},
    }
    return {table._meta.model_name: _values(table, chosen) for table, chosen in found.items()}


def _values(table: type[Model], chosen: dict) -> list[tuple]:
    names = [field.attname for field in table._meta.concrete_fields if field.attname != "id"]
    return sorted(tuple((name, row[name]) for name in names) for row in table.objects.filter(**chosen).values(*names))


if __name__ == "__main__":
    try:
        check_sample(SCALES[sys.argv[1]])
    except (AssertionError, DatabaseError):
        sys.exit(1)
