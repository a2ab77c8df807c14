"""Faces as of an instant, made from the editions that were known then."""

import dataclasses
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from uuid import UUID

from django.db import connections

from events.record.known_on import editions_at
from events.record.models import Edition, State, SubjectKind
from events.timeline import dossier, past, queries
from events.timeline import faces as face_makers
from events.timeline.dossier import Dossier
from events.timeline.models import PublicCompany
from events.timeline.past import Counts
from events.timeline.queries import PAGE, PUBLIC, Face, Place


@dataclass(frozen=True, slots=True)
class Known:
    """A subject's face at an instant, with those of the events that belong to it."""

    edition: Edition
    face: Face
    events: list[Face]
    sources: list[Face] = dataclasses.field(default_factory=list)
    next: Place | None = None
    counts: Counts | None = None


def subject(kind: str, number: int, at: datetime.datetime, *, place: Place | None = None) -> Known | None:
    """What was public at `at` of a subject; None if nothing was. A fixed number of queries.

    Of a company's events it holds one page, the newest, or those that lie before `place`.
    """
    edition = (
        editions_at(at, using=PUBLIC)
        .select_related("subject__parent")
        .filter(subject__kind=kind, subject__number=number)
        .first()
    )
    if edition is None:
        return None
    if kind == SubjectKind.COMPANY:
        return _company(edition, at, place)
    return SHOWN_AS[kind](edition, at)


def _company(edition: Edition, at: datetime.datetime, place: Place | None) -> Known:
    around = dossier.load_around([edition], at, using=PUBLIC)
    number = edition.subject.number
    entries = past.entries(with_merged(number, at), at)
    page = list(queries.newest_first(queries.after(past.in_order(entries), place, backwards=True))[: PAGE + 1])
    return Known(
        edition,
        face_makers.company_face(around, edition),
        _faces_of([entry.event for entry in page[:PAGE]], at),
        next=queries.place_of(page[PAGE - 1]) if len(page) > PAGE else None,
        counts=past.counts(entries),
    )


def with_merged(number: int, at: datetime.datetime) -> list[int]:
    """A company, and those that were one with it by then: what was said of them was said of it."""
    now = PublicCompany.objects.filter(successor=number).values("number")
    then = editions_at(at, using=PUBLIC).filter(subject__kind=SubjectKind.COMPANY, state=State.MERGED)
    return [number, *then.filter(subject__number__in=now).values_list("subject__number", flat=True)]


def _source(edition: Edition, at: datetime.datetime) -> Known:
    around = dossier.load_around([edition], at, using=PUBLIC)
    return Known(edition, face_makers.source_face(around, edition), [], sources=_sources(around))


def _incident(edition: Edition, at: datetime.datetime) -> Known:
    whole = dossier.load(edition.subject.key, at, using=PUBLIC)
    own = [face_makers.event_face(whole, event) for event in whole.live_events()]
    return Known(edition, face_makers.incident_face(whole, edition), in_order(own), sources=_sources(whole))


def _sources(around: Dossier) -> list[Face]:
    """The faces of all sources that a dossier holds."""
    found = [edition for edition in around.others.values() if edition.subject.kind == SubjectKind.SOURCE]
    return [face_makers.source_face(around, edition) for edition in found if edition.document]


def _event(edition: Edition, at: datetime.datetime) -> Known:
    whole = dossier.load(edition.subject.parent.key, at, using=PUBLIC)
    return Known(edition, face_makers.event_face(whole, edition), [], sources=_sources(whole))


SHOWN_AS = {
    SubjectKind.SOURCE: _source,
    SubjectKind.INCIDENT: _incident,
    SubjectKind.EVENT: _event,
}


# Numbers are given in the order of publications, so the last that was given by then is found by halving.
LAST_NUMBER = """
WITH RECURSIVE halving (low, high) AS (
    SELECT 0, (SELECT coalesce(max(number), 0) FROM record_subject WHERE kind = %(kind)s)
    UNION ALL
    SELECT CASE WHEN given THEN middle ELSE low END, CASE WHEN given THEN high ELSE middle - 1 END
    FROM halving, LATERAL (SELECT (low + high + 1) / 2 AS middle) AS between, LATERAL (
        SELECT EXISTS (
            SELECT FROM record_subject AS subject
            JOIN record_edition AS first ON first.subject_id = subject.id AND first.version = 1
            JOIN record_publication AS publication ON publication.number = first.publication_id
            WHERE subject.kind = %(kind)s AND subject.number = middle AND publication.at <= %(at)s
        ) AS given
    ) AS asked
    WHERE low < high
)
SELECT low FROM halving WHERE low = high
"""


