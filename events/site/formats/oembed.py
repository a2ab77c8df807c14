"""oEmbed 1.0: what another site puts into its page when somebody pastes one of our addresses there."""

from typing import Any
from xml.sax.saxutils import escape as xml_escape

import orjson
from django.conf import settings
from django.utils.html import format_html

from events.site.formats.addresses import absolute
from events.site.formats.signs import one_line

TYPES = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
WIDTH, HEIGHT = 720, 640
LEAST = 200
"""Narrower or lower, nothing can be read."""

Answer = dict[str, Any]


def answer(*, title: str, embed: str, maxwidth: int | None = None, maxheight: int | None = None) -> Answer:
    """A rich answer: the frame at the path `embed`, no larger than was asked for."""
    width, height = min(WIDTH, maxwidth or WIDTH), min(HEIGHT, maxheight or HEIGHT)
    return {
        "version": "1.0",
        "type": "rich",
        "title": one_line(title),
        "provider_name": one_line(settings.SITE_NAME),
        "provider_url": absolute("/"),
        "cache_age": 3600,
        "html": frame(embed, title, width=str(width), height=str(height)),
        "width": width,
        "height": height,
    }


def frame(embed: str, title: str, *, width: str = "100%", height: str = str(HEIGHT)) -> str:
    """The code that shows an embedded timeline; nothing in a title can end it."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" frameborder="0" loading="lazy"></iframe>',
        absolute(embed),
        one_line(title),
        width,
        height,
    )


def written(told: Answer, form: str) -> bytes:
    """As `json` or `xml`."""
    if form == "json":
        return orjson.dumps(told)
    fields = "".join(f"<{name}>{xml_escape(str(value))}</{name}>" for name, value in told.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>{fields}</oembed>'.encode()
