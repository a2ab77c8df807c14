"""What goes one day: told in every answer that still gives it, at least a year before (RFC 9745, RFC 8594)."""

import datetime
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

NOTICE = datetime.timedelta(days=365)
POLICY = "/api/v1/docs/"


@dataclass(frozen=True, slots=True)
class Deprecation:
    """An address, or with `parameter` that parameter of it; `since` it is announced, at `until` it goes.

    `path` is the beginning of an address below `/api/v1/`; `instead` is the address to ask then. Raises ValueError for
    a notice that is too short.
    """

    path: str
    since: datetime.date
    until: datetime.date
    instead: str
    parameter: str = ""

    def __post_init__(self) -> None:
        if self.until - self.since < NOTICE:
            raise ValueError(f"{self.path} would go within a year: that is too soon for those who use it.")

    def concerns(self, request: HttpRequest) -> bool:
        if not request.path.startswith(f"/api/v1/{self.path}"):
            return False
        return not self.parameter or self.parameter in request.GET


DEPRECATED: tuple[Deprecation, ...] = ()
"""All there is. docs/api.md says the same in words; nothing is taken from here before its day."""


def announce(request: HttpRequest, response: HttpResponse) -> None:
    """Puts into an answer since when what was asked for is deprecated, until when it stays, and what to ask instead."""
    for each in DEPRECATED:
        if each.concerns(request):
            response.headers["Deprecation"] = f"@{_instant(each.since)}"
            response.headers["Sunset"] = http_date(_instant(each.until))
            links = [f'<{POLICY}>; rel="deprecation"; type="text/html"', f'<{each.instead}>; rel="successor-version"']
            response.headers["Link"] = ", ".join([*filter(None, [response.headers.get("Link")]), *links])


def _instant(day: datetime.date) -> int:
    return int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp())
