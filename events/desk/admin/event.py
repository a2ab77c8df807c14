"""The page of an event: when, who, on what evidence, and the parts that its kind has."""

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from events.desk.admin.desk import DossierAdmin, visible_incidents
from events.desk.admin.fact import FactInline
from events.desk.admin.parts import ALLEGATION_PARTS, STATEMENT_PARTS
from events.desk.admin.rows import StackedRows, TabularRows
from events.desk.dates import ReadsDatesBack, sentence
from events.desk.dossier import Dossier, date_in_words
from events.desk.glossary import EXPLAINED
from events.desk.presence import arrive
from events.desk.saving import VersionedForm
from events.models import Citation, Event, EventKind, Incident, Participant, Role, Supports
from events.review import permissions


class EventForm(VersionedForm):
    """On an empty page the incident and the kind come from the button that was pressed."""

    placed: tuple[Incident, str] | None = None

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        if self.placed and not self.instance.pk:
            self.instance.incident, self.instance.kind = self.placed

    def clean(self) -> dict:
        """A new date whose manner was left as it stood is read by its own wording."""
        cleaned = super().clean()
        if "date" in self.changed_data and "date_manner" not in self.changed_data:
            cleaned["date_manner"] = ""
        return cleaned


# In which roles an empty page asks for participants; a speaker takes part by the statement itself.
ROLES_ASKED = {EventKind.ALLEGATION: [Role.ACCUSED, Role.CLAIMANT], EventKind.STATEMENT: []}


class ParticipantInline(TabularRows):
    model = Participant
    hide_title = True
    autocomplete_fields = ["company"]
    fields = ["role", "company", "group", "count_least", "count_most", "protected"]

    def get_extra(self, request: HttpRequest, obj: Event | None = None, **options) -> int:
        return 0 if request.event else len(_roles_asked(request))


def _roles_asked(request: HttpRequest) -> list[Role]:
    return ROLES_ASKED.get(request.event_kind, [Role.MENTIONED])


class CitationForm(forms.ModelForm):
    supports = forms.MultipleChoiceField(
        label=_("Supports"),
        required=False,
        choices=Supports.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=EXPLAINED["citation.supports"],
    )


class CitationInline(StackedRows):
    model = Citation
    form = CitationForm
    autocomplete_fields = ["source", "origin"]
    fields = ["source", "quotation", ("locator", "supports"), "origin"]

    def get_extra(self, request: HttpRequest, obj: Event | None = None, **options) -> int:
        return 0 if request.event else 1


@admin.register(Event)
class EventAdmin(ReadsDatesBack, DossierAdmin):
    form = EventForm
    change_form_template = "desk/event.html"
    fieldsets = [
        (None, {"fields": ["kind", "title", "text", "language"]}),
        (_("When"), {"fields": ["date", "reading", ("date_manner", "date_basis"), "date_wording"]}),
        (_("Publication"), {"fields": ["held_back"]}),
    ]
    readonly_fields = ["reading"]
    list_display = ["when", "title", "kind", "incident"]
    list_display_links = ["title"]
    list_filter = ["kind"]
    list_select_related = ["incident"]
    search_fields = ["title", "text", "incident__title", "participants__company__name"]
    forgiving = "title"
    search_help_text = _("Title, text, incident, or a company that takes part.")
    show_add_link = False  # an event is added from its incident's page

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).filter(incident__in=visible_incidents(request))

    @display(description=_("date"), ordering="earliest")
    def when(self, event: Event) -> str:
        return date_in_words(event) or "–"

    @display(description=_("read as"))
    def reading(self, event: Event) -> str:
        said = sentence(event.date, event.date_manner) if event and event.date else ""
        return format_html('<output class="desk-reading" for="id_date">{}</output>', said)

    # --- Which page it is: of an event, or an empty one for a kind of event of an incident ---

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Event:
        event = super().get_object(request, object_id, from_field)
        self._place(request, event.incident, event.kind, event)
        return event

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context=None) -> HttpResponse:
        """Opened by a button of an incident, which says which and what kind."""
        key, kind = request.GET.get("incident", ""), request.GET.get("kind", "")
        incident = visible_incidents(request).filter(pk=key).first() if key.isdecimal() else None
        if incident is None or kind not in EventKind.values:
            raise Http404
        if not permissions.allowed(permissions.check_can_edit, request.user, incident):
            raise PermissionDenied
        self._place(request, incident, kind, None)
        return super().add_view(request, form_url, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only where it is said to which incident: the buttons that ask without saying are not shown."""
        return super().has_add_permission(request) and getattr(request, "event", self) is None

    def _place(self, request: HttpRequest, incident: Incident, kind: str, event: Event | None) -> None:
        """What the tables on the page are made for: what stands in the form may say another kind by now."""
        request.incident, request.event_kind, request.event = incident, kind, event

    def get_form(self, request: HttpRequest, obj: Event | None = None, **options) -> type[EventForm]:
        form = super().get_form(request, obj, **options)
        form.placed = (request.incident, request.event_kind)
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> list:
        if obj:
            return super().get_fieldsets(request, obj)
        (_nothing, about), *rest = super().get_fieldsets(request, obj)
        return [(None, {**about, "fields": [name for name in about["fields"] if name != "kind"]}), *rest]

    def get_inlines(self, request: HttpRequest, obj: Event | None) -> list:
        """The tables that fit the kind, and those of another kind that hold something already."""
        event, kind = request.event, request.event_kind
        inlines = [ParticipantInline, CitationInline]
        if kind == EventKind.ALLEGATION or hasattr(event, "allegation"):
            inlines += ALLEGATION_PARTS
        if kind == EventKind.STATEMENT or hasattr(event, "statement"):
            inlines += STATEMENT_PARTS
        return [*inlines, FactInline] if event else inlines

    def get_formset_kwargs(self, request: HttpRequest, obj: Event, inline: InlineModelAdmin, prefix: str) -> dict:
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, ParticipantInline) and not request.event:
            options["initial"] = [{"role": role} for role in _roles_asked(request)]
        if f"{prefix}-TOTAL_FORMS" not in options.get("data", {prefix + "-TOTAL_FORMS": ""}):
            # The page that was sent had other tables, because its event was of another kind: shown as it is stored.
            options = {name: each for name, each in options.items() if name not in {"data", "files", "save_as_new"}}
        return options

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj=None, **options) -> HttpResponse:
        context |= {"incident": request.incident, "kind": EventKind(request.event_kind).label}
        context["others"] = arrive(request.incident, request.user)
        if obj:
            missing = Dossier(request.incident, request.user).missing
            context["missing"] = [m for m in missing if (m.problem.model, m.problem.pk) == ("event", obj.pk)]
        else:
            context["heading"] = say("New: %(kind)s") % {"kind": context["kind"]}
        return super().render_change_form(request, context, *args, obj=obj, **options)

    def response_post_save_add(self, request: HttpRequest, obj: Event) -> HttpResponse:
        return self._back_to_incident(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Event) -> HttpResponse:
        return self._back_to_incident(obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        super().response_delete(request, obj_display, obj_id)
        return redirect(request.incident.get_desk_url())

    def _back_to_incident(self, event: Event) -> HttpResponse:
        return redirect(f"{event.incident.get_desk_url()}#event-{event.pk}")
