"""One line for each kind of page, with where the demonstration shows it; tests and screenshots go through them all."""

from collections.abc import Iterator

RECEIPT = "K7QM-3XPD-9H"
"""Of the letter that the tests leave beside the demonstration."""
KEY = "00000000-0000-4000-8000-000000000001"
"""Of the reader who follows something; the tests leave that too."""
LANGUAGES = {"en": "", "fr": "/fr"}

PAGES: dict[str, list[str]] = {
    "": ["/", "/?known_on={today}"],
    "companies/": ["/companies/"],
    # All of it, one filter with nothing to find, as known on a day, one that was only mentioned.
    "companies/<permanent:number>/": [
        "/companies/1/",
        "/companies/1/?answered=not_asked&order=oldest",
        "/companies/2/?known_on={today}",
        "/companies/19/",
    ],
    "companies/<permanent:number>/changes/": ["/companies/1/changes/"],
    "companies/<permanent:number>/versions/": ["/companies/1/versions/"],
    "companies/<permanent:number>/v/<permanent:version>/": ["/companies/1/v/1/"],
    "incidents/": ["/incidents/", "/incidents/?known_on={today}"],
    # The longest, and one that was retracted.
    "incidents/<permanent:number>/": ["/incidents/1/", "/incidents/5/"],
    "incidents/<permanent:number>/changes/": ["/incidents/1/changes/?from=2020-01-01&to={today}"],
    "incidents/<permanent:number>/versions/": ["/incidents/1/versions/?from=1&to=3"],
    "incidents/<permanent:number>/v/<permanent:version>/": ["/incidents/1/v/2/"],
    # An allegation with answers and differing accounts, demands, a statement in a foreign language, an official step.
    "events/<permanent:number>/": ["/events/3/", "/events/20/", "/events/17/", "/events/8/"],
    "events/<permanent:number>/changes/": ["/events/3/changes/"],
    "events/<permanent:number>/versions/": ["/events/3/versions/?from=1&to=3"],
    "events/<permanent:number>/v/<permanent:version>/": ["/events/16/v/2/"],
    "sources/": ["/sources/"],
    "sources/<permanent:number>/": ["/sources/2/"],
    "sources/<permanent:number>/changes/": ["/sources/2/changes/"],
    "sources/<permanent:number>/versions/": ["/sources/2/versions/"],
    "sources/<permanent:number>/v/<permanent:version>/": ["/sources/2/v/1/"],
    "changes/": ["/changes/?from=2020-01-01&to={today}"],
    "corrections/": ["/corrections/", "/corrections/?known_on={today}"],
    "publications/<permanent:number>/": ["/publications/8/"],
    "search/": [
        "/search/",
        "/search/?q=Amazon",
        "/search/?q=Amazon&in=events&kind=allegation&order=oldest",
        "/search/?q=Amzon",
        "/search/?q=nothing+of+the+kind",
    ],
    "compare/": ["/compare/", "/compare/?company=1&company=2&name=Oracle"],
    "topics/": ["/topics/"],
    "topics/<slug:slug>/": ["/topics/sexual-exploitation/"],
    "countries/": ["/countries/"],
    "countries/<country:code>/": ["/countries/us/"],
    "years/": ["/years/"],
    "years/undated/": [],
    "years/<year:year>/": ["/years/2018/"],
    "method/": ["/method/"],
    "reply/": ["/reply/?about=event-20&version=1"],
    "report/": ["/report/"],
    "suggest/": ["/suggest/?about=company-1"],
    "letters/<receipt:receipt>/": [f"/letters/{RECEIPT}/"],
    "follow/": ["/follow/?what=company-1"],
    "follow/asked/": ["/follow/asked/"],
    "data/key/": ["/data/key/"],
    "data/key/asked/": ["/data/key/asked/"],
    "data/keys/<uuid:key>/": [f"/data/keys/{KEY}/"],
    "alerts/<uuid:key>/": [f"/alerts/{KEY}/"],
    "alerts/<uuid:key>/all/": [f"/alerts/{KEY}/all/"],
    "method/design/": ["/method/design/"],
    "data/": ["/data/"],
    "data/dumps/": ["/data/dumps/"],
    # Inside other sites' pages.
    "embed/companies/<permanent:number>/": ["/embed/companies/1/"],
    "embed/incidents/<permanent:number>/": ["/embed/incidents/1/"],
}
PROBLEMS = {"/nowhere/": 404, "/companies/999/": 404, "/companies/1/?year=x": 400}
MACHINES: dict[str, str] = {
    "companies/<permanent:number>/feed/": "/companies/1/feed/",
    "feed/": "/feed/",
    "companies/<permanent:number>/v/<permanent:version>/bytes/": "/companies/1/v/1/bytes/",
    "incidents/<permanent:number>/v/<permanent:version>/bytes/": "/incidents/1/v/1/bytes/",
    "events/<permanent:number>/v/<permanent:version>/bytes/": "/events/1/v/1/bytes/",
    "sources/<permanent:number>/v/<permanent:version>/bytes/": "/sources/1/v/1/bytes/",
    "feed/rss/": "/feed/rss/",
    "corrections/feed/": "/corrections/feed/",
    "corrections/feed/rss/": "/corrections/feed/rss/",
    "companies/<permanent:number>/feed/rss/": "/companies/1/feed/rss/",
    "companies/<permanent:number>.ics": "/companies/1.ics",
    "companies/<permanent:number>.timelinejs.json": "/companies/1.timelinejs.json",
    "incidents/<permanent:number>/feed/": "/incidents/1/feed/",
    "incidents/<permanent:number>/feed/rss/": "/incidents/1/feed/rss/",
    "incidents/<permanent:number>.ics": "/incidents/1.ics",
    "incidents/<permanent:number>.timelinejs.json": "/incidents/1.timelinejs.json",
    "search/feed/": "/search/feed/?q=Amazon",
    "search/feed/rss/": "/search/feed/rss/?q=Amazon",
    "topics/<slug:slug>.ics": "/topics/sexual-exploitation.ics",
    "topics/<slug:slug>.timelinejs.json": "/topics/sexual-exploitation.timelinejs.json",
    "topics/<slug:slug>/feed/": "/topics/sexual-exploitation/feed/",
    "topics/<slug:slug>/feed/rss/": "/topics/sexual-exploitation/feed/rss/",
    "search.csv": "/search.csv?q=Amazon",
    "search.json": "/search.json?q=Amazon",
    "due.ics": "/due.ics",
    "llms.txt": "/llms.txt",
    "companies/<permanent:number>.bib": "/companies/1.bib",
    "companies/<permanent:number>/v/<permanent:version>.bib": "/companies/1/v/1.bib",
    "companies/<permanent:number>.ris": "/companies/1.ris",
    "companies/<permanent:number>/v/<permanent:version>.ris": "/companies/1/v/1.ris",
    "companies/<permanent:number>.csl.json": "/companies/1.csl.json",
    "companies/<permanent:number>/v/<permanent:version>.csl.json": "/companies/1/v/1.csl.json",
    "incidents/<permanent:number>.bib": "/incidents/1.bib",
    "incidents/<permanent:number>/v/<permanent:version>.bib": "/incidents/1/v/1.bib",
    "incidents/<permanent:number>.ris": "/incidents/1.ris",
    "incidents/<permanent:number>/v/<permanent:version>.ris": "/incidents/1/v/1.ris",
    "incidents/<permanent:number>.csl.json": "/incidents/1.csl.json",
    "incidents/<permanent:number>/v/<permanent:version>.csl.json": "/incidents/1/v/1.csl.json",
    "events/<permanent:number>.bib": "/events/1.bib",
    "events/<permanent:number>/v/<permanent:version>.bib": "/events/1/v/1.bib",
    "events/<permanent:number>.ris": "/events/1.ris",
    "events/<permanent:number>/v/<permanent:version>.ris": "/events/1/v/1.ris",
    "events/<permanent:number>.csl.json": "/events/1.csl.json",
    "events/<permanent:number>/v/<permanent:version>.csl.json": "/events/1/v/1.csl.json",
    "companies/<permanent:number>.csv": "/companies/1.csv",
    "incidents/<permanent:number>.csv": "/incidents/1.csv",
    "events/<permanent:number>.csv": "/events/1.csv",
    "sources/<permanent:number>.csv": "/sources/1.csv",
    "companies.csv": "/companies.csv",
    "incidents.csv": "/incidents.csv",
    "sources.csv": "/sources.csv",
    "corrections.csv": "/corrections.csv",
    "companies/<permanent:number>.json": "/companies/1.json",
    "incidents/<permanent:number>.json": "/incidents/1.json",
    "events/<permanent:number>.json": "/events/1.json",
    "sources/<permanent:number>.json": "/sources/1.json",
    "companies.json": "/companies.json",
    "incidents.json": "/incidents.json",
    "sources.json": "/sources.json",
    "corrections.json": "/corrections.json",
    "oembed/": "/oembed/?url=http://127.0.0.1:8000/companies/1/",
    "robots.txt": "/robots.txt",
    "sitemap.xml": "/sitemap.xml",
    "sitemaps/pages.xml": "/sitemaps/pages.xml",
    "sitemaps/companies-<permanent:number>.xml": "/sitemaps/companies-1.xml",
    "sitemaps/incidents-<permanent:number>.xml": "/sitemaps/incidents-1.xml",
    "sitemaps/events-<permanent:number>.xml": "/sitemaps/events-1.xml",
    "sitemaps/sources-<permanent:number>.xml": "/sitemaps/sources-1.xml",
}
"""Addresses that answer with something else than a page."""
DUMPS = ("data/index.json", "data/latest/", "data/<permanent:publication>.<step:step>/")
OTHER_WINGS = ("api/", "healthz", "readyz", "favicon.ico", *DUMPS)
"""What the routes of the public side begin with that are not the reader's."""


def addresses(today: str, *, problems: bool = True) -> Iterator[str]:
    """Every address of a page of `PAGES`, in English."""
    for paths in PAGES.values():
        yield from (path.format(today=today) for path in paths)
    if problems:
        yield from PROBLEMS
