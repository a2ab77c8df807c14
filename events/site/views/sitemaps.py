"""For search engines: robots.txt, the index of the sitemaps, and their parts."""

import datetime
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db.models import F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.record.models import Publication
from events.site.formats import sitemaps
from events.site.formats.addresses import absolute
from events.site.pages import NotOnRecord, page
from events.site.sending import streamed
from events.timeline import queries
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicRow, PublicSource
from events.timeline.streams import in_chunks

TABLES: dict[str, type[PublicRow]] = {
    "companies": PublicCompany,
    "incidents": PublicIncident,
    "events": PublicEvent,
    "sources": PublicSource,
}
STANDING_PAGES = ("home", "companies", "incidents", "sources", "corrections", "method", "data")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read; what lies behind a sign-in is nobody's business."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in settings.DESK_PATHS)]
    lines += ["", f"Sitemap: {absolute(reverse('sitemap'))}", ""]
    headers = {"Cache-Control": "public, max-age=3600"}
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8", headers=headers)


@page()
def index(request: HttpRequest) -> HttpResponse:
    paths = [reverse("sitemap-pages")]
    for kind, table in TABLES.items():
        last = queries.living(table).aggregate(last=Max("number"))["last"] or 0
        parts = -(-last // sitemaps.PART)
        paths += [reverse(f"sitemap-{kind}", args=[number]) for number in range(1, parts + 1)]
    return HttpResponse(sitemaps.index(paths), content_type=sitemaps.TYPE)


@page()
def standing_pages(request: HttpRequest) -> HttpResponse:
    """The pages that are always there. Each of them changes with every publication or never: no moment is given."""
    parts = sitemaps.part((reverse(name), None) for name in STANDING_PAGES)
    return HttpResponse("".join(parts), content_type=sitemaps.TYPE)


def part_of(kind: str) -> Callable[..., HttpResponse]:
    """The view of the parts of one kind of subject."""

    @page()
    def part(request: HttpRequest, number: int) -> HttpResponse:
        first, last = (number - 1) * sitemaps.PART, number * sitemaps.PART
        rows = queries.living(TABLES[kind]).filter(number__gt=first, number__lte=last)
        if not rows.exists():
            raise NotOnRecord(_("There is no such part."))
        answer = streamed(request, sitemaps.part(_pages(kind, rows)), sitemaps.TYPE)
        del answer["X-Robots-Tag"]
        return answer

    return part


def _pages(kind: str, rows: QuerySet) -> Iterator[tuple[str, datetime.datetime | None]]:
    """Paths with the moment of the last change.

    A company's page changes with each of its entries, and nothing tells the last of them in a moment: none is given.
    """
    for row in in_chunks(_with_moments(kind, rows.only("number")), "number"):
        yield f"/{kind}/{row.number}/", getattr(row, "at", None)


def _with_moments(kind: str, rows: QuerySet) -> QuerySet:
    if kind == "companies":
        return rows
    last = F("publication")
    if kind == "incidents":  # its page shows its events
        events = PublicEvent.objects.filter(incident=OuterRef("number")).order_by("-publication")
        last = Greatest(last, Coalesce(Subquery(events.values("publication")[:1]), Value(0)))
    acts = Publication.objects.filter(number=OuterRef("last"))
    return rows.annotate(last=last).annotate(at=Subquery(acts.values("at")))
