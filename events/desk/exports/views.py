"""A list of the desk as a file: the same rows in the same order, all pages of it, found by the list itself."""

from functools import partial

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from events.desk.exports.columns import SHEETS, Sheet
from events.desk.exports.files import as_csv, as_workbook
from events.exceptions import Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_urls(admin: ModelAdmin) -> list[URLPattern]:
    """The addresses below a list that send it as a file; none for a list that has no sheet."""
    if admin.model not in SHEETS:
        return []
    wrap = admin.admin_site.admin_view
    name = f"{admin.opts.app_label}_{admin.opts.model_name}_export"
    return [path(f"export.{form}", wrap(partial(export, admin, form)), name=f"{name}_{form}") for form in FORMS]


def export(admin: ModelAdmin, form: str, request: HttpRequest) -> HttpResponse:
    return _export(request, admin=admin, form=form)


@require_GET
def _export(request: HttpRequest, *, admin: ModelAdmin, form: str) -> HttpResponse:
    if not admin.has_view_or_change_permission(request):
        raise PermissionDenied
    back = reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_changelist")
    try:
        rows = admin.get_changelist_instance(request).queryset
        return FORMS[form](SHEETS[admin.model], rows)
    except IncorrectLookupParameters:
        return redirect(f"{back}?e=1")
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(f"{back}?{request.GET.urlencode()}")


def _csv(sheet: Sheet, rows: QuerySet) -> HttpResponse:
    answer = StreamingHttpResponse(as_csv(sheet, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_name(sheet)}.csv"'
    return answer


def _xlsx(sheet: Sheet, rows: QuerySet) -> HttpResponse:
    return FileResponse(
        as_workbook(sheet, rows), content_type=XLSX, as_attachment=True, filename=f"{_name(sheet)}.xlsx"
    )


def _name(sheet: Sheet) -> str:
    return f"{sheet.name}-{timezone.now():%Y-%m-%d}"


FORMS = {"csv": _csv, "xlsx": _xlsx}
