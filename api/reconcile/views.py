"""The Reconciliation Service API 0.2, which OpenRefine and its kin speak: which company of ours does a name mean?

Any origin may ask, so that JSONP, which runs the answer as a script, is needed by nobody and not spoken.
"""

from typing import Any, ClassVar

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from api.bodies import check_is_plain
from api.problems import BadParameters, Fault, Refusal
from api.public import parameters
from api.public.answers import KEPT, etag_of, not_modified, unchanged
from api.public.filters import Values
from api.public.parameters import Parameter
from api.public.reading import ReadView, elsewhere
from api.reconcile import asking, matching
from api.reconcile.vocabulary import ANY, TYPES, VALUES, described, meta_of, type_of
from events.site.formats.addresses import absolute
from events.timeline import likeness, subjects
from events.timeline.models import PublicCompany

HERE = "/api/v1/reconcile/"
FORM = "application/x-www-form-urlencoded"
LARGEST = 1024 * 1024
WIDTH, HEIGHT = 420, 280
PREVIEW_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


def _whole(name: str, description: str) -> Parameter:
    return Parameter(name, str, description, {"type": "string"})


QUERIES = _whole("queries", "A batch of queries as JSON, by keys of your own.")
EXTEND = _whole("extend", "Ids and the properties that are wanted of them, as JSON.")
PREFIX = parameters.text("prefix", "What was typed so far.")
TYPE = Parameter("type", lambda text: _types(text), "Only of this type.", {"type": "string"})
LIMIT = parameters.number("limit", "How many at most.", most=50, default=10)
BEYOND = parameters.number("cursor", "So many are left out, which came before.", least=0, most=1000, default=0)
STRICT = parameters.choice("type_strict", asking.STRICTNESS, "It is understood, and makes no difference here.")


def _types(text: str) -> frozenset[str]:
    return asking.kinds_of([text] if text else [])


class ProtocolView(ReadView):
    """Described by the specification, not by our own schema; kept by nobody, because it may be asked with POST."""

    schema = None
    is_data = False

    def values(self, request: HttpRequest) -> Values:
        if "callback=" in request.META["QUERY_STRING"]:
            sentence = "JSONP is not spoken here and not needed: any origin may read the JSON."
            raise BadParameters([Fault(parameter="callback", detail=sentence)])
        return super().values(request)


def _json(document: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(document), content_type="application/json")


class ReconcileView(ProtocolView):
    """The manifest to who asks nothing; the candidates of `queries`; the properties that `extend` wants."""

    http_method_names = ["get", "head", "options", "post"]
    takes: ClassVar[tuple[Parameter, ...]] = (QUERIES, EXTEND)
    largest_body: ClassVar[int] = LARGEST

    def get(self, request: HttpRequest) -> HttpResponse:
        values = self.values(request)
        return self._answer(values) if values else _json(manifest())

    def post(self, request: HttpRequest) -> HttpResponse:
        check_is_plain(request)
        if request.content_type != FORM:
            raise Refusal(415, f"Send a form ({FORM}) with “queries” or “extend” in it.")
        values = parameters.values_of(request.body.decode("latin-1"), self.takes) | self.values(request)
        if not values:
            raise BadParameters([Fault(detail="The form holds neither “queries” nor “extend”.")])
        return self._answer(values)

    def _answer(self, values: Values) -> HttpResponse:
        if len(values) > 1:
            raise BadParameters([Fault(parameter="extend", detail="Ask for “queries” and “extend” one after another.")])
        if "queries" in values:
            return _json(matching.answers(asking.queries_in(values["queries"])))
        return _json(_extended(asking.extension_in(values["extend"])))


def manifest() -> dict[str, Any]:
    here = absolute(HERE)
    return {
        "versions": ["0.2"],
        "name": f"{settings.SITE_NAME}: companies",
        "identifierSpace": absolute("/companies/"),
        "schemaSpace": absolute(f"{HERE}types/"),
        "documentation": absolute("/api/v1/docs/"),
        "logo": absolute("/static/site/icon.svg"),
        "defaultTypes": _listed(TYPES),
        "view": {"url": absolute("/companies/") + "{{id}}/"},
        "preview": {"url": f"{here}companies/{{{{id}}}}/preview/", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            each: {"service_url": absolute(""), "service_path": f"{HERE}suggest/{each}/"}
            for each in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": absolute(""), "service_path": f"{HERE}properties/"},
            "property_settings": [],
        },
    }


