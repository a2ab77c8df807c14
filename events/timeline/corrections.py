"""The log of corrections, asked for one company, one incident, one kind, a period.

What was taken back is on no timeline any more. So it is judged by any version of what a publication changed.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from events.record.models import Edition, Publication
from events.timeline import queries
from events.timeline.models import PublicCompany, PublicIncident


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
