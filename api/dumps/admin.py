"""Dumps at the desk: what there is and was, and a button for a new one. For administrators only."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from api.dumps import jobs
from api.dumps.models import Dump


@admin.register(Dump)
class DumpAdmin(ModelAdmin):
    """A list to read; rows are written by the work alone."""

    list_display = ["position_or_none", "state", "asked_at", "made_at", "size", "reason"]
    list_display_links = None
    list_before_template = "dumps/above.html"

    @admin.display(description=_("position"))
    def position_or_none(self, dump: Dump) -> str:
        return dump.position if dump.publication else "–"

    @admin.display(description=_("size"))
    def size(self, dump: Dump) -> str:
        return filesizeformat(sum(file["bytes"] for file in dump.files)) if dump.files else "–"

    def get_urls(self) -> list[URLPattern]:
        make = path("make/", self.admin_site.admin_view(make_now), name="dumps_make")
        return [make, *super().get_urls()]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def is_administrator(request: HttpRequest) -> bool:
    return getattr(request.user, "is_administrator", False)


@require_POST
def make_now(request: HttpRequest) -> HttpResponse:
    """The worker makes it within a minute. Raises PermissionDenied for anybody but an administrator."""
    if not is_administrator(request):
        raise PermissionDenied
    if jobs.ask():
        messages.success(request, say("A dump is due. The worker begins within a minute; this page shows how it goes."))
    else:
        messages.info(request, say("One is due already."))
    return redirect("admin:dumps_dump_changelist")
