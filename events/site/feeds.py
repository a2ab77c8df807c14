"""Atom feeds. Each entry links to our page, keeps its id for ever, and tells no allegation without its reply."""

import datetime
import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.record.models import Publication
from events.site.language import in_language
from events.site.pages import page, row_or_problem
from events.site.phrases import capitalised, in_brief, status_line, who_says_so
from events.site.words import word
from events.timeline import queries
from events.timeline.models import PublicCompany

ENTRIES = 50


@page()
def everything(request: HttpRequest) -> HttpResponse:
    """Every publication, newest first."""
    feed = _feed(settings.SITE_NAME, _("Everything that was published, corrected or taken back."), "home", "feed")
    for publication in queries.publications()[:ENTRIES]:
        address = _address(reverse("publication", args=[publication.number]))
        feed.add_item(
            title=_clean(f"{word('publication', publication.kind)}: {_subjects(publication)}"),
            link=address,
            description=_clean(publication.note or _subjects(publication)),
            unique_id=_id(address),
            pubdate=publication.at,
            updateddate=publication.at,
            categories=[publication.kind],
        )
    return _answer(feed)


@page()
def company(request: HttpRequest, number: int) -> HttpResponse:
    """The events of a company's timeline, those that changed last first."""
    row = row_or_problem(PublicCompany, number)
    if row.successor:
        return HttpResponsePermanentRedirect(reverse("company-feed", args=[row.successor]))
    title = f"{row.title} · {settings.SITE_NAME}"
    feed = _feed(title, _("New and changed entries of this timeline."), "company", "company-feed", number)
    for face in map(queries.face_of, queries.events_on(number)[:ENTRIES]):
        address = _address(reverse("event", args=[face["id"]]))
        feed.add_item(
            title=_clean(face["title"]),
            link=address,
            description=_clean(_in_brief(face)),
            unique_id=_id(address),
            pubdate=_instant(face["history"][0]["at"]),
            updateddate=_instant(face["changed"]),
            categories=[face["kind"]],
        )
    return _answer(feed)


def _feed(title: str, subtitle: str, subject: str, name: str, *numbers: int) -> Atom1Feed:
    return Atom1Feed(
        title=_clean(title),
        subtitle=subtitle,
        description=subtitle,
        link=_address(reverse(subject, args=numbers)),
        feed_url=_address(reverse(name, args=numbers)),
        language=get_language(),
        author_name=settings.SITE_NAME,
    )


def _answer(feed: Atom1Feed) -> HttpResponse:
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _address(path: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + path


def _id(address: str) -> str:
    """The address without the language: one entry has one id in both languages."""
    root = settings.SITE_ADDRESS.rstrip("/")
    return root + in_language(address.removeprefix(root), settings.LANGUAGE_CODE)


def _clean(text: str) -> str:
    """Without the control characters that XML has no way to write: one of them would break the whole feed."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def _instant(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def _subjects(publication: Publication) -> str:
    """What it is about: its affairs, or else the first few of whatever it changed; by number where no title is left."""
    incidents = [edition for edition in publication.changes if edition.subject.kind == "incident"]
    named = [
        edition.title or f"{capitalised(word('subject', edition.subject.kind))} {edition.subject.number}"
        for edition in incidents or publication.changes[:3]
    ]
    return " · ".join(named) or _("Publication %(number)s") % {"number": publication.number}


def _in_brief(face: queries.Face) -> str:
    kind = word("event_kind", face["kind"])
    told = f"{kind} · {status_line(face['allegation'])}." if "allegation" in face else f"{kind}."
    source = _("Who says so: %(who)s.") % {"who": who_says_so(face)}
    return " ".join(part for part in [told, face["text"], source, *in_brief(face)] if part)
