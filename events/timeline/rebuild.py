"""The public tables made anew from the record."""

from collections.abc import Callable

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.transaction import atomic

from events.record.models import Subject, SubjectKind
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

SUBJECTS = {
    SubjectKind.COMPANY: PublicCompany,
    SubjectKind.INCIDENT: PublicIncident,
    SubjectKind.EVENT: PublicEvent,
    SubjectKind.SOURCE: PublicSource,
}
TABLES = [
    *SUBJECTS.values(),
    TimelineEntry,
    PastEntry,
    SourceUse,
    Heading,
    RenderingDue,
]
BATCH = 100


@atomic
def rebuild(after_some: Callable[[int], None] = lambda done: None) -> dict[str, int]:
    """Makes every public table anew; readers see the old rows until it commits. Returns rows by table name.

    Bodies are written over the old ones, so that those who follow the changes are told only of what became different.
    `after_some` is told how many incidents are done, now and then.
    """
    move_revision()
    for kind, table in SUBJECTS.items():
        table.objects.exclude(Exists(_same(kind))).delete()
    for table in TABLES[len(SUBJECTS) :]:
        table.objects.all().delete()
    incidents = list(_keys(SubjectKind.INCIDENT))
    for done in range(0, len(incidents), BATCH):
        store.show_incidents(incidents[done : done + BATCH])
        after_some(min(done + BATCH, len(incidents)))
    store.show_companies(_keys(SubjectKind.COMPANY))
    store.show_sources(_keys(SubjectKind.SOURCE))
    past.rebuild()
    return {table._meta.model_name: table.objects.count() for table in TABLES}


def _same(kind: str) -> QuerySet[Subject]:
    """The subject of the record that a public row is of."""
    return Subject.objects.filter(kind=kind, number=OuterRef("number"), key=OuterRef("key"))


def _keys(kind: str):
    return Subject.objects.filter(kind=kind).order_by("number").values_list("key", flat=True).iterator(chunk_size=2000)


def analyse() -> None:
    """Lets the planner know the new rows; a rebuilt table has no statistics of its own yet."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table._meta.db_table)}")
