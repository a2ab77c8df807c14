"""Sitemaps: an index, and parts of at most PART subjects, each with its address in every language."""

import datetime
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.conf import settings

from events.site.formats.addresses import absolute
from events.site.language import in_language

TYPE = "application/xml; charset=utf-8"
PART = 20_000
"""Numbers in one part: with two languages 40,000 addresses, and the format allows 50,000."""

OPENING = '<?xml version="1.0" encoding="utf-8"?>\n'
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


def index(paths: Iterable[str]) -> str:
    parts = "".join(f"<sitemap><loc>{escape(absolute(path))}</loc></sitemap>\n" for path in paths)
    return f"{OPENING}<sitemapindex {NAMESPACES}>\n{parts}</sitemapindex>\n"


def part(pages: Iterable[tuple[str, datetime.datetime | None]]) -> Iterator[str]:
    """`pages` are paths in English with the moment of their last change, None where nobody knows it cheaply."""
    yield f"{OPENING}<urlset {NAMESPACES}>\n"
    for path, changed in pages:
        yield _entries(path, changed)
    yield "</urlset>\n"


def _entries(path: str, changed: datetime.datetime | None) -> str:
    """The page in each language, each time with all of them."""
    addresses = {code: escape(absolute(in_language(path, code))) for code, _name in settings.LANGUAGES}
    addresses["x-default"] = addresses[settings.LANGUAGE_CODE]
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>' for code, address in addresses.items()
    )
    since = f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
    return "".join(f"<url><loc>{addresses[code]}</loc>{since}{links}</url>\n" for code, _name in settings.LANGUAGES)
