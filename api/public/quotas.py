"""How often anybody may read: so many requests a minute, counted in the memory of each process.

It costs no query and holds without a cache server. Each web process counts for itself, so that of several the whole
lets through up to that many times the quota, and never less than the quota that the headers name (docs/limits.md).
"""

import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest

from api.keys.known import holder_of
from api.problems import Refusal
from events.callers.knocking import address_of

WINDOW = 60
MOST_COUNTED = 100_000
"""Whoever comes while so many are counted is not: a flood from more addresses than that is not held back so."""


@dataclass(slots=True)
class Counter:
    """How many requests came in this window, of the clock, by whom."""

    window: int = 0
    times: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, who: str, by: int = 1) -> int:
        """How many there are with this one, or without one that is given back."""
        with self.lock:
            window = int(time.time()) // WINDOW
            if window != self.window:
                self.window, self.times = window, {}
            if who not in self.times and len(self.times) >= MOST_COUNTED:
                return 1
            self.times[who] = max(self.times.get(who, 0) + by, 0)
            return self.times[who]


counter = Counter()


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left to whoever asked, as the IETF's draft 10 of RateLimit header fields writes it."""

    name: str
    who: str
    most: int
    left: int

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.most};w={WINDOW}',
            "RateLimit": f'"{self.name}";r={max(self.left, 0)};t={_seconds_left()}',
        }

    def given_back(self) -> "Quota":
        return Quota(self.name, self.who, self.most, self.most - counter.count(self.who, by=-1))


def take(request: HttpRequest) -> None:
    """Counts this request, and writes on it what is left. Raises Refusal where nothing is, or nobody holds the key."""
    if request.method == "OPTIONS" or getattr(request, "from_within", False):
        return
    request.quota = _counted(request)
    if request.quota and request.quota.left < 0:
        raise Refusal(
            429,
            f"{request.quota.most} requests a minute are answered, and these were more. Ask again when the minute is "
            "over; a free key raises the number (/data/key/).",
            headers={"Retry-After": str(_seconds_left())},
            **{"violated-policies": [request.quota.name]},
        )


def headers_of(request: HttpRequest, status: int) -> dict[str, str]:
    """What is said of the quota. What was unchanged is given back: asking whether anything is new is to cost nobody."""
    quota = getattr(request, "quota", None)
    if quota and status == HTTPStatus.NOT_MODIFIED:
        quota = quota.given_back()
    return quota.headers() if quota else {}


def _counted(request: HttpRequest) -> Quota | None:
    given = request.META.get("HTTP_AUTHORIZATION")
    holder = _holder(given, request) if given else None
    name, most = ("reader", settings.RATE_LIMIT_WITH_KEY) if holder else ("anybody", settings.RATE_LIMIT)
    if not most:
        return None
    who = holder or address_of(request)
    return Quota(name, who, most, most - counter.count(who))


def _holder(given: str, request: HttpRequest) -> str:
    scheme, _space, key = given.partition(" ")
    holder = holder_of(key.strip()) if scheme.casefold() == "bearer" else None
    if holder is None:
        raise Refusal(
            401,
            "Nobody holds this key: it was mistyped, or ended. Send it as `Authorization: Bearer …`, or ask without "
            "one; everything is read without a key too.",
            headers={"WWW-Authenticate": 'Bearer realm="readers"'},
        )
    return holder


def _seconds_left() -> int:
    return WINDOW - int(time.time()) % WINDOW
