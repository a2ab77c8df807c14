"""Sentences that the wording check marked: a writer asks that one may stand, a reviewer says in writing why it may."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.desk import versions
from api.desk.models import Scope
from api.desk.shapes import Named, Rows, RowSerializer, Words
from api.desk.views.actions import ActionView, Given
from api.desk.views.base import FetchedView, ListView
from events.models import About, Incident, Overruling
from events.review import wording


class SentenceGiven(Given):
    """A marked sentence, as `wording/` names it."""

    key = serializers.UUIDField()
    field = Words(max_length=50)
    sentence = Words()


class ReasonGiven(Given):
    reason = Words(max_length=wording.LONGEST_REASON, help_text="Why it may stand. It is kept beside the sentence.")


class OverruleGiven(SentenceGiven, ReasonGiven):
    pass


class OverrulingSerializer(RowSerializer):
    """What a writer asked for (`by` is null), or what a reviewer decided, of exactly this sentence."""

    incident = Named(kind=Incident, read_only=True)
    asked_by = serializers.CharField(source="asked_by.username", read_only=True, default=None, allow_null=True)
    by = serializers.CharField(source="by.username", read_only=True, default=None, allow_null=True)

    class Meta:
        model = Overruling
        list_serializer_class = Rows
        fields = read_only_fields = (
            "id",
            "incident",
            "about",
            "key",
            "field",
            "sentence",
            "asked_by",
            "asked_at",
            "by",
            "at",
            "reason",
        )


class AskedSerializer(OverrulingSerializer):
    """With the document that the sentence stands in, and nothing else of the draft; `is_moot` once it was changed."""

    is_moot = serializers.BooleanField()
    document = serializers.DictField(allow_null=True)

    class Meta(OverrulingSerializer.Meta):
        fields = read_only_fields = (*OverrulingSerializer.Meta.fields, "is_moot", "document")


class MarkedSerializer(serializers.Serializer):
    """`words` in `sentence`, at `start` of the field: why they are marked, and what was decided about it."""

    about = serializers.ChoiceField([About.INCIDENT, About.EVENT])
    key = serializers.UUIDField()
    title = serializers.CharField()
    field = serializers.CharField()
    words = serializers.CharField()
    sentence = serializers.CharField()
    start = serializers.IntegerField()
    reason = serializers.CharField()
    is_overruled = serializers.BooleanField()
    overruling = OverrulingSerializer(allow_null=True)


class WordingSerializer(serializers.Serializer):
    marked = MarkedSerializer(many=True)


class WordingView(ActionView):
    """Every sentence of the dossier that is marked; those that stop a submission are not overruled yet."""

    http_method_names = ["get", "head", "options"]
    serializer_class = WordingSerializer

    @extend_schema(operation_id="readWording")
    def get(self, request: Request, pk: int) -> Response:
        return Response(WordingSerializer({"marked": wording.warnings(self.row(pk))}).data)


class AskWording(ActionView):
    """Asks reviewers whether a marked sentence may stand: they see it, and what it stands in, from now on."""

    serializer_class = SentenceGiven
    answers = OverrulingSerializer

    def act(self, incident: Incident, given: dict[str, Any]) -> Overruling:
        return wording.ask(incident=incident, by=self.request.user, **given)

    def done(self, incident: Incident, result: Overruling) -> Response:
        return Response(OverrulingSerializer().to_representation(result))


class OverruleWording(AskWording):
    """Lets exactly this sentence stand, and says why: a reviewer who wrote nothing of the dossier."""

    serializer_class = OverruleGiven
    scope = Scope.REVIEW

    def act(self, incident: Incident, given: dict[str, Any]) -> Overruling:
        return wording.overrule(incident=incident, by=self.request.user, **given)


class Asked:
    """What writers ask of this reviewer, in drafts of others too."""

    def get_queryset(self) -> QuerySet[Overruling]:
        return Overruling.objects.awaiting(self.request.user).select_related("incident", "asked_by", "by")


class OverrulingList(Asked, ListView):
    """Sentences that you are asked about, as a reviewer who wrote none of it."""

    serializer_class = OverrulingSerializer


class OverrulingOne(Asked, FetchedView):
    """One sentence that somebody asks about, with the document that it stands in."""

    serializer_class = AskedSerializer
    scope = Scope.REVIEW

    def get(self, request: Request, pk: int) -> Response:
        document = self._document(self.row(pk))
        return Response(document, headers={"ETag": versions.of_content(document)})

    def delete(self, request: Request, pk: int) -> Response:
        """Takes it off the list once its sentence was changed."""

        def act() -> Response:
            asked = self.row(pk)
            document = self._document(asked)
            versions.check_is_current(request, versions.of_content(document), document)
            wording.drop(asked)
            return Response(status=204)

        return self.change(request, act)

    @staticmethod
    def _document(asked: Overruling) -> dict[str, Any]:
        moot = wording.is_moot(asked)
        stands_in = None if moot else wording.stands_in(asked)
        return {**OverrulingSerializer().to_representation(asked), "is_moot": moot, "document": stands_in}


class DecideOverruling(Asked, FetchedView):
    """Lets the sentence stand that was asked about, and says why."""

    serializer_class = ReasonGiven
    answers = OverrulingSerializer
    scope = Scope.REVIEW

    @extend_schema(
        operation_id="overrule",
        examples=[OpenApiExample("Why it may", {"reason": "The judgment says so, see p. 3."}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        given = self.get_serializer().run_validation(request.data)

        def act() -> Response:
            asked = self.row(pk)
            place = {"key": asked.key, "field": asked.field, "sentence": asked.sentence}
            done = wording.overrule(incident=asked.incident, by=request.user, reason=given["reason"], **place)
            return Response(OverrulingSerializer().to_representation(done))

        return self.change(request, act)
