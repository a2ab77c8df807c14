"""What each kind of row of the desk looks like in JSON, field by field."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from api.desk.shapes import LARGEST, Above, MaybeNamed, Named, Ref, Rows, RowSerializer, Several, Words
from companies.models import Company, CompanyName, Identifier, Ownership
from events import models

SHARED = ("id", "key", "version", "updated_at")


class Row(RowSerializer):
    """A row that hangs on another, and is written with it."""

    class Meta:
        list_serializer_class = Rows


# --- Companies ---


class NameRow(Row):
    class Meta(Row.Meta):
        model = CompanyName
        fields = ("id", "name", "kind", "language", "since", "until")


class IdentifierRow(Row):
    class Meta(Row.Meta):
        model = Identifier
        fields = ("id", "scheme", "value")


class OwnershipRow(Row):
    """Who owns the company, since when and until when."""

    parent = Named(kind=Company)

    class Meta(Row.Meta):
        model = Ownership
        fields = ("id", "parent", "share", "since", "until")


class CompanySerializer(RowSerializer):
    """An organisation that events name, with its other names, its numbers, and who owns it."""

    lists = {"names": "company", "identifiers": "company", "owners": "child"}

    ref = Ref()
    merged_into = MaybeNamed(kind=Company, read_only=True)
    names = NameRow(many=True, required=False)
    identifiers = IdentifierRow(many=True, required=False)
    owners = OwnershipRow(many=True, required=False)

    class Meta:
        model = Company
        list_serializer_class = Rows
        fields = (*SHARED, "ref", "name", "kind", "country", "about", "merged_into", "names", "identifiers", "owners")


# --- Sources ---


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


# --- What hangs on an event ---


class ParticipantRow(Row):
    """A company, or a described group, and its role."""

    company = MaybeNamed(kind=Company, required=False)

    class Meta(Row.Meta):
        model = models.Participant
        fields = ("id", "role", "company", "group", "count_least", "count_most", "protected")


class CitationRow(Row):
    """`quotation` are the exact words. Where they stand in our copy (`prefix`, `suffix`, `position`) is found for you,
    and again whenever the words or the source change.
    """

    ref = Ref()
    source = Named(kind=models.Source)
    origin = MaybeNamed(kind=models.Source, required=False)

    class Meta(Row.Meta):
        model = models.Citation
        fields = (
            "id",
            "key",
            "ref",
            "source",
            "origin",
            "quotation",
            "prefix",
            "suffix",
            "position",
            "locator",
            "supports",
        )
        read_only_fields = ("prefix", "suffix", "position")


class ValueRow(Row):
    """What one citation of the event reports."""

    ref = Ref()
    citation = Named(kind=models.Citation, within=True)

    class Meta(Row.Meta):
        model = models.ReportedValue
        fields = ("id", "key", "ref", "citation", "text", "number_least", "number_most", "date")


class FactRow(Row):
    """A point on which sources can differ. `preferred` names one of its own values, with the reason."""

    lists = {"values": "fact"}

    preferred = MaybeNamed(kind=models.ReportedValue, within=True, required=False)
    values = ValueRow(many=True, required=False)

    class Meta(Row.Meta):
        model = models.Fact
        fields = ("id", "key", "kind", "label", "preferred", "reason", "values")


class StepRow(Row):
    """A step of an allegation's legal history."""

    source = MaybeNamed(kind=models.Source, required=False)

    class Meta(Row.Meta):
        model = models.AllegationStatus
        fields = ("id", "status", "date", "note", "source", "locator")


class DemandRow(Row):
    ref = Ref()
    addressee = Named(kind=Company)

    class Meta(Row.Meta):
        model = models.Demand
        fields = ("id", "key", "ref", "text", "addressee", "deadline")


class RequestRow(Row):
    """That a company was asked, and what came of it."""

    company = Named(kind=Company)
    source = MaybeNamed(kind=models.Source, required=False)

    class Meta(Row.Meta):
        model = models.ReplyRequest
        fields = ("id", "company", "asked_by", "asked", "deadline", "outcome", "outcome_by", "source", "locator")


class AllegationPart(Row):
    """What makes an event an allegation; who alleges and against whom are its participants."""

    lists = {"statuses": "allegation", "demands": "allegation", "reply_requests": "allegation"}

    statuses = StepRow(many=True, required=False)
    demands = DemandRow(many=True, required=False)
    reply_requests = RequestRow(many=True, required=False)

    class Meta(Row.Meta):
        model = models.Allegation
        fields = ("form", "statuses", "demands", "reply_requests")


class AnswerRow(Row):
    """`allegation` is the id, or the `ref`, of the event that is the allegation."""

    allegation = Named(kind=models.Allegation, within=True)
    demand = MaybeNamed(kind=models.Demand, within=True, required=False)
    company = Named(kind=Company)

    class Meta(Row.Meta):
        model = models.Answer
        fields = ("id", "allegation", "demand", "company", "stance", "note")


class UpdateRow(Row):
    """What became of a commitment, on what evidence."""

    source = Named(kind=models.Source)

    class Meta(Row.Meta):
        model = models.CommitmentUpdate
        fields = ("id", "status", "date", "note", "source", "locator")


class CommitmentRow(Row):
    lists = {"updates": "commitment"}

    updates = UpdateRow(many=True, required=False)

    class Meta(Row.Meta):
        model = models.Commitment
        fields = ("id", "key", "text", "due", "updates")


class StatementPart(Row):
    """What a company said, in its words or by report, what it answers by that, and what it promises."""

    lists = {"answers": "statement", "commitments": "statement"}

    speaker = MaybeNamed(kind=Company, required=False)
    answers = AnswerRow(many=True, required=False)
    commitments = CommitmentRow(many=True, required=False)

    class Meta(Row.Meta):
        model = models.Statement
        fields = (
            "speaker",
            "spokesperson",
            "capacity",
            "channel",
            "addressed_to",
            "words",
            "words_language",
            "words_translated",
            "translation",
            "translation_language",
            "translation_kind",
            "indirect",
            "answers",
            "commitments",
        )


# --- Events and incidents ---


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


class SubmissionSerializer(RowSerializer):
    """What was handed in for review. `digest` is what a reviewer approves."""

    incident = Named(kind=models.Incident, read_only=True)
    submitted_by = serializers.CharField(source="submitted_by.username", read_only=True)
    decided_by = serializers.CharField(source="decided_by.username", read_only=True, default=None, allow_null=True)

    class Meta:
        model = models.Submission
        fields = read_only_fields = (
            "id",
            "incident",
            "batch",
            "kind",
            "note",
            "state",
            "digest",
            "submitted_by",
            "submitted_at",
            "decided_by",
            "decided_at",
            "comment",
            "publish_at",
            "publish_zone",
        )
