"""Companies: the list, a company's timeline, and the same as it was known on a day."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from events.record.models import SubjectKind
from events.site import instants
from events.site.account import account_of
from events.site.glance import glance_of
from events.site.lines import stretches
from events.site.pages import Context, NotOnRecord, Unreadable, check_standing, page
from events.site.views import past
from events.timeline import known, queries
from events.timeline.models import TimelineEntry
from events.timeline.statistics import Tally, tally

LISTED = 2000


@page("site/companies.html")
def companies(request: HttpRequest) -> Context:
    if at := instants.asked_for(request):
        return past.listed(request, SubjectKind.COMPANY, at)
    return {"companies": list(queries.companies().only("number", "title")[:LISTED])}


@page("site/company.html")
def company(request: HttpRequest, number: int) -> Context | HttpResponse:
    if at := instants.asked_for(request):
        return as_known(number, at, _place(request.GET.get("after"))) | {"known_on": at}
    asked = _asked(request)
    row, holdings = queries.company_with_holdings(number)
    if row is None:
        raise NotOnRecord(_("Nothing on the record has this number."))
    if row.successor:
        return HttpResponsePermanentRedirect(reverse("company", args=[row.successor]))
    face = queries.face_of(row)
    check_standing(face)
    counted = tally(number)
    return _page(face, counted, holdings, **asked)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What of the timeline the address asks for. Raises Unreadable with the sentence that says what to mend."""
    aspect = request.GET.get("show") or "all"
    if aspect not in queries.ASPECTS:
        raise Unreadable(_("Show one of: %(names)s.") % {"names": ", ".join(queries.ASPECTS)})
    order = request.GET.get("order") or "newest"
    if order not in ("newest", "oldest"):
        raise Unreadable(_("The order is newest or oldest."))
    return {
        "aspect": aspect,
        "oldest": order == "oldest",
        "year": _year(request.GET.get("year")),
        "place": _place(request.GET.get("after")),
    }


def _year(text: str | None) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1600 <= int(text[:5]) <= 2200):
        raise Unreadable(_("A year has four digits, from 1600 to 2200."))
    return int(text)


def _place(text: str | None) -> queries.Place | None:
    try:
        return queries.Place.read(text) if text else None
    except ValueError:
        raise Unreadable(_("No page begins there. Go back to the beginning of the timeline.")) from None


def _page(
    face: queries.Face,
    counted: Tally,
    holdings: list,
    *,
    aspect: str,
    oldest: bool,
    year: int | None,
    place: queries.Place | None,
) -> Context:
    entries = queries.after(_entries(face["id"], aspect, year), place, backwards=not oldest)
    entries = list((entries if oldest else queries.newest_first(entries))[: queries.PAGE + 1])
    shown = [queries.face_of(entry) for entry in entries[: queries.PAGE]]
    whole = not (year or place or aspect != "all") and len(shown) == counted.total
    return {
        "face": face,
        "holdings": holdings,
        "account": account_of(face["name"], counted),
        "tally": counted,
        "stretches": stretches(shown, company=face["id"]),
        "glance": glance_of(shown) if whole else None,
        "whole": whole,
        "aspects": [(name, count) for name, count in counted.by_aspect().items() if count or name == "all"],
        "years": sorted(counted.years, reverse=not oldest),
        "aspect": aspect,
        "oldest": oldest,
        "year": year,
        "next": queries.place_of(entries[queries.PAGE - 1]) if len(entries) > queries.PAGE else None,
        "begun": place is not None,
    }


def _entries(number: int, aspect: str, year: int | None) -> QuerySet[TimelineEntry]:
    entries = queries.timeline(number, aspect=aspect)
    if year:
        return queries.may_lie_between(entries, datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    return entries


def entries_asked(request: HttpRequest, number: int) -> tuple[QuerySet[TimelineEntry], bool]:
    """All entries that the address asks for, for those who take them away, and whether the oldest come first."""
    asked = _asked(request)
    return _entries(number, asked["aspect"], asked["year"]), asked["oldest"]


def as_known(number: int, at: datetime.datetime, place: queries.Place | None = None) -> Context:
    """A company and its timeline as of `at`, or a page of it. Raises NotOnRecord where it was not public then."""
    then = known.subject(SubjectKind.COMPANY, number, at, place=place)
    if then is None:
        raise NotOnRecord(_("This was not on record on that day."))
    check_standing(then.face)
    whole = len(then.events) == then.counts.total
    counted = _counted(then.events, number) if whole else None
    return {
        "face": then.face,
        "then": then,
        "account": _account_then(then, counted),
        "tally": counted,
        "stretches": stretches(then.events[::-1], company=number),
        "glance": glance_of(then.events) if whole else None,
        "whole": whole,
        "next_then": then.next,
        "instant": instants.written(at),
    }


def _account_then(then: known.Known, counted: Tally | None) -> str:
    """In words as now where all is on the page; of a longer timeline how much there was."""
    if "name" not in then.face:
        return ""
    if counted:
        return account_of(then.face["name"], counted)
    return _("%(events)s events were on record then, %(allegations)s of them allegations against it.") % {
        "events": then.counts.total,
        "allegations": then.counts.allegations,
    }


def _counted(faces: list[queries.Face], company: int) -> Tally:
    """The same counts from the faces of another time."""
    counted = Tally()
    for face in faces:
        replies = face.get("allegation", {}).get("replies", [])
        reply = next((reply["reply"] for reply in replies if reply["company"]["id"] == company), "")
        first, last = face["date"].get("earliest"), face["date"].get("latest")
        counted.add(kind=face["kind"], reply=reply, first=int((first or "1")[:4]), last=int((last or "9999")[:4]))
    return counted
