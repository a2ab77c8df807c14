"""The subjects and their lists: what is stored is sent, and nothing is made at request time."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.views import APIView

from api.problems import BadParameters, Fault, Gone, problem_response
from api.public import cursors, formats, parameters, quotas
from api.public.answers import answer, envelope, etag_of, finished, links, moved, not_modified, unchanged
from api.public.cursors import ForeignCursor, Position
from api.public.filters import Values, filters_of
from api.public.parameters import Parameter
from api.public.schema import ReadingSchema
from api.public.shaping import fields_of, include_of, included, shaped
from api.public.shelf import shelf
from api.public.sizes import LARGEST_BODY, check_size
from events.timeline import listings, pages, subjects, then
from events.timeline.listings import Listing, Place
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicRow, PublicSource
from events.timeline.narrowing import Filters
from events.timeline.pages import Page
from events.timeline.subjects import Standing


class ReadView(APIView):
    """A read for anybody. `takes` is what its query may hold; `sends` names what it sends in the schema."""

    schema = ReadingSchema()
    http_method_names = ["get", "head", "options"]
    takes: ClassVar[tuple[Parameter, ...]] = ()
    sends: ClassVar[str] = ""
    largest_body: ClassVar[int] = LARGEST_BODY

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Without REST framework's own, which wraps the request, looks for users, permissions, throttles, parsers and
        renderers, none of which a read for anybody has, and costs more than the queries of a page."""
        self.request = request
        try:
            quotas.take(request)
            check_size(request, self.largest_body)
            handler = getattr(self, request.method.lower(), None) if self._serves(request) else None
            response = (handler or self.http_method_not_allowed)(request, *args, **kwargs)
        except Exception as trouble:
            response = problem_response(trouble, {"view": self, "request": request})
            if response.status_code == 405:
                response["Allow"] = ", ".join(self.allowed_methods)
        return finished(request, response)

    def _serves(self, request: HttpRequest) -> bool:
        return request.method.lower() in self.http_method_names

    def options(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """To a browser that asks before it asks: any origin may read, with the condition that saves the answer."""
        allowed = ", ".join(self.allowed_methods)
        return HttpResponse(
            status=204,
            headers={
                "Allow": allowed,
                "Access-Control-Allow-Methods": allowed,
                "Access-Control-Allow-Headers": "Accept, Authorization, If-None-Match",
                "Access-Control-Max-Age": "86400",
                "Content-Length": "0",
            },
        )

    def values(self, request: HttpRequest) -> Values:
        return parameters.values_of(request.META["QUERY_STRING"], self.takes)


class SubjectView(ReadView):
    """One subject by its permanent number."""

    table: ClassVar[type[PublicRow]]

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        values = self.values(request)
        standing = subjects.standing(self.table, number)
        at = values.get("known_on")
        if closed := elsewhere(self.table, number, standing, request, at=at):
            return closed
        if (form := formats.asked(request, values, self.takes)) != formats.JSON:
            bodies = [subjects.body_of(self.table, number)]
            return formats.send(request, form, bodies, standing, sends=self.sends, values=values)
        if unchanged(request, standing):
            return not_modified(standing)
        body = subjects.body_of(self.table, number) if at is None else then.body(name_of(self.table), number, at)
        if not body:
            raise Http404(f"There was no {name_of(self.table)} {number} on the record by then.")
        beside = b',"included":%b' % included([body], values["include"]) if "include" in values else b""
        body = shaped([body], values)[0]
        return answer(body[:-1] + beside + b"}" if beside else body, standing)


def elsewhere(
    table: type[PublicRow],
    number: int,
    standing: Standing,
    request: HttpRequest,
    *,
    at: datetime.datetime | None = None,
) -> HttpResponse | None:
    """The answer to a number under which nothing lives: 301 if it was merged. Raises Http404, or Gone with the reason.

    Nothing lives there for its timeline either. What was merged may have lived `at` an instant before.
    """
    if standing.state == "live" or (at and standing.state == "merged"):
        return None
    if not standing.state:
        raise Http404(f"There is no {name_of(table)} {number}.")
    if standing.state == "merged" and standing.successor:
        return moved(_address_of(request, number, standing.successor))
    face = orjson.loads(subjects.body_of(table, number))
    raise Gone(
        f"The {name_of(table)} {number} was {standing.state}.",
        reason=face.get("reason", ""),
        at=face["changed"],
        publication=face["publication"],
    )


def name_of(table: type[PublicRow]) -> str:
    return table._meta.model_name.removeprefix("public")


def _address_of(request: HttpRequest, number: int, successor: int) -> str:
    """The same address of the successor, with its query but for a cursor, which counts for one list only."""
    path = request.path.replace(f"/companies/{number}/", f"/companies/{successor}/")
    query = "&".join(pair for pair in request.META["QUERY_STRING"].split("&") if not pair.startswith("cursor="))
    return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class Asked:
    """What of which list is asked for: whoever walks through all of it needs no more than this."""

    listing: Listing
    owner: tuple[str, ...] = ()
    filters: Filters = field(default_factory=dict)
    newest: bool = False


class ListView(ReadView):
    """A page of bodies. `owner` is the table of the subject in the path whose list it is, if it is one's; `kind` is
    that of what it holds, where it can be had as of an instant."""

    listing: ClassVar[Listing]
    owner: ClassVar[type[PublicRow] | None] = None
    kind: ClassVar[str] = ""

    def get(self, request: HttpRequest, number: int = 0) -> HttpResponse:
        values = self.values(request)
        form = formats.asked(request, values, self.takes)
        _check_together(values, self.takes)
        position = self._position(request, values)
        standing = subjects.standing(self.owner, number)
        if self.owner and (closed := self.closed(number, standing, request, values)):
            return closed
        if form != formats.JSON:
            asked = self.asked(values, number)
            bodies = formats.walk(asked.listing, asked.owner, asked.filters, newest=asked.newest)
            about = subjects.body_of(self.owner, number) if self.owner else b""
            return formats.send(request, form, bodies, standing, sends=self.sends, values=values, about=about)
        if unchanged(request, standing):
            return not_modified(standing)
        state = etag_of(standing)
        address = (request.scheme, request.META.get("HTTP_HOST"), request.path, request.META["QUERY_STRING"])
        made = shelf.get(state, address)
        if made is None:
            made = self._made(request, values, position, number)
            shelf.put(state, address, made)
        body, link = made
        return answer(body, standing, link=link)

    def closed(self, number: int, standing: Standing, request: HttpRequest, values: Values) -> HttpResponse | None:
        """The answer where nothing lives under the number in the path."""
        return elsewhere(self.owner, number, standing, request, at=values.get("known_on"))

    def asked(self, values: Values, number: int = 0) -> Asked:
        """What the parameters ask for. Raises BadParameters for what only the database knows to be nothing."""
        filters = filters_of(values, words=self.listing is not listings.COMPANIES)
        return Asked(self.listing, (str(number),) if self.owner else (), filters, newest=self._newest(values))

    def page_as_of(
        self, at: datetime.datetime, number: int, *, beyond: Place | None, limit: int, newest: bool, backwards: bool
    ) -> Page:
        """The page as it was known at an instant."""
        return then.page(self.kind, at, beyond=beyond, limit=limit, backwards=backwards)

    def _made(self, request: HttpRequest, values: Values, position: Position | None, number: int) -> tuple[bytes, str]:
        """The page and its `Link`."""
        span = {
            "beyond": position.place if position else None,
            "limit": values.get("limit", parameters.USUAL),
            "newest": self._newest(values),
            "backwards": bool(position and position.backwards),
        }
        counted = None
        if at := values.get("known_on"):
            page = self.page_as_of(at, number, **span)
        else:
            asked = self.asked(values, number)
            page = pages.page(asked.listing, asked.owner, filters=asked.filters, **span)
            counted = pages.count(asked.listing, asked.owner, filters=asked.filters) if values.get("count") else None
        around = self._around(request, values, page, position)
        beside = included(page.bodies, values["include"]) if "include" in values else b""
        return envelope(shaped(page.bodies, values), **around, count=counted, included=beside), links(**around)

    def _newest(self, values: Values) -> bool:
        return self._order(values) in ("newest", "best")

    def _order(self, values: Values) -> str:
        """`id` where there is nothing to choose."""
        usual = next((each.schema["default"] for each in self.takes if each.name == "order"), "id")
        return values.get("order", usual)

    def _series(self, request: HttpRequest, values: Values) -> str:
        return f"{request.path} {self._order(values)}"

    def _position(self, request: HttpRequest, values: Values) -> Position | None:
        if "cursor" not in values:
            return None
        try:
            return cursors.read(values["cursor"], series=self._series(request, values))
        except ForeignCursor:
            sentence = "It was not made for this list in this order. Begin without one, then follow `next`."
            raise BadParameters([Fault(parameter="cursor", detail=sentence)]) from None

    def _around(self, request: HttpRequest, values: Values, page: Page, position: Position | None) -> dict[str, str]:
        """The addresses of the pages on both sides; an empty page has none, for it has no place in the order."""
        backwards = bool(position and position.backwards)
        follows = page.last and (page.more or backwards)
        precedes = page.first and (page.more if backwards else position)
        series = self._series(request, values)
        return {
            "following": _beside(request, Position(page.last), series) if follows else "",
            "preceding": _beside(request, Position(page.first, backwards=True), series) if precedes else "",
        }


THEN = {"known_on", "limit", "cursor", "order", "fields", "format"}


def _check_together(values: Values, takes: Iterable[Parameter]) -> None:
    """Raises BadParameters for what cannot be asked for at once."""
    if "known_on" in values and (others := values.keys() - THEN):
        sentence = "It cannot be had as of a day: beside `known_on` stand only `limit`, `cursor`, `order` and `fields`."
        raise BadParameters([Fault(parameter=name, detail=sentence) for name in sorted(others)])
    if "known_on" in values and values.get("order") in ("newest", "oldest", "best") and parameters.ORDERS in takes:
        raise BadParameters([Fault(parameter="order", detail="As of a day, this list has the order of ids alone.")])
    if values.get("order") == "best" and "q" not in values:
        raise BadParameters(
            [Fault(parameter="order", detail="It is the order of what fits `q` best: give `q` as well.")]
        )


def _beside(request: HttpRequest, position: Position, series: str) -> str:
    """This address with another cursor."""
    kept = [pair for pair in request.META["QUERY_STRING"].split("&") if pair and not pair.startswith("cursor=")]
    query = "&".join([*kept, f"cursor={cursors.write(position, series=series)}"])
    return f"{request.scheme}://{request.get_host()}{request.path}?{query}"


PAGING = (parameters.LIMIT, parameters.CURSOR)
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
    takes = (parameters.KNOWN_ON, fields_of("Company"), include_of("companies"), *formats.OF_COMPANIES)


class IncidentView(SubjectView):
    """One affair, with the parties to it and the publications that made it what it is."""

    table, sends = PublicIncident, "Incident"
    takes = (parameters.KNOWN_ON, fields_of("Incident"), include_of("companies", "incidents"), *formats.OF_INCIDENTS)


class EventView(SubjectView):
    """One dated entry, with who takes part, the evidence, and for an allegation the answers or their absence."""

    table, sends = PublicEvent, "Event"
    takes = (parameters.KNOWN_ON, *EVENT_SHAPES[:-1])


class SourceView(SubjectView):
    """A document that events rest on, and where it has its claims from."""

    table, sends = PublicSource, "Source"
    takes = (parameters.KNOWN_ON, fields_of("Source"), include_of("sources"), *formats.OF_SOURCES)


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
        *formats.OF_COMPANIES,
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
        *formats.OF_INCIDENTS,
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
        *formats.OF_SOURCES,
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
    """The events that rest on a source: that cite it, or what relays it. By id."""

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
