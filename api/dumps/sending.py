"""Files as answers: whole, in part (RFC 9110 ranges, for those who go on or look into one), or not at all (304)."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

CHUNK = 64 * 1024
PART = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)

OPEN = {
    "Access-Control-Allow-Origin": "*",  # no answer depends on who asks
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Disposition, Content-Range, ETag",
    "X-Robots-Tag": "noindex",
}
KEPT = "public, max-age=0, must-revalidate"
"""Caches may keep a file but have to ask each time: what is taken back is gone at the next request."""


class Part:
    """Some bytes of a file, read while they are sent. It is open from the beginning: a file that is deleted meanwhile
    is sent to its end.
    """

    def __init__(self, path: Path, first: int, count: int) -> None:
        self.file = path.open("rb")
        self.file.seek(first)
        self.count = count

    def __iter__(self) -> Iterator[bytes]:
        while self.count and (chunk := self.file.read(min(CHUNK, self.count))):
            self.count -= len(chunk)
            yield chunk

    def close(self) -> None:
        self.file.close()


def send(request: HttpRequest, path: Path, *, etag: str, media: str, name: str, size: int) -> HttpResponseBase:
    """Raises FileNotFoundError where the file is not there."""
    headers = OPEN | {"ETag": etag, "Cache-Control": KEPT, "Accept-Ranges": "bytes"}
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if answer := get_conditional_response(request, etag=etag):
        for header, value in headers.items():
            answer.headers[header] = value
        return answer
    asked = _asked_part(request, etag, size)
    if asked == ():
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"}, content_type=media)
    first, last = asked or (0, size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if asked:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    status = 206 if asked else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers, content_type=media)
    part = Part(path, first, last - first + 1)
    return StreamingHttpResponse(part, status=status, headers=headers, content_type=media)


def _asked_part(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """First and last byte; None for the whole, as for several parts at once; `()` where there are no such bytes."""
    asked = PART.fullmatch(request.headers.get("Range", "").strip())
    if not asked or asked.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first:
        span = (max(size - int(last), 0), size - 1) if int(last) else ()
    else:
        span = (int(first), min(int(last), size - 1) if last else size - 1)
    return span if span and span[0] <= span[1] and span[0] < size else ()
