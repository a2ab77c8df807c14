"""The read API asked from within: the same views, filters, cursors and sentences, without a socket between."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson
from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve

Answer = dict[str, Any]


class Refused(Exception):
    """The sentence with which the API refuses, for whoever asked."""


def ask(path: str, **query: Any) -> Answer:
    """What `/api/v1/<path>` answers. A merged company is followed to its successor. Raises Refused."""
    given = {name: _written(value) for name, value in query.items() if value not in (None, "", [])}
    answer = _answered(f"/api/v1/{path}", urlencode(given))
    if answer.status_code == 301:
        moved = urlsplit(answer["Location"])
        answer = _answered(moved.path, moved.query)
    document = orjson.loads(answer.content)
    if answer.status_code != 200:
        raise Refused(_sentence(document))
    return document


def _answered(path: str, query: str):
    request, site = HttpRequest(), urlsplit(settings.SITE_ADDRESS)
    request.method, request.path, request.path_info = "GET", path, path
    request.META = {"QUERY_STRING": query, "HTTP_HOST": site.netloc, "REQUEST_METHOD": "GET"}
    request.from_within = True  # whoever asks the MCP server is counted there, or by the proxy before it
    view, places, named = resolve(path)
    return view(request, *places, **named)


def _written(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _sentence(problem: Answer) -> str:
    """The detail with each fault, and why it was taken back where it was."""
    faults = [" ".join(filter(None, (each.get("parameter"), each["detail"]))) for each in problem.get("errors", [])]
    return " ".join([problem["detail"], *faults, problem.get("reason", "")]).strip()


def cursor_of(page: Answer) -> str | None:
    """Where a list goes on; None at its end."""
    return parse_qs(urlsplit(page["next"]).query)["cursor"][0] if page.get("next") else None
