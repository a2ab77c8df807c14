"""The addresses of everything that can be taken away from the pages, or followed."""

from django.urls import path
from django.urls.resolvers import URLPattern

from events.site import feeds
from events.site.formats.citations import ENDINGS
from events.site.views import calendars, citations, data, embeds, files, models, sitemaps, timelinejs

CITED = {"company": "companies", "incident": "incidents", "event": "events"}
LISTS = ("companies", "incidents", "sources", "corrections")


def in_each_language() -> list[URLPattern]:
    return [
        path("data/", data.data, name="data"),
        *feeds.routes("feed/", feeds.everything, "feed"),
        *feeds.routes("corrections/feed/", feeds.corrections, "corrections-feed"),
        *feeds.routes("companies/<permanent:number>/feed/", feeds.company, "company-feed"),
        *feeds.routes("incidents/<permanent:number>/feed/", feeds.incident, "incident-feed"),
        *feeds.routes("topics/<slug:slug>/feed/", feeds.topic, "topic-feed"),
        *feeds.routes("search/feed/", feeds.search, "search-feed"),
        path("due.ics", calendars.everything, name="calendar"),
        path("companies/<permanent:number>.ics", calendars.company, name="company-calendar"),
        path("incidents/<permanent:number>.ics", calendars.incident, name="incident-calendar"),
        path("companies/<permanent:number>.timelinejs.json", timelinejs.company, name="company-timelinejs"),
        path("incidents/<permanent:number>.timelinejs.json", timelinejs.incident, name="incident-timelinejs"),
        path("topics/<slug:slug>.ics", calendars.topic, name="topic-calendar"),
        path("topics/<slug:slug>.timelinejs.json", timelinejs.topic, name="topic-timelinejs"),
        path("embed/companies/<permanent:number>/", embeds.company, name="company-embed"),
        path("embed/incidents/<permanent:number>/", embeds.incident, name="incident-embed"),
        *(each for ending in ENDINGS for each in _citations(ending)),
        *(each for ending in ("csv", "json") for each in _files(ending)),
    ]


def for_programs() -> list[URLPattern]:
    """What has no language of its own, or has that of the address that it is asked about."""
    return [
        path("oembed/", embeds.described, name="oembed"),
        path("llms.txt", models.llms, name="llms"),
        path("robots.txt", sitemaps.robots, name="robots"),
        path("sitemap.xml", sitemaps.index, name="sitemap"),
        path("sitemaps/pages.xml", sitemaps.standing_pages, name="sitemap-pages"),
        *(
            path(f"sitemaps/{kind}-<permanent:number>.xml", sitemaps.part_of(kind), name=f"sitemap-{kind}")
            for kind in sitemaps.TABLES
        ),
    ]


def _citations(ending: str) -> list[URLPattern]:
    found = []
    for kind, folder in CITED.items():
        view = citations.citation_of(kind, ending)
        found += [
            path(f"{folder}/<permanent:number>.{ending}", view, name=f"{kind}-{ending}"),
            path(f"{folder}/<permanent:number>/v/<permanent:version>.{ending}", view, name=f"{kind}-version-{ending}"),
        ]
    return found


def _files(ending: str) -> list[URLPattern]:
    lists = [
        path(f"{name}.{ending}", files.as_file(getattr(files, name), ending), name=f"{name}-{ending}") for name in LISTS
    ]
    subjects = [
        path(
            f"{folder}/<permanent:number>.{ending}",
            files.as_file(getattr(files, kind), ending),
            name=f"{kind}-{ending}",
        )
        for kind, folder in {**CITED, "source": "sources"}.items()
    ]
    found = path(f"search.{ending}", files.as_file(files.found, ending), name=f"search-{ending}")
    return [*lists, *subjects, found]
