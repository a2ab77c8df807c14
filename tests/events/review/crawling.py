"""Everything that the public side answers: each address of the site that needs no more than a number, and each link."""

import html
import re
from collections.abc import Iterator

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver

LINK = re.compile(rb"""(?:href|src|action)=["']([^"'#]+)|"(?:page|url|next|previous|self)":\s*"([^"]+)\"""")
NUMBERS = range(1, 8)
MOST = 1000


def crawl(client: Client) -> dict[str, bytes]:
    """Path → status line, headers and body of every public answer reachable."""
    waiting, answers = list(dict.fromkeys(_addresses())), {}
    while waiting and len(answers) < MOST:
        path = waiting.pop(0)
        if path in answers or path.startswith(tuple(settings.DESK_PATHS)):
            continue
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        answers[path] = f"{response.status_code} {dict(response.headers)}".encode() + body
        waiting += [link for link in links_in(body) if link not in answers]
    return answers


def _addresses() -> Iterator[str]:
    """One path for each pattern, with small numbers for its parameters."""
    for route in _routes(get_resolver(), ""):
        if "<" not in route:
            yield f"/{route}"
        for number in NUMBERS if "<" in route else ():
            yield "/" + re.sub(r"<[^>]+>", str(number), route)


def _routes(resolver, prefix: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLPattern):
            yield route.replace(r"\Z", "")
        else:
            yield from _routes(entry, route)


def links_in(body: bytes) -> Iterator[str]:
    """The paths on our side that an answer names."""
    for groups in LINK.findall(body):
        link = html.unescape(next(group for group in groups if group).decode(errors="replace"))
        link = link.removeprefix("http://testserver")
        if link.startswith("/") and not link.startswith(("//", settings.STATIC_URL)):
            yield link
