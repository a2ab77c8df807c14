"""Imports: a file comes in, is mapped and checked, its companies are decided, and all of it is taken or nothing."""

import io
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from api.desk.body import StrictJSONParser, check_size, escaped
from api.desk.lists import by
from api.desk.shapes import Flag, MaybeNamed, Rows, RowSerializer, Several, Whole, Words, no_such_fields
from api.desk.views.actions import Given, NothingGiven
from api.desk.views.base import FetchedView, ListView
from api.problems import Fault, Refusal
from companies.models import Company
from events.desk.imports import jobs, spellings
from events.desk.imports.forms import MOST_PASTED, MappingForm
from events.desk.imports.models import Decision, Fate, Import, ImportRow, Spelling, State
from events.desk.imports.reading import MAX_BYTES
from events.desk.imports.reading.delimited import ENCODINGS
from events.desk.imports.staging import shown, stage_file, stage_pasted

AROUND_A_FILE = 64 * 1024
FOR_ALL_ROWS = MappingForm.Meta.fields
LONGEST_NAME = Spelling._meta.get_field("new_name").max_length


class ImportSerializer(RowSerializer):
    """`targets` says for each of `headers` which field it is, "" for none. `counts` are rows by what they would do.
    `batch` are the dossiers that were written, together.
    """

    counts = serializers.SerializerMethodField()

    class Meta:
        model = Import
        list_serializer_class = Rows
        fields = read_only_fields = (
            "id",
            "name",
            "form",
            "state",
            "headers",
            "targets",
            *FOR_ALL_ROWS,
            "notes",
            "row_count",
            "done",
            "reason",
            "batch",
            "counts",
            "created_at",
        )

    def get_counts(self, job: Import) -> dict[str, int]:
        return jobs.fates_of(job)


class ListedImportSerializer(ImportSerializer):
    counts = None

    class Meta(ImportSerializer.Meta):
        fields = read_only_fields = tuple(name for name in ImportSerializer.Meta.fields if name != "counts")


class ImportRowSerializer(RowSerializer):
    """A row as it was read, what it would do, and why not."""

    class Meta:
        model = ImportRow
        list_serializer_class = Rows
        fields = read_only_fields = ("id", "ordinal", "line", "raw", "fate", "reason")


class SpellingSerializer(RowSerializer):
    """A company's name as the file spells it, and who is meant."""

    company = MaybeNamed(kind=Company, read_only=True)
    other = MaybeNamed(kind=Spelling, read_only=True)

    class Meta:
        model = Spelling
        list_serializer_class = Rows
        fields = read_only_fields = (
            "id",
            "text",
            "count",
            "identifiers",
            "candidates",
            "variants",
            "asked",
            "decision",
            "company",
            "other",
            "new_name",
        )


class FileGiven(Given):
    """A `file` in a form (multipart), or cells in JSON: `pasted`, with the line of headers."""

    file = serializers.FileField(required=False)
    pasted = Words(required=False, max_length=MOST_PASTED)
    name = Words(required=False, max_length=200)
    encoding = serializers.ChoiceField(
        ENCODINGS, required=False, allow_blank=True, help_text="Of a CSV file; found out."
    )


class CellsGiven(FileGiven):
    """Cells in JSON, with the line of headers."""

    file = None
    pasted = Words(max_length=MOST_PASTED)


class UploadGiven(FileGiven):
    """A file in a form (multipart)."""

    pasted = None
    file = serializers.FileField()


class MappingGiven(Given):
    """Which column is what, and what holds for all rows."""

    targets = Several(child=serializers.CharField(), required=False)
    series = Words(required=False)
    kind = Words(required=False)
    role = Words(required=False)
    language = Words(required=False)
    separator = Words(required=False)
    day_order = Words(required=False, allow_blank=True)
    make_topics = Flag(required=False)
    overwrite = Flag(required=False)


class DecisionGiven(Given):
    decision = serializers.ChoiceField(Decision.choices)
    company = Whole(required=False)
    other = Whole(required=False)
    name = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_NAME)


class TakeGiven(Given):
    without_refused = Flag(required=False, default=False)


class Own:
    """An import is its author's own; administrators may look at it."""

    serializer_class = ImportSerializer

    def get_queryset(self) -> QuerySet[Import]:
        rows = Import.objects
        may_look = self.request.method in SAFE_METHODS
        return rows.visible_to(self.request.user) if may_look else rows.of(self.request.user)


class ImportList(Own, ListView):
    """What was imported. `POST` reads a file: CSV, XLSX, JSON, JSON Lines, or TimelineJS’s."""

    serializer_class = ListedImportSerializer
    answers = ImportSerializer
    parser_classes = [StrictJSONParser, MultiPartParser]
    filters = [by("state", "state", "How far it is.", choices=State.values)]

    @extend_schema(request={"application/json": CellsGiven, "multipart/form-data": UploadGiven})
    def post(self, request: Request) -> Response:
        check_size(request, MAX_BYTES + AROUND_A_FILE)
        given = request.data
        check_names(given)

        def act() -> Response:
            job = _staged(given, request)
            document = ImportSerializer().to_representation(job)
            return Response(document, status=201, headers={"Location": f"{request.path}{job.pk}/"})

        return self.change(request, act)


def check_names(given: Any) -> None:
    if not hasattr(given, "items"):
        raise serializers.ValidationError([_("This is no object.")])
    errors = no_such_fields(given, FileGiven().fields)
    if hasattr(given, "lists"):
        errors |= {name: [_("Say it once.")] for name, values in given.lists() if len(values) > 1}
    if errors:
        raise serializers.ValidationError(errors)


