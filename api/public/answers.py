"""Answers of the read API: stored bytes in an envelope, and the headers that let everybody keep and check them."""

from collections.abc import Iterable

import orjson
from django.http import HttpRequest, HttpResponse

from api.problems import request_id_of
from api.public import deprecations, quotas
from events.timeline.pages import COUNTED
from events.timeline.subjects import Standing

VERSION = 2
"""Part of every ETag: count it up with each change of what the same public tables make the API send."""

POLICY = "default-src 'none'; frame-ancestors 'none'"

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Content-Disposition, Deprecation, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Sunset, X-Request-ID"
    ),
    "Content-Security-Policy": POLICY,
}
"""Any origin may read, because no answer depends on who asks. The policy is of JSON, which may load nothing."""

KEPT = "public, max-age=0, must-revalidate"
"""Caches may keep an answer but have to ask each time, which costs one tiny query: what is retracted or redacted is
gone at the next request, not a minute later."""


def etag_of(standing: Standing) -> str:
    return f'"{VERSION}.{standing.publication}.{standing.rendering}.{standing.mark}"'


def unchanged(request: HttpRequest, standing: Standing) -> bool:
    """Whether the client holds this very state. Only ETags count: `Last-Modified` does not move with a rendering."""
    held = request.META.get("HTTP_IF_NONE_MATCH")
    return bool(held) and (held.strip() == "*" or etag_of(standing) in held)


def not_modified(standing: Standing) -> HttpResponse:
    return HttpResponse(status=304, headers=_validators(standing))


def answer(body: bytes, standing: Standing, *, link: str = "", status: int = 200) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="application/json", headers=_validators(standing))
    response.headers["Content-Length"] = str(len(body))
    if link:
        response.headers["Link"] = link
    return response


def moved(location: str) -> HttpResponse:
    """301. Nobody keeps it unasked, for a merger can be undone."""
    headers = {"Location": location, "Cache-Control": KEPT, "Content-Length": "0"}
    return HttpResponse(status=301, content_type="application/json", headers=headers)


def envelope(
    bodies: Iterable[bytes], *, following: str, preceding: str, count: int | None = None, included: bytes = b""
) -> bytes:
    """A page of a list: the bodies as they are, never parsed; `count` and what is `included` where it was asked for."""
    return b'{"next":%b,"previous":%b,%b"results":[%b]%b}' % (
        orjson.dumps(following or None),
        orjson.dumps(preceding or None),
        b"" if count is None else _counted(count),
        b",".join(bodies),
        b',"included":%b' % included if included else b"",
    )


def _counted(count: int) -> bytes:
    return b'"count":%d,"count_is_capped":%b,' % (min(count, COUNTED), b"true" if count > COUNTED else b"false")


def links(*, following: str, preceding: str) -> str:
    """The value of `Link` (RFC 8288)."""
    relations = (("next", following), ("prev", preceding))
    return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in relations if address)


def finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What every answer carries, errors too; to HEAD the headers only."""
    for name, value in OPEN.items():
        response.headers.setdefault(name, value)
    for name, value in quotas.headers_of(request, response.status_code).items():
        response.headers[name] = value
    response.headers["X-Request-ID"] = request_id_of(request)
    response.headers["Vary"] = "Accept"
    response._csp_exempt = True
    deprecations.announce(request, response)
    if request.method == "HEAD":
        response.content = b""
    return response


def _validators(standing: Standing) -> dict[str, str]:
    headers = {"ETag": etag_of(standing), "Cache-Control": KEPT}
    if standing.changed:
        headers["Last-Modified"] = standing.changed
    return headers
