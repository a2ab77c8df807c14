"""Timelines inside other people's pages: the frame itself, and oEmbed, which says how to put it there."""

import re
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from events.site.formats import oembed
from events.site.formats.addresses import path_of
from events.site.language import in_language, language_of
from events.site.lines import stretches
from events.site.pages import Context, NotOnRecord, Problem, Unreadable, page, row_or_problem
from events.site.sending import check_present, moved, sent
from events.site.views.companies import entries_asked
from events.timeline import queries
from events.timeline.models import PublicCompany, PublicIncident

SHOWN = 50
ADDRESS = re.compile(r"/(companies|incidents)/([1-9][0-9]{0,8})/")
TABLES = {"companies": PublicCompany, "incidents": PublicIncident}
LONGEST = 2000


class NotImplemented501(Problem):
    """A form that we do not write."""

    status = 501


def framed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets other sites show the answer in a frame, which they may with no other page."""

    @wraps(view)
    def respond(request: HttpRequest, **named: int) -> HttpResponse:
        answer = view(request, **named)
        answer._csp_replace = {"frame-ancestors": ["*"]}
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return respond


@framed
@page("site/embed.html")
def company(request: HttpRequest, number: int) -> Context | HttpResponse:
    """The newest entries, with the filters of the company's page."""
    check_present(request)
    row = row_or_problem(PublicCompany, number)
    if row.successor:
        return moved(request, number, row.successor)
    entries, oldest = entries_asked(request, number)
    found = list((entries if oldest else queries.newest_first(entries))[: SHOWN + 1])
    return _embedded(queries.face_of(row), found, beside=number)


@framed
@page("site/embed.html")
def incident(request: HttpRequest, number: int) -> Context:
    check_present(request)
    row = row_or_problem(PublicIncident, number)
    return _embedded(queries.face_of(row), list(queries.events_of(number)[: SHOWN + 1]), beside=None)


def _embedded(face: queries.Face, rows: list, *, beside: int | None) -> Context:
    faces = [queries.face_of(row) for row in rows[:SHOWN]]
    return {"face": face, "stretches": stretches(faces, company=beside), "cut": len(rows) > SHOWN}


@page()
def described(request: HttpRequest) -> HttpResponse:
    """oEmbed of the address in `?url=`: 404 for a foreign or unknown one, 410 for what was retracted."""
    form = request.GET.get("format") or "json"
    if form not in oembed.TYPES:
        raise NotImplemented501(_("The format is json or xml."))
    sizes = {name: _size(request, name) for name in ("maxwidth", "maxheight")}
    path = _path(request)
    with translation.override(language_of(path)):
        kind, number = ADDRESS.fullmatch(in_language(path, "en")).groups()
        row = row_or_problem(TABLES[kind], int(number))
        if successor := getattr(row, "successor", None):
            row = row_or_problem(PublicCompany, successor)
        embed = reverse("company-embed" if kind == "companies" else "incident-embed", args=[row.number])
        told = oembed.answer(title=row.title, embed=embed, **sizes)
    return sent(oembed.written(told, form), oembed.TYPES[form])


def _path(request: HttpRequest) -> str:
    """The path of a timeline of ours. Raises Unreadable without an address, NotOnRecord for any other."""
    address = request.GET.get("url", "")
    if not address or len(address) > LONGEST:
        raise Unreadable(_("Give the address of a company or an incident here as url=."))
    path = re.split(r"[?#]", path_of(address) or "", maxsplit=1)[0]
    if not path or not ADDRESS.fullmatch(in_language(path, "en")):
        raise NotOnRecord(_("This is no address of a company or an incident here."))
    return path


def _size(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) >= oembed.LEAST):
        least = {"name": name, "least": oembed.LEAST}
        raise Unreadable(_("Write %(name)s as a whole number of pixels, at least %(least)s.") % least)
    return int(text)
