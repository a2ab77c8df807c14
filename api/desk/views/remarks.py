"""What reviewers said at places of dossiers."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.desk.lists import Filter, by
from api.desk.shapes import Named, Rows, RowSerializer
from api.desk.views.actions import NothingGiven
from api.desk.views.base import FetchedView, ListView
from events.models import Incident, Remark, Submission
from events.review import remarks


class RemarkSerializer(RowSerializer):
    """What a reviewer said at a place: `field` of the subject that has the `key`. Open until it is ticked, or the
    dossier is handed in again.
    """

    submission = Named(kind=Submission, read_only=True)
    incident = serializers.IntegerField(source="submission.incident_id", read_only=True)
    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = Remark
        list_serializer_class = Rows
        fields = read_only_fields = (
            "id",
            "incident",
            "submission",
            "about",
            "key",
            "field",
            "text",
            "by",
            "made_at",
            "resolved_at",
        )


class Remarks:
    serializer_class = RemarkSerializer

    def get_queryset(self) -> QuerySet[Remark]:
        visible = Incident.objects.visible_to(self.request.user)
        return Remark.objects.filter(submission__incident__in=visible).select_related("by", "submission__incident")


class RemarkList(Remarks, ListView):
    """What reviewers said at places of the dossiers that you may see."""

    filters = [
        by("incident", "submission__incident", "On this incident.", "id"),
        Filter(
            "open",
            lambda rows, yes: rows.unresolved() if yes else rows.exclude(resolved_at=None),
            "Whether it is still to be answered.",
            kind="flag",
        ),
    ]


class ResolveRemark(Remarks, FetchedView):
    """Ticks a remark as done. Twice is once."""

    serializer_class = NothingGiven
    answers = RemarkSerializer

    def post(self, request: Request, pk: int) -> Response:
        self.get_serializer().run_validation(request.data)

        def act() -> Response:
            remarks.resolve(self.row(pk), by=request.user)
            return Response(RemarkSerializer().to_representation(self.row(pk)))

        return self.change(request, act)
