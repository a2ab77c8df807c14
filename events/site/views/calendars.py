"""Calendars of what is due: of a company, of an incident, of a topic, of everything."""

from collections.abc import Iterator
from itertools import chain

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.site.formats import calendars
from events.site.pages import page, row_or_problem
from events.site.sending import check_present, moved, streamed
from events.site.topics import title_of
from events.timeline import browsing, queries
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident
from events.timeline.streams import in_chunks


@page()
def everything(request: HttpRequest) -> HttpResponse:
    return _calendar(request, queries.events(), settings.SITE_NAME, reverse("home"), "due")


@page()
def company(request: HttpRequest, number: int) -> HttpResponse:
    row = row_or_problem(PublicCompany, number)
    if row.successor:
        return moved(request, number, row.successor)
    name = f"{row.title} · {settings.SITE_NAME}"
    return _calendar(request, queries.events_on(number), name, reverse("company", args=[number]), f"company-{number}")


@page()
def incident(request: HttpRequest, number: int) -> HttpResponse:
    row = row_or_problem(PublicIncident, number)
    name = f"{row.title} · {settings.SITE_NAME}"
    events = queries.events_of(number)
    return _calendar(request, events, name, reverse("incident", args=[number]), f"incident-{number}")


@page()
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    name = f"{title_of(slug)} · {settings.SITE_NAME}"
    events = browsing.events_under("topic", slug)
    return _calendar(request, events, name, reverse("topic", args=[slug]), f"topic-{slug}")


def _calendar(request: HttpRequest, events: QuerySet[PublicEvent], name: str, path: str, file: str) -> HttpResponse:
    check_present(request)
    today = timezone.now().date()
    title = _("%(name)s: what is due") % {"name": name}
    parts = calendars.written(_faces(events, today), name=title, page=path, today=today)
    return streamed(request, parts, calendars.TYPE, name=f"{file}.ics")


def _faces(events: QuerySet[PublicEvent], today) -> Iterator[queries.Face]:
    """What has a date to watch, and then what is itself still to come: each by an index of its own."""
    due = in_chunks(queries.with_dues(events), "number")
    to_come = in_chunks(queries.to_come(events, today), "earliest", "latest", "number")
    return map(queries.face_of, chain(due, to_come))
