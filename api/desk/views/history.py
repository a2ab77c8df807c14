"""The history of what the desk holds, and back to it: a row as it was, a step undone, an event brought back."""

from typing import Any

from django.db.models import Model, QuerySet
from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.desk import versions
from api.desk.serializers import CompanySerializer, EventSerializer, IncidentSerializer, SourceSerializer
from api.desk.shapes import LARGEST, Whole
from api.desk.views.actions import ActionView, Given
from api.desk.views.base import FetchedView
from api.desk.views.dossiers import EventRows, visible_incidents
from api.desk.views.library import Companies, Sources
from events.desk import restoring
from events.desk.history import steps_of
from events.models import Event, Incident

MODELS = {model._meta.label_lower: model for model in restoring.RESTORABLE}


class UndoGiven(Given):
    """A step, as the history names it."""

    context = serializers.UUIDField(allow_null=True)
    at = serializers.DateTimeField()


class RestoreGiven(Given):
    """A row of the history, by its number there."""

    model = serializers.ChoiceField(list(MODELS))
    row = Whole(min_value=1, max_value=LARGEST)


class BringBackGiven(Given):
    """An event that was removed, as `removed/` names it."""

    row = Whole(min_value=1, max_value=LARGEST)


class FieldChangeSerializer(serializers.Serializer):
    label = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class RowChangeSerializer(serializers.Serializer):
    """What happened to one row; `model` and `row` are what `restore/` is told to make it as it was then."""

    what = serializers.CharField()
    deed = serializers.CharField()
    model = serializers.CharField()
    row = serializers.IntegerField()
    is_current = serializers.BooleanField()
    can_restore = serializers.BooleanField()
    fields_changed = FieldChangeSerializer(many=True, source="fields")


class StepSerializer(serializers.Serializer):
    """What one person changed in one go; `context` and `at` are what `undo/` is told."""

    at = serializers.DateTimeField()
    context = serializers.UUIDField(allow_null=True)
    who = serializers.CharField()
    can_undo = serializers.BooleanField()
    rows = RowChangeSerializer(many=True)


class HistorySerializer(serializers.Serializer):
    """Newest first, a few hundred rows at most."""

    steps = StepSerializer(many=True)


class RemovedEventSerializer(serializers.Serializer):
    row = serializers.IntegerField(source="pgh_id")
    title = serializers.CharField()
    removed_at = serializers.DateTimeField(source="pgh_created_at")


class RemovedSerializer(serializers.Serializer):
    removed = RemovedEventSerializer(many=True)


class IncidentRows:
    serializer_class = IncidentSerializer

    def get_queryset(self) -> QuerySet[Incident]:
        return visible_incidents(self.request.user)


class HistoryOf(FetchedView):
    """Who changed what of it, and when, with all that hangs on it."""

    def get(self, request: Request, pk: int) -> Response:
        subject = self.row(pk)
        document = HistorySerializer({"steps": steps_of(subject)}).data
        return Response(document, headers={"ETag": versions.etag_of(subject)})


class BackOf(FetchedView):
    """Something goes back to what the history holds: an ordinary edit, made from the version that `If-Match` names."""

    is_guarded = True
    takes: type[Given]
    answers: type[serializers.Serializer]

    def post(self, request: Request, pk: int) -> Response:
        given = self.get_serializer().run_validation(request.data)

        def act() -> Response:
            row = self.row(pk)
            versions.check_is_current(request, versions.etag_of(row), None)
            self.act(row, given)
            fresh = self.row(pk)
            document = self.answers(context=self.get_serializer_context()).to_representation(fresh)
            return Response(document, headers={"ETag": versions.etag_of(fresh)})

        return self.change(request, act)

    def act(self, row: Model, given: dict[str, Any]) -> None:
        raise NotImplementedError


class Undo(BackOf):
    """Takes back all that was changed in one go; what was changed again since stands in the way."""

    takes = UndoGiven

    def act(self, row: Model, given: dict[str, Any]) -> None:
        restoring.undo(subject=row, seen=row.version, by=self.request.user, **given)


class Restore(BackOf):
    """Makes one row what it was, or brings it back."""

    takes = RestoreGiven

    def act(self, row: Model, given: dict[str, Any]) -> None:
        model = MODELS[given["model"]]
        restoring.restore(subject=row, model=model, row=given["row"], seen=row.version, by=self.request.user)


class RemovedEvents(ActionView):
    """Events of the dossier that were removed and can be had again, the latest first."""

    http_method_names = ["get", "head", "options"]
    serializer_class = RemovedSerializer

    @extend_schema(operation_id="listRemovedEvents")
    def get(self, request: Request, pk: int) -> Response:
        return Response(RemovedSerializer({"removed": restoring.removed_events(self.row(pk))}).data)


class BringBack(ActionView):
    """Brings a removed event back, with all that went with it."""

    serializer_class = BringBackGiven
    answers = EventSerializer

    @extend_schema(examples=[OpenApiExample("As `removed/` names it", {"row": 12}, request_only=True)])
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk)

    def act(self, incident: Incident, given: dict[str, Any]) -> Event:
        return restoring.bring_back(incident=incident, row=given["row"], by=self.request.user)

    def done(self, incident: Incident, result: Event) -> Response:
        fresh = Event.objects.with_document().get(pk=result.pk)
        return Response(EventSerializer().to_representation(fresh), headers={"ETag": versions.etag_of(fresh)})


KINDS = {
    "companies": ("Company", Companies, CompanySerializer),
    "sources": ("Source", Sources, SourceSerializer),
    "incidents": ("Incident", IncidentRows, IncidentSerializer),
    "events": ("Event", EventRows, EventSerializer),
}


def history_urls() -> list[URLPattern]:
    found = [
        path("incidents/<int:pk>/removed/", RemovedEvents.as_view()),
        path("incidents/<int:pk>/bring-back/", BringBack.as_view()),
    ]
    for address, (noun, rows, serializer) in KINDS.items():
        start = f"{address}/<int:pk>/history/"
        found.append(path(start, _view(f"{noun}HistoryOne", rows, HistoryOf, HistorySerializer).as_view()))
        for name, action in (("undo", Undo), ("restore", Restore)):
            view = _view(f"{action.__name__}{noun}", rows, action, action.takes, answers=serializer)
            found.append(path(f"{start}{name}/", view.as_view()))
    return found


def _view(name: str, rows: type, action: type[FetchedView], takes: type, **members: Any) -> type[FetchedView]:
    """The rows of one kind, and what is done with them."""
    shared = {"serializer_class": takes, "__doc__": action.__doc__, "__module__": __name__, **members}
    return type(name, (rows, action), shared)
