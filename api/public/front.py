"""What stands before the data: the index, the description of the API, its page, and the kinds of problems."""

from http import HTTPStatus
from typing import ClassVar

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from api.describing import once
from api.problems import PROBLEMS
from api.public import schema
from api.public.answers import KEPT, finished, moved
from api.public.reading import ReadView

LISTS = (
    *("companies", "incidents", "events", "allegations", "statements", "demands", "commitments", "facts"),
    *("sources", "topics", "statistics", "publications", "changes"),
)
OTHERS = ("reconcile", "schema", "docs")
ELSEWHERE = {"dumps": "/data/index.json", "oembed": "/oembed/", "llms": "/llms.txt"}
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class ConstantView(ReadView):
    """An answer that changes with the code only."""

    is_data = False

    def get(self, request: HttpRequest, **where: str) -> HttpResponse:
        self.values(request)
        body = self.body(request, **where)
        headers = {"Content-Length": str(len(body)), "Cache-Control": KEPT}
        return HttpResponse(body, content_type="application/json", headers=headers)

    def body(self, request: HttpRequest, **where: str) -> bytes:
        raise NotImplementedError


class IndexView(ConstantView):
    """Where everything is."""

    sends: ClassVar[str] = "Index"

    def body(self, request: HttpRequest) -> bytes:
        root = f"{request.scheme}://{request.get_host()}"
        below = {name: f"{root}/api/v1/{name}/" for name in (*LISTS, *OTHERS)}
        return orjson.dumps(below | {name: f"{root}{path}" for name, path in ELSEWHERE.items()})


class SchemaView(ConstantView):
    """This API in OpenAPI 3.1."""

    schema = None

    def body(self, request: HttpRequest) -> bytes:
        return _description()


@once
def _description() -> bytes:
    return orjson.dumps(schema.description())


class ProblemView(ConstantView):
    """What a kind of problem means: the `type` of every error leads here."""

    sends: ClassVar[str] = "ProblemType"

    def body(self, request: HttpRequest, slug: str) -> bytes:
        for status, (name, meaning) in PROBLEMS.items():
            if name == slug:
                title = HTTPStatus(status).phrase
                return orjson.dumps({"type": request.path, "title": title, "status": status, "description": meaning})
        raise Http404(f"There is no kind of problem called “{slug}”.")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI from our own server, with all its script and style in files, so that the policy stays strict."""
    response = render(request, "api/docs.html")
    response.headers["Content-Security-Policy"] = DOCS_POLICY
    response.headers["Cache-Control"] = KEPT
    return response


class NothingView(ReadView):
    """Every other address: to the one with a slash at its end if there is one, else a problem like all others."""

    schema = None

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method in ("GET", "HEAD") and self._exists(f"{request.path_info}/"):
            query = request.META["QUERY_STRING"]
            return finished(request, moved(f"{request.path}/" + (f"?{query}" if query else "")))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **where: str) -> HttpResponse:
        raise Http404("There is nothing at this address. /api/v1/ lists what there is.")

    def http_method_not_allowed(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.get(request)

    @staticmethod
    def _exists(path: str) -> bool:
        try:
            return getattr(resolve(path).func, "cls", None) is not NothingView
        except Resolver404:
            return False
