"""Cited words that are not where they were on their page."""

from django.db.models import QuerySet
from rest_framework import serializers

from api.desk.lists import by
from api.desk.shapes import Named, Rows, RowSerializer
from api.desk.views.base import ListView
from events.capture.models import BROKEN, Finding
from events.models import Citation, Incident


class FindingSerializer(RowSerializer):
    """Words of a citation that are not where they were when the page was last looked at."""

    citation = Named(kind=Citation, read_only=True)
    event = serializers.IntegerField(source="citation.event_id", read_only=True)
    quotation = serializers.CharField(source="citation.quotation", read_only=True)

    class Meta:
        model = Finding
        list_serializer_class = Rows
        fields = read_only_fields = ("id", "citation", "event", "quotation", "state", "since", "seen_on", "there_on")


class FindingList(ListView):
    """Citations whose words changed, moved or are gone from their page, in the dossiers that you may see. A citation
    that is changed leaves the list.
    """

    serializer_class = FindingSerializer
    filters = [
        by("state", "state", "What became of the words.", choices=[state.value for state in BROKEN]),
        by("incident", "citation__event__incident", "Cited in this incident.", "id"),
        by("source", "citation__source", "Of this source.", "id"),
    ]

    def get_queryset(self) -> QuerySet[Finding]:
        visible = Incident.objects.visible_to(self.request.user)
        return Finding.objects.broken().current().in_incidents(visible).select_related("citation")
