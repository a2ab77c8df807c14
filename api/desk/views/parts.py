"""What hangs on an event, row by row: citations, participants, answers and the rest, each kind from one table.

A row is guarded by the version of its event, as on the form, and counts it up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.desk import serializers, versions
from api.desk.lists import Filter, by
from api.desk.shapes import Above, RowSerializer
from api.desk.taking import Item
from api.desk.views.base import FetchedView, ListView, OneView
from api.desk.views.dossiers import held_event, not_there
from api.desk.writing import Writer
from events import models
from events.models import Event, Incident


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of row: its address, what hangs on what (`parent`), and the way to its event."""

    address: str
    noun: str
    serializer: type[RowSerializer]
    parent: str
    event: str
    fetched: tuple[str, ...] = ()
    comes_with_event: bool = False
    filters: tuple[Filter, ...] = ()

    @property
    def model(self) -> type[Model]:
        return self.serializer.Meta.model

    @property
    def parent_model(self) -> type[Model]:
        return self.model._meta.get_field(self.parent).related_model


OF_COMPANY = by("company", "company", "Of this company.", "id")
OF_SOURCE = by("source", "source", "Resting on this source.", "id")
PARTS = (
    Part("participants", "Participant", serializers.ParticipantRow, "event", "event", (), False, (OF_COMPANY,)),
    Part("citations", "Citation", serializers.CitationRow, "event", "event", (), False, (OF_SOURCE,)),
    Part("facts", "Fact", serializers.FactRow, "event", "event", ("values",)),
    Part("reported-values", "ReportedValue", serializers.ValueRow, "fact", "fact__event"),
    Part(
        "allegations",
        "Allegation",
        serializers.AllegationPart,
        "event",
        "event",
        ("statuses", "demands", "reply_requests"),
        comes_with_event=True,
        filters=(by("form", "form", "In which form.", choices=models.Form.values),),
    ),
    Part("legal-steps", "LegalStep", serializers.StepRow, "allegation", "allegation__event"),
    Part("demands", "Demand", serializers.DemandRow, "allegation", "allegation__event"),
    Part(
        "reply-requests",
        "ReplyRequest",
        serializers.RequestRow,
        "allegation",
        "allegation__event",
        filters=(OF_COMPANY, by("outcome", "outcome", "What came of it.", choices=models.Outcome.values)),
    ),
    Part(
        "statements",
        "Statement",
        serializers.StatementPart,
        "event",
        "event",
        ("answers", "commitments__updates"),
        comes_with_event=True,
        filters=(by("speaker", "speaker", "Of this company.", "id"),),
    ),
    Part(
        "answers",
        "Answer",
        serializers.AnswerRow,
        "statement",
        "statement__event",
        filters=(
            OF_COMPANY,
            by("allegation", "allegation", "To the allegation of this event.", "id"),
            by("stance", "stance", "With this stance.", choices=models.Stance.values),
        ),
    ),
    Part("commitments", "Commitment", serializers.CommitmentRow, "statement", "statement__event", ("updates",)),
    Part(
        "commitment-updates",
        "CommitmentUpdate",
        serializers.UpdateRow,
        "commitment",
        "commitment__statement__event",
        filters=(OF_SOURCE,),
    ),
)


def _serializer_of(part: Part) -> type[RowSerializer]:
    """The row as it stands in its event, with the field that says on what it hangs."""
    parent = Above(kind=part.parent_model)
    meta = type("Meta", (part.serializer.Meta,), {"fields": (part.parent, *part.serializer.Meta.fields)})
    members = {part.parent: parent, "Meta": meta, "fixed": part.parent, "__doc__": part.serializer.__doc__}
    return type(f"{part.noun}Serializer", (part.serializer,), members)


class PartRows:
    part: Part

    def get_queryset(self) -> QuerySet:
        visible = Incident.objects.visible_to(self.request.user)
        rows = self.part.model._default_manager.filter(**{f"{self.part.event}__incident__in": visible})
        return rows.select_related(self.part.event).prefetch_related(*self.part.fetched)

    def event_of(self, row: Model) -> Event:
        for name in self.part.event.split("__"):
            row = getattr(row, name)
        return row

    def answered(self, pk: int, status: int = 200, **headers: str) -> Response:
        fresh = self.row(pk)
        return self.answer(fresh, versions.etag_of(self.event_of(fresh)), status=status, **headers)


class PartList(PartRows, ListView, FetchedView):
    pass


class PartAdding(PartList):
    def post(self, request: Request) -> Response:
        sent = self.sent(request)

        def act() -> Response:
            parent = self._parent(request, sent.get(self.part.parent))
            event = self._event_above(parent)
            held_event(request, event)
            writer = Writer(by=request.user, is_whole=True, incident=event.incident)
            above = Item(self.get_serializer(), {}, parent, "", is_new=False, is_whole=False)
            item = writer.take(self.get_serializer(), sent, None, parent=above, link=self.part.parent, is_root=True)
            writer.write()
            return self.answered(item.row.pk, status=201, Location=f"{request.path}{item.row.pk}/")

        return self.change(request, act)

    def _parent(self, request: Request, pk: Any) -> Model:
        """What the new row says it hangs on. Raises Refusal at its place."""
        visible = Incident.objects.visible_to(request.user)
        above = self.part.event.partition("__")[2]
        way = f"{above}__incident__in" if above else "incident__in"
        is_id = isinstance(pk, int) and pk > 0
        found = self.part.parent_model._default_manager.filter(pk=pk, **{way: visible}).first() if is_id else None
        if found is None:
            what = self.part.parent_model._meta.verbose_name
            sentence = _("There is no %(what)s %(id)s here.") % {"what": what, "id": str(pk)[:64]}
            raise not_there(self.part.parent, sentence)
        return found

    def _event_above(self, parent: Model) -> Event:
        for name in self.part.event.split("__")[1:]:
            parent = getattr(parent, name)
        return parent


class PartOne(PartRows, OneView):
    def incident_of(self, row: Model) -> Incident:
        return self.event_of(row).incident

    def held(self, request: Request, pk: int, sent: Any = None) -> Model:
        event = held_event(request, self.event_of(self.row(pk)))
        row = self.row(pk)
        stored = self.get_serializer().to_representation(row)
        versions.check_is_current(request, versions.etag_of(event), stored, sent)
        return row


class PartRemoving(PartOne):
    def delete(self, request: Request, pk: int) -> Response:
        """With what hangs on it. What another row still needs stays."""

        def act() -> Response:
            self.held(request, pk).delete()
            return Response(status=204)

        return self.change(request, act)


def part_urls() -> Iterator[URLPattern]:
    for part in PARTS:
        listing, one = views_of(part)
        yield path(f"{part.address}/", listing.as_view())
        yield path(f"{part.address}/<int:pk>/", one.as_view())


def views_of(part: Part) -> tuple[type[PartList], type[PartOne]]:
    """An allegation and a statement come and go with their event; everything else by itself."""
    bases = (PartList, PartOne) if part.comes_with_event else (PartAdding, PartRemoving)
    event = part.event
    filters = [
        by("event", event, "Of this event.", "id"),
        by("incident", f"{event}__incident", "Of this incident.", "id"),
        *part.filters,
    ]
    about = " ".join((part.serializer.__doc__ or part.noun).split())
    shared = {"part": part, "serializer_class": _serializer_of(part), "__doc__": about, "__module__": __name__}
    listing = type(f"{part.noun}List", (bases[0],), {**shared, "filters": filters})
    return listing, type(f"{part.noun}One", (bases[1],), shared)
