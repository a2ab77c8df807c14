"""Events, incidents and whole dossiers in JSON."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from api.desk.serializers.companies import CompanySerializer
from api.desk.serializers.parts import AllegationPart, CitationRow, FactRow, ParticipantRow, StatementPart
from api.desk.serializers.rows import SHARED, Row
from api.desk.serializers.sources import SourceSerializer
from api.desk.shapes import LARGEST, Above, Ref, RowSerializer, Several
from events import models


class EventRow(Row):
    """A dated entry, with all that hangs on it. An allegation and a statement have a part of their own."""

    lists = {"participants": "event", "citations": "event", "facts": "event"}
    parts = {"allegation": "event", "statement": "event"}

    ref = Ref()
    participants = ParticipantRow(many=True, required=False)
    citations = CitationRow(many=True, required=False)
    facts = FactRow(many=True, required=False)
    allegation = AllegationPart(required=False, allow_null=True)
    statement = StatementPart(required=False, allow_null=True)

    class Meta(Row.Meta):
        model = models.Event
        fields = (
            "id",
            "key",
            "version",
            "ref",
            "kind",
            "title",
            "text",
            "language",
            "date",
            "date_manner",
            "date_basis",
            "date_wording",
            "earliest",
            "latest",
            "held_back",
            "participants",
            "citations",
            "facts",
            "allegation",
            "statement",
        )
        read_only_fields = ("version", "earliest", "latest")


class EventSerializer(EventRow):
    fixed = "incident"

    incident = Above(kind=models.Incident)

    class Meta(EventRow.Meta):
        fields = ("incident", *EventRow.Meta.fields)


class PlaceRow(Row):
    class Meta(Row.Meta):
        model = models.Place
        fields = ("id", "name", "country")


class Slugs(Several):
    """Topics by their slugs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.SlugField(), **options)

    def get_attribute(self, instance: models.Incident) -> list[str]:
        return [topic.slug for topic in instance.topics.all()]


class Related(serializers.ListField):
    """Other incidents by their ids: those that you may see. Others that are linked stay linked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.IntegerField(min_value=1, max_value=LARGEST), **options)

    def run_validation(self, data: Any = None) -> list[int]:
        if not isinstance(data, list) or not all(type(each) is int and 0 < each <= LARGEST for each in data):
            raise serializers.ValidationError([_("This is no list of ids.")])
        return data

    def get_attribute(self, instance: models.Incident) -> list[int]:
        return sorted(other.pk for other in instance.related.all())


class IncidentSerializer(RowSerializer):
    """An affair. `status` is where its dossier stands; only the actions move it."""

    lists = {"places": "incident"}

    author = serializers.CharField(source="author.username", read_only=True)
    topics = Slugs(required=False)
    related = Related(required=False)
    places = PlaceRow(many=True, required=False)

    class Meta:
        model = models.Incident
        fields = (*SHARED, "status", "author", "title", "summary", "language", "topics", "related", "places")
        read_only_fields = ("status", "version", "updated_at")


class DossierSerializer(IncidentSerializer):
    """An incident with all its events, as one document. `companies` and `sources` are new ones that it brings, each
    with a `ref` by which the rest names it.
    """

    lists = {"places": "incident", "events": "incident"}

    events = EventRow(many=True, required=False)
    companies = CompanySerializer(many=True, required=False, write_only=True)
    sources = SourceSerializer(many=True, required=False, write_only=True)

    class Meta(IncidentSerializer.Meta):
        fields = (*IncidentSerializer.Meta.fields, "events", "companies", "sources")
        read_only_fields = IncidentSerializer.Meta.read_only_fields
