"""Incidents, their events, and whole dossiers: what belongs to somebody's draft is there for its writers only."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.desk import versions
from api.desk.lists import Filter, by
from api.desk.serializers import DossierSerializer, EventSerializer, IncidentSerializer
from api.desk.views.base import FetchedView, ListView, OneView
from api.desk.writing import Writer
from api.problems import Fault, Refusal
from events.models import Event, EventKind, Incident, Status
from events.review import actions, permissions


def visible_incidents(user: Any) -> QuerySet[Incident]:
    """With what their documents need, in a fixed number of queries."""
    related = Prefetch("related", queryset=Incident.objects.visible_to(user).only("pk"))
    return Incident.objects.visible_to(user).select_related("author").prefetch_related("topics", "places", related)


def with_events(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    return incidents.prefetch_related(Prefetch("events", queryset=Event.objects.in_order().with_document()))


def open_to(user: Any, pk: int) -> Incident | None:
    """The incident, held to the end of the transaction, if `user` may edit it; None if there is none to see."""
    if not Incident.objects.visible_to(user).filter(pk=pk).exists():
        return None
    held = Incident.objects.locked().filter(pk=pk).first()
    if held is None or not permissions.allowed(permissions.check_can_view, user, held):
        return None
    permissions.check_can_edit(user, held)
    return held


INCIDENT_FILTERS = [
    by("q", "title__icontains", "Words in its title."),
    by("status", "status", "Where it stands.", choices=Status.values),
    Filter("topic", lambda rows, slug: rows.filter(topics__slug=slug), "Of this topic."),
    Filter(
        "company",
        lambda rows, pk: rows.filter(pk__in=Event.objects.filter(participants__company=pk).values("incident")),
        "With an event in which this company takes part.",
        "id",
    ),
    by("author", "author__username", "Begun by this person."),
]


class IncidentRows:
    """Incidents, or whole dossiers: the same rows."""

    is_dossier = False

    def get_queryset(self) -> QuerySet[Incident]:
        rows = visible_incidents(self.request.user)
        return with_events(rows) if self.is_dossier else rows

    def etag(self, incident: Incident) -> str:
        return versions.of_dossier(incident) if self.is_dossier else versions.etag_of(incident)

    def written(self, request: Request, sent: dict[str, Any], incident: Incident | None, *, is_whole: bool) -> Incident:
        """The incident as it is once `sent` is in it; nothing is touched that is the same."""
        writer = Writer(by=request.user, is_whole=is_whole, incident=incident)
        for name in ("companies", "sources"):
            brought = self.get_serializer().fields[name].child if name in sent else None
            for position, each in enumerate(sent.pop(name, [])):
                writer.take(brought, each, None, pointer=f"/{name}/{position}")
        item = writer.take(self.get_serializer(), sent, incident, is_root=True)
        if incident is None:
            item.row.author = request.user
        writer.write()
        return self.get_queryset().get(pk=item.row.pk)


class IncidentList(IncidentRows, ListView, FetchedView):
    """Affairs that you may see: your own, what was handed in, what is public. `POST` begins one."""

    serializer_class = IncidentSerializer
    filters = INCIDENT_FILTERS

    def post(self, request: Request) -> Response:
        sent = self.sent(request)

        def act() -> Response:
            made = self.written(request, sent, None, is_whole=True)
            return self.answer(made, self.etag(made), status=201, Location=f"{request.path}{made.pk}/")

        return self.change(request, act)


class IncidentOne(IncidentRows, OneView):
    """One affair, without its events."""

    serializer_class = IncidentSerializer

    def rewrite(self, row: Incident, sent: dict[str, Any], *, is_whole: bool) -> None:
        self.written(self.request, sent, row, is_whole=is_whole)

    def delete(self, request: Request, pk: int) -> Response:
        """What was ever public is retracted, with its reason, and not deleted."""

        def act() -> Response:
            incident = self.held(request, pk)
            if actions.is_public(incident):
                raise Refusal(409, _("What was public is retracted, with its reason, and not deleted."))
            incident.delete()
            return Response(status=204)

        return self.change(request, act)

    def held(self, request: Request, pk: int, sent: Any = None) -> Incident:
        if open_to(request.user, pk) is None:
            self.row(pk)  # says that there is none
        row = self.row(pk)
        stored = self.get_serializer().to_representation(row)
        versions.check_is_current(request, self.etag(row), stored, sent)
        return row


class DossierList(IncidentList):
    """Whole dossiers: an incident with its events and all that hangs on them. `POST` makes one, all of it or nothing.

    Rows that the document brings may be named by a `ref` of your own before they have an id; companies and sources
    that are not here yet come in `companies` and `sources`.
    """

    serializer_class = DossierSerializer
    is_dossier = True


class DossierOne(IncidentOne):
    """One whole dossier. What `GET` gives, `PUT` takes back, and then changes nothing."""

    serializer_class = DossierSerializer
    is_dossier = True


class EventRows:
    serializer_class = EventSerializer

    def get_queryset(self) -> QuerySet[Event]:
        return Event.objects.filter(incident__in=Incident.objects.visible_to(self.request.user)).with_document()


def held_event(request: Request, event: Event) -> Event:
    """The event, locked after its incident, and allowed to be edited (docs/decisions/0004)."""
    if open_to(request.user, event.incident_id) is None:
        raise Refusal(404, _("It is not there any more."))
    return versions.locked(event)


class EventList(EventRows, ListView, FetchedView):
    """Entries of incidents that you may see, each with all that hangs on it. `POST` adds one to an incident."""

    filters = [
        by("incident", "incident", "Of this incident.", "id"),
        by("kind", "kind", "What kind of entry.", choices=EventKind.values),
        by("q", "title__icontains", "Words in its title."),
        Filter(
            "company",
            lambda rows, pk: rows.filter(participants__company=pk).distinct(),
            "In which this company takes part.",
            "id",
        ),
        Filter("source", lambda rows, pk: rows.filter(citations__source=pk).distinct(), "Citing this source.", "id"),
        by("held_back", "held_back", "Whether it is left out of the next publication.", "flag"),
    ]

    def post(self, request: Request) -> Response:
        sent = self.sent(request)

        def act() -> Response:
            incident = named_incident(request, sent.get("incident"))
            writer = Writer(by=request.user, is_whole=True, incident=incident)
            item = writer.take(self.get_serializer(), sent, None, is_root=True)
            item.row.incident = incident
            writer.write()
            row = self.get_queryset().get(pk=item.row.pk)
            return self.answer(row, versions.etag_of(row), status=201, Location=f"{request.path}{row.pk}/")

        return self.change(request, act)


def named_incident(request: Request, pk: Any) -> Incident:
    """The incident that a new row says it belongs to. Raises Refusal at its place."""
    incident = open_to(request.user, pk) if isinstance(pk, int) and pk > 0 else None
    if incident is None:
        sentence = _("There is no %(what)s %(id)s here.") % {"what": Incident._meta.verbose_name, "id": str(pk)[:64]}
        raise not_there("incident", sentence)
    return incident


def not_there(name: str, sentence: str) -> Refusal:
    detail = _("Nothing was saved: `errors` says what to mend, and where.")
    return Refusal(422, detail, faults=[Fault(pointer=f"/{name}", detail=sentence)])


class EventOne(EventRows, OneView):
    """One entry with all that hangs on it."""

    def incident_of(self, row: Event) -> Incident:
        return row.incident

    def delete(self, request: Request, pk: int) -> Response:
        """With all that hangs on it, answers to it included. What was public is withdrawn with the next publication."""

        def act() -> Response:
            self.held(request, pk).delete()
            return Response(status=204)

        return self.change(request, act)

    def held(self, request: Request, pk: int, sent: Any = None) -> Event:
        held_event(request, self.row(pk))
        row = self.row(pk)
        stored = self.get_serializer().to_representation(row)
        versions.check_is_current(request, versions.etag_of(row), stored, sent)
        return row
