"""What changed after a position: for whoever keeps a copy in step."""

import time
from dataclasses import dataclass

import orjson
from django.http import HttpRequest, HttpResponse

from api.problems import Conflict
from api.public import parameters
from api.public.answers import answer, etag_of, not_modified, unchanged
from api.public.filters import Values
from api.public.parameters import Parameter
from api.public.reading import ReadView
from api.public.shelf import shelf
from api.public.waiting import NoRoom, lookout
from events.timeline import positions, subjects
from events.timeline.positions import NotAPosition, Position, Reading
from events.timeline.subjects import Standing

MOST, USUAL = 1000, 100
LONGEST_WAIT = 30
NO_ROOM = {"Retry-After": "5"}


def _position(text: str) -> Position:
    try:
        return Position.read(text)
    except NotAPosition:
        raise ValueError("Give the number of a publication, or a position as “position” and “next” name it.") from None


AFTER = Parameter(
    "after",
    _position,
    "Only what changed after this position (`17.2`), or after the publication of this number.",
    {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+(\.[a-z]+\.[0-9]+)?)?(-[0-9a-f]{12})?$", "default": "0"},
)
WAIT = parameters.number(
    "wait",
    "So many seconds at most the answer may wait for something to change, if nothing has.",
    least=0,
    most=LONGEST_WAIT,
    default=0,
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody wants to know, now or later."""

    request: HttpRequest
    after: Position
    limit: int
    values: Values


class ChangesView(ReadView):
    """Every subject that changed after a position, the oldest change first, as it is now: its body, or how it ended.

    Apply each in turn, keep `position`, and ask `next` again, for ever. `more` says whether there is something there
    already.
    """

    takes = (AFTER, parameters.number("limit", "How many at most.", most=MOST, default=USUAL), WAIT)
    sends = "ChangePage"
    refuses = {409: "The record never got to this position, or was restored from an older copy since."}

    def get(self, request: HttpRequest) -> HttpResponse:
        values = self.values(request)
        after, limit, wait = values.get("after", Position()), values.get("limit", USUAL), values.get("wait", 0)
        standing = subjects.standing()
        _check_known(after, standing)
        asked = _Asked(request, after, limit, values)
        if wait and (unchanged(request, standing) or after == Position.of(standing)):
            return self._later(asked, standing, wait)
        return self._now(asked, standing)

    def _later(self, asked: _Asked, standing: Standing, seconds: int) -> HttpResponse:
        """When something to be told has changed, or the time is over; what changed no body is waited through."""
        until = time.monotonic() + seconds
        while True:
            try:
                lookout.wait(standing, until - time.monotonic())
            except NoRoom:
                return self._now(asked, standing, NO_ROOM)
            with lookout.turn():
                moved = subjects.standing()
                told = moved != standing and positions.read_on(asked.after, moved, limit=1).changes
                if told or time.monotonic() >= until:
                    return self._now(asked, moved)
            standing = moved

    def _now(self, asked: _Asked, standing: Standing, headers: dict[str, str] | None = None) -> HttpResponse:
        if unchanged(asked.request, standing):
            response = not_modified(standing)
        else:
            body, link = self._made(asked, standing)
            response = answer(body, standing, link=link)
        for name, text in (headers or {}).items():
            response.headers[name] = text
        return response

    def _made(self, asked: _Asked, standing: Standing) -> tuple[bytes, str]:
        """The page and its `Link`."""
        request, after, limit, values = asked.request, asked.after, asked.limit, asked.values
        state = etag_of(standing)
        address = (request.scheme, request.META.get("HTTP_HOST"), request.path, str(after), limit, values.get("wait"))
        made = shelf.get(state, address)
        if made is None:
            reading = positions.read_on(after, standing, limit=limit)
            following = _next(request, reading.reached, values)
            made = _page(reading, following), f'<{following}>; rel="next"'
            shelf.put(state, address, made)
        return made


def _check_known(after: Position, standing: Standing) -> None:
    """Raises Conflict for a position of another past: numbers are given again after an older copy was restored."""
    if not positions.is_known(after, standing):
        raise Conflict(
            f"This record has no position {after} as you know it; it may have been restored from an older copy. "
            "Throw your copy away and start again from a dump, or from “after=0”.",
            position=str(Position.of(standing)),
        )


def _next(request: HttpRequest, reached: Position, values: Values) -> str:
    kept = "".join(f"&{name}={values[name]}" for name in ("limit", "wait") if name in values)
    return f"{request.scheme}://{request.get_host()}{request.path}?after={reached}{kept}"


def _page(reading: Reading, following: str) -> bytes:
    return b'{"position":"%b","more":%b,"next":%b,"results":[%b]}' % (
        str(reading.reached).encode(),
        b"true" if reading.more else b"false",
        orjson.dumps(following),
        b",".join(reading.changes),
    )
