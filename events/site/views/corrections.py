"""The log of corrections: by kind, company, incident and period; every list has an address of its own."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from events.record.models import PublicationKind
from events.site import instants
from events.site.pages import Context, NotOnRecord, Unreadable, page
from events.site.views.paging import after_number, paged
from events.timeline import corrections as log
from events.timeline import queries
from events.timeline.models import PublicCompany, PublicIncident


@page("site/corrections.html")
def corrections(request: HttpRequest) -> Context:
    at = instants.asked_for(request)
    wanted = log.Wanted(
        until=at,
        kind=_kind(request.GET.get("kind", "")),
        company=_number(request.GET.get("company", "")),
        incident=_number(request.GET.get("incident", "")),
        first=_day(request.GET.get("from", "")),
        last=_day(request.GET.get("to", "")),
    )
    if wanted.first and wanted.last and wanted.first > wanted.last:
        raise Unreadable(_("The first day lies after the last. Change one of them."))
    rows, further = paged(log.wanted_of(wanted), after_number(request), "number")
    counts = log.counts_by_kind(wanted)
    return {
        "publications": rows,
        "wanted": wanted,
        "company": _named(PublicCompany, wanted.company),
        "incident": _named(PublicIncident, wanted.incident),
        "kinds": [
            (kind, counts.get(kind, 0), _query(wanted, kind=kind)) for kind in PublicationKind.log() if counts.get(kind)
        ],
        "total": sum(counts.values()),
        "all_kinds": _query(wanted, kind=""),
        "next": further,
        "known_on": at,
        "present": reverse("corrections"),
        "onwards": _query(wanted, after=further) if further else "",
    }


def _kind(text: str) -> str:
    if text and text not in PublicationKind.log():
        raise Unreadable(_("The log has these kinds: %(kinds)s.") % {"kinds": ", ".join(PublicationKind.log())})
    return text


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise Unreadable(_("Name a company or an incident by its number, as in its address."))
    return int(text)


def _day(text: str) -> datetime.date | None:
    """Raises Unreadable for what is no day, or none that a calendar can go on from."""
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        raise Unreadable(_("Write a day as 2026-03-03."))
    return day


def _named(table: type, number: int | None) -> Context | None:
    """What readers see of the company or incident that is asked for. Raises NotOnRecord where there is none."""
    if number is None:
        return None
    row = queries.find(table, number)
    if row is None:
        raise NotOnRecord(_("Nothing on the record has this number."))
    if row.state != "live":
        return {"number": number, "title": ""}
    return {"number": number, "title": row.title, "language": queries.face_of(row).get("language", "")}


def _written(at: datetime.datetime | None) -> str:
    return at.isoformat().replace("+00:00", "Z") if at else ""


def _query(wanted: log.Wanted, **changed: Any) -> str:
    """The address of the same list with one thing changed."""
    asked = {
        "kind": wanted.kind,
        "company": wanted.company,
        "incident": wanted.incident,
        "from": wanted.first,
        "to": wanted.last,
        "known_on": _written(wanted.until),
    }
    return "?" + urlencode({name: value for name, value in (asked | changed).items() if value})
