"""Lists: by id, a page at a time, narrowed by what the table of a view names. What is not named there is refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.desk.body import shown
from api.desk.shapes import LARGEST, no_such_field
from api.problems import BadParameters, Fault

USUAL, MOST = 50, 100
LONGEST = 2000
PAGING = ("limit", "after")
FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Filter:
    """`narrow` takes the rows and the value, as `kind` reads it: "id", "text", "flag", or one of `choices`."""

    name: str
    narrow: Callable[[QuerySet, Any], QuerySet]
    description: str
    kind: str = "text"
    choices: Sequence[str] = ()

    @property
    def schema(self) -> dict[str, Any]:
        if self.choices:
            return {"type": "string", "enum": list(self.choices)}
        schemas = {"id": {"type": "integer", "minimum": 1, "maximum": LARGEST}, "flag": {"type": "boolean"}}
        return schemas.get(self.kind, {"type": "string", "minLength": 1, "maxLength": LONGEST})

    def read(self, text: str) -> Any:
        """The value. Raises ValueError with a sentence."""
        if self.kind == "id":
            return whole(text)
        if self.kind == "flag":
            if text not in FLAGS:
                raise ValueError(_("Write true or false."))
            return FLAGS[text]
        if self.choices and text not in self.choices:
            raise ValueError(_("It is one of: %(list)s.") % {"list": ", ".join(self.choices)})
        if not text or len(text) > LONGEST or "\0" in text:
            raise ValueError(_("Give a text of 1 to %(most)d letters.") % {"most": LONGEST})
        return text


def by(name: str, lookup: str, description: str, kind: str = "text", choices: Sequence[str] = ()) -> Filter:
    """The usual filter: the column `lookup` is the value."""
    return Filter(name, lambda rows, value: rows.filter(**{lookup: value}), description, kind, choices)


def whole(text: str, most: int = LARGEST) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and 1 <= int(text) <= most):
        raise ValueError(_("Give a whole number from 1 to %(most)d.") % {"most": most})
    return int(text)


class Narrowed(BaseFilterBackend):
    """Reads `view.filters`, and refuses every other parameter by name."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        known = {each.name: each for each in view.filters}
        check_parameters(request, [*known, *PAGING])
        faults = []
        for name, text in request.query_params.items():
            if name in known:
                try:
                    queryset = known[name].narrow(queryset, known[name].read(text))
                except ValueError as refused:
                    faults.append(Fault(parameter=name, detail=str(refused)))
        if faults:
            raise BadParameters(faults)
        return queryset

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        return [
            {"name": each.name, "in": "query", "description": each.description, "schema": each.schema}
            for each in view.filters
        ]


def check_parameters(request: Request, known: Sequence[str] = ()) -> None:
    """Raises BadParameters for what has no meaning here, or is said twice."""
    faults = [
        Fault(parameter=shown(name), detail=no_such_field(name, list(known)).replace("field", "parameter"))
        for name in request.query_params
        if name not in known
    ]
    faults += [
        Fault(parameter=shown(name), detail=_("Say it once."))
        for name, values in request.query_params.lists()
        if name in known and len(values) > 1
    ]
    if faults:
        raise BadParameters(faults[:20])


class ById(BasePagination):
    """Forward by id: what is added while one reads comes at the end, and nothing is read twice."""

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: APIView | None = None) -> list:
        faults, given = [], {}
        for name, most in (("limit", MOST), ("after", LARGEST)):
            if name in request.query_params:
                try:
                    given[name] = whole(request.query_params[name], most)
                except ValueError as refused:
                    faults.append(Fault(parameter=name, detail=str(refused)))
        if faults:
            raise BadParameters(faults)
        limit = given.get("limit", USUAL)
        rows = list(queryset.filter(pk__gt=given.get("after", 0)).order_by("pk")[: limit + 1])
        self.next = self._address(request, rows[limit - 1].pk) if len(rows) > limit else None
        return rows[:limit]

    @staticmethod
    def _address(request: Request, after: int) -> str:
        query = request.GET.copy()
        query["after"] = after
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    def get_paginated_response(self, data: list) -> Response:
        headers = {"Link": f'<{self.next}>; rel="next"'} if self.next else None
        return Response({"next": self.next, "results": data}, headers=headers)

    def get_paginated_response_schema(self, schema: dict) -> dict:
        following = {"type": ["string", "null"], "format": "uri", "description": "Follow it until it is null."}
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": following, "results": schema},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        after = {"type": "integer", "minimum": 1, "maximum": LARGEST}
        return [
            {"name": "limit", "in": "query", "description": "How many at most.", "schema": limit},
            {"name": "after", "in": "query", "description": "Those with a higher id.", "schema": after},
        ]
