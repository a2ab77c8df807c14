"""Sources: the list, and one document with what rests on it."""

import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.record.models import SubjectKind
from events.site import instants
from events.site.pages import Context, NotOnRecord, check_standing, page, row_or_problem
from events.site.views.paging import after_number, paged
from events.timeline import known, queries
from events.timeline.models import PublicSource

MOST = 200


@page("site/sources.html")
def sources(request: HttpRequest) -> Context:
    rows, further = paged(queries.living(PublicSource).order_by("-number"), after_number(request), "number")
    return {"sources": [queries.face_of(row) for row in rows], "next": further}


@page("site/source.html")
def source(request: HttpRequest, number: int) -> Context:
    if at := instants.asked_for(request):
        return as_known(number, at) | {"known_on": at}
    row = row_or_problem(PublicSource, number)
    resting = [(event.cited, queries.face_of(event)) for event in queries.resting_on(number)[: MOST + 1]]
    return {
        "face": queries.face_of(row),
        "citing": [face for cited, face in resting[:MOST] if cited],
        "relaying": [face for cited, face in resting[:MOST] if not cited],
        "cut": len(resting) > MOST,
    }


def as_known(number: int, at: datetime.datetime) -> Context:
    """A source as of `at`. Raises NotOnRecord where it was not public then."""
    then = known.subject(SubjectKind.SOURCE, number, at)
    if then is None:
        raise NotOnRecord(_("This was not on record on that day."))
    check_standing(then.face)
    return {"face": then.face, "then": then}
