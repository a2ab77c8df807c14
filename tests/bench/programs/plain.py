"""What most would write first: a ModelViewSet over the desk's tables, serializers in serializers, prefetched; and for
people a ListView with a template.
"""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.db.models import Q, QuerySet  # noqa: E402  models need the settings that the line above has read
from django.http import QueryDict  # noqa: E402
from django.shortcuts import get_object_or_404  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.generic import ListView  # noqa: E402
from rest_framework.routers import DefaultRouter  # noqa: E402
from rest_framework.serializers import ModelSerializer  # noqa: E402
from rest_framework.viewsets import ModelViewSet  # noqa: E402

from companies.models import Company  # noqa: E402
from events import models  # noqa: E402
from events.dates import reading_of  # noqa: E402


class CompanySerializer(ModelSerializer):
    class Meta:
        model = Company
        fields = ["id", "name"]


class SourceSerializer(ModelSerializer):
    class Meta:
        model = models.Source
        fields = ["id", "kind", "title", "publisher", "authors", "url", "language", "published", "note"]


class IncidentSerializer(ModelSerializer):
    class Meta:
        model = models.Incident
        fields = ["id", "title"]


class ParticipantSerializer(ModelSerializer):
    company = CompanySerializer()

    class Meta:
        model = models.Participant
        fields = ["role", "company", "group", "count_least", "count_most", "protected"]


class CitationSerializer(ModelSerializer):
    source = SourceSerializer()

    class Meta:
        model = models.Citation
        fields = ["key", "source", "quotation", "locator", "supports"]


class AnswerSerializer(ModelSerializer):
    company = CompanySerializer()

    class Meta:
        model = models.Answer
        fields = ["statement", "allegation", "company", "stance", "note"]


class AllegationSerializer(ModelSerializer):
    answers = AnswerSerializer(many=True)

    class Meta:
        model = models.Allegation
        fields = ["form", "answers"]


class StatementSerializer(ModelSerializer):
    speaker = CompanySerializer()
    answers = AnswerSerializer(many=True)

    class Meta:
        model = models.Statement
        fields = [
            "speaker",
            "spokesperson",
            "capacity",
            "channel",
            "addressed_to",
            "words",
            "words_language",
            "answers",
        ]


class EventSerializer(ModelSerializer):
    incident = IncidentSerializer()
    participants = ParticipantSerializer(many=True)
    citations = CitationSerializer(many=True)
    allegation = AllegationSerializer()
    statement = StatementSerializer()

    class Meta:
        model = models.Event
        fields = [
            *["id", "kind", "title", "text", "language", "date", "date_manner", "date_basis", "date_wording"],
            *["earliest", "latest", "incident", "participants", "citations", "allegation", "statement"],
        ]

    def to_representation(self, event: models.Event) -> dict:
        for part in ("allegation", "statement"):
            if not hasattr(event, part):
                setattr(event, part, None)
        return super().to_representation(event)


class EventViewSet(ModelViewSet):
    serializer_class = EventSerializer
    permission_classes = ()

    def get_queryset(self) -> QuerySet[models.Event]:
        asked = self.request.query_params
        if "order" not in asked:
            return _events_of(asked["company"])
        return _with_all(_narrowed(asked)).order_by("id")


def _narrowed(asked: QueryDict) -> QuerySet[models.Event]:
    """What one writes who has joins for everything."""
    events = models.Event.objects.all()
    for name in asked.keys() & PLAIN_FILTERS.keys():
        events = events.filter(**{PLAIN_FILTERS[name]: asked[name]})
    if {"company", "role"} <= asked.keys():
        events = events.filter(participants__company=asked["company"], participants__role=asked["role"])
    elif "company" in asked:
        events = events.filter(participants__company=asked["company"])
    elif "role" in asked:
        events = events.filter(participants__role=asked["role"], participants__company__isnull=False)
    if "stance" in asked:
        stance = asked["stance"]
        events = events.filter(Q(allegation__answers__stance=stance) | Q(statement__answers__stance=stance))
    if "from" in asked:
        first, last = reading_of(asked["from"]).earliest, reading_of(asked["until"]).latest
        events = events.filter(earliest__lte=last, latest__gte=first)
    if "q" in asked:
        events = events.filter(Q(title__icontains=asked["q"]) | Q(text__icontains=asked["q"]))
    return events.distinct()


PLAIN_FILTERS = {
    "kind": "kind",
    "language": "language",
    "form": "allegation__form",
    "source": "citations__source",
    "country": "incident__places__country",
}


def _events_of(company: str | int) -> QuerySet[models.Event]:
    events = models.Event.objects.filter(participants__company=company).distinct()
    return _with_all(events).order_by("-earliest", "-latest", "-id")


def _with_all(events: QuerySet[models.Event]) -> QuerySet[models.Event]:
    return events.select_related("incident", "allegation", "statement__speaker").prefetch_related(
        "participants__company",
        "citations__source",
        "allegation__answers__company",
        "statement__answers__company",
    )


class CompanyView(ListView):
    template_name = "plain_company.html"
    context_object_name = "events"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[models.Event]:
        return _events_of(self.kwargs["number"])

    def get_context_data(self, **options) -> dict:
        company = get_object_or_404(Company.objects.prefetch_related("names", "identifiers"), pk=self.kwargs["number"])
        return super().get_context_data(company=company, **options)


router = DefaultRouter()
router.register("events", EventViewSet, basename="event")
urlpatterns = [*router.urls, path("companies/<int:number>/", CompanyView.as_view())]
