"""The addresses of the workbench, below the desk's own."""

from django.contrib import admin
from django.urls import URLPattern, path

from events.desk.workbench.picking import companies
from events.desk.workbench.views import dismiss, workbench


def workbench_urls() -> list[URLPattern]:
    wrap = admin.site.admin_view
    return [
        path("workbench/companies/", wrap(companies), name="desk_companies"),
        path("workbench/<int:pk>/", wrap(workbench), name="desk_workbench"),
        path("workbench/<int:pk>/dismiss/", wrap(dismiss), name="desk_dismiss"),
    ]
