"""Errors as RFC 9457 asks: `application/problem+json`, with a sentence and the number of the request.

REST framework's exception handler, so that every part of the API refuses in one form.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import orjson
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.exceptions import APIException, ValidationError

logger = logging.getLogger(__name__)

PROBLEM_JSON = "application/problem+json"

PROBLEMS: dict[int, tuple[str, str]] = {
    400: ("bad-request", "Something in the request is not understood; `errors` says what, and what to give instead."),
    401: ("not-signed-in", "This needs a token that is known and still valid."),
    403: ("not-allowed", "Whoever asks may not do this."),
    404: ("not-found", "Nothing public has this address. What is not published yet answers the same."),
    405: ("method-not-allowed", "The address does not take this method; `Allow` names those that it takes."),
    406: ("not-acceptable", "The answer does not exist in the form that was asked for."),
    409: ("conflict", "It contradicts what is stored."),
    410: ("gone", "It was public and was taken back; `reason` says why, `publication` in which publication."),
    411: ("length-required", "A body says in `Content-Length` how long it is; one in pieces (`chunked`) is not read."),
    412: (
        "precondition-failed",
        "It changed since; `current` is its `ETag` now, `differences` what your body says other.",
    ),
    413: ("too-large", "The request is larger than what is taken."),
    414: ("address-too-long", "The address is longer than what is taken."),
    415: ("unsupported-media-type", "The body of the request is not in a form that is taken."),
    422: ("not-storable", "It is understood, and the rules do not allow it; `errors` says where, and what to mend."),
    428: ("precondition-required", "A change needs `If-Match` with the `ETag` of what it is made from."),
    429: ("too-many-requests", "Too many requests; `Retry-After` says when to ask again."),
    500: ("internal-error", "Our mistake. It is logged under `request_id`."),
    503: ("unavailable", "The database does not answer in time; `Retry-After` says when to ask again."),
}
"""Slug and meaning of each kind of problem, by status. `/api/v1/problems/<slug>/`, the `type` of each, explains it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong: in which query parameter, or at which place (JSON pointer) of the body."""

    detail: str
    parameter: str = ""
    pointer: str = ""

    def document(self) -> dict[str, str]:
        return {name: text for name, text in asdict(self).items() if text}


class BadParameters(BadRequest):
    """A query with faults; all of them, so that they can be mended in one go."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(" ".join(fault.detail for fault in faults))


class Gone(Exception):
    """It was public and was taken back. `members` are what the problem says beyond the sentence."""

    def __init__(self, detail: str, **members: Any) -> None:
        self.members = members
        super().__init__(detail)


class Conflict(Exception):
    """It contradicts what is stored. `members` are what the problem says beyond the sentence."""

    def __init__(self, detail: str, **members: Any) -> None:
        self.members = members
        super().__init__(detail)


class Refusal(Exception):
    """A refusal that knows its status. `members` are what the problem says beyond the sentence."""

    def __init__(
        self, status: int, detail: str, *, faults: Iterable[Fault] = (), headers: dict | None = None, **members: Any
    ) -> None:
        self.status, self.faults, self.headers, self.members = status, list(faults), headers or {}, members
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class Problem:
    status: int
    detail: str
    faults: list[Fault] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    members: dict[str, Any] = field(default_factory=dict)


def problem_response(trouble: Exception, context: dict[str, Any]) -> HttpResponse:
    """The answer to an exception. Whatever is not foreseen answers 500 and is logged with the request's number."""
    request = context["request"]
    request_id = request_id_of(request)
    problem = _problem_of(trouble)
    _log(problem, request, request_id, trouble)
    return _answer(problem, request, request_id)


def request_id_of(request: HttpRequest) -> str:
    """The number of a request, given by us when it is first asked for; one from outside could be forged."""
    if not hasattr(request, "request_id"):
        request.request_id = uuid4().hex
    return request.request_id


def _log(problem: Problem, request: HttpRequest, request_id: str, trouble: Exception) -> None:
    """One line that is found by the number in the answer; a path may hold line breaks, a log line must not."""
    ours = problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    path = request.path.encode("unicode_escape").decode()
    level = logging.ERROR if ours else logging.INFO
    line = "request %s: %s %s answered %s"
    logger.log(level, line, request_id, request.method, path, problem.status, exc_info=trouble if ours else None)


def _answer(problem: Problem, request: HttpRequest, request_id: str) -> HttpResponse:
    document = {
        "type": f"/api/v1/problems/{PROBLEMS[problem.status][0]}/",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
        "request_id": request_id,
        **problem.members,
    }
    if problem.faults:
        document["errors"] = [fault.document() for fault in problem.faults]
    body = orjson.dumps(document)
    headers = {
        "Content-Length": str(len(body)),
        "X-Request-ID": request_id,
        "Cache-Control": "no-store",
        **problem.headers,
    }
    response = HttpResponse(body, status=problem.status, content_type=PROBLEM_JSON, headers=headers)
    response._has_been_logged = True  # or Django would do it again, without the number
    return response


def _problem_of(trouble: Exception) -> Problem:
    match trouble:
        case BadParameters():
            return Problem(400, "The query is not understood.", trouble.faults)
        case Refusal():
            return Problem(trouble.status, str(trouble), trouble.faults, trouble.headers, trouble.members)
        case Gone():
            return Problem(410, str(trouble), members=trouble.members)
        case Conflict():
            return Problem(409, str(trouble), members=trouble.members)
        case Http404():
            return Problem(404, _first(trouble) or "Nothing public has this address.")
        case ValidationError():
            return Problem(400, "The body is not understood.", list(_faults(trouble.detail)))
        case APIException():
            return Problem(_known(trouble.status_code), str(trouble.detail), headers=_headers(trouble))
        case PermissionDenied():
            return Problem(403, "Whoever asks may not do this.")
        case SuspiciousOperation() | BadRequest() | DataError():
            return Problem(400, "The request is not understood.")
        case IntegrityError():
            return Problem(409, "It contradicts what is stored.")
        case OperationalError() | InterfaceError():
            return Problem(503, "The database did not answer in time. Ask again.", headers={"Retry-After": "2"})
        case _:
            return Problem(500, "Something went wrong here. It is logged under the number of this request.")


def _first(trouble: Http404) -> str:
    """The sentence that a view gave; Django's own of a route that is missing is a list of all routes."""
    return trouble.args[0] if trouble.args and isinstance(trouble.args[0], str) else ""


def _known(status: int) -> int:
    return status if status in PROBLEMS else 400


def _headers(trouble: APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(trouble, "auth_header", ""):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(trouble, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def _faults(detail: Any, pointer: str = "") -> Iterator[Fault]:
    """One fault for each sentence of REST framework's nested lists and dicts, with the place that it is about."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            place = pointer if name == "non_field_errors" else f"{pointer}/{_escaped(str(name))}"
            yield from _faults(inner, place)
    elif isinstance(detail, list):
        yield from _faults_in(detail, pointer)
    else:
        yield Fault(pointer=pointer, detail=str(detail))


def _faults_in(details: Iterable[Any], pointer: str) -> Iterator[Fault]:
    for position, inner in enumerate(details):
        yield from _faults(inner, f"{pointer}/{position}" if isinstance(inner, dict) else pointer)


def _escaped(name: str) -> str:
    """A name as RFC 6901 writes it in a pointer."""
    return name.replace("~", "~0").replace("/", "~1")