def _last_number(kind: str, at: datetime.datetime) -> int:
    """The highest public number that anything of this kind had at `at`; nothing that came later is looked at."""
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(LAST_NUMBER, {"kind": str(kind), "at": at})
        return cursor.fetchone()[0]


def listed(kind: str, at: datetime.datetime, after: int | None = None) -> tuple[list[Edition], int | None]:
    """One page of what was public of a kind at `at`, the newest number first, and the number after which more come."""
    living = editions_at(at, using=PUBLIC).filter(subject__kind=kind, state=State.LIVE, document__isnull=False)
    below = living.filter(subject__number__lte=_last_number(kind, at))
    if after is not None:
        below = below.filter(subject__number__lt=after)
    found = list(below.order_by("-subject__number")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].subject.number if len(found) > PAGE else None


def numbers(kind: str, at: datetime.datetime, *, after: int | None, most: int, falling: bool) -> list[int]:
    """The numbers of what was public of a kind at `at`, beyond `after`; nothing that came later is looked at."""
    living = editions_at(at, using=PUBLIC).filter(subject__kind=kind, state=State.LIVE, document__isnull=False)
    below = living.filter(subject__number__lte=_last_number(kind, at))
    if after is not None:
        below = below.filter(subject__number__lt=after) if falling else below.filter(subject__number__gt=after)
    found = below.order_by("-subject__number" if falling else "subject__number")[:most]
    return list(found.values_list("subject__number", flat=True))


def faces(kind: str, numbers: list[int], at: datetime.datetime) -> list[Face]:
    """The faces of these subjects, by number; of one that was not public at `at`, none. A fixed number of queries."""
    if kind == SubjectKind.EVENT:
        return sorted(_faces_of(numbers, at), key=itemgetter("id"))
    editions = list(
        editions_at(at, using=PUBLIC)
        .filter(subject__kind=kind, subject__number__in=numbers)
        .order_by("subject__number")
    )
    if kind == SubjectKind.INCIDENT:
        wholes = dossier.load_all([edition.subject.key for edition in editions], at, using=PUBLIC)
        return [face_makers.incident_face(whole, whole.incident) for whole in wholes if whole.incident]
    around = dossier.load_around(editions, at, using=PUBLIC)
    make = face_makers.company_face if kind == SubjectKind.COMPANY else face_makers.source_face
    return [make(around, edition) for edition in editions]


def _faces_of(events: list[int], at: datetime.datetime) -> list[Face]:
    """The faces of these events, all their incidents loaded together."""
    known = editions_at(at, using=PUBLIC).select_related("subject__parent")
    own = list(known.filter(subject__kind=SubjectKind.EVENT, subject__number__in=events))
    together = _together({event.subject.parent.key for event in own}, at)
    by_key = {str(edition.subject.key): edition for edition in together.others.values()}
    return in_order(
        face_makers.event_face(dataclasses.replace(together, incident=by_key.get(str(event.subject.parent.key))), event)
        for event in own
    )


def _together(incidents: set[UUID], at: datetime.datetime) -> Dossier:
    """One dossier of several incidents, in as many queries as one takes."""
    known = editions_at(at, using=PUBLIC)
    heads = list(known.filter(subject__key__in=incidents))
    events = list(known.filter(subject__parent__key__in=incidents))
    together = dossier.load_around([*heads, *events], at, using=PUBLIC)
    together.events = events
    return together


def in_order(events: Iterable[Face]) -> list[Face]:
    """Oldest first, as the public tables have them."""
    return sorted(events, key=_place)


def _place(face: Face) -> tuple[bool, str, str, int]:
    """The order of `events.dates.sort_key`, on ISO text."""
    date = face.get("date") or {}
    first, last = date.get("earliest"), date.get("latest")
    return (first is None and last is None, first or "", last or "9999-12-31", face["id"])
