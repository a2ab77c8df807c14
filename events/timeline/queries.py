"""Reads of the public side, for pages, feeds and the API: the public tables and the record, through the lesser role.

Rows come with their `body`, the JSON that the API sends; `face_of` is the same as Python values.
"""

import datetime
from dataclasses import dataclass
from typing import Any, Self

import orjson
from django.db.models import Case, Exists, F, Model, OuterRef, Prefetch, QuerySet, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Coalesce

from events.record.models import Edition, Publication, PublicationKind, State
from events.timeline.models import (
    HAS_DUES,
    PastEntry,
    PublicCompany,
    PublicEvent,
    PublicIncident,
    PublicRow,
    PublicSource,
    SourceUse,
    TimelineEntry,
)
from events.timeline.statements import PUBLIC, prepared

PAGE = 50

Face = dict[str, Any]

DEMONSTRATION = "Demonstration desk"
"""The byline under which the demonstration record is written; it shows in the first publication's imprint."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the record has got: what every ETag is made from, and what every page says at its foot.

    `mark` is the last publication's hash: numbers come again after an older copy was restored, hashes do not.
    """

    publication: int = 0
    rendering: int = 0
    mark: str = ""
    at: datetime.datetime | None = None
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of a timeline, after which a page begins. As text: `2016-01-01,2016-01-31,5`."""

    earliest: datetime.date
    latest: datetime.date
    event: int

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError where `text` is no place."""
        earliest, latest, event = text.split(",")
        if not (event.isascii() and event.isdigit() and len(event) < 10):
            raise ValueError(text)
        return cls(datetime.date.fromisoformat(earliest), datetime.date.fromisoformat(latest), int(event))

    def __str__(self) -> str:
        return f"{self.earliest.isoformat()},{self.latest.isoformat()},{self.event}"


STANDING = """
SELECT r.publication, r.rendering, p.hash, p.at AT TIME ZONE 'UTC', EXISTS (
    SELECT FROM record_publication f WHERE f.number = 1 AND f.imprint -> 'written_by' ? %s::text
)
FROM timeline_revision r LEFT JOIN record_publication p ON p.number = r.publication
"""


def standing() -> Standing:
    """One tiny query; an empty record stands at zero."""
    result = prepared(STANDING, [DEMONSTRATION])
    if not result.ntuples:
        return Standing()
    publication, rendering, mark, at, demonstration = (result.get_value(0, column) for column in range(5))
    moment = datetime.datetime.fromisoformat(at.decode()).replace(tzinfo=datetime.UTC) if at else None
    return Standing(int(publication), int(rendering), (mark or b"").decode(), moment, demonstration == b"t")


def is_demonstration() -> bool:
    return standing().demonstration


def face_of(row: PublicRow) -> Face:
    return orjson.loads(row.body)


def find(table: type[Model], number: int) -> PublicRow | None:
    """The public row with this permanent number, in whatever state it is."""
    return table.objects.using(PUBLIC).filter(number=number).first()


def living(table: type[Model]) -> QuerySet:
    """The rows of a public table that lists show; retracted, redacted and merged ones only answer to their number."""
    return table.objects.using(PUBLIC).filter(state=State.LIVE)


def companies() -> QuerySet[PublicCompany]:
    return living(PublicCompany).order_by("title", "number")


def incidents() -> QuerySet[PublicIncident]:
    """Newest publication first."""
    return living(PublicIncident).order_by("-publication", "-number")


def sources() -> QuerySet[PublicSource]:
    return living(PublicSource).order_by("title", "number")


def events() -> QuerySet[PublicEvent]:
    """Oldest first, in the order of every timeline."""
    return living(PublicEvent).order_by("earliest", "latest", "number")


def timeline(company: int | None = None) -> QuerySet[TimelineEntry]:
    """A company's entries, or those of all, oldest first, each with the `body` of its event."""
    body = PublicEvent.objects.filter(number=OuterRef("event")).values("body")
    entries = TimelineEntry.objects.using(PUBLIC)
    own = entries.filter(company=company) if company else entries
    return own.annotate(body=Subquery(body)).order_by("earliest", "latest", "event")


def newest_first(rows: QuerySet) -> QuerySet:
    return rows.reverse()


def may_lie_between(rows: QuerySet, first: datetime.date | None, last: datetime.date | None) -> QuerySet:
    """Those events or entries that may lie on one of these days, both included: what an honest filter finds."""
    return rows.extra(where=["days && daterange(%s, %s, '[]')"], params=[first, last])