def _staged(given: Any, request: Request) -> Import:
    file, pasted, name = given.get("file"), given.get("pasted"), given.get("name") or ""
    encoding = FileGiven().run_validation({"encoding": given.get("encoding") or ""})["encoding"]
    is_text = all(isinstance(each, str) for each in (pasted or "", name))
    if not is_text or bool(hasattr(file, "read")) == bool(pasted):
        raise Refusal(422, _("Choose a file, or paste some cells: one of the two."))
    if pasted:
        return stage_pasted(text=pasted, name=shown(name) if name else _("pasted"), by=request.user)
    stream = io.BytesIO(file.read())
    return stage_file(name=file.name, stream=stream, by=request.user, encoding=encoding)


class ImportOne(Own, FetchedView):
    """Where an import stands, and what it would do."""

    def get(self, request: Request, pk: int) -> Response:
        return Response(self.get_serializer().to_representation(self.row(pk)))


class ImportStep(Own, FetchedView):
    """A step of an import. It is not one transaction: rows are checked, and written, as a job of their own."""

    takes: type[Given] = NothingGiven
    is_one_go = False

    def get_serializer_class(self) -> type:
        return self.takes

    answers = ImportSerializer

    def post(self, request: Request, pk: int) -> Response:
        given = self.get_serializer().run_validation(request.data)
        job = self.row(pk)
        self.step(job, given)
        job.refresh_from_db()
        return Response(ImportSerializer().to_representation(job))

    def step(self, job: Import, given: dict[str, Any]) -> None:
        raise NotImplementedError


class ImportMapping(ImportStep):
    """Says which column is what, and has the rows checked. What is left out stays as it was guessed."""

    takes = MappingGiven

    def step(self, job: Import, given: dict[str, Any]) -> None:
        targets = given.pop("targets", job.targets)
        if len(targets) != len(job.headers):
            detail = _("There are %(count)d columns: say of each what it is.") % {"count": len(job.headers)}
            raise Refusal(422, detail, faults=[Fault(pointer="/targets", detail=detail)])
        data = {name: given.get(name, getattr(job, name)) for name in FOR_ALL_ROWS}
        form = MappingForm({**data, **{f"column_{at}": each for at, each in enumerate(targets)}}, instance=job)
        if not form.is_valid():
            raise _refused(form)
        jobs.start_checking(form.save(commit=False), with_changes=[*FOR_ALL_ROWS, "targets"])


def _refused(form: Form) -> Refusal:
    faults = []
    for name, sentences in form.errors.items():
        at = name.removeprefix("column_")
        pointer = f"/targets/{at}" if at != name else "" if name == "__all__" else f"/{escaped(name)}"
        faults += [Fault(pointer=pointer, detail=sentence) for sentence in sentences]
    return Refusal(422, _("Nothing was saved: `errors` says what to mend, and where."), faults=faults)


class ImportCheck(ImportStep):
    """Checks all rows again."""

    def step(self, job: Import, given: dict[str, Any]) -> None:
        jobs.start_checking(job)


class ImportTake(ImportStep):
    """Writes all of it, or nothing. The dossiers that come of it are drafts of yours."""

    takes = TakeGiven

    def step(self, job: Import, given: dict[str, Any]) -> None:
        job.without_refused = given["without_refused"]
        jobs.start_applying(job)


class ImportCancel(ImportStep):
    """Stops it wherever it is. What was imported stays."""

    def step(self, job: Import, given: dict[str, Any]) -> None:
        jobs.cancel(job)


class ImportRowList(ListView):
    """The rows of an import, with what each would do."""

    serializer_class = ImportRowSerializer
    filters = [by("fate", "fate", "What it would do.", choices=Fate.values)]

    def get_queryset(self) -> QuerySet[ImportRow]:
        return ImportRow.objects.filter(job__in=Import.objects.visible_to(self.request.user), job=self.kwargs["pk"])


class SpellingList(ListView):
    """How the file spells companies, and who is meant by each."""

    serializer_class = SpellingSerializer
    filters = [by("decision", "decision", "What was decided.", choices=Decision.values)]

    def get_queryset(self) -> QuerySet[Spelling]:
        return Spelling.objects.filter(job__in=Import.objects.visible_to(self.request.user), job=self.kwargs["pk"])


class SpellingOne(Own, FetchedView):
    """Decides who is meant by one spelling."""

    serializer_class = DecisionGiven
    answers = SpellingSerializer

    def post(self, request: Request, pk: int, spelling: int) -> Response:
        given = self.get_serializer().run_validation(request.data)

        def act() -> Response:
            job = self.row(pk)
            found = job.spellings.filter(pk=spelling).first()
            if found is None:
                raise Http404(_("There is no such spelling in this import."))
            if job.state != State.CHECKED:
                raise Refusal(409, _("This import is “%(state)s”.") % {"state": job.get_state_display()})
            company = Company.objects.standing().filter(pk=given["company"]).first() if "company" in given else None
            other = job.spellings.filter(pk=given["other"]).first() if "other" in given else None
            _check_named(given, company, other)
            spellings.decide(found, given["decision"], company=company, other=other, name=given["name"])
            found.refresh_from_db()
            return Response(SpellingSerializer().to_representation(found))

        return self.change(request, act)


def _check_named(given: dict[str, Any], company: Company | None, other: Spelling | None) -> None:
    faults = []
    if (given["decision"] == Decision.SAME) != (company is not None):
        faults.append(Fault(pointer="/company", detail=_("Name the company that is meant, by its id, and only then.")))
    if (given["decision"] in {Decision.LIKE, Decision.PART}) != (other is not None):
        faults.append(Fault(pointer="/other", detail=_("Name the other spelling by its id, and only then.")))
    if faults:
        raise Refusal(422, _("Nothing was saved: `errors` says what to mend, and where."), faults=faults)
