"""Sources: stored once, shared by all editors."""

import hashlib

from django import forms
from django.contrib import admin
from django.db.models import Model, URLField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline, TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from events.desk.admin.desk import visible_incidents
from events.desk.admin.shared import SharedAdmin
from events.desk.dates import ReadsDatesBack
from events.desk.saving import VersionedForm
from events.models import Capture, Citation, Lineage, Source
from events.models.capture import CaptureState


class LineageInline(TabularInline):
    model = Lineage
    fk_name = "source"
    extra = 0
    hide_title = True
    autocomplete_fields = ["origin"]
    verbose_name_plural = _("it draws on")


class CaptureForm(forms.ModelForm):
    """A copy is its text, or the reason why there is none; the rest follows."""

    text = forms.CharField(
        label=_("text"),
        required=False,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("Paste the whole text as it stands in the source. It stays private; public are its hash and date."),
    )
    reason = forms.CharField(
        label=_("or why there is none"), required=False, max_length=300, widget=UnfoldAdminTextInputWidget
    )

    class Meta:
        model = Capture
        fields = ["text", "reason"]

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def clean(self) -> dict:
        cleaned = super().clean()
        text, reason = cleaned.get("text"), cleaned.get("reason")
        if bool(text) == bool(reason):
            raise forms.ValidationError(_("Give the text, or the reason why there is none."))
        self.instance.state = CaptureState.KEPT if text else CaptureState.FAILED
        self.instance.sha256 = hashlib.sha256(text.encode()).hexdigest() if text else ""
        return cleaned


class CaptureInline(StackedInline):
    """Copies are added, and never changed afterwards."""

    model = Capture
    form = CaptureForm
    extra = 0
    fields = ["text", "reason"]
    verbose_name_plural = _("our copies")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return []

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Source)
class SourceAdmin(ReadsDatesBack, SharedAdmin):
    form = VersionedForm
    change_form_template = "desk/source.html"
    fieldsets = [
        (None, {"fields": ["title", "publisher", "url", "kind", "authors"]}),
        (_("When and in which language"), {"fields": [("published", "published_inferred"), "language", "note"]}),
    ]
    formfield_overrides = {**ReadsDatesBack.formfield_overrides, URLField: {"assume_scheme": "https"}}
    inlines = [LineageInline, CaptureInline]
    list_display = ["title", "publisher", "kind", "published"]
    list_filter = ["kind", "language"]
    search_fields = ["title", "publisher", "url", "authors"]
    search_help_text = _("Title, publisher, author or address.")

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj=None, **options) -> HttpResponse:
        if obj:
            cited = Citation.objects.filter(source=obj, event__incident__in=visible_incidents(request))
            context["citations"] = cited.select_related("event__incident").order_by("event__incident", "event")
        return super().render_change_form(request, context, *args, obj=obj, **options)
