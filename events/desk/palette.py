"""What the search of the desk finds: rows of the person's own pages, and so nothing that those would not show."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.dataclasses import SearchResult

from companies.models import Company
from events.models import Event, Incident, Source

MOST_OF_A_KIND = 8
PER_PAGE = 100
LONGEST = 200
SEARCHED = {Incident: "folder_open", Event: "event", Source: "article", Company: "apartment"}


def search(request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
    """In the place of Unfold's own, which keeps the titles that it found in the cache for minutes: there they outlast
    a withdrawal, and a redaction does not find them. Nothing is kept here.
    """
    words = request.GET.get("s", "").replace("\0", "").strip()[:LONGEST].lower()
    if not words:
        return HttpResponse()
    found = admin.site._search_apps(admin.AdminSite.get_app_list(admin.site, request), words)
    is_palette = "extended" in request.GET
    page = Paginator([*found, *(find(request, words) if is_palette else ())], PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page_obj": page.paginator,
        "results": page,
        "page_counter": page.start_index() - 1,
        "execution_time": 0,
        "command_show_history": False,
    }
    template = f"unfold/helpers/{'command' if is_palette else 'search'}_results.html"
    return TemplateResponse(request, template, context, headers={"HX-Trigger": "search"})


def find(request: HttpRequest, words: str) -> list[SearchResult]:
    return [result for model, icon in SEARCHED.items() for result in _found(request, model, words, icon)]


def _found(request: HttpRequest, model: type, words: str, icon: str) -> list[SearchResult]:
    page = admin.site.get_model_admin(model)
    rows, may_repeat = page.get_search_results(request, page.get_queryset(request), words)
    rows = rows.distinct() if may_repeat else rows
    kind = str(model._meta.verbose_name)
    return [SearchResult(str(row), kind, row.get_desk_url(), icon) for row in rows[:MOST_OF_A_KIND]]
