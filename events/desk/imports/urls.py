"""The addresses of imports, below /desk/import/."""

from django.contrib import admin
from django.urls import URLPattern, path

from events.desk.imports import views

DOORS = {
    "": views.show,
    "progress/": views.progress,
    "columns/": views.map_columns,
    "dates/": views.read_dates,
    "check/": views.check_again,
    "companies/": views.companies,
    "apply/": views.apply,
    "cancel/": views.cancel,
}


def import_urls() -> list[URLPattern]:
    """Each behind the admin's own door."""
    wrap = admin.site.admin_view
    return [
        path("import/", wrap(views.new), name="imports"),
        path("import/template.<slug:form>", wrap(views.template), name="imports_template"),
        *(
            path(f"import/<int:pk>/{tail}", wrap(view), name=f"imports_{tail.strip('/') or 'import'}")
            for tail, view in DOORS.items()
        ),
    ]
