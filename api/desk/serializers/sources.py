"""Sources in JSON, with what they draw on and our copies of them; and topics, which all editors share too."""

from rest_framework import serializers

from api.desk.serializers.rows import SHARED, Row
from api.desk.shapes import Named, Ref, Rows, RowSerializer, Words
from events import models


class LineageRow(Row):
    """What the source draws on."""

    origin = Named(kind=models.Source)

    class Meta(Row.Meta):
        model = models.Lineage
        fields = ("id", "origin", "relation", "note")


class CaptureSerializer(RowSerializer):
    """Our own copy of a source, or the reason why there is none. Its text is at the address of the one copy."""

    source = Named(kind=models.Source, read_only=True)

    class Meta:
        model = models.Capture
        list_serializer_class = Rows
        fields = read_only_fields = (
            "id",
            "source",
            "state",
            "origin",
            "asked_at",
            "taken_at",
            "address",
            "final_address",
            "http_status",
            "content_type",
            "sha256",
            "doubt",
            "reason",
        )


class FullCaptureSerializer(CaptureSerializer):
    """A copy with its text and what the document says of itself."""

    class Meta(CaptureSerializer.Meta):
        fields = read_only_fields = (*CaptureSerializer.Meta.fields, "text", "found")


class SourceSerializer(RowSerializer):
    """A document. A new one is fetched from its address, unless `capture` is false; `text` is its text, pasted."""

    lists = {"lineage": "source"}

    ref = Ref()
    text = Words(required=False, write_only=True, max_length=2_000_000)
    capture = serializers.BooleanField(required=False, write_only=True)
    lineage = LineageRow(many=True, required=False, source="origins")
    captures = CaptureSerializer(many=True, read_only=True)

    class Meta:
        model = models.Source
        list_serializer_class = Rows
        fields = (
            *SHARED,
            "ref",
            "kind",
            "title",
            "url",
            "publisher",
            "authors",
            "published",
            "published_inferred",
            "language",
            "note",
            "lineage",
            "text",
            "capture",
            "captures",
        )
        extra_kwargs = {"title": {"required": False}}


class TopicSerializer(RowSerializer):
    class Meta:
        model = models.Topic
        fields = ("id", "slug", "name_en", "name_fr")
