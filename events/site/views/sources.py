"""Sources: the list, and one document with what rests on it."""

import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.record.models import SubjectKind
from events.site import instants, lineage
from events.site.pages import Context, NotOnRecord, Unreadable, check_standing, page, row_or_problem
from events.site.views import past
from events.site.views.paging import after_number, paged
from events.timeline import known, queries
from events.timeline.models import PublicSource

DRAWN = 60
"""So many documents the drawing of a lineage takes in."""


@page("site/sources.html")
def sources(request: HttpRequest) -> Context:
    if at := instants.asked_for(request):
        return past.listed(request, SubjectKind.SOURCE, at)
    rows, further = paged(queries.living(PublicSource).order_by("-number"), after_number(request), "number")
    return {"sources": [queries.face_of(row) for row in rows], "next": further}


@page("site/source.html")
def source(request: HttpRequest, number: int) -> Context:
    if at := instants.asked_for(request):
        return as_known(number, at) | {"known_on": at}
    row = row_or_problem(PublicSource, number)
    place = _place(request.GET.get("after"))
    rows = list(queries.after(queries.resting_on(number), place)[: queries.PAGE + 1])
    resting = [(event.cited, queries.face_of(event)) for event in rows[: queries.PAGE]]
    behind = queries.sources_behind([face["id"] for _cited, face in resting], DRAWN)
    face = queries.face_of(row)
    sources = {source["id"]: source for source in (face, *map(queries.face_of, behind))}
    citing = [face for cited, face in resting if cited]
    return {
        "face": face,
        "lineage": lineage.around(number, list(sources.values()), _cited(resting) or {number}),
        "quoted": _quoted_from(number, citing),
        "citing": citing,
        "relaying": [face for cited, face in resting if not cited],
        "next": queries.place_of(rows[queries.PAGE - 1]) if len(rows) > queries.PAGE else None,
    }


def _place(text: str | None) -> queries.Place | None:
    try:
        return queries.Place.read(text) if text else None
    except ValueError:
        raise Unreadable(_("No page begins there. Go back to the beginning of the list.")) from None


def _cited(resting: list[tuple[bool, queries.Face]]) -> set[int]:
    """The documents that these events cite themselves."""
    return {citation["source"]["id"] for _c, face in resting for citation in face["citations"] if citation["source"]}


def _quoted_from(number: int, citing: list[queries.Face]) -> list[Context]:
    """The passages of this document that events quote, each once, with all that it is quoted for."""
    found: dict[tuple[str, str], list[Context]] = {}
    for face in citing:
        for citation in face["citations"]:
            if citation["quotation"] and citation["source"] and citation["source"]["id"] == number:
                uses = found.setdefault((citation["quotation"], citation["locator"]), [])
                uses.append({"event": face, "supports": citation["supports"]})
    return [{"words": words, "locator": locator, "uses": uses} for (words, locator), uses in found.items()]


def as_known(number: int, at: datetime.datetime) -> Context:
    """A source as of `at`. Raises NotOnRecord where it was not public then."""
    then = known.subject(SubjectKind.SOURCE, number, at)
    if then is None:
        raise NotOnRecord(_("This was not on record on that day."))
    check_standing(then.face)
    return {"face": then.face, "then": then, "lineage": lineage.around(number, then.sources, {number})}
