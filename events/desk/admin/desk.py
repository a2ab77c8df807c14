"""What all pages of the desk have in common: who may see and change a row, its history, and what a stale form says."""

from collections.abc import Callable

from django.contrib.admin.sites import AdminSite
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.desk import undoing
from events.desk.exports.columns import SHEETS
from events.desk.exports.views import export_urls
from events.desk.filters import SavedFilter
from events.desk.glossary import Explains
from events.desk.history import last_writer, steps_of
from events.desk.nearly import nearly
from events.desk.saving import SavesSafely, differences
from events.models import Event, Incident
from events.review import permissions


class DeskAdmin(Explains, SavesSafely):
    """A page for one kind of subject. A row that a person may not see is a row that does not exist."""

    change_form_template = "desk/change_form.html"
    warn_unsaved_form = True
    list_per_page = 50
    show_full_result_count = False
    list_before_template = "desk/filters.html"
    # By which field rows are found whose name was typed nearly right.
    forgiving = ""

    def __init__(self, model: type[Model], admin_site: AdminSite) -> None:
        super().__init__(model, admin_site)
        if model in SHEETS:
            self.list_after_template = "desk/export.html"

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model:
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def get_actions(self, request: HttpRequest) -> dict:
        """None for many rows at once: each dossier is judged by itself."""
        return {}

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple:
        """What is written like `search_term`; if nothing is, what is written nearly so."""
        search_term = search_term.replace("\0", "")  # no text holds it
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if self.forgiving and search_term.strip() and not found.exists():
            return nearly(queryset, self.forgiving, search_term), False
        return found, may_repeat

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        own = SavedFilter.objects.filter(user=request.user, subject=self.opts.label_lower)
        shown = {"saved_filters": own, "query": request.GET.urlencode()}
        return super().changelist_view(request, shown | (extra_context or {}))

    def render_change_form(self, request: HttpRequest, context: dict, *args, obj=None, **options) -> HttpResponse:
        form = context["adminform"].form
        context["show_save_and_add_another"] = False
        if getattr(form, "is_stale", False):
            rows = [each.formset for each in context["inline_admin_formsets"]]
            context |= {"stale": list(differences(form, rows)), "writer": last_writer(obj)}
        return super().render_change_form(request, context, *args, obj=obj, **options)

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        """The history that the database keeps, instead of what forms say they did."""
        subject = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, subject):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": str(subject),
            "opts": self.opts,
            "object": subject,
            "steps": steps_of(subject),
            "may_restore": self.has_change_permission(request, subject),
            "doors": {name: self._door(name, subject) for name in ("undo", "restore")},
        }
        return TemplateResponse(request, "desk/history.html", context)

    def get_urls(self) -> list[URLPattern]:
        doors = {"undo": undoing.undo, "restore": undoing.restore}
        own = [
            path(f"<int:pk>/history/{name}/", self.admin_site.admin_view(self._opens(door)), name=self._name_of(name))
            for name, door in doors.items()
        ]
        return [*own, *export_urls(self), *super().get_urls()]

    def _opens(self, door: Callable) -> Callable:
        return require_POST(lambda request, pk: door(request, undoing.fetched(self, request, pk)))

    def _name_of(self, door: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{door}"

    def _door(self, door: str, subject: Model) -> str:
        return reverse(f"admin:{self._name_of(door)}", args=[subject.pk])


class DossierAdmin(DeskAdmin):
    """A page for what belongs to an incident: seen and changed by whom `events.review.permissions` says."""

    def incident_of(self, row: Model) -> Incident:
        return row if isinstance(row, Incident) else row.incident

    def lock(self, row: Model) -> None:
        """The incident before all that hangs on it (docs/decisions/0004)."""
        Incident.objects.locked().filter(pk=self.incident_of(row).pk).first()
        if isinstance(row, Event):
            super().lock(row)

    def get_deleted_objects(self, objs: QuerySet | list[Model], request: HttpRequest) -> tuple:
        """Nothing outside a dossier holds a row of it, and what holds another within goes first."""
        to_delete, model_count, perms_needed, _protected = super().get_deleted_objects(objs, request)
        return to_delete, model_count, perms_needed, []

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and self._may(permissions.check_can_view, request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may(permissions.check_can_edit, request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may(permissions.check_can_edit, request, obj)

    def _may(self, check, request: HttpRequest, row: Model | None) -> bool:
        return row is None or permissions.allowed(check, request.user, self.incident_of(row))


def visible_incidents(request: HttpRequest) -> QuerySet[Incident]:
    return Incident.objects.visible_to(request.user)
