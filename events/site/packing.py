"""Answers packed by gzip, once for as long as the record stands: packing costs more than all the rest of a kept page.

No page of this side holds a secret or repeats what somebody typed beside one, so that its length betrays nothing.
"""

import gzip
import re

from django.http import HttpRequest, HttpResponse

LEAST = 1_000
"""Below so many bytes packing saves no packet."""
LEVEL = 6
ROOM = 128

_packed: dict[bytes, bytes] = {}
_state = ""


def pack(request: HttpRequest, answer: HttpResponse, *, etag: str) -> None:
    """Packs a whole page of the state that `etag` stands for, if the reader's program can unpack it."""
    if answer.streaming or answer.status_code != 200 or len(answer.content) < LEAST or "Content-Encoding" in answer:
        return
    answer["Vary"] = "Accept-Encoding"
    if _takes_gzip(request):
        answer.content = _once(etag.partition("-")[0], answer.content)
        answer["Content-Encoding"] = "gzip"


def _takes_gzip(request: HttpRequest) -> bool:
    """Whether `Accept-Encoding` names gzip and does not refuse it by a weight of nought."""
    for coding in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() == "gzip":
            return not re.fullmatch(r"q=0(\.0*)?", weight.replace(" ", ""))
    return False


def _once(state: str, content: bytes) -> bytes:
    """Of another state of the record nothing is kept: words that were redacted since would be among it.

    Looked up by the page itself: the shelf hands out the same object again, which knows its hash already.
    """
    global _packed, _state
    if state != _state or len(_packed) >= ROOM:
        _packed, _state = {}, state
    if content not in _packed:
        _packed[content] = gzip.compress(content, LEVEL, mtime=0)
    return _packed[content]
