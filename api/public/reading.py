"""How one reads: what every address of the public half does, and the address of one subject.

What is stored is sent, and nothing is made at request time.
"""

import datetime
from typing import ClassVar

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.views import APIView

from api.problems import Gone, problem_response
from api.public import formats, parameters, quotas
from api.public.answers import answer, finished, moved, not_modified, unchanged
from api.public.filters import Values
from api.public.parameters import Parameter
from api.public.schema import ReadingSchema
from api.public.shaping import included, shaped, with_included
from api.public.sizes import LARGEST_BODY, check_size
from events.timeline import subjects, then
from events.timeline.models import PublicRow
from events.timeline.subjects import Standing


class ReadView(APIView):
    """A read for anybody. `takes` is what its query may hold; `sends` names what it sends in the schema. `is_data`: it
    has formats, of which JSON may be the only one.
    """

    schema = ReadingSchema()
    http_method_names = ["get", "head", "options"]
    takes: ClassVar[tuple[Parameter, ...]] = ()
    sends: ClassVar[str] = ""
    is_data: ClassVar[bool] = True
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

    @property
    def is_json_alone(self) -> bool:
        return self.is_data and not formats.offered(self.takes)

    @property
    def taken(self) -> tuple[Parameter, ...]:
        """All that a query may hold: whatever is data takes a format, if only the one that it has."""
        return (*self.takes, formats.JSON_ALONE) if self.is_json_alone else self.takes

    def values(self, request: HttpRequest) -> Values:
        """What the query says. Raises BadParameters, and NotAcceptable where `Accept` cannot have the only format."""
        values = parameters.values_of(request.META["QUERY_STRING"], self.taken)
        if self.is_json_alone:
            formats.asked(request, values, self.takes)
        return values


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
        told = shaped([body], values)[0]
        if "include" in values:
            told = with_included(told, included([body], values["include"]))
        return answer(told, standing)


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
