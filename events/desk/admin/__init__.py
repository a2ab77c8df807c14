"""The pages of the desk, by subject."""

from django.contrib import admin
from django.urls import URLPattern, path

from events.desk import filters
from events.desk.adding.urls import adding_urls
from events.desk.admin.company import CompanyAdmin
from events.desk.admin.event import EventAdmin
from events.desk.admin.incident import IncidentAdmin
from events.desk.admin.source import SourceAdmin
from events.desk.admin.topic import TopicAdmin
from events.desk.dates import reading
from events.desk.imports.urls import import_urls
from events.desk.kept import kept
from events.desk.replies import replies
from events.desk.workbench.urls import workbench_urls

__all__ = ["CompanyAdmin", "EventAdmin", "IncidentAdmin", "SourceAdmin", "TopicAdmin"]


def _desk_urls() -> list[URLPattern]:
    wrap = admin.site.admin_view
    return [
        path("dates/", wrap(reading), name="reading"),
        path("replies/", wrap(replies), name="desk_replies"),
        path("kept/<int:pk>/", wrap(kept), name="desk_kept"),
        path("filters/", wrap(filters.save), name="desk_filter_save"),
        path("filters/<int:pk>/remove/", wrap(filters.remove), name="desk_filter_remove"),
        *adding_urls(),
        *workbench_urls(),
        *import_urls(),
    ]


admin.site.extra_urls = _desk_urls
admin.site.index_template = "desk/queue.html"
