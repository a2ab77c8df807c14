"""What the record said at an instant, or says now."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from events.record.models import Edition, Subject


def editions_at(at: datetime.datetime | None = None, *, using: str = "default") -> QuerySet[Edition]:
    """The editions that were known at `at`, or that are known now; with their subject and publication."""
    editions = Edition.objects.using(using).select_related("subject", "publication")
    return editions.filter(known__upper_inf=True) if at is None else editions.filter(known__contains=at)


def editions_of(keys: Iterable[UUID], at: datetime.datetime | None = None, *, using: str = "default") -> list[Edition]:
    """The editions of the subjects with these keys, as of `at`; an absent one was not public then."""
    return _to_read(editions_at(at, using=using).filter(subject__key__among=list(keys)))


def events_of(
    incidents: Iterable[UUID], at: datetime.datetime | None = None, *, using: str = "default"
) -> list[Edition]:
    """The editions of the events of incidents, as of `at`, retracted ones too."""
    return _to_read(editions_at(at, using=using).filter(subject__parent__key__among=list(incidents)))


def _to_read(editions: QuerySet[Edition]) -> list[Edition]:
    """What they say, without what proves it."""
    return list(editions.defer("known", "salt", "hash"))


def end_of(day: datetime.date) -> datetime.datetime:
    """The last instant of `day`: "as known on 3 March" is what was known when that day (UTC) ended."""
    return datetime.datetime.combine(day, datetime.time.max, tzinfo=datetime.UTC)


def subject(kind: str, number: int, *, using: str = "default") -> Subject | None:
    return Subject.objects.using(using).filter(kind=kind, number=number).first()
