"""Pages that this process has just made, for as long as nothing public changes.

Every request asks for the state of the record first, and the ETag that is made from it is part of the key: so nothing
is ever stale, and what was made in another state, words that were redacted since with it, is thrown away.
"""

from django.http import HttpResponse

ROOM = 64
LARGEST = 256 * 1024

Made = tuple[bytes, dict[str, str]]

_state = ""
_held: dict[tuple[str, str], Made] = {}


def get(etag: str, address: str) -> HttpResponse | None:
    made = _held.get((etag, address))
    return HttpResponse(made[0], headers=made[1]) if made else None


def put(etag: str, address: str, answer: HttpResponse) -> None:
    """At most ROOM pages of at most LARGEST bytes. Two threads at once can only make a page twice."""
    global _state, _held
    state = etag.partition("-")[0]  # the language is in the address already
    if state != _state or len(_held) >= ROOM:
        _state, _held = state, {}
    if len(answer.content) <= LARGEST:
        _held[etag, address] = (answer.content, dict(answer.headers))
