"""The subjects and their lists: what is stored is sent, and nothing is made at request time."""

from collections.abc import Iterable
from typing import Any, ClassVar

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.views import APIView

from api.problems import BadParameters, Fault, Gone, problem_response
from api.public import cursors, parameters
from api.public.answers import answer, envelope, etag_of, finished, links, moved, not_modified, unchanged
from api.public.cursors import ForeignCursor, Position
from api.public.parameters import Parameter
from api.public.schema import ReadingSchema
from api.public.shelf import shelf
from events.timeline import pages
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicRow, PublicSource
from events.timeline.pages import Listing, Page, Standing

Values = dict[str, Any]


class ReadView(APIView):
    """A read for anybody. `takes` is what its query may hold; `sends` names what it sends in the schema."""

    schema = ReadingSchema()
    http_method_names = ["get", "head", "options"]
    takes: ClassVar[tuple[Parameter, ...]] = ()
    sends: ClassVar[str] = ""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Without REST framework's own, which wraps the request, looks for users, permissions, throttles, parsers and
        renderers, none of which a read for anybody has, and costs more than the queries of a page."""
        self.request = request
        try:
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
                "Access-Control-Allow-Headers": "Accept, If-None-Match",
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
        self.values(request)
        standing = pages.standing(self.table, number)
        if closed := elsewhere(self.table, number, standing, request):
            return closed
        if unchanged(request, standing):
            return not_modified(standing)
        return answer(pages.body_of(self.table, number), standing)


def elsewhere(table: type[PublicRow], number: int, standing: Standing, request: HttpRequest) -> HttpResponse | None:
    """The answer to a number under which nothing lives: 301 if it was merged. Raises Http404, or Gone with the reason.

    Nothing lives there for its timeline either.
    """
    if standing.state == "live":
        return None
    if not standing.state:
        raise Http404(f"There is no {_name(table)} {number}.")
    if standing.state == "merged" and standing.successor:
        return moved(_address_of(request, number, standing.successor))
    face = orjson.loads(pages.body_of(table, number))
    raise Gone(
        f"The {_name(table)} {number} was {standing.state}.",
        reason=face.get("reason", ""),
        at=face["changed"],
        publication=face["publication"],
    )


def _name(table: type[PublicRow]) -> str:
    return table._meta.model_name.removeprefix("public")


def _address_of(request: HttpRequest, number: int, successor: int) -> str:
    """The same address of the successor, with its query but for a cursor, which counts for one list only."""
    path = request.path.replace(f"/companies/{number}/", f"/companies/{successor}/")
    query = "&".join(pair for pair in request.META["QUERY_STRING"].split("&") if not pair.startswith("cursor="))
    return f"{path}?{query}" if query else path


class ListView(ReadView):
    """A page of bodies. `owner` is the table of the subject in the path whose list it is, if it is one's."""

    listing: ClassVar[Listing]
    owner: ClassVar[type[PublicRow] | None] = None

    def get(self, request: HttpRequest, number: int = 0) -> HttpResponse:
        values = self.values(request)
        position = self._position(request, values)
        standing = pages.standing(self.owner, number)
        if self.owner and (closed := elsewhere(self.owner, number, standing, request)):
            return closed
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

    def _made(self, request: HttpRequest, values: Values, position: Position | None, number: int) -> tuple[bytes, str]:
        """The page and its `Link`."""
        page = pages.page(
            self.listing,
            (str(number),) if self.owner else (),
            filters=_filters(values),
            beyond=position.place if position else None,
            limit=values.get("limit", parameters.USUAL),
            newest=self._newest(values),
            backwards=bool(position and position.backwards),
        )
        around = self._around(request, values, page, position)
        return envelope(page, **around), links(**around)

    def _newest(self, values: Values) -> bool:
        return parameters.ORDER in self.takes and values.get("order", "newest") == "newest"

    def _series(self, request: HttpRequest, values: Values) -> str:
        return f"{request.path} {'newest' if self._newest(values) else 'oldest'}"

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


def _beside(request: HttpRequest, position: Position, series: str) -> str:
    """This address with another cursor."""
    kept = [pair for pair in request.META["QUERY_STRING"].split("&") if pair and not pair.startswith("cursor=")]
    query = "&".join([*kept, f"cursor={cursors.write(position, series=series)}"])
    return f"{request.scheme}://{request.get_host()}{request.path}?{query}"


def _filters(values: Values) -> dict[str, Iterable[str]]:
    """The filters of `pages` with their parameters, as text."""
    filters: dict[str, Iterable[str]] = {name: [str(values[name])] for name in ("kind", "company") if name in values}
    first, last = values.get("from"), values.get("until")
    if first and last and first > last:
        raise BadParameters([Fault(parameter="until", detail="It lies before “from”.")])
    if first or last:
        filters["period"] = [str(first or "-infinity"), str(last or "infinity")]
    if name := values.get("q"):
        filters["q"] = [f"%{_literal(name)}%"]
    return filters


def _literal(text: str) -> str:
    """A text whose signs LIKE takes as they are."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


PAGING = (parameters.LIMIT, parameters.CURSOR)
ON_TIMELINES = (parameters.KIND, parameters.FROM, parameters.UNTIL, parameters.ORDER, *PAGING)


class CompanyView(SubjectView):
    """A company: its names, identifiers and owners. 301 to its successor if it was merged."""

    table, sends = PublicCompany, "Company"


class IncidentView(SubjectView):
    """One affair, with the parties to it and the publications that made it what it is."""

    table, sends = PublicIncident, "Incident"


class EventView(SubjectView):
    """One dated entry, with who takes part, the evidence, and for an allegation the answers or their absence."""

    table, sends = PublicEvent, "Event"


class SourceView(SubjectView):
    """A document that events rest on, and where it has its claims from."""

    table, sends = PublicSource, "Source"


class CompaniesView(ListView):
    """All companies, by id."""

    listing, sends = pages.COMPANIES, "CompanyPage"
    takes = (parameters.NAME, *PAGING)


class IncidentsView(ListView):
    """All incidents, by id."""

    listing, sends = pages.INCIDENTS, "IncidentPage"
    takes = PAGING


class EventsView(ListView):
    """All events, by id, whatever they are about."""

    listing, sends = pages.EVENTS, "EventPage"
    takes = (parameters.KIND, parameters.COMPANY, parameters.FROM, parameters.UNTIL, *PAGING)


class SourcesView(ListView):
    """All sources, by id."""

    listing, sends = pages.SOURCES, "SourcePage"
    takes = PAGING


class CompanyTimelineView(ListView):
    """The events that a company takes part in, across incidents, by date."""

    listing, owner, sends = pages.COMPANY_TIMELINE, PublicCompany, "EventPage"
    takes = ON_TIMELINES


class IncidentTimelineView(ListView):
    """The events of an incident, by date."""

    listing, owner, sends = pages.INCIDENT_TIMELINE, PublicIncident, "EventPage"
    takes = ON_TIMELINES


class SourceEventsView(ListView):
    """The events that rest on a source: that cite it, or what relays it."""

    listing, owner, sends = pages.SOURCE_EVENTS, PublicSource, "EventPage"
    takes = PAGING
