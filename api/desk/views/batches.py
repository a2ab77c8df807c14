"""Batches: dossiers that came together, handed in, looked through, returned, and published as one publication."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.desk import versions
from api.desk.lists import Filter, by
from api.desk.models import Scope
from api.desk.serializers import IncidentSerializer
from api.desk.shapes import LARGEST, Rows, RowSerializer, Words
from api.desk.views.actions import Given, NothingGiven, PublishGiven, shown
from api.desk.views.base import FetchedView, ListView
from api.desk.views.dossiers import visible_incidents
from api.problems import Fault, Refusal
from events.exceptions import InvalidTransition, Stale
from events.models import Batch, Incident, Status, SubmissionState
from events.review import batches, looking

MOST_TOGETHER = 1000  # dossiers that one request brings together


class BatchSerializer(RowSerializer):
    """`dossiers` counts those of it that you may see, `waiting` those that wait for a review."""

    author = serializers.CharField(source="author.username", read_only=True)
    dossiers = serializers.IntegerField(read_only=True)
    waiting = serializers.IntegerField(read_only=True)

    class Meta:
        model = Batch
        list_serializer_class = Rows
        fields = read_only_fields = ("id", "name", "author", "created_at", "dossiers", "waiting")


class BatchGiven(Given):
    """`incidents` are the ids of dossiers that you may write in."""

    name = Words(max_length=200)
    incidents = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST), min_length=1, max_length=MOST_TOGETHER
    )


class BatchSubmitGiven(Given):
    note = Words(required=False, allow_blank=True, default="")


class BatchReturnGiven(Given):
    comment = Words(help_text="What has to change, for the writers of all of it.")


class CountSerializer(serializers.Serializer):
    kind = serializers.CharField()
    state = serializers.CharField()
    count = serializers.IntegerField()


class NamedDossier(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()


class WarningSerializer(serializers.Serializer):
    incident = NamedDossier()
    code = serializers.CharField()
    label = serializers.CharField()
    found = serializers.ListField(child=serializers.CharField())


class SampledSerializer(serializers.Serializer):
    incident = NamedDossier()
    changes = serializers.ListField(child=serializers.DictField())


class BatchReviewSerializer(serializers.Serializer):
    """`seen` is what a reviewer approves, `ticked` what has to be confirmed with it. `stale` dossiers changed since
    they were handed in. The sample is the same at each look.
    """

    seen = serializers.CharField()
    ticked = serializers.ListField(child=serializers.CharField())
    waiting = serializers.IntegerField()
    counts = CountSerializer(many=True)
    warned = serializers.DictField(child=serializers.IntegerField(), help_text="How many dossiers, by warning.")
    warnings = WarningSerializer(many=True)
    stale = NamedDossier(many=True)
    sample = SampledSerializer(many=True)


class BatchPublishedSerializer(serializers.Serializer):
    """The number of the one publication, in public, and the batch as it stands now."""

    publication = serializers.IntegerField()
    batch = BatchSerializer()


class BatchRows:
    def get_queryset(self) -> QuerySet[Batch]:
        user = self.request.user
        visible = Batch.objects.filter(pk__in=Batch.objects.visible_to(user).values("pk")).select_related("author")
        seen = Count("incidents", filter=Q(incidents__in=Incident.objects.visible_to(user)), distinct=True)
        waits = Count("submissions", filter=Q(submissions__state=SubmissionState.OPEN), distinct=True)
        return visible.annotate(dossiers=seen, waiting=waits)


class BatchList(BatchRows, ListView, FetchedView):
    """Dossiers that came together: each import makes a batch of what it wrote (`batch` of the import). `POST` brings
    dossiers together by hand.
    """

    serializer_class = BatchSerializer
    filters = [
        Filter(
            "waiting",
            lambda rows, yes: rows.filter(waiting__gt=0) if yes else rows.filter(waiting=0),
            "Whether something of it waits for a review.",
            kind="flag",
        ),
    ]

    @extend_schema(
        request=BatchGiven,
        examples=[OpenApiExample("Two dossiers", {"name": "Overtime cases", "incidents": [3, 4]}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        given = BatchGiven().run_validation(request.data)

        def act() -> Response:
            incidents = self._named(given["incidents"])
            made = batches.make_batch(name=given["name"], incidents=incidents, by=request.user)
            return answered(self.row(made.pk), status=201, Location=f"{request.path}{made.pk}/")

        return self.change(request, act)

    def _named(self, pks: list[int]) -> list[Incident]:
        """Locked in their one order. Raises Refusal at the places of those that are not there for this person."""
        visible = Incident.objects.visible_to(self.request.user).filter(pk__among=pks).values_list("pk", flat=True)
        found = list(Incident.objects.locked().filter(pk__among=list(visible)).order_by("pk"))
        there = {incident.pk for incident in found}
        what = Incident._meta.verbose_name
        faults = [
            Fault(pointer=f"/incidents/{at}", detail=_("There is no %(what)s %(id)s here.") % {"what": what, "id": pk})
            for at, pk in enumerate(pks)
            if pk not in there
        ]
        if faults:
            raise Refusal(422, _("Nothing was saved: `errors` says what to mend, and where."), faults=faults)
        return found


def answered(batch: Batch, status: int = 200, **headers: str) -> Response:
    document = BatchSerializer().to_representation(batch)
    return Response(document, status=status, headers={"ETag": versions.of_content(document), **headers})


class BatchOne(BatchRows, FetchedView):
    """One batch: yours, or one of which something was handed in."""

    serializer_class = BatchSerializer

    def get(self, request: Request, pk: int) -> Response:
        return answered(self.row(pk))


class BatchDossierList(ListView):
    """Its dossiers, as far as you may see them, without their events."""

    serializer_class = IncidentSerializer
    filters = [by("status", "status", "Where it stands.", choices=Status.values)]

    def get_queryset(self) -> QuerySet[Incident]:
        batches_seen = Batch.objects.visible_to(self.request.user).filter(pk=self.kwargs["pk"])
        return visible_incidents(self.request.user).filter(batches__in=batches_seen)


class BatchAction(BatchRows, FetchedView):
    """Something that is done with all of a batch, or with nothing of it."""

    serializer_class = NothingGiven
    answers: type[serializers.Serializer] = BatchSerializer

    def post(self, request: Request, pk: int) -> Response:
        given = self.get_serializer().run_validation(request.data)

        def act() -> Response:
            batch = self.row(pk)
            if request.META.get("HTTP_IF_MATCH"):
                versions.check_is_current(request, answered(batch)["ETag"], None)
            return self.done(batch, self.act(batch, given))

        try:
            return self.change(request, act)
        except Stale:
            batches.void_what_changed(self.row(pk))
            raise

    def act(self, batch: Batch, given: dict[str, Any]) -> Any:
        raise NotImplementedError

    def done(self, batch: Batch, result: Any) -> Response:
        """As it stands now, for whoever may still see it."""
        found = self.get_queryset().filter(pk=batch.pk).first()
        return answered(found) if found else Response({"id": batch.pk})


class BatchSubmit(BatchAction):
    """Hands in every dossier of it that differs from what is public, or none: `missing` names what they lack."""

    serializer_class = BatchSubmitGiven

    def act(self, batch: Batch, given: dict[str, Any]) -> Any:
        return batches.submit_batch(batch=batch, by=self.request.user, note=given["note"])


class BatchReturn(BatchAction):
    """Returns all of it that waits, with what has to change."""

    serializer_class = BatchReturnGiven
    scope = Scope.REVIEW

    def act(self, batch: Batch, given: dict[str, Any]) -> Any:
        return batches.send_back_batch(batch=batch, by=self.request.user, comment=given["comment"])


class BatchPublish(BatchAction):
    """Publishes all of it that waits as one publication, exactly as it was seen (`review/`)."""

    serializer_class = PublishGiven
    answers = BatchPublishedSerializer
    scope = Scope.REVIEW

    def act(self, batch: Batch, given: dict[str, Any]) -> Any:
        ticked = given.get("ticked", [])
        return batches.publish_batch(batch=batch, by=self.request.user, seen=given["seen"], ticked=ticked)

    def done(self, batch: Batch, result: Any) -> Response:
        return Response({"publication": result.number, "batch": super().done(batch, result).data})


class BatchReview(BatchRows, FetchedView):
    """What of a batch waits: in numbers, every warning, and a fixed sample in full. `seen` and `ticked` go back with
    `publish/`.
    """

    serializer_class = BatchReviewSerializer
    wants_a_state = True

    @extend_schema(operation_id="reviewBatch")
    def get(self, request: Request, pk: int) -> Response:
        batch = self.row(pk)
        waiting = list(batches.open_submissions(batch))
        if not waiting:
            raise InvalidTransition(_("Nothing of this batch waits for a review."))
        look = looking.look_at(batch, waiting)
        return Response(
            {
                "seen": batches.digest_of(waiting),
                "ticked": sorted(batches.BATCH_TICKS),
                "waiting": len(waiting),
                "counts": [{"kind": k, "state": s, "count": n} for (k, s), n in sorted(look.counts.items())],
                "warned": {str(label): count for label, count in look.warned.items()},
                "warnings": [
                    {"incident": _named(i), "code": item.code, "label": str(item.label), "found": list(item.found)}
                    for i, item in look.warnings
                ],
                "stale": [_named(incident) for incident in look.stale],
                "sample": [
                    {"incident": _named(incident), "changes": [shown(change) for change in changed]}
                    for incident, changed in look.sample
                ],
            }
        )


def _named(incident: Incident) -> dict[str, Any]:
    return {"id": incident.pk, "title": incident.title}
