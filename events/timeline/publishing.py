"""After the record has grown: show what a publication changed, at once or as work that is due."""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.transaction import atomic

from events.record.chain import Document
from events.record.models import Edition, Publication, Subject, SubjectKind
from events.record.redact import containing
from events.timeline import past, store
from events.timeline.models import (
    PublicCompany,
    PublicEvent,
    PublicIncident,
    PublicSource,
    RenderingDue,
    SourceUse,
    TimelineEntry,
)

OWN_PAGES = [SubjectKind.COMPANY, SubjectKind.SOURCE, SubjectKind.INCIDENT]


@atomic
def show(publication: Publication) -> None:
    """Renders every subject of `publication`; whatever else names one of them is due to be rendered again.

    A company's or source's own page changes at once, the rest of the site within the sweep of `events.timeline.tasks`.
    """
    move_revision()
    changed = _changed_by(publication)
    pages = _pages_of(changed)
    store.show_companies(pages[SubjectKind.COMPANY])
    store.show_sources(pages[SubjectKind.SOURCE])
    shown = set(pages[SubjectKind.INCIDENT])
    past.forget_blanked_by(publication)
    for dossiers in store.incidents_shown(sorted(shown)):
        past.begin_with(publication, (event for dossier in dossiers for event in dossier.events))
    known = list(_known_before(publication))
    numbers = {kind: [e.subject.number for e in known if e.subject.kind == kind] for kind in SubjectKind}
    _make_due(_dependent_on(known, numbers) - shown, publication)
    store.show_companies(_owned_by(numbers[SubjectKind.COMPANY]))
    store.show_sources(_naming(known, SubjectKind.SOURCE, lambda key: {"lineage": [{"source": key}]}))


def _changed_by(publication: Publication) -> QuerySet[Edition]:
    """What it published, and what it blanked: the history of a subject tells which of its versions were redacted."""
    return Edition.objects.filter(Q(publication=publication) | Q(redacted_in=publication)).order_by("id")


def _pages_of(changed: QuerySet[Edition]) -> dict[str, dict[UUID, None]]:
    """By kind, the keys of those on whose pages these editions are read, each once; an event's is its incident's."""
    pages: dict[str, dict[UUID, None]] = {kind: {} for kind in OWN_PAGES}
    rows = changed.values_list("subject__kind", "subject__key", "subject__parent__key")
    for kind, key, parent in rows.iterator():
        if kind == SubjectKind.EVENT:
            pages[SubjectKind.INCIDENT][parent] = None
        else:
            pages[kind][key] = None
    return pages


def _known_before(publication: Publication) -> QuerySet[Edition]:
    """Those of them that others may name; an event has its incident, and what is new is named by none yet."""
    known = _changed_by(publication).filter(subject__kind__in=OWN_PAGES).exclude(publication=publication, version=1)
    return known.select_related("subject").only("version", "subject")


def move_revision() -> None:
    """Takes the next position, under the publishing lock, and changes the one row that every ETag is made from.

    Comes before whatever it counts, so that positions are in the order of commits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT timeline_move()")


def _dependent_on(editions: list[Edition], numbers: dict[str, list[int]]) -> set[UUID]:
    """Keys of the incidents whose faces name a changed company, source or related incident."""
    by_company = TimelineEntry.objects.filter(company__in=numbers[SubjectKind.COMPANY]).values("event")
    by_source = SourceUse.objects.filter(source__in=numbers[SubjectKind.SOURCE]).values("event")
    incidents = PublicEvent.objects.filter(number__in=by_company.union(by_source)).values("incident").distinct()
    related = _naming(editions, SubjectKind.INCIDENT, lambda key: {"related": [key]})
    return set(PublicIncident.objects.filter(number__in=incidents).values_list("key", flat=True)) | set(related)


def _owned_by(companies: list[int]) -> Iterable[UUID]:
    return PublicCompany.objects.filter(owners__overlap=companies).values_list("key", flat=True) if companies else []


def _naming(editions: list[Edition], kind: str, reference: Callable[[str], Document]) -> Iterable[UUID]:
    """Keys of the subjects of `kind` that name a changed one of the same kind."""
    naming = [
        Q(document__contains=reference(str(edition.subject.key)))
        for edition in editions
        if edition.subject.kind == kind
    ]
    current = Edition.objects.filter(subject__kind=kind, known__upper_inf=True)
    return current.filter(reduce(or_, naming)).values_list("subject__key", flat=True) if naming else []


def _make_due(incidents: set[UUID], publication: Publication) -> None:
    RenderingDue.objects.bulk_create(
        [RenderingDue(incident=key, publication=publication.number) for key in sorted(incidents)],
        update_conflicts=True,
        unique_fields=["incident"],
        update_fields=["publication"],
    )


def show_again_with(words: str) -> None:
    """Renders at once whatever public row still shows `words`, in whatever case: redaction does not wait."""
    move_revision()
    for table, show in SHOWN_BY.items():
        show(_rows_with(table, words))


SHOWING = {PublicEvent: "concat_ws(' ', body, traits)"}
"""Where words are looked for, if not in the body alone: the domain of what an event rests on may stand in none."""


def _rows_with(table: type[Model], words: str) -> list[UUID]:
    shown = f"{SHOWING.get(table, 'body')} ILIKE %s"
    rows = table.objects.extra(where=[shown], params=[containing(words)])  # noqa: S610  our own columns
    return list(rows.values_list("key", flat=True))


def _show_events(keys: Iterable[UUID]) -> None:
    store.show_incidents(Subject.objects.filter(key__in=keys).values_list("parent__key", flat=True).distinct())


SHOWN_BY = {
    PublicCompany: store.show_companies,
    PublicSource: store.show_sources,
    PublicIncident: store.show_incidents,
    PublicEvent: _show_events,
}


LEASE = """
UPDATE timeline_renderingdue SET leased_until = clock_timestamp() + interval '2 minutes'
WHERE id IN (
    SELECT id FROM timeline_renderingdue WHERE leased_until IS NULL OR leased_until < clock_timestamp()
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING incident, publication, leased_until
"""


def render_due(batch: int = 20) -> int:
    """Leases up to `batch` incidents that are due, renders each in a transaction of its own; returns how many.

    A worker that dies holds its lease for two minutes, then the rows are anybody's again: nothing is lost, and a
    second rendering gives the same bytes.
    """
    with connection.cursor() as cursor:
        cursor.execute(LEASE, [batch])
        leased = cursor.fetchall()
    for incident, publication, leased_until in leased:
        with atomic():
            move_revision()  # and hold the publishing lock, or an older state might be written over a newer one
            store.show_incident(incident)
            RenderingDue.objects.filter(incident=incident, publication=publication, leased_until=leased_until).delete()
    return len(leased)
