"""Answers that are no pages: files, feeds and calendars, which programs read as well as people."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.site.pages import Unreadable

HEADERS = {
    "Access-Control-Allow-Origin": "*",  # no answer depends on who asks
    "X-Robots-Tag": "noindex",  # the page is what a search should find
}


def sent(body: bytes, media: str) -> HttpResponse:
    return HttpResponse(body, content_type=media, headers=HEADERS)


def streamed(request: HttpRequest, parts: Iterable[bytes | str], media: str, *, name: str = "") -> HttpResponse:
    """An answer that is made while it is sent, in the language of its address; `name` is for who keeps it."""
    headers = HEADERS | ({"Content-Disposition": f'inline; filename="{name}"'} if name else {})
    if request.method == "HEAD":
        return HttpResponse(content_type=media, headers=headers)
    spoken = _speaking(get_language(), iter(parts))
    return StreamingHttpResponse(spoken, content_type=media, headers=headers)


def _speaking(language: str, parts: Iterator[bytes | str]) -> Iterator[bytes | str]:
    """Each part made in `language`: what chose the language for the request is over when the parts are made."""
    end = object()
    while True:
        with translation.override(language):
            part = next(parts, end)
        if part is end:
            return
        yield part


def moved(request: HttpRequest, number: int, successor: int) -> HttpResponse:
    """The same address of the company into which this one was merged, with its query."""
    query = request.META.get("QUERY_STRING", "")
    path = request.path.replace(f"/companies/{number}", f"/companies/{successor}", 1)
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


def check_present(request: HttpRequest) -> None:
    """Raises Unreadable where another time is asked for: a file has no banner that says it is not the present."""
    if request.GET.get("known_on"):
        raise Unreadable(_("Files hold what the record says now. Read the page of that day, or of a version, instead."))