def _listed(labels: dict[str, str], prefix: str = "") -> list[dict[str, str]]:
    return [
        {"id": name, "name": label} for name, label in labels.items() if prefix.lower() in f"{name} {label}".lower()
    ]


def _extended(asked: asking.Extension) -> dict[str, Any]:
    """Of an id that nobody has, an empty row: the column next to it stays."""
    numbers = {each: asking.number_in(each) for each in asked.ids}
    faces = likeness.present([number for number in numbers.values() if number])
    return {
        "meta": [meta_of(name) for name in asked.properties],
        "rows": {
            each: {name: VALUES[name][1](faces[number]) if number in faces else [] for name in asked.properties}
            for each, number in numbers.items()
        },
    }


class SuggestView(ProtocolView):
    takes: ClassVar[tuple[Parameter, ...]] = (PREFIX, TYPE, STRICT, LIMIT, BEYOND)

    def get(self, request: HttpRequest) -> HttpResponse:
        values = self.values(request)
        if "prefix" not in values:
            raise BadParameters([Fault(parameter="prefix", detail=f"It has to be given. {PREFIX.description}")])
        return _json({"result": self.suggestions(values)})

    def suggestions(self, values: Values) -> list[dict[str, Any]]:
        raise NotImplementedError


class SuggestEntityView(SuggestView):
    """Companies one of whose names holds what was typed."""

    def suggestions(self, values: Values) -> list[dict[str, Any]]:
        kinds, limit = values.get("type"), values.get("limit", 10)
        found = likeness.beginning(values["prefix"], limit=limit, beyond=values.get("cursor", 0))
        return [
            {"id": str(face["id"]), "name": face["name"], "description": described(face), "notable": [type_of(face)]}
            for face in found
            if not kinds or face["kind"] in kinds
        ]


class SuggestTypeView(SuggestView):
    def suggestions(self, values: Values) -> list[dict[str, Any]]:
        return _listed(TYPES, values["prefix"])


class SuggestPropertyView(SuggestView):
    def suggestions(self, values: Values) -> list[dict[str, Any]]:
        return _listed({name: label for name, (label, _values) in VALUES.items()}, values["prefix"])


class PropertiesView(ProtocolView):
    """The properties that can be fetched of a type: of every type the same."""

    takes = (TYPE, LIMIT)

    def get(self, request: HttpRequest) -> HttpResponse:
        values = self.values(request)
        named = next(iter(values.get("type") or ()), ANY)
        proposed = [meta_of(name) for name in VALUES][: values.get("limit", len(VALUES))]
        return _json({"type": named, "limit": len(proposed), "properties": proposed})


class PreviewView(ProtocolView):
    """A company in a small frame. It may stand in the page of anybody, and loads nothing but its style."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        self.values(request)
        if not 0 < number <= parameters.LARGEST:
            raise Http404(f"There is no company {number}.")
        standing = subjects.standing(PublicCompany, number)
        if closed := elsewhere(PublicCompany, number, standing, request):
            return closed
        if unchanged(request, standing):
            return not_modified(standing)
        body = subjects.body_of(PublicCompany, number)
        if not body:
            raise Http404(f"There is no company {number}.")
        face = orjson.loads(body)
        owners = [owner["company"] for owner in face["owners"] if not owner["until"]]
        context = {"face": face, "kind": TYPES[face["kind"]], "owners": owners, "address": absolute(face["page"])}
        made = render_to_string("reconcile/preview.html", context | {"site_name": settings.SITE_NAME})
        headers = {"ETag": etag_of(standing), "Cache-Control": KEPT, "Content-Security-Policy": PREVIEW_POLICY}
        return HttpResponse(made, headers=headers | {"X-Robots-Tag": "noindex"})
