"""Sources: stored once, shared by all editors. Their page shows our copies, and where each value was found."""

from django import forms
from django.contrib import admin
from django.db.models import URLField
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from events.capture.reading.letters import cleaned
from events.capture.watching import findings_of
from events.desk.adding import doors
from events.desk.adding.copies import FILLS, Copies, provenance
from events.desk.adding.forms import KeepForm
from events.desk.adding.lookalikes import hash_of, of_source
from events.desk.admin.desk import visible_incidents
from events.desk.admin.rows import StackedRows, TabularRows
from events.desk.admin.shared import SharedAdmin
from events.desk.dates import ReadsDatesBack
from events.desk.glossary import EXPLAINED
from events.desk.saving import VersionedForm
from events.models import Capture, Citation, Lineage, Source
from events.models.capture import CaptureState


class SourceForm(VersionedForm):
    """Says beside each field where its value was found, and which source has an address already.

    A page that was read while somebody wrote fills what they left empty, and nothing else.
    """

    copies: Copies | None = None

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        for name, each in (self.copies.found if self.copies else {}).items():
            if name in self.fields:
                said = provenance(each, self._stands_in(name))
                self.fields[name].help_text = format_html("{} {}", self.fields[name].help_text, said)

    def _stands_in(self, name: str) -> str:
        """Asked of the data and not of the bound field, which would keep the help text that it was made with."""
        return self.data.get(self.add_prefix(name), "") if self.is_bound else self.initial.get(name) or ""

    def clean_url(self) -> str:
        """Names the source that has the address already; the database would only say that there is one."""
        url = self.cleaned_data["url"]
        other = Source.objects.at(url).exclude(pk=self.instance.pk).first()
        if other:
            link = format_html('<a href="{}">{}</a>', other.get_desk_url(), other)
            raise forms.ValidationError(
                format_html("{} {}", gettext("A source with this address is already here:"), link)
            )
        return url

    def clean(self) -> dict:
        try:
            return super().clean()
        except forms.ValidationError:
            if self.is_stale:
                self._take_what_was_left_empty()
            raise

    def _take_what_was_left_empty(self) -> None:
        """An empty field, or a title that was only the address, gets what is stored by now."""
        for name in set(FILLS.values()) & set(self.fields):
            key, stored = self.add_prefix(name), self.initial.get(name)
            if stored and self.data.get(key, "").strip() in {"", self.instance.url if name == "title" else ""}:
                self.data[key] = stored


class LineageInline(TabularRows):
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
        label=_("or why there is none"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=EXPLAINED["capture.reason"],
    )

    class Meta:
        model = Capture
        fields = ["text", "reason"]

    def clean_text(self) -> str:
        return cleaned(self.cleaned_data["text"])

    def clean(self) -> dict:
        given = super().clean()
        text, reason = given.get("text"), given.get("reason")
        if bool(text) == bool(reason):
            raise forms.ValidationError(_("Give the text, or the reason why there is none."))
        self.instance.state = CaptureState.KEPT if text else CaptureState.FAILED
        self.instance.sha256 = hash_of(text) if text else ""
        return given


class CaptureInline(StackedRows):
    """The text of a source that is typed in by hand. Later ones come in by the panel, and none is changed."""

    model = Capture
    form = CaptureForm
    extra = 0
    fields = ["text", "reason"]
    verbose_name_plural = _("our copy")


@admin.register(Source)
class SourceAdmin(ReadsDatesBack, SharedAdmin):
    form = SourceForm
    change_form_template = "desk/source.html"
    fieldsets = [
        (None, {"fields": ["title", "publisher", "url", "kind", "authors"]}),
        (_("When and in which language"), {"fields": [("published", "published_inferred"), "language", "note"]}),
    ]
    formfield_overrides = {**ReadsDatesBack.formfield_overrides, URLField: {"assume_scheme": "https"}}
    list_display = ["title", "publisher", "kind", "published"]
    list_filter = ["kind", "language"]
    search_fields = ["title", "publisher", "url", "authors"]
    forgiving = "title"
    search_help_text = _("Title, publisher, author or address.")

    class Media:
        css = {"all": ["adding/adding.css"]}
        js = [*ReadsDatesBack.Media.js, "adding/source.js"]

    def get_urls(self) -> list[URLPattern]:
        ways = {"copies": doors.standing, "fetch": doors.fetch, "keep": doors.keep, "syndicated": doors.syndicated}
        of_copy = {"text": doors.text, "warc": doors.file}
        wrap = self.admin_site.admin_view
        return [
            *(path(f"<int:pk>/{name}/", wrap(view), name=f"desk_source_{name}") for name, view in ways.items()),
            *(
                path(f"<int:pk>/copies/<int:copy>/{name}/", wrap(view), name=f"desk_source_{name}")
                for name, view in of_copy.items()
            ),
            *super().get_urls(),
        ]

    def get_inlines(self, request: HttpRequest, obj: Source | None) -> list:
        return [LineageInline] if obj else [LineageInline, CaptureInline]

    def get_form(self, request: HttpRequest, obj: Source | None = None, **options) -> type[ModelForm]:
        form = super().get_form(request, obj, **options)
        form.copies = request.copies = Copies(obj) if obj else None
        return form

    def _changeform_view(self, request: HttpRequest, object_id, form_url: str, extra_context) -> HttpResponse:
        """A button "take it" saves the form as it stands, with what was found in that field, and stays on the page."""
        if request.method == "POST" and "_take" in request.POST and (object_id or "").isdecimal():
            self._take(request, object_id)
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def _take(self, request: HttpRequest, object_id: str) -> None:
        found = Copies(get_object_or_404(Source, pk=object_id)).found.get(request.POST["_take"])
        if found:
            request.POST = request.POST.copy()
            request.POST[found.field] = found.value
            request.POST["_continue"] = "1"

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj=None, **options) -> HttpResponse:
        if obj:
            context["citations"] = self._citations(request, obj)
            context |= {"source": obj, "copies": request.copies, "keep_form": KeepForm(auto_id="keep_%s")}
            context["relays"] = obj.relays.select_related("source")
            context["alike"] = of_source(obj, request.copies.all)
        return super().render_change_form(request, context, *args, obj=obj, **options)

    def _citations(self, request: HttpRequest, source: Source) -> list[Citation]:
        """Where this person sees it cited, each with what was last seen of its words on the page."""
        visible = visible_incidents(request)
        cited = Citation.objects.filter(source=source, event__incident__in=visible).select_related("event__incident")
        seen = {finding.citation_id: finding for finding in findings_of(source, visible)}
        citations = list(cited.order_by("event__incident", "event"))
        for citation in citations:
            citation.seen = seen.get(citation.pk)
        return citations
