"""One event with everything that it rests on."""

import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from events.record.models import SubjectKind
from events.site import instants, lineage, lines
from events.site.pages import Context, NotOnRecord, check_standing, page, row_or_problem
from events.timeline import known, queries
from events.timeline.models import PublicEvent

DRAWN = 60
"""So many documents the drawing of a lineage takes in."""


@page("site/event.html")
def event(request: HttpRequest, number: int) -> Context:
    if at := instants.asked_for(request):
        return as_known(number, at) | {"known_on": at}
    face = queries.face_of(row_or_problem(PublicEvent, number))
    behind = queries.sources_behind([number], DRAWN)
    return in_full(face, [queries.face_of(source) for source in behind], timezone.now().date())


def as_known(number: int, at: datetime.datetime) -> Context:
    """An event as of `at`. Raises NotOnRecord where it was not public then."""
    then = known.subject(SubjectKind.EVENT, number, at)
    if then is None:
        raise NotOnRecord(_("This was not on record on that day."))
    check_standing(then.face)
    return in_full(then.face, then.sources, at.date()) | {"then": then}


def in_full(face: queries.Face, sources: list[queries.Face], today: datetime.date) -> Context:
    """Everything that the page of an event shows, as of `today`: what is overdue depends on it."""
    return {
        "face": face,
        "replies": face.get("allegation", {}).get("replies", []),
        "lineage": lineage.behind(face, sources),
        "commitments": [
            commitment | {"overdue": lines.is_overdue(commitment, today)} for commitment in lines.commitments_of([face])
        ],
    }
