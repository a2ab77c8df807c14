"""The public tables made anew from the record."""

from collections.abc import Callable

from django.db import connection
from django.db.models import Max
from django.db.transaction import atomic

from events.record.append import hold_publishing_lock
from events.record.models import Publication, Subject, SubjectKind
from events.timeline import past, store
from events.timeline.models import (
    Heading,
    PastEntry,
    PublicCompany,
    PublicEvent,
    PublicIncident,
    PublicSource,
    RenderingDue,
    SourceUse,
    TimelineEntry,
)
from events.timeline.publishing import move_revision

TABLES = [
    PublicCompany,
    PublicIncident,
    PublicEvent,
    PublicSource,
    TimelineEntry,
    PastEntry,
    SourceUse,
    Heading,
    RenderingDue,
]
BATCH = 100


@atomic
def rebuild(after_some: Callable[[int], None] = lambda done: None) -> dict[str, int]:
    """Empties and fills every public table; readers see the old rows until it commits. Returns rows by table name.

    `after_some` is told how many incidents are done, now and then.
    """
    hold_publishing_lock()
    for table in TABLES:
        table.objects.all().delete()
    incidents = list(_keys(SubjectKind.INCIDENT))
    for done in range(0, len(incidents), BATCH):
        store.show_incidents(incidents[done : done + BATCH])
        after_some(min(done + BATCH, len(incidents)))
    store.show_companies(_keys(SubjectKind.COMPANY))
    store.show_sources(_keys(SubjectKind.SOURCE))
    past.rebuild()
    move_revision(Publication.objects.aggregate(last=Max("number"))["last"])
    return {table._meta.model_name: table.objects.count() for table in TABLES}


def _keys(kind: str):
    return Subject.objects.filter(kind=kind).order_by("number").values_list("key", flat=True).iterator(chunk_size=2000)


def analyse() -> None:
    """Lets the planner know the new rows; a rebuilt table has no statistics of its own yet."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table._meta.db_table)}")
