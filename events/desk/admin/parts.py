"""The parts of an allegation and of a statement, as tables on the page of their event.

A part has its event's key for its own, so its rows can be edited beside the event's rows: their formset stands on the
part that belongs to the event, whether or not it is stored already.
"""

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import PaginationInlineFormSet

from events.desk.admin.rows import StackedRows, TabularRows
from events.desk.dates import ReadsDatesBack
from events.models import (
    Allegation,
    AllegationStatus,
    Answer,
    Commitment,
    CommitmentUpdate,
    Demand,
    Event,
    EventKind,
    ReplyRequest,
    Statement,
)


class PartForm(forms.ModelForm):
    """Kept even if nothing was typed into it: an allegation has a form, be it the one that was offered."""

    def has_changed(self) -> bool:
        return super().has_changed() or self.instance._state.adding


class OnePart(PaginationInlineFormSet):
    """The part of an event. Two may open its page before it has one: the later save changes what the first made."""

    def _construct_form(self, i: int, **options) -> forms.ModelForm:
        if i >= self.initial_form_count() and (stored := self.get_queryset()):
            options["instance"] = stored[0]
        return super()._construct_form(i, **options)


class RowsOfPart(PaginationInlineFormSet):
    """Rows whose parent is the part of `instance`, an event."""

    def __init__(self, *args, instance: Event | None = None, **options) -> None:
        self.event = instance
        super().__init__(*args, instance=self.fk.related_model(event_id=instance.pk if instance else None), **options)

    def save(self, commit: bool = True) -> list[Model]:
        self.instance.pk = self.event.pk  # of a new event, known only now
        return super().save(commit)


class PartInline(StackedRows):
    """The one part itself; where the kind of the event does not want it, it can only be removed."""

    form = PartForm
    formset = OnePart
    kind: EventKind
    extra = 0
    max_num = 1
    hide_title = True

    def get_min_num(self, request: HttpRequest, obj: Event | None = None, **options) -> int:
        return int(request.event_kind == self.kind)

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return request.event_kind != self.kind and super().has_delete_permission(request, obj)


class RowsInline(ReadsDatesBack):
    """Mixed into an inline whose rows hang on `part`, and that stands on the page of an event."""

    part: type[Model]
    formset = RowsOfPart
    extra = 0

    def __init__(self, parent_model: type[Model], admin_site) -> None:
        super().__init__(self.part, admin_site)


class AllegationInline(PartInline):
    model = Allegation
    kind = EventKind.ALLEGATION
    verbose_name = _("allegation")


class StatusInline(RowsInline, StackedRows):
    model = AllegationStatus
    part = Allegation
    autocomplete_fields = ["source"]
    fields = [("status", "date"), ("source", "locator"), "note"]


class DemandInline(RowsInline, TabularRows):
    model = Demand
    part = Allegation
    hide_title = True
    autocomplete_fields = ["addressee"]


class ReplyRequestInline(RowsInline, StackedRows):
    model = ReplyRequest
    part = Allegation
    autocomplete_fields = ["company", "source"]
    fields = [("company", "asked_by"), ("asked", "deadline"), ("outcome", "outcome_by"), ("source", "locator")]


class StatementInline(PartInline):
    model = Statement
    kind = EventKind.STATEMENT
    verbose_name = _("statement")
    autocomplete_fields = ["speaker"]
    fields = [
        "speaker",
        ("spokesperson", "capacity"),
        ("channel", "addressed_to"),
        "words",
        ("words_language", "words_translated"),
        "indirect",
        "translation",
        ("translation_language", "translation_kind"),
    ]


class AnswerInline(RowsInline, StackedRows):
    """What is answered is an allegation of the same incident."""

    model = Answer
    part = Statement
    autocomplete_fields = ["company"]
    fields = [("allegation", "demand"), ("company", "stance"), "note"]

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **options) -> forms.Field | None:
        if db_field.name == "allegation":
            of_incident = Allegation.objects.filter(event__incident=request.incident)
            options["queryset"] = of_incident.select_related("event").order_by("event__earliest", "event")
        if db_field.name == "demand":
            options["queryset"] = Demand.objects.filter(allegation__event__incident=request.incident)
        return super().formfield_for_foreignkey(db_field, request, **options)


class ProgressInline(ReadsDatesBack, StackedRows):
    model = CommitmentUpdate
    extra = 0
    autocomplete_fields = ["source"]
    fields = [("status", "date"), ("source", "locator"), "note"]


class CommitmentInline(RowsInline, StackedRows):
    model = Commitment
    part = Statement
    inlines = [ProgressInline]
    fields = [("text", "due")]


ALLEGATION_PARTS = [AllegationInline, StatusInline, DemandInline, ReplyRequestInline]
STATEMENT_PARTS = [StatementInline, AnswerInline, CommitmentInline]
