"""The page of a dossier: what it is, its events in order, what is missing, and what can be done with it now."""

from django.contrib import admin
from django.db.models import Count, F, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import Field, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from events.desk import moves, overruling, replies, review, undoing
from events.desk.absent import said_if_absent
from events.desk.admin.desk import DossierAdmin, visible_incidents
from events.desk.admin.rows import TabularRows
from events.desk.dossier import Dossier
from events.desk.presence import arrive, presence
from events.desk.preview import preview
from events.desk.saving import VersionedForm
from events.models import Event, Incident, Place
from events.review import actions
from events.review.states import OWNERS

OUTSIDE_ITS_ROW = {"topics", "related"}


class IncidentForm(VersionedForm):
    def clean_related(self) -> QuerySet[Incident]:
        """What the person chose, and what is linked already without being theirs to see."""
        chosen, visible = self.cleaned_data["related"], self.fields["related"].queryset
        if not self.instance.pk:
            return chosen
        kept = self.instance.related.exclude(pk__in=visible.values("pk")).values_list("pk", flat=True)
        return Incident.objects.filter(pk__in=[*(incident.pk for incident in chosen), *kept])


class PlaceInline(TabularRows):
    model = Place
    extra = 0
    hide_title = True


@admin.register(Incident)
class IncidentAdmin(DossierAdmin):
    form = IncidentForm
    change_form_template = "desk/incident.html"
    fieldsets = [(None, {"fields": ["title", "summary", "language", "topics", "related"]})]
    autocomplete_fields = ["topics", "related"]
    inlines = [PlaceInline]
    list_display = ["title", "standing", "whose_move", "author", "event_count", "updated_at"]
    list_filter = ["status"]
    list_select_related = ["author"]
    search_fields = ["title", "summary", "events__title"]
    forgiving = "title"
    search_help_text = _("Title, summary, or the title of an event.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        events = Event.objects.filter(incident=OuterRef("pk")).order_by().values("incident")
        counted = Subquery(events.annotate(count=Count("pk")).values("count"))
        return visible_incidents(request).annotate(events_counted=Coalesce(counted, 0))

    @display(description=_("status"), ordering="status")
    def standing(self, incident: Incident) -> str:
        return incident.get_status_display()

    @display(description=_("whose move"))
    def whose_move(self, incident: Incident) -> str:
        return OWNERS[incident.status] or "–"

    @display(description=_("events"))
    def event_count(self, incident: Incident) -> int:
        return incident.events_counted

    def formfield_for_manytomany(self, db_field, request: HttpRequest, **options) -> Field | None:
        if db_field.name == "related":
            options["queryset"] = visible_incidents(request)
        return super().formfield_for_manytomany(db_field, request, **options)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What was ever public is retracted, with its reason, and not deleted."""
        return super().has_delete_permission(request, obj) and (obj is None or not actions.is_public(obj))

    def get_urls(self) -> list[URLPattern]:
        doors = {"submit": moves.submit, "withdraw": moves.withdraw, "return": review.send_back}
        doors |= {"wording": overruling.of_dossier, "schedule": review.schedule, "call_off": review.call_off}
        doors |= {"review": review.review, "publish": review.publish, "presence": presence}
        wrap = said_if_absent(self.admin_site.admin_view)
        own = [path(f"<int:pk>/{name}/", wrap(view), name=f"desk_{name}") for name, view in doors.items()]
        own.append(path("<int:pk>/ask/<int:event>/", wrap(replies.ask), name="desk_ask"))
        own.append(path("<int:pk>/ask/<int:event>/<int:asked>/", wrap(replies.outcome), name="desk_outcome"))
        own.append(path("<int:pk>/hold/<int:event>/", wrap(moves.hold), name="desk_hold"))
        own.append(path("<int:pk>/bring-back/", wrap(undoing.bring_back), name="desk_bring_back"))
        own.append(path("<int:pk>/remark/<int:remark>/", wrap(moves.resolve), name="desk_remark"))
        own.append(path("<int:pk>/preview/", wrap(preview), name="desk_preview"))
        own.append(path("<int:pk>/preview/<path:address>", wrap(preview), name="desk_preview_page"))
        return [*own, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Incident, form: ModelForm, change: bool) -> None:
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list, change: bool) -> None:
        """Counts a change of topics, related incidents or places too, which do not touch the row itself."""
        super().save_related(request, form, formsets, change)
        if change and (OUTSIDE_ITS_ROW & set(form.changed_data) or any(rows.has_changed() for rows in formsets)):
            Incident.objects.filter(pk=form.instance.pk).update(version=F("version") + 1)

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj=None, **options) -> HttpResponse:
        if obj:
            context |= {"dossier": Dossier(obj, request.user), "incident": obj}
            context["others"] = arrive(obj, request.user)
        return super().render_change_form(request, context, *args, obj=obj, **options)

    def response_post_save_add(self, request: HttpRequest, obj: Incident) -> HttpResponse:
        """To its own page, where events are added."""
        return moves.to_page(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Incident) -> HttpResponse:
        return moves.to_page(obj)
