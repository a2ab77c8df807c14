"""Who was on which timeline at what time: kept beside the record as it grows, and made from it again at any time."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Subquery

from events.record.chain import Document
from events.record.inserting import Row, insert
from events.record.models import Edition, Publication, State, Subject, SubjectKind
from events.timeline.models import PastEntry
from events.timeline.queries import PUBLIC
from events.timeline.store import order_of

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Counts:
    """Events on a timeline, and those that hold an allegation against the company."""

    total: int
    allegations: int


def begin_with(publication: Publication, events: Iterable[Edition]) -> None:
    """What `publication` says of `events` begins, and what was said of them before ends; others stay as they are."""
    fresh = [edition for edition in events if edition.publication_id == publication.number]
    if again := [edition.subject.number for edition in fresh if edition.version > 1]:
        PastEntry.objects.filter(event__among=again, until=None).update(until=publication.number)
    _add((edition, None) for edition in fresh)


def forget_blanked_by(publication: Publication) -> None:
    """What `publication` blanked was on no timeline at any time."""
    blanked = Edition.objects.filter(redacted_in=publication, subject__kind=SubjectKind.EVENT)
    for event, version in blanked.values_list("subject__number", "version"):
        PastEntry.objects.filter(event=event, version=version).delete()


def rebuild() -> None:
    """The whole table from the record; it is empty before."""
    editions = _with_ends()
    while chunk := list(islice(editions, CHUNK)):
        _add(chunk)


def entries(companies: list[int], at: datetime.datetime) -> QuerySet[PastEntry]:
    """What was on the timelines of these companies at `at`."""
    last = Publication.objects.using(PUBLIC).filter(at__lte=at).order_by("-at").values("number")[:1]
    rows = PastEntry.objects.using(PUBLIC).filter(company__in=companies, since__lte=Subquery(last))
    return rows.filter(Q(until=None) | Q(until__gt=Subquery(last)))


def in_order(rows: QuerySet[PastEntry]) -> QuerySet[PastEntry]:
    """Oldest first, each event once, even if several companies in it became one."""
    return rows.order_by("earliest", "latest", "event").distinct("earliest", "latest", "event")


def counts(rows: QuerySet[PastEntry]) -> Counts:
    """How many events there were, and in how many an allegation against the company; one query."""
    once = Count("event", distinct=True)
    against = Count("event", distinct=True, filter=Q(against=True))
    return Counts(**rows.aggregate(total=once, allegations=against))


def _with_ends() -> Iterator[tuple[Edition, int | None]]:
    """Every edition of an event, with the publication that said otherwise."""
    editions = Edition.objects.filter(subject__kind=SubjectKind.EVENT).select_related("subject")
    ordered = editions.order_by("subject_id", "version").iterator(chunk_size=CHUNK)
    for _subject, versions in groupby(ordered, key=lambda edition: edition.subject_id):
        for edition, after in pairwise([*versions, None]):
            yield edition, after.publication_id if after else None


def _add(editions: Iterable[tuple[Edition, int | None]]) -> None:
    living = [(edition, until) for edition, until in editions if edition.state == State.LIVE and edition.document]
    keys = {UUID(key) for edition, _until in living for key in _companies(edition.document)}
    companies = dict(Subject.objects.filter(key__among=keys).values_list("key", "number")) if keys else {}
    insert(PastEntry, [entry for edition, until in living for entry in _entries(edition, until, companies)])


def _entries(edition: Edition, until: int | None, companies: dict[UUID, int]) -> Iterator[Row]:
    document = edition.document
    earliest, latest = order_of(document["date"])
    accused = _accused(document)
    for key in _companies(document):
        yield {
            "company": companies[UUID(key)],
            "event": edition.subject.number,
            "version": edition.version,
            "earliest": earliest,
            "latest": latest,
            "kind": document["event_kind"],
            "against": key in accused,
            "since": edition.publication_id,
            "until": until,
        }


def _companies(document: Document) -> list[str]:
    """The keys of the companies that take part, each once."""
    return list(dict.fromkeys(part["company"] for part in document["participants"] if part["company"]))


def _accused(document: Document) -> set[str]:
    """Those against which an allegation is made, or of which it asks something."""
    if "allegation" not in document:
        return set()
    accused = {part["company"] for part in document["participants"] if part["role"] == "accused"}
    return accused | {demand["addressee"] for demand in document["allegation"]["demands"]}
