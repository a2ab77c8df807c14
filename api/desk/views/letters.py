"""Letters of readers and companies: read by every editor, and moved on."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.desk import versions
from api.desk.lists import Filter, by
from api.desk.shapes import Rows, RowSerializer, Words
from api.desk.views.actions import Given
from api.desk.views.base import FetchedView, ListView
from events.letterbox import letters
from events.letterbox.models import LONGEST, Letter, LetterKind, LetterState


class ListedLetterSerializer(RowSerializer):
    """A letter without its words, and who wrote it."""

    handled_by = serializers.CharField(source="handled_by.username", read_only=True, default=None, allow_null=True)

    class Meta:
        model = Letter
        list_serializer_class = Rows
        fields = read_only_fields = (
            "id",
            "kind",
            "receipt",
            "about_kind",
            "about_number",
            "about_version",
            "language",
            "received_at",
            "state",
            "handled_by",
            "handled_at",
        )


class LetterSerializer(ListedLetterSerializer):
    """A whole letter; `note` is the newsroom's own."""

    class Meta(ListedLetterSerializer.Meta):
        fields = read_only_fields = (
            *ListedLetterSerializer.Meta.fields,
            "words",
            "document",
            "name",
            "reply_to",
            "capacity",
            "note",
        )


class LetterGiven(Given):
    """How far a letter is, and what the newsroom notes of it."""

    state = serializers.ChoiceField(LetterState.choices)
    note = Words(required=False, allow_blank=True, max_length=LONGEST)


class Letters:
    def get_queryset(self) -> QuerySet[Letter]:
        return Letter.objects.select_related("handled_by")


class LetterList(Letters, ListView):
    """What readers and companies wrote. Every editor may read it."""

    serializer_class = ListedLetterSerializer
    filters = [
        by("kind", "kind", "What it is.", choices=LetterKind.values),
        by("state", "state", "How far it is.", choices=LetterState.values),
        Filter(
            "waiting",
            lambda rows, yes: (rows.filter if yes else rows.exclude)(state__in=LetterState.open()),
            "Whether somebody has to do something about it.",
            kind="flag",
        ),
    ]


class LetterOne(Letters, FetchedView):
    """One letter. It is deleted on its page, by administrators."""

    serializer_class = LetterSerializer

    def get(self, request: Request, pk: int) -> Response:
        document = self.get_serializer().to_representation(self.row(pk))
        return Response(document, headers={"ETag": versions.of_content(document)})


class MoveLetter(Letters, FetchedView):
    """Says how far a letter is. It is answered without the letter, so that no word of it is kept elsewhere."""

    serializer_class = LetterGiven
    answers = ListedLetterSerializer
    is_guarded = True

    @extend_schema(
        examples=[OpenApiExample("Answered", {"state": "answered", "note": "Wrote back on Monday."}, request_only=True)]
    )
    def post(self, request: Request, pk: int) -> Response:
        given: dict[str, Any] = self.get_serializer().run_validation(request.data)

        def act() -> Response:
            letter = versions.locked(self.row(pk))
            stored = LetterSerializer().to_representation(letter)
            versions.check_is_current(request, versions.of_content(stored), stored, given)
            note = given.get("note", letter.note)
            letters.move(letter=letter, to=given["state"], note=note, by=request.user, seen=letter.state)
            fresh = self.row(pk)
            etag = versions.of_content(LetterSerializer().to_representation(fresh))
            return Response(ListedLetterSerializer().to_representation(fresh), headers={"ETag": etag})

        return self.change(request, act)
