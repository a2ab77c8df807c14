"""Pages of bodies as they were known at an instant, made from the record.

They are those of `events.timeline.pages` in all but their age. Of what was retracted since there is only what its own
address says now: that it was, and why.
"""

import datetime
from collections.abc import Iterable, Sequence

import orjson

from events.record.models import SubjectKind
from events.timeline import known, past, queries, subjects
from events.timeline.listings import Place
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicRow, PublicSource
from events.timeline.pages import Page
from events.timeline.queries import Face
from events.timeline.store import order_of

TABLES: dict[str, type[PublicRow]] = {
    SubjectKind.COMPANY: PublicCompany,
    SubjectKind.INCIDENT: PublicIncident,
    SubjectKind.EVENT: PublicEvent,
    SubjectKind.SOURCE: PublicSource,
}


def body(kind: str, number: int, at: datetime.datetime) -> bytes:
    """One subject as it was known; empty where it was not on the record yet."""
    faces = known.faces(kind, [number], at)
    return orjson.dumps(faces[0]) if faces else b""


def page(kind: str, at: datetime.datetime, *, beyond: Place | None, limit: int, backwards: bool) -> Page:
    """Everything of a kind, by number."""
    after = int(beyond[0]) if beyond else None
    numbers = known.numbers(kind, at, after=after, most=limit + 1, falling=backwards)
    shown = sorted(numbers[:limit])
    return _page(known.faces(kind, shown, at), [(str(number),) for number in shown], more=len(numbers) > limit)


def company_timeline(
    number: int, at: datetime.datetime, *, beyond: Place | None, limit: int, newest: bool, backwards: bool
) -> Page:
    """The events that were on a company's timeline then, in the order of the dates that they had then."""
    entries = past.in_order(past.entries(known.with_merged(number, at), at))
    falling = newest != backwards
    rows = queries.newest_first(entries) if falling else entries
    place = queries.Place.read(",".join(beyond)) if beyond else None
    found = list(queries.after(rows, place, backwards=falling)[: limit + 1])
    shown = found[:limit][::-1] if backwards else found[:limit]
    faces = {face["id"]: face for face in known.faces(SubjectKind.EVENT, [entry.event for entry in shown], at)}
    return _page(
        [faces[entry.event] for entry in shown],
        [tuple(str(queries.place_of(entry)).split(",")) for entry in shown],
        more=len(found) > limit,
    )


def incident_timeline(
    number: int, at: datetime.datetime, *, beyond: Place | None, limit: int, newest: bool, backwards: bool
) -> Page:
    """The events that an incident had then. An incident is read as a whole."""
    whole = known.subject(SubjectKind.INCIDENT, number, at)
    placed = sorted((_place_of(face), face) for face in (whole.events if whole else []))
    falling = newest != backwards
    if falling:
        placed.reverse()
    if beyond:
        start = (beyond[0], beyond[1], int(beyond[2]))
        placed = [each for each in placed if (each[0] < start if falling else each[0] > start)]
    shown = placed[:limit][::-1] if backwards else placed[:limit]
    places = [(first, last, str(event)) for (first, last, event), _face in shown]
    return _page([face for _place, face in shown], places, more=len(placed) > limit)


def _place_of(face: Face) -> tuple[str, str, int]:
    first, last = order_of(face.get("date") or {})
    return first.isoformat(), last.isoformat(), face["id"]


def _page(faces: Sequence[Face], places: Sequence[Place], *, more: bool) -> Page:
    bodies = _without_retracted(faces)
    return Page(bodies, places[0] if places else None, places[-1] if places else None, more=more)


def _without_retracted(faces: Iterable[Face]) -> list[bytes]:
    """Bodies; of what was retracted since, the stored one, which tells no more than that."""
    faces = list(faces)
    if not faces:
        return []
    table = TABLES[faces[0]["type"]]
    gone = subjects.retracted(table, [face["id"] for face in faces])
    return [gone.get(face["id"]) or orjson.dumps(face) for face in faces]
