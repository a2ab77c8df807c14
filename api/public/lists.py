"""How one reads a list: page by page, all of it in another format, or as of an instant."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from django.http import HttpRequest, HttpResponse

from api.problems import BadParameters, Fault
from api.public import cursors, formats, parameters
from api.public.answers import answer, envelope, etag_of, links, not_modified, unchanged
from api.public.cursors import ForeignCursor, Position
from api.public.filters import Values, filters_of
from api.public.parameters import Parameter
from api.public.reading import ReadView, elsewhere
from api.public.shaping import included, shaped
from api.public.shelf import shelf
from events.timeline import listings, pages, subjects, then
from events.timeline.listings import Listing, Place
from events.timeline.models import PublicRow
from events.timeline.narrowing import Filters
from events.timeline.pages import Page
from events.timeline.subjects import Standing

PAGING = (parameters.LIMIT, parameters.CURSOR)


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
