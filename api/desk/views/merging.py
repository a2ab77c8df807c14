"""Two companies become one: what would move is shown first, and merged is exactly what was shown."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.desk import versions
from api.desk.lists import whole
from api.desk.models import Scope
from api.desk.serializers import CompanySerializer
from api.desk.shapes import LARGEST, Whole
from api.desk.views.actions import Given
from api.desk.views.base import FetchedView
from api.desk.views.batches import NamedDossier
from api.desk.views.library import Companies
from api.problems import BadParameters, Fault, Refusal
from companies.merge import CHOSEN
from companies.models import Company
from events.models import Incident
from events.review import merging


class MergeGiven(Given):
    """`from_loser` are the fields that the survivor takes over; a name that is given up becomes an other name."""

    survivor = Whole(min_value=1, max_value=LARGEST)
    from_loser = serializers.ListField(child=serializers.ChoiceField(CHOSEN), required=False, max_length=len(CHOSEN))


class ChoiceSerializer(serializers.Serializer):
    name = serializers.ChoiceField(CHOSEN)
    label = serializers.CharField()
    survivor = serializers.CharField(source="stays", allow_blank=True)
    loser = serializers.CharField(source="goes", allow_blank=True)
    differs = serializers.BooleanField()


class MovingSerializer(serializers.Serializer):
    label = serializers.CharField()
    rows = serializers.ListField(child=serializers.CharField())


class MergeSerializer(serializers.Serializer):
    """What a merger would do: both companies field by field, what moves, and the dossiers that change, as far as they
    are yours to see.
    """

    loser = serializers.IntegerField()
    survivor = serializers.IntegerField()
    fields_of_both = ChoiceSerializer(many=True)
    moving = MovingSerializer(many=True)
    dossiers = NamedDossier(many=True)


class CompanyMerge(Companies, FetchedView):
    """Makes this company one with `survivor`, as the preview showed it: its `ETag` goes into `If-Match`. All that names
    the one names the other then; dossiers that were handed in have to be handed in again.
    """

    serializer_class = MergeGiven
    answers = CompanySerializer
    scope = Scope.REVIEW
    is_guarded = True
    wants_a_state = True
    parameters = ("survivor",)

    @extend_schema(
        operation_id="previewMerge",
        description="What a merger would do. Changes nothing; its `ETag` is what the merger asks for.",
        parameters=[OpenApiParameter("survivor", int, required=True, description="Into which company.")],
        responses={200: MergeSerializer},
    )
    def get(self, request: Request, pk: int) -> Response:
        loser = self._loser(pk)
        try:
            survivor = self._survivor(loser, whole(request.query_params.get("survivor", "")))
        except ValueError as refused:
            raise BadParameters([Fault(parameter="survivor", detail=str(refused))]) from None
        seen = Incident.objects.visible_to(request.user).filter(pk__in=merging.naming_dossiers(loser).values("pk"))
        shown = {
            "loser": loser.pk,
            "survivor": survivor.pk,
            "fields_of_both": merging.choices(loser, survivor),
            "moving": list(merging.moving(loser)),
            "dossiers": list(seen.only("pk", "title").order_by("pk")),
        }
        return Response(MergeSerializer(shown).data, headers={"ETag": _etag(loser, survivor)})

    @extend_schema(
        operation_id="mergeCompany",
        examples=[OpenApiExample("Keeps the other’s name", {"survivor": 7, "from_loser": ["name"]}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        given = self.get_serializer().run_validation(request.data)

        def act() -> Response:
            loser = self._loser(pk)
            try:
                survivor = self._survivor(loser, given["survivor"])
            except ValueError as refused:
                raise Refusal(422, str(refused), faults=[Fault(pointer="/survivor", detail=str(refused))]) from None
            loser, survivor = merging.hold(loser, survivor)
            versions.check_is_current(request, _etag(loser, survivor), None)
            merging.merge_as_seen(
                loser=loser,
                survivor=survivor,
                from_loser=frozenset(given.get("from_loser", [])),
                seen=merging.versions(loser, survivor),
                by=request.user,
            )
            document = CompanySerializer(context=self.get_serializer_context())
            fresh = Company.objects.with_details().get(pk=survivor.pk)
            return Response(document.to_representation(fresh), headers={"ETag": versions.etag_of(fresh)})

        return self.change(request, act)

    def _loser(self, pk: int) -> Company:
        loser = self.row(pk)
        merging.check_can_merge(self.request.user)
        if loser.merged_into_id:
            sentence = _("It was merged before; this is the company that it became.")
            raise Refusal(409, sentence, merged_into=loser.merged_into_id)
        return loser

    @staticmethod
    def _survivor(loser: Company, pk: int) -> Company:
        """Raises ValueError with the sentence of the form."""
        found = merging.survivors(loser).filter(pk=pk).first()
        if found is None:
            raise ValueError(_("Choose a company that stands, and not this one itself."))
        return found


def _etag(loser: Company, survivor: Company) -> str:
    return f'"{merging.versions(loser, survivor)}"'
