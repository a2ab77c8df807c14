"""The pages of the desk, by subject."""

from django.contrib import admin
from django.urls import URLPattern, path

from events.desk.admin.company import CompanyAdmin
from events.desk.admin.event import EventAdmin
from events.desk.admin.incident import IncidentAdmin
from events.desk.admin.source import SourceAdmin
from events.desk.admin.topic import TopicAdmin
from events.desk.dates import reading

__all__ = ["CompanyAdmin", "EventAdmin", "IncidentAdmin", "SourceAdmin", "TopicAdmin"]


def _desk_urls() -> list[URLPattern]:
    return [path("dates/", admin.site.admin_view(reading), name="reading")]


admin.site.extra_urls = _desk_urls
admin.site.index_template = "desk/queue.html"
