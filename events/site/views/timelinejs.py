"""The timeline of a company or an incident for TimelineJS."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from events.site.formats import timelinejs
from events.site.formats.addresses import absolute
from events.site.language import spoken
from events.site.pages import page, row_or_problem
from events.site.sending import check_present, moved, streamed
from events.site.views.companies import entries_asked
from events.timeline import queries
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
    return _timeline(request, queries.face_of(row), entries, "event")


@page()
def incident(request: HttpRequest, number: int) -> HttpResponse:
    row = row_or_problem(PublicIncident, number)
    return _timeline(request, queries.face_of(row), queries.events_of(number), "number")


def _timeline(request: HttpRequest, face: queries.Face, rows: QuerySet, number: str) -> HttpResponse:
    """Oldest first, as TimelineJS has it; `number` names the field that ends the order."""
    check_present(request)
    faces: Iterable[queries.Face] = map(queries.face_of, in_chunks(rows, "earliest", "latest", number))
    headline = face["name"] if face["type"] == "company" else face["title"]
    parts = timelinejs.written(faces, headline=headline, address=absolute(spoken(face["page"])))
    return streamed(request, parts, JSON, name=f"{face['type']}-{face['id']}.timelinejs.json")
