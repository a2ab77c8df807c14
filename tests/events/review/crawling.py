"""Everything that the public side answers: each address of the site that needs no more than a number, and each link."""

import html
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from tests.routes import routes

LINK = re.compile(rb"""(?:href|src|action)=["']([^"'#]+)|"(?:page|url|next|previous|self)":\s*"([^"]+)\"""")
NUMBERS = range(1, 8)
FOLLOWED = 12
"""So many links to one kind of page are followed: filters can be combined without end."""


def crawl(client: Client, *, first: Iterable[str] = ()) -> dict[str, bytes]:
    """Path → status line, headers and body of every public answer: those of `first`, each address that needs no more
    than a number, and what those and one another link to, some of each kind.
    """
    given = dict.fromkeys([*first, *_addresses()])
    waiting, answers, followed = deque(given), {}, Counter()
    while waiting:
        path = waiting.popleft()
        if path in answers or path.startswith(tuple(settings.DESK_PATHS)):
            continue
        if path not in given:
            followed[_kind(path)] += 1
            if followed[_kind(path)] > FOLLOWED:
                continue
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        answers[path] = f"{response.status_code} {dict(response.headers)}".encode() + body
        waiting += [link for link in links_in(body) if link not in answers]
    return answers


def _kind(path: str) -> str:
    """The pattern that answers a path; all that have none are of one kind."""
    try:
        return resolve(path.partition("?")[0]).route
    except Resolver404:
        return ""


def _addresses() -> Iterator[str]:
    """One path for each pattern, with small numbers for its parameters."""
    for route in (re.sub(r"\^|\$|\\Z", "", route) for route in routes()):
        if "<" not in route:
            yield f"/{route}"
        for number in NUMBERS if "<" in route else ():
            yield "/" + re.sub(r"<[^>]+>", str(number), route)


def links_in(body: bytes) -> Iterator[str]:
    """The paths on our side that an answer names."""
    for groups in LINK.findall(body):
        link = html.unescape(next(group for group in groups if group).decode(errors="replace"))
        link = link.removeprefix("http://testserver")
        if link.startswith("/") and not link.startswith(("//", settings.STATIC_URL)):
            yield link