def after(rows: QuerySet, place: Place | None, *, backwards: bool = False) -> QuerySet:
    """Of events or entries in order, those beyond `place`: a page costs the same however deep it lies."""
    if place is None:
        return rows
    order = Tuple("earliest", "latest", "number" if rows.model is PublicEvent else "event")
    beyond = TupleLessThan if backwards else TupleGreaterThan
    return rows.filter(beyond(order, (place.earliest, place.latest, place.event)))


def place_of(row: TimelineEntry | PastEntry | PublicEvent) -> Place:
    return Place(row.earliest, row.latest, row.number if isinstance(row, PublicEvent) else row.event)


def events_of(incident: int) -> QuerySet[PublicEvent]:
    return events().filter(incident=incident)


def events_on(company: int) -> QuerySet[PublicEvent]:
    """The events of a company's timeline, those that changed last first."""
    own = TimelineEntry.objects.filter(company=company).values("event")
    return living(PublicEvent).filter(number__in=own).order_by("-publication", "-number")


def with_dues(rows: QuerySet[PublicEvent]) -> QuerySet[PublicEvent]:
    """Those events in which something has a day by which it is due. An index holds just these."""
    return rows.filter(HAS_DUES)


def to_come(rows: QuerySet[PublicEvent], today: datetime.date) -> QuerySet[PublicEvent]:
    """Those events that lie in the future themselves, without the ones that `with_dues` finds."""
    return rows.filter(earliest__gte=today).exclude(HAS_DUES)


def of_incident_by_change(incident: int) -> QuerySet[PublicEvent]:
    """The events of an incident, those that changed last first."""
    return living(PublicEvent).filter(incident=incident).order_by("-publication", "-number")


def resting_on(source: int) -> QuerySet[PublicEvent]:
    """The events that cite a source (`cited`) or rest on it through another."""
    use = SourceUse.objects.filter(source=source, event=OuterRef("number"))
    return (events().filter(number__in=SourceUse.objects.filter(source=source).values("event"))).annotate(
        cited=Subquery(use.values("cited"))
    )


def sources_behind(events: list[int], most: int) -> list[PublicSource]:
    """The living sources on which these events rest, directly or through others."""
    behind = SourceUse.objects.filter(event__in=events).values("source")
    return list(living(PublicSource).filter(number__in=behind).order_by("number")[:most])


def publications() -> QuerySet[Publication]:
    """The acts of publishing, newest first, each with its `changes`.

    What was taken back later is `retracted_since` and has no title, in whichever publication: its own page has none.
    """
    title = Coalesce(
        KeyTextTransform("title", "document"), KeyTextTransform("name", "document"), Value(""), output_field=TextField()
    )
    retracted = Edition.objects.filter(subject=OuterRef("subject"), known__upper_inf=True, state=State.RETRACTED)
    kept = Case(When(retracted_since=True, then=Value("")), default=title, output_field=TextField())
    changes = (
        Edition.objects.using(PUBLIC)
        .select_related("subject", "subject__parent")
        .annotate(retracted_since=Exists(retracted), title=kept, spoken=KeyTextTransform("language", "document"))
        .defer("document")
        .order_by("id")
    )
    return (
        Publication.objects.using(PUBLIC)
        .order_by("-number")
        .prefetch_related(Prefetch("editions", queryset=changes, to_attr="changes"))
    )


def corrections() -> QuerySet[Publication]:
    """The publications that took something back or set it right."""
    return publications().filter(kind__in=PublicationKind.log())


def blanked_by(publication: int) -> QuerySet[Edition]:
    """The editions that a redaction blanked."""
    return (
        Edition.objects.using(PUBLIC)
        .filter(redacted_in=publication)
        .select_related("subject")
        .order_by("subject__kind", F("subject__number"), "version")
    )


def versions_of(kind: str, number: int) -> QuerySet[Edition]:
    """Every version of a subject, the newest first."""
    editions = Edition.objects.using(PUBLIC).filter(subject__kind=kind, subject__number=number)
    return editions.select_related("subject", "publication").order_by("-version")


def editions_of(kind: str, number: int, *, versions: list[int]) -> list[Edition]:
    """Some versions of a subject; each tells how many `versions` there are."""
    editions = Edition.objects.using(PUBLIC).filter(subject__kind=kind, subject__number=number)
    newest = Edition.objects.filter(subject=OuterRef("subject")).order_by("-version").values("version")[:1]
    return list(
        editions.filter(version__in=versions)
        .select_related("subject", "publication")
        .annotate(versions=Subquery(newest))
    )
