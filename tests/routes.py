"""Every pattern of the URL configurations: whoever knocks at all doors, or crawls the site, begins with them."""

from collections.abc import Iterator

from django.urls import URLPattern, get_resolver


def routes() -> list[str]:
    """As they are written, with the anchors of those that are regular expressions."""
    return list(_below(get_resolver(), ""))


def _below(resolver, start: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = start + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from _below(entry, route)
