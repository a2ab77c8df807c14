"""What hangs on an event, in JSON: who takes part, on what evidence, what is alleged, said, answered and promised."""

from api.desk.serializers.rows import Row
from api.desk.shapes import MaybeNamed, Named, Ref
from companies.models import Company
from events import models


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
