"""What all editors share: companies, sources with their copies, topics."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, ProtectedError, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.desk import versions
from api.desk.lists import Filter, by
from api.desk.serializers import (
    CaptureSerializer,
    CompanySerializer,
    FullCaptureSerializer,
    SourceSerializer,
    TopicSerializer,
)
from api.desk.views.base import FetchedView, ListView, OneView
from api.desk.writing import Writer
from api.problems import Refusal
from companies.models import Company
from companies.models.company import CompanyKind
from events.capture import job
from events.capture.reading.letters import first_line
from events.desk.adding.storing import one_line
from events.models import Capture, CaptureState, Incident, Source, SourceKind, Topic


class SharedRows:
    """Where the rows are, for the list and for the one."""

    etag: Callable[[Any], str] = staticmethod(versions.etag_of)

    def get_queryset(self) -> QuerySet:
        raise NotImplementedError

    def fresh(self, pk: int) -> Model:
        return self.get_queryset().get(pk=pk)


class SharedList(SharedRows, ListView, FetchedView):
    def post(self, request: Request) -> Response:
        sent = self.prepared(self.sent(request))

        def act() -> Response:
            writer = Writer(by=request.user, is_whole=True)
            item = writer.take(self.get_serializer(), sent, None, is_root=True)
            writer.write()
            row = self.fresh(item.row.pk)
            return self.answer(row, self.etag(row), status=201, Location=f"{request.path}{row.pk}/")

        return self.change(request, act)

    def prepared(self, sent: dict[str, Any]) -> dict[str, Any]:
        return sent


class SharedOne(SharedRows, OneView):
    def delete(self, request: Request, pk: int) -> Response:
        """What is named in an incident, perhaps in one that you do not see, stays."""

        def act() -> Response:
            row = self.held(request, pk)
            self.check_may_go(row)
            try:
                row.delete()
            except ProtectedError:
                raise Refusal(409, _("It is named in an incident, perhaps in one that you do not see.")) from None
            return Response(status=204)

        return self.change(request, act)

    def check_may_go(self, row: Model) -> None:
        """Raises Refusal where more holds it than the database knows."""

    def held(self, request: Request, pk: int, sent: Any = None) -> Model:
        row = self.row(pk)
        versions.locked(row)
        row = self.fresh(pk)
        stored = self.get_serializer().to_representation(row)
        versions.check_is_current(request, self.etag(row), stored, sent)
        return row


class Companies:
    serializer_class = CompanySerializer

    def get_queryset(self) -> QuerySet[Company]:
        return Company.objects.with_details()


class CompanyList(Companies, SharedList):
    """Companies, with their names, numbers and owners. `POST` adds one."""

    filters = [
        Filter("q", lambda rows, words: rows.matching(words), "Words in any of its names."),
        by("kind", "kind", "What it is.", choices=CompanyKind.values),
        by("country", "country", "Where it has its seat: two letters of ISO 3166."),
        Filter(
            "identifier",
            lambda rows, value: rows.filter(identifiers__value=value).distinct(),
            "A number by which others know it: an LEI, a Wikidata item, a domain …",
        ),
        Filter(
            "merged",
            lambda rows, yes: rows.exclude(merged_into=None) if yes else rows.standing(),
            "Whether it was merged into another.",
            kind="flag",
        ),
    ]


class CompanyOne(Companies, SharedOne):
    """One company."""


class Sources:
    serializer_class = SourceSerializer

    def get_queryset(self) -> QuerySet[Source]:
        return Source.objects.with_details()


class SourceList(Sources, SharedList):
    """Documents. `POST` of a `url` stores it and has it fetched, of a `text` keeps what was pasted, of both does both;
    `captures` says how far that is.
    """

    filters = [
        by("q", "title__icontains", "Words in its title."),
        by("kind", "kind", "What it is.", choices=SourceKind.values),
        by("language", "language", "Its language."),
        by("publisher", "publisher__icontains", "Words in the name of its publisher."),
        Filter("url", lambda rows, url: rows.at(url), "The page that has this address, however it is spelled."),
    ]

    def prepared(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Until its title is known it is called by its address, or its first line."""
        if not sent.get("title", "").strip():
            sent["title"] = one_line(first_line(sent["text"])) if sent.get("text") else sent.get("url", "")[:300]
        return sent


class SourceOne(Sources, SharedOne):
    """One document, with what it draws on and how our copies of it stand."""


class TextSerializer(serializers.Serializer):
    """Nothing, or the text as it was pasted."""

    text = serializers.CharField(required=False, max_length=2_000_000)


class SourceCaptures(FetchedView):
    """Asks for a copy of a source, once more or for the first time; with `text`, keeps what was pasted."""

    serializer_class = SourceSerializer
    answers = CaptureSerializer
    done_is = 202

    def get_queryset(self) -> QuerySet[Source]:
        return Source.objects.all()

    @extend_schema(request=TextSerializer)
    def post(self, request: Request, pk: int) -> Response:
        sent = self.sent(request)

        def act() -> Response:
            source = self.row(pk)
            if sent.keys() - {"text"}:
                raise Refusal(422, _("Send the text, or nothing to have the page fetched."))
            if "text" in sent:
                capture = job.keep_text(source, sent["text"], request.user)
            elif source.url:
                capture = job.ask(source, source.url, request.user)
            else:
                raise Refusal(422, _("This source has no address that could be fetched: send its text."))
            return Response(CaptureSerializer(capture).data, status=self.done_is)

        return self.change(request, act)


class CaptureList(ListView):
    """Our copies, and the reasons where there are none."""

    serializer_class = CaptureSerializer
    filters = [
        by("source", "source", "Of this source.", "id"),
        by("state", "state", "How far it is.", choices=CaptureState.values),
    ]

    def get_queryset(self) -> QuerySet[Capture]:
        return Capture.objects.defer("text", "found")


class CaptureOne(FetchedView):
    """One copy with its text."""

    serializer_class = FullCaptureSerializer

    def get_queryset(self) -> QuerySet[Capture]:
        return Capture.objects.all()

    def get(self, request: Request, pk: int) -> Response:
        row = self.row(pk)
        document = self.get_serializer().to_representation(row)
        return Response(document, headers={"ETag": versions.of_content(document)})


class Topics:
    serializer_class = TopicSerializer

    def get_queryset(self) -> QuerySet[Topic]:
        return Topic.objects.all()

    @staticmethod
    def etag(row: Topic) -> str:
        return versions.of_content([row.pk, row.slug, row.name_en, row.name_fr])


class TopicList(Topics, SharedList):
    """The subjects that incidents share."""

    filters = [by("slug", "slug", "Its slug.")]


class TopicOne(Topics, SharedOne):
    """One topic."""

    def check_may_go(self, row: Topic) -> None:
        """A topic in use stays: without it dossiers would be other than their writers left them."""
        if Incident.objects.filter(topics=row).exists():
            raise Refusal(409, _("It is named in an incident, perhaps in one that you do not see."))
