"""Faces as of an instant, made from the editions that were known then."""

import dataclasses
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from events.record.known_on import editions_at
from events.record.models import Edition, State, Subject, SubjectKind
from events.timeline import dossier, faces
from events.timeline.dossier import Dossier
from events.timeline.queries import PUBLIC, Face

MOST = 200
"""So many events of a company are shown as they were known; a longer timeline is cut there, and says so."""


@dataclass(frozen=True, slots=True)
class Known:
    """A subject's face at an instant, with those of the events that belong to it."""

    edition: Edition
    face: Face
    events: list[Face]


def subject(kind: str, number: int, at: datetime.datetime) -> Known | None:
    """What was public at `at` of a subject; None if nothing was. A fixed number of queries."""
    edition = (
        editions_at(at, using=PUBLIC)
        .select_related("subject__parent")
        .filter(subject__kind=kind, subject__number=number)
        .first()
    )
    return SHOWN_AS[kind](edition, at) if edition else None


def _company(edition: Edition, at: datetime.datetime) -> Known:
    around = dossier.load_around([edition], at, using=PUBLIC)
    return Known(edition, faces.company_face(around, edition), _events_with(edition.subject, at))


def _source(edition: Edition, at: datetime.datetime) -> Known:
    around = dossier.load_around([edition], at, using=PUBLIC)
    return Known(edition, faces.source_face(around, edition), [])


def _incident(edition: Edition, at: datetime.datetime) -> Known:
    whole = dossier.load(edition.subject.key, at, using=PUBLIC)
    own = [faces.event_face(whole, event) for event in whole.live_events()]
    return Known(edition, faces.incident_face(whole, edition), in_order(own))


def _event(edition: Edition, at: datetime.datetime) -> Known:
    whole = dossier.load(edition.subject.parent.key, at, using=PUBLIC)
    return Known(edition, faces.event_face(whole, edition), [])


SHOWN_AS = {
    SubjectKind.COMPANY: _company,
    SubjectKind.SOURCE: _source,
    SubjectKind.INCIDENT: _incident,
    SubjectKind.EVENT: _event,
}


def _events_with(company: Subject, at: datetime.datetime) -> list[Face]:
    """The faces of the living events in which a company took part, all their incidents loaded together."""
    own = list(
        editions_at(at, using=PUBLIC)
        .select_related("subject__parent")
        .filter(
            subject__kind=SubjectKind.EVENT,
            state=State.LIVE,
            document__contains={"participants": [{"company": str(company.key)}]},
        )
        .order_by("-subject__number")[:MOST]
    )
    together = _together({event.subject.parent.key for event in own}, at)
    by_key = {str(edition.subject.key): edition for edition in together.others.values()}
    return in_order(
        faces.event_face(dataclasses.replace(together, incident=by_key.get(str(event.subject.parent.key))), event)
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
