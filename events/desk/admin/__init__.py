"""The pages of the desk, by subject."""

from collections.abc import Callable

from django.contrib import admin
from django.urls import URLPattern, path

from events.desk import batches, filters, letters, overruling
from events.desk.absent import said_if_absent
from events.desk.adding.urls import adding_urls
from events.desk.admin.company import CompanyAdmin
from events.desk.admin.event import EventAdmin
from events.desk.admin.incident import IncidentAdmin
from events.desk.admin.source import SourceAdmin
from events.desk.admin.topic import TopicAdmin
from events.desk.dates import reading
from events.desk.imports.urls import import_urls
from events.desk.kept import kept
from events.desk.palette import search
from events.desk.replies import replies
from events.desk.workbench.urls import workbench_urls

__all__ = ["CompanyAdmin", "EventAdmin", "IncidentAdmin", "SourceAdmin", "TopicAdmin"]


def _desk_urls() -> list[URLPattern]:
    wrap = admin.site.admin_view
    return [
        path("dates/", wrap(reading), name="reading"),
        path("replies/", wrap(replies), name="desk_replies"),
        *_letter_urls(said_if_absent(wrap)),
        path("kept/<int:pk>/", wrap(kept), name="desk_kept"),
        path("filters/", wrap(filters.save), name="desk_filter_save"),
        path("filters/<int:pk>/remove/", wrap(filters.remove), name="desk_filter_remove"),
        *adding_urls(),
        *_review_urls(said_if_absent(wrap)),
        *workbench_urls(),
        *import_urls(),
    ]


def _letter_urls(wrap: Callable) -> list[URLPattern]:
    """What readers and companies wrote."""
    return [
        path("letters/", wrap(letters.letters_list), name="desk_letters"),
        path("letters/<int:pk>/", wrap(letters.letter), name="desk_letter"),
        path("letters/<int:pk>/delete/", wrap(letters.delete), name="desk_letter_delete"),
    ]


def _review_urls(wrap: Callable) -> list[URLPattern]:
    """What is decided elsewhere than on the page of one dossier."""
    return [
        path("wording/", wrap(overruling.asked), name="desk_wordings"),
        path("wording/<int:pk>/", wrap(overruling.decide), name="desk_decide"),
        path("batches/<int:pk>/", wrap(batches.batch), name="desk_batch"),
        path("batches/<int:pk>/submit/", wrap(batches.submit), name="desk_batch_submit"),
        path("batches/<int:pk>/publish/", wrap(batches.publish), name="desk_batch_publish"),
        path("batches/<int:pk>/return/", wrap(batches.send_back), name="desk_batch_return"),
    ]


admin.site.extra_urls = _desk_urls
admin.site.index_template = "desk/queue.html"
admin.site.search = search
