"""Incidents: the list, one affair with everything in it, and the same as it was known on a day."""

import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from events.record.models import SubjectKind
from events.site import instants, lineage, lines
from events.site.pages import Context, NotOnRecord, check_standing, page, row_or_problem
from events.site.views import past
from events.site.views.paging import after_number, paged
from events.timeline import known, queries
from events.timeline.models import PublicIncident

MOST = 300
"""So many events an incident's page shows; the rest is on the companies' timelines."""


@page("site/incidents.html")
def incidents(request: HttpRequest) -> Context:
    if at := instants.asked_for(request):
        return past.listed(request, SubjectKind.INCIDENT, at)
    rows, further = paged(queries.living(PublicIncident).order_by("-number"), after_number(request), "number")
    return {"incidents": [queries.face_of(row) for row in rows], "next": further}


@page("site/incident.html")
def incident(request: HttpRequest, number: int) -> Context:
    if at := instants.asked_for(request):
        return as_known(number, at) | {"known_on": at}
    row = row_or_problem(PublicIncident, number)
    events = [queries.face_of(event) for event in queries.events_of(number)[:MOST]]
    sources = [queries.face_of(source) for source in queries.sources_behind([e["id"] for e in events], MOST)]
    return in_full(queries.face_of(row), events, sources, timezone.now().date())


def as_known(number: int, at: datetime.datetime) -> Context:
    """An incident as of `at`. Raises NotOnRecord where it was not public then."""
    then = known.subject(SubjectKind.INCIDENT, number, at)
    if then is None:
        raise NotOnRecord(_("This was not on record on that day."))
    check_standing(then.face)
    return in_full(then.face, then.events, then.sources, at.date()) | {"then": then}


def in_full(face: queries.Face, events: list[queries.Face], sources: list[queries.Face], today) -> Context:
    """Everything that the page of an incident shows, as of `today`: what is overdue depends on it."""
    commitments = lines.commitments_of(events)
    allegations = [event for event in events if "allegation" in event]
    return {
        "face": face,
        "parties": lines.parties_of(face, events),
        "standing_of": lines.by_status(allegations),
        "acts": _with_their_beginnings(face["publications"]),
        "stretches": lines.stretches(events),
        "allegations": allegations,
        "demands": lines.demands_of(events),
        "commitments": [commitment | {"overdue": lines.is_overdue(commitment, today)} for commitment in commitments],
        "differing": lines.differing(events),
        "lineage": lineage.of_events(events, sources),
        "cut": len(events) < face["events"],
    }


def _with_their_beginnings(acts: list[queries.Face]) -> list[queries.Face]:
    """Each publication with the moment of the one before it, from which on it made a difference; newest first."""
    before = [None, *(act["at"] for act in acts)]
    return [act | {"since": since} for act, since in zip(acts, before, strict=False)][::-1]
