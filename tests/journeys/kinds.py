"""One line for each kind of page, with where the demonstration shows it; tests and screenshots go through them all."""

from collections.abc import Iterator

RECEIPT = "K7QM-3XPD-9H"
"""Of the letter that the tests leave beside the demonstration."""
LANGUAGES = {"en": "", "fr": "/fr"}

PAGES: dict[str, list[str]] = {
    "": ["/", "/?known_on={today}"],
    "companies/": ["/companies/"],
    # All of it, one filter with nothing to find, as known on a day, one that was only mentioned.
    "companies/<permanent:number>/": [
        "/companies/1/",
        "/companies/1/?show=unanswered&order=oldest",
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
    "search/": ["/search/", "/search/?q=Amazon", "/search/?q=Amzon", "/search/?q=nothing+of+the+kind"],
    "method/": ["/method/"],
    "reply/": ["/reply/?about=event-20&version=1"],
    "report/": ["/report/"],
    "suggest/": ["/suggest/?about=company-1"],
    "letters/<receipt:receipt>/": [f"/letters/{RECEIPT}/"],
    "method/design/": ["/method/design/"],
}
PROBLEMS = {"/nowhere/": 404, "/companies/999/": 404, "/companies/1/?year=x": 400}
MACHINES: dict[str, str] = {
    "companies/<permanent:number>/feed/": "/companies/1/feed/",
    "feed/": "/feed/",
    "companies/<permanent:number>/v/<permanent:version>/bytes/": "/companies/1/v/1/bytes/",
    "incidents/<permanent:number>/v/<permanent:version>/bytes/": "/incidents/1/v/1/bytes/",
    "events/<permanent:number>/v/<permanent:version>/bytes/": "/events/1/v/1/bytes/",
    "sources/<permanent:number>/v/<permanent:version>/bytes/": "/sources/1/v/1/bytes/",
}
"""Addresses that answer with something else than a page."""
OTHER_WINGS = ("api/", "healthz", "readyz", "favicon.ico")
"""What the routes of the public side begin with that are not the reader's."""


def addresses(today: str, *, problems: bool = True) -> Iterator[str]:
    """Every address of a page of `PAGES`, in English."""
    for paths in PAGES.values():
        yield from (path.format(today=today) for path in paths)
    if problems:
        yield from PROBLEMS
