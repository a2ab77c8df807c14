"""What the search of the desk finds: rows of the person's own pages, and so nothing that those would not show."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.dataclasses import SearchResult

from companies.models import Company
from events.models import Event, Incident, Source

MOST_OF_A_KIND = 8
SEARCHED = {Incident: "folder_open", Event: "event", Source: "article", Company: "apartment"}


def find(request: HttpRequest, words: str) -> list[SearchResult]:
    return [result for model, icon in SEARCHED.items() for result in _found(request, model, words, icon)]


def _found(request: HttpRequest, model: type, words: str, icon: str) -> list[SearchResult]:
    page = admin.site.get_model_admin(model)
    rows, may_repeat = page.get_search_results(request, page.get_queryset(request), words)
    rows = rows.distinct() if may_repeat else rows
    kind = str(model._meta.verbose_name)
    return [SearchResult(str(row), kind, row.get_desk_url(), icon) for row in rows[:MOST_OF_A_KIND]]
