"""Every address of the reader's side, in English as it stands and in French below /fr/."""

from django.urls import path, register_converter
from django.urls.resolvers import LocalePrefixPattern, RoutePattern, URLResolver

from events.site import takeaway_urls
from events.site.views import (
    browsing,
    changes,
    companies,
    comparing,
    corrections,
    design,
    events,
    finding,
    front,
    incidents,
    publications,
    sources,
    versions,
)


class NumberConverter:
    """A permanent public number. Anything else is not found, before a database is asked."""

    regex = "[1-9][0-9]{0,8}"
    to_python = staticmethod(int)
    to_url = staticmethod(str)


class YearConverter(NumberConverter):
    """Four digits."""

    regex = "[12][0-9]{3}"


class CountryConverter:
    """Two letters, small in an address."""

    regex = "[a-zA-Z]{2}"
    to_python = staticmethod(str.upper)
    to_url = staticmethod(str.lower)


register_converter(NumberConverter, "permanent")
register_converter(YearConverter, "year")
register_converter(CountryConverter, "country")

pages = [
    path("", front.home, name="home"),
    path("companies/", browsing.companies, name="companies"),
    path("companies/<permanent:number>/", companies.company, name="company"),
    path("companies/<permanent:number>/changes/", changes.changes_of("company"), name="company-changes"),
    path("companies/<permanent:number>/versions/", versions.versions_of("company"), name="company-versions"),
    path(
        "companies/<permanent:number>/v/<permanent:version>/bytes/", versions.bytes_of("company"), name="company-bytes"
    ),
    path("companies/<permanent:number>/v/<permanent:version>/", versions.version_of("company"), name="company-version"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/<permanent:number>/", incidents.incident, name="incident"),
    path("incidents/<permanent:number>/changes/", changes.changes_of("incident"), name="incident-changes"),
    path("incidents/<permanent:number>/versions/", versions.versions_of("incident"), name="incident-versions"),
    path(
        "incidents/<permanent:number>/v/<permanent:version>/bytes/",
        versions.bytes_of("incident"),
        name="incident-bytes",
    ),
    path(
        "incidents/<permanent:number>/v/<permanent:version>/", versions.version_of("incident"), name="incident-version"
    ),
    path("events/<permanent:number>/", events.event, name="event"),
    path("events/<permanent:number>/changes/", changes.changes_of("event"), name="event-changes"),
    path("events/<permanent:number>/versions/", versions.versions_of("event"), name="event-versions"),
    path("events/<permanent:number>/v/<permanent:version>/bytes/", versions.bytes_of("event"), name="event-bytes"),
    path("events/<permanent:number>/v/<permanent:version>/", versions.version_of("event"), name="event-version"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<permanent:number>/", sources.source, name="source"),
    path("sources/<permanent:number>/changes/", changes.changes_of("source"), name="source-changes"),
    path("sources/<permanent:number>/versions/", versions.versions_of("source"), name="source-versions"),
    path("sources/<permanent:number>/v/<permanent:version>/bytes/", versions.bytes_of("source"), name="source-bytes"),
    path("sources/<permanent:number>/v/<permanent:version>/", versions.version_of("source"), name="source-version"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("publications/<permanent:number>/", publications.publication, name="publication"),
    path("changes/", changes.changes_of(), name="changes"),
    path("search/", finding.found, name="search"),
    path("compare/", comparing.compare, name="compare"),
    path("topics/", browsing.topics, name="topics"),
    path("topics/<slug:slug>/", browsing.topic, name="topic"),
    path("countries/", browsing.countries, name="countries"),
    path("countries/<country:code>/", browsing.country, name="country"),
    path("years/", browsing.years, name="years"),
    path("years/undated/", browsing.undated, name="undated"),
    path("years/<year:year>/", browsing.year, name="year"),
    path("method/", front.method, name="method"),
    path("method/design/", design.design, name="design"),
    *takeaway_urls.in_each_language(),
]


def in_both_languages(patterns: list) -> list[URLResolver]:
    """`patterns` in English as they stand and in French below /fr/: as `i18n_patterns` does it, which Django allows in
    the root of all addresses only. Below an empty prefix it is the same place.
    """
    return [URLResolver(RoutePattern(""), [URLResolver(LocalePrefixPattern(prefix_default_language=False), patterns)])]


urlpatterns = [*takeaway_urls.for_programs(), *in_both_languages(pages)]
