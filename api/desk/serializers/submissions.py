"""What was handed in, in JSON."""

from rest_framework import serializers

from api.desk.shapes import Named, RowSerializer
from events import models


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
