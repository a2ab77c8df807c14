"""The log of corrections, asked for one company, one incident, one kind, a period.

What was taken back is on no timeline any more. So it is judged by any version of what a publication changed.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db import connections
from django.db.models import Count, Q, QuerySet

from events.record.models import Edition, Publication
from events.timeline import queries
from events.timeline.dossier import Document
from events.timeline.models import PublicCompany, PublicIncident
from events.timeline.queries import PUBLIC
from events.timeline.store import searched_words
from events.timeline.streams import CHUNK
from events.timeline.wanted import Wanted as Search


@dataclass(frozen=True, slots=True)
class Wanted:
    """`first` and `last` are days in UTC, both included; `company` and `incident` are public numbers; `until` is the
    moment as of which it is asked.
    """

    kind: str = ""
    company: int | None = None
    incident: int | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None
    until: datetime.datetime | None = None


def wanted_of(wanted: Wanted) -> QuerySet[Publication]:
    """Those that answer to all of it, newest first."""
    acts = _apart_from_kind(wanted)
    return acts.filter(kind=wanted.kind) if wanted.kind else acts


def counts_by_kind(wanted: Wanted) -> dict[str, int]:
    """How many of each kind answer to the rest."""
    counted = _apart_from_kind(wanted).order_by().values("kind").annotate(count=Count("number", distinct=True))
    return {row["kind"]: row["count"] for row in counted}


def _apart_from_kind(wanted: Wanted) -> QuerySet[Publication]:
    acts = queries.corrections()
    if wanted.first:
        acts = acts.filter(at__gte=_begin_of(wanted.first))
    if wanted.last:
        acts = acts.filter(at__lt=_begin_of(wanted.last + datetime.timedelta(days=1)))
    if wanted.until:
        acts = acts.filter(at__lte=wanted.until)
    if wanted.company:
        acts = acts.filter(number__in=_changing(of_company(wanted.company)))
    if wanted.incident:
        acts = acts.filter(number__in=_changing(of_incident(wanted.incident)))
    return acts


def _begin_of(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def _changing(concerned: QuerySet[Edition]) -> QuerySet:
    """The numbers of the publications that changed a subject of which some version is among `concerned`."""
    return Edition.objects.filter(subject__in=concerned.values("subject")).values("publication")


def of_company(number: int) -> QuerySet[Edition]:
    """The versions of a company, and of events in which it took part."""
    row = queries.find(PublicCompany, number)
    if row is None:
        return Edition.objects.none()
    part = {"participants": [{"company": str(row.key)}]}
    return Edition.objects.filter(Q(subject__key=row.key) | Q(document__contains=part))


def of_incident(number: int) -> QuerySet[Edition]:
    """The versions of an incident and of its events."""
    row = queries.find(PublicIncident, number)
    if row is None:
        return Edition.objects.none()
    return Edition.objects.filter(Q(subject__key=row.key) | Q(subject__parent__key=row.key))


JUDGED = """
SELECT DISTINCT subject FROM unnest(%s::bigint[], %s::text[]) AS version (subject, words)
WHERE searchable(words) @@ %s::tsquery
"""


def of_search(wanted: Search, acts: QuerySet[Publication]) -> QuerySet[Publication]:
    """Of these acts those that changed something of which any version held all that is wanted, as the search finds
    it: by its stems, without regard to accents, and by the names of the companies that took part.
    """
    numbers = list(acts.values_list("number", flat=True))
    changed = Edition.objects.filter(publication__in=numbers).values("subject")
    versions = Edition.objects.using(PUBLIC).filter(subject__in=changed, document__isnull=False).order_by("pk")
    waiting, concerned = versions.iterator(CHUNK), set()
    while some := list(islice(waiting, CHUNK)):
        concerned |= _holding(wanted, some)
    return acts.filter(editions__subject__in=concerned).distinct()


def _holding(wanted: Search, versions: Sequence[Edition]) -> set[int]:
    """The subjects of these versions whose words are found."""
    keys = {key for version in versions for key in _parties(version.document)}
    names = dict(PublicCompany.objects.using(PUBLIC).filter(key__in=keys).values_list("key", "title"))
    texts = [searched_words(version.document, _face(version.document, names)) for version in versions]
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(JUDGED, [[version.subject_id for version in versions], texts, wanted.query])
        return {row[0] for row in cursor.fetchall()}


def _parties(document: Document) -> list[UUID]:
    return [UUID(part["company"]) for part in document.get("participants", []) if part["company"]]


def _face(document: Document, names: dict[UUID, str]) -> Document:
    """As much of a face as the search looks at."""
    return {"participants": [{"company": {"name": names.get(key, "")}} for key in _parties(document)]}
