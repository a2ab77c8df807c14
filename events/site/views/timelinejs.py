"""The timeline of a company, an incident or a topic for TimelineJS."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from events.site.formats import timelinejs
from events.site.formats.addresses import absolute
from events.site.language import spoken
from events.site.pages import page, row_or_problem
from events.site.sending import check_present, moved, streamed
from events.site.topics import title_of
from events.site.views.companies import entries_asked
from events.timeline import browsing, queries
from events.timeline.models import PublicCompany, PublicIncident
from events.timeline.streams import in_chunks

JSON = "application/json"


@page()
def company(request: HttpRequest, number: int) -> HttpResponse:
    """With the filters of the company's page."""
    row = row_or_problem(PublicCompany, number)
    if row.successor:
        return moved(request, number, row.successor)
    entries, _oldest = entries_asked(request, number)
    face = queries.face_of(row)
    return _timeline(request, face["name"], spoken(face["page"]), entries, file=f"company-{number}", last="event")


@page()
def incident(request: HttpRequest, number: int) -> HttpResponse:
    row = row_or_problem(PublicIncident, number)
    face = queries.face_of(row)
    return _timeline(request, face["title"], spoken(face["page"]), queries.events_of(number), file=f"incident-{number}")


@page()
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The events of all incidents under it."""
    events = browsing.events_under("topic", slug)
    return _timeline(request, title_of(slug), reverse("topic", args=[slug]), events, file=f"topic-{slug}")


def _timeline(
    request: HttpRequest, headline: str, path: str, rows: QuerySet, *, file: str, last: str = "number"
) -> HttpResponse:
    """Oldest first, as TimelineJS has it; `last` names the field that ends the order."""
    check_present(request)
    faces: Iterable[queries.Face] = map(queries.face_of, in_chunks(rows, "earliest", "latest", last))
    parts = timelinejs.written(faces, headline=headline, address=absolute(path))
    return streamed(request, parts, JSON, name=f"{file}.timelinejs.json")
