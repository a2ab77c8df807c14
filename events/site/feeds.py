"""Feeds. Each entry links to our page, keeps its id for ever, and tells no allegation without its reply.

Each is there as Atom and, one address deeper, as RSS.
"""

import datetime
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext as _

from events.record.models import Publication
from events.site.formats import feeds
from events.site.formats.feeds import Entry, Feed
from events.site.language import spoken
from events.site.pages import Unreadable, page, row_or_problem
from events.site.phrases import capitalised, in_brief, status_line, who_says_so
from events.site.sending import check_present, moved, sent
from events.site.topics import title_of
from events.site.views.finding import asked_for, narrowed_to
from events.site.views.paging import after_number, paged
from events.site.words import word
from events.timeline import browsing, queries
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident
from events.timeline.search import events_holding

ENTRIES = 50

Make = Callable[..., Feed | HttpResponse]


def routes(at: str, make: Make, name: str) -> list[URLPattern]:
    """The addresses of a feed: as Atom at `at`, as RSS below it."""
    return [
        path(at, _view(make, "atom"), name=name),
        path(f"{at}rss/", _view(make, "rss"), name=f"{name}-rss"),
    ]


def _view(make: Make, form: str) -> Callable[..., HttpResponse]:
    @page()
    def view(request: HttpRequest, **named: int | str) -> HttpResponse:
        check_present(request)
        feed = make(request, **named)
        if isinstance(feed, HttpResponse):
            return feed
        return sent(feeds.written(feed, form), feeds.TYPES[form])

    return view


def everything(request: HttpRequest) -> Feed:
    """Every publication, newest first."""
    subtitle = _("Everything that was published, corrected or taken back.")
    return _acts(request, queries.publications(), settings.SITE_NAME, subtitle, "home")


def corrections(request: HttpRequest) -> Feed:
    """What was set right or taken back, newest first."""
    title = _("Corrections") + f" · {settings.SITE_NAME}"
    subtitle = _("Everything that was clarified, corrected, retracted or redacted.")
    return _acts(request, queries.corrections(), title, subtitle, "corrections")


def company(request: HttpRequest, number: int) -> Feed | HttpResponse:
    """The events of a company's timeline, those that changed last first."""
    row = row_or_problem(PublicCompany, number)
    if row.successor:
        return moved(request, number, row.successor)
    subtitle = _("New and changed entries of this timeline.")
    return _of_events(request, queries.events_on(number), row.title, subtitle, reverse("company", args=[number]))


def incident(request: HttpRequest, number: int) -> Feed:
    """The events of an incident, those that changed last first."""
    row = row_or_problem(PublicIncident, number)
    subtitle = _("New and changed entries of this incident.")
    events = queries.of_incident_by_change(number)
    return _of_events(request, events, row.title, subtitle, reverse("incident", args=[number]))


def topic(request: HttpRequest, slug: str) -> Feed:
    """The events of the incidents under a topic, those that changed last first."""
    subtitle = _("New and changed entries under this topic.")
    events, title = browsing.events_under("topic", slug), title_of(slug)
    return _of_events(request, events, title, subtitle, reverse("topic", args=[slug]))


def search(request: HttpRequest) -> Feed:
    """The events that hold the words in `?q=`, narrowed as the search itself is; those that changed last first."""
    wanted, asked = asked_for(request)
    if asked.group not in ("", "events"):
        raise Unreadable(_("A feed of a search tells of events alone: ask for it with in=events."))
    events = events_holding(wanted, asked.filters).order_by("-publication", "-number")
    title = _("“%(words)s”") % {"words": ", ".join([request.GET["q"].strip(), *narrowed_to(asked.filters)])}
    subtitle = _("New and changed events that hold these words.")
    return _of_events(request, events, title, subtitle, f"{reverse('search')}?{_query(request)}")


def _acts(request: HttpRequest, rows: QuerySet[Publication], title: str, subtitle: str, name: str) -> Feed:
    found, further = paged(rows, after_number(request), "number")
    return Feed(
        title=title,
        subtitle=subtitle,
        page=reverse(name),
        own=request.get_full_path(),
        further=f"{request.path}?after={further}" if further else "",
        entries=[_act(publication) for publication in found],
    )


def _act(publication: Publication) -> Entry:
    subjects = _subjects(publication)
    return Entry(
        path=reverse("publication", args=[publication.number]),
        title=f"{word('publication', publication.kind)}: {subjects}",
        summary=publication.note or subjects,
        published=publication.at,
        updated=publication.at,
        categories=[publication.kind],
    )


def _of_events(request: HttpRequest, rows: QuerySet[PublicEvent], title: str, subtitle: str, of: str) -> Feed:
    return Feed(
        title=f"{title} · {settings.SITE_NAME}",
        subtitle=subtitle,
        page=of,
        own=request.get_full_path(),
        entries=list(entries(map(queries.face_of, rows[:ENTRIES]))),
    )


def entries(faces: Iterable[queries.Face]) -> Iterable[Entry]:
    """Events as entries."""
    for face in faces:
        yield Entry(
            path=spoken(face["page"]),
            title=face["title"],
            summary=_in_brief(face),
            published=_instant(face["history"][0]["at"]),
            updated=_instant(face["changed"]),
            categories=[face["kind"]],
        )


def _query(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("after", None)
    return asked.urlencode()


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
