"""Atom and RSS of entries: our links, ids for ever, and in Atom an `updated` that moves with each change."""

import datetime
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator

from events.site.formats.addresses import absolute, permanent
from events.site.formats.signs import one_line, writable

TYPES = {"atom": "application/atom+xml; charset=utf-8", "rss": "application/rss+xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Entry:
    """`path` is of our page in the reader's language; the id is made of it without the language."""

    path: str
    title: str
    summary: str
    published: datetime.datetime
    updated: datetime.datetime
    categories: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Feed:
    """`page` is what the feed is of, `own` its own address, `further` that of what is older, if there is more."""

    title: str
    subtitle: str
    page: str
    own: str
    further: str = ""
    entries: list[Entry] = field(default_factory=list)


NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""When a feed without an entry changed last: not now, or it would be another feed each time."""


class _Atom(Atom1Feed):
    def latest_post_date(self) -> datetime.datetime:
        return super().latest_post_date() if self.items else NEVER

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if further := self.feed["further"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": further})  # RFC 5005


class _Rss(Rss201rev2Feed):
    def latest_post_date(self) -> datetime.datetime:
        return super().latest_post_date() if self.items else NEVER

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if further := self.feed["further"]:
            handler.addQuickElement("atom:link", None, {"rel": "next", "href": further})


def written(feed: Feed, form: str = "atom") -> bytes:
    """The feed as `atom` or `rss`."""
    document = (_Rss if form == "rss" else _Atom)(
        title=one_line(feed.title),
        subtitle=one_line(feed.subtitle),
        description=one_line(feed.subtitle),
        link=absolute(feed.page),
        feed_url=absolute(feed.own),
        further=absolute(feed.further) if feed.further else "",
        language=get_language(),
        author_name=one_line(settings.SITE_NAME),
    )
    for entry in feed.entries:
        document.add_item(
            title=one_line(entry.title),
            link=absolute(entry.path),
            description=escape(writable(entry.summary)),  # both formats take it for HTML
            unique_id=permanent(entry.path),
            unique_id_is_permalink=True,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=entry.categories,
        )
    return document.writeString("utf-8").encode()
