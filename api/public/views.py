"""The addresses of the subjects and their lists: what each takes, and what it sends."""

import datetime
from typing import Any, ClassVar

from api.public import formats, parameters
from api.public.filters import Values, filters_of
from api.public.lists import PAGING, Asked, ListView
from api.public.reading import SubjectView
from api.public.shaping import fields_of, include_of
from events.timeline import listings, then
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicSource
from events.timeline.pages import Page

PERIOD = (parameters.FROM, parameters.UNTIL)
OF_EVENTS = (
    parameters.KIND,
    parameters.FORM,
    parameters.STATUS,
    parameters.STANCE,
    parameters.ANSWERED_HOW,
    parameters.ROLE,
    parameters.TOPIC,
    parameters.COUNTRY,
    parameters.LANGUAGE,
    parameters.SOURCE,
    parameters.SOURCE_DOMAIN,
    *PERIOD,
    parameters.UPDATED_SINCE,
    parameters.WORDS,
)
"""What narrows every list of events."""
WHOSE = (parameters.COMPANY, parameters.TREE, parameters.INCIDENT)
EVENT_SHAPES = (
    fields_of("Event"),
    include_of("companies", "incidents", "sources"),
    *formats.OF_EVENTS,
    parameters.COUNT,
)
ON_TIMELINES = (*OF_EVENTS, parameters.KNOWN_ON, parameters.ORDER, *EVENT_SHAPES, *PAGING)


class CompanyView(SubjectView):
    """A company: its names, identifiers and owners. 301 to its successor if it was merged."""

    table, sends = PublicCompany, "Company"
    takes = (parameters.KNOWN_ON, fields_of("Company"), include_of("companies"), *formats.OF_OTHERS)


class IncidentView(SubjectView):
    """One affair, with the parties to it and the publications that made it what it is."""

    table, sends = PublicIncident, "Incident"
    takes = (parameters.KNOWN_ON, fields_of("Incident"), include_of("companies", "incidents"), *formats.OF_OTHERS)


class EventView(SubjectView):
    """One dated entry, with who takes part, the evidence, and for an allegation the answers or their absence."""

    table, sends = PublicEvent, "Event"
    takes = (parameters.KNOWN_ON, *EVENT_SHAPES[:-1])


class SourceView(SubjectView):
    """A document that events rest on, and where it has its claims from."""

    table, sends = PublicSource, "Source"
    takes = (parameters.KNOWN_ON, fields_of("Source"), include_of("sources"), *formats.OF_OTHERS)


class CompaniesView(ListView):
    """All companies, by id."""

    listing, kind, sends = listings.COMPANIES, "company", "CompanyPage"
    takes = (
        parameters.NAME,
        parameters.SEAT,
        parameters.OWNER,
        parameters.UPDATED_SINCE,
        parameters.KNOWN_ON,
        fields_of("Company"),
        include_of("companies"),
        *formats.OF_OTHERS,
        parameters.COUNT,
        *PAGING,
    )


class IncidentsView(ListView):
    """All incidents, by id."""

    listing, kind, sends = listings.INCIDENTS, "incident", "IncidentPage"
    takes = (
        parameters.COMPANY,
        parameters.TOPIC,
        parameters.COUNTRY,
        parameters.UPDATED_SINCE,
        parameters.WORDS,
        parameters.KNOWN_ON,
        fields_of("Incident"),
        include_of("companies", "incidents"),
        *formats.OF_OTHERS,
        parameters.COUNT,
        *PAGING,
    )


class EventsView(ListView):
    """All events, whatever they are about."""

    listing, kind, sends = listings.EVENTS, "event", "EventPage"
    takes = (*OF_EVENTS, *WHOSE, parameters.KNOWN_ON, parameters.ORDERS, *EVENT_SHAPES, *PAGING)
    has: ClassVar[tuple[str, ...]] = ()

    def asked(self, values: Values, number: int = 0) -> Asked:
        filters = filters_of(values) | ({"has": self.has} if self.has else {})
        order = {"id": "id", "best": "best"}.get(self._order(values), "date")
        return Asked(listings.events_in(order, filters), (), filters, newest=self._newest(values))


class AllegationsView(EventsView):
    """All allegations: the events that hold one, each with its answers, or the plain fact that none is recorded."""

    takes = tuple(each for each in EventsView.takes if each not in (parameters.KIND, parameters.KNOWN_ON))
    has = ("allegation",)


class StatementsView(EventsView):
    """All statements of companies: the events that hold one, each with what it answers and promises."""

    takes = tuple(
        each
        for each in EventsView.takes
        if each
        not in (parameters.KIND, parameters.FORM, parameters.STATUS, parameters.ANSWERED_HOW, parameters.KNOWN_ON)
    )
    has = ("statement",)


class SourcesView(ListView):
    """All sources, by id."""

    listing, kind, sends = listings.SOURCES, "source", "SourcePage"
    takes = (
        parameters.SOURCE_KIND,
        parameters.LANGUAGE,
        parameters.SOURCE_DOMAIN,
        parameters.UPDATED_SINCE,
        parameters.WORDS,
        parameters.KNOWN_ON,
        fields_of("Source"),
        include_of("sources"),
        *formats.OF_OTHERS,
        parameters.COUNT,
        *PAGING,
    )


class CompanyTimelineView(ListView):
    """The events that a company takes part in, across incidents, by date; with `subsidiaries` those of its family."""

    listing, owner, sends = listings.COMPANY_TIMELINE, PublicCompany, "EventPage"
    takes = (parameters.SUBSIDIARIES, *ON_TIMELINES)

    def asked(self, values: Values, number: int = 0) -> Asked:
        asked = super().asked(values, number)
        if not values.get("subsidiaries"):
            return asked
        filters = {**asked.filters, "company_tree": (str(number),)}
        return Asked(listings.events_in("date", filters), (), filters, newest=asked.newest)

    def page_as_of(self, at: datetime.datetime, number: int, **span: Any) -> Page:
        return then.company_timeline(number, at, **span)


class IncidentTimelineView(ListView):
    """The events of an incident, by date."""

    listing, owner, sends = listings.INCIDENT_TIMELINE, PublicIncident, "EventPage"
    takes = (parameters.COMPANY, parameters.TREE, *ON_TIMELINES)

    def page_as_of(self, at: datetime.datetime, number: int, **span: Any) -> Page:
        return then.incident_timeline(number, at, **span)


class SourceEventsView(ListView):
    """The events that rest on a source: that cite it, or another for what that one has from it. By id."""

    listing, owner, sends = listings.SOURCE_EVENTS, PublicSource, "EventPage"
    takes = (
        *(each for each in OF_EVENTS if each is not parameters.SOURCE),
        parameters.COMPANY,
        parameters.TREE,
        *EVENT_SHAPES,
        *PAGING,
    )


class PartsView(ListView):
    """Parts of events, each with a reference to the event in which it stands."""

    takes = (*OF_EVENTS, *WHOSE, *formats.OF_PARTS, parameters.COUNT, *PAGING)


class FactsView(PartsView):
    """Points on which sources may differ, each with every value that was reported, and of which event."""

    listing, sends = listings.FACTS, "EventFactPage"


class DemandsView(PartsView):
    """What was asked of companies in allegations, each with what was answered to it, and of which event."""

    listing, sends = listings.DEMANDS, "EventDemandPage"


class CommitmentsView(PartsView):
    """What companies promised in statements, each with how far it got, and in which event."""

    listing, sends = listings.COMMITMENTS, "EventCommitmentPage"
    takes = (parameters.PROGRESS, *PartsView.takes)
