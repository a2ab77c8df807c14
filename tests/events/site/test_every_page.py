"""Every address of the public side, and no byte behind any of them of what is not public.

A new address fails here until somebody writes down how it is asked.
"""

import re
from collections.abc import Iterable

from django.test import Client

from api.dumps.snapshot import TABLES
from events.timeline.models import PublicSource
from tests.events.site.public_doors import (
    HIDDEN,
    KEY,
    NOWHERE,
    RECEIPT,
    SHOWN,
    Planted,
    addresses,
    everything_said,
    routes,
    said,
)

# Route → what is asked of it besides the bare address: a tail for each way to read it that a link does not lead to.
DOORS: dict[str, list[str]] = {
    "healthz": [],
    "readyz": [],
    "favicon.ico": [],
    "api/v1/companies/<number:number>/timeline/": [
        "?order=oldest",
        "?from=2015&until=2016",
        "?subsidiaries=true&include=companies,incidents,sources",
        "?known_on={today}",
        "?format=timelinejs",
        "?format=ics",
    ],
    "api/v1/companies/<number:number>/timeline/facets/": ["?by=kind,topic,company,answered,stance,role,year"],
    "api/v1/companies/<number:number>/statistics/": [],
    "api/v1/companies/<number:number>/versions/": [],
    "api/v1/companies/<number:number>/versions/<number:version>/": [],
    "api/v1/incidents/<number:number>/timeline/facets/": ["?by=kind,topic,company,answered,stance,role,year"],
    "api/v1/incidents/<number:number>/versions/": [],
    "api/v1/incidents/<number:number>/versions/<number:version>/": [],
    "api/v1/events/facets/": ["?by=kind,topic,company,answered,stance,role,year"],
    "api/v1/events/<number:number>/versions/": [],
    "api/v1/events/<number:number>/versions/<number:version>/": [],
    "api/v1/sources/lookup/": ["?url={url}"],
    "api/v1/sources/<number:number>/versions/": [],
    "api/v1/sources/<number:number>/versions/<number:version>/": [],
    "api/v1/allegations/": ["?answered=unanswered"],
    "api/v1/statements/": [],
    "api/v1/demands/": [],
    "api/v1/commitments/": [],
    "api/v1/facts/": [],
    "api/v1/topics/": [],
    "api/v1/topics/<slug:slug>/": [],
    "api/v1/statistics/": [],
    "api/v1/companies/<number:number>/": ["?known_on={today}"],
    "api/v1/companies/": [
        "?known_on={today}",
        "?format=jsonl",
        "?format=csv",
        "?format=jsonld",
        "?format=ftm",
        "?format=csl",
    ],
    "api/v1/events/<number:number>/": ["?known_on={today}"],
    "api/v1/events/": [
        "?known_on={today}",
        "?format=jsonl",
        "?format=csv",
        "?format=timelinejs",
        "?format=jsonld",
        "?format=ftm",
        "?format=ics",
        "?format=csl",
        "?format=bibtex",
        "?format=ris",
    ],
    "api/v1/incidents/<number:number>/timeline/": ["?known_on={today}"],
    "api/v1/incidents/<number:number>/": ["?known_on={today}"],
    "api/v1/incidents/": [
        "?known_on={today}",
        "?format=jsonl",
        "?format=csv",
        "?format=jsonld",
        "?format=ftm",
        "?format=csl",
    ],
    "api/v1/sources/<number:number>/events/": ["?include=companies,incidents,sources"],
    "api/v1/sources/<number:number>/": ["?known_on={today}"],
    "api/v1/sources/": ["?known_on={today}", "?format=jsonl", "?format=csv", "?format=jsonld", "?format=ftm"],
    "api/v1/publications/<number:number>/": [],
    "api/v1/publications/": ["?after=0"],
    "api/v1/changes/": ["?after=0"],
    "api/v1/reconcile/": ['?queries={{"q":{{"query":"zzplainlysee+1"}}}}'],
    "api/v1/reconcile/suggest/entity/": ["?prefix=zz"],
    "api/v1/reconcile/suggest/type/": ["?prefix=c"],
    "api/v1/reconcile/suggest/property/": ["?prefix=c"],
    "api/v1/reconcile/properties/": [],
    "api/v1/reconcile/companies/<int:number>/preview/": [],
    "api/v1/problems/<slug:slug>/": [],
    "api/v1/schema/": [],
    "api/v1/docs/": [],
    "api/v1/": [],
    "reply/": ["?about=event-1", "?about=company-1&version=1", "?about=incident-1", "?about=source-1"],
    "report/": ["?about=event-1"],
    "suggest/": ["?about=source-1"],
    "letters/<receipt:receipt>/": [],
    "follow/": ["?what=company-1", "?what=incident-1", "?what=corrections"],
    "follow/asked/": [],
    "data/key/": [],
    "data/key/asked/": [],
    "data/keys/<uuid:key>/": [],
    "alerts/<uuid:key>/": [],
    "alerts/<uuid:key>/all/": [],
    "": ["?known_on={today}"],
    "companies/": ["?known_on={today}"],
    "companies/<permanent:number>/": ["?known_on={today}"],
    "companies/<permanent:number>/feed/": [],
    "companies/<permanent:number>/v/<permanent:version>/": [],
    "companies/<permanent:number>/v/<permanent:version>/bytes/": [],
    "companies/<permanent:number>/versions/": ["?from=1&to=3"],
    "companies/<permanent:number>/changes/": ["?from=2020-01-01&to={today}"],
    "incidents/": ["?known_on={today}"],
    "incidents/<permanent:number>/": ["?known_on={today}"],
    "incidents/<permanent:number>/v/<permanent:version>/": [],
    "incidents/<permanent:number>/v/<permanent:version>/bytes/": [],
    "incidents/<permanent:number>/versions/": ["?from=1&to=3"],
    "incidents/<permanent:number>/changes/": ["?from=2020-01-01&to={today}"],
    "events/<permanent:number>/": ["?known_on={today}"],
    "events/<permanent:number>/v/<permanent:version>/": [],
    "events/<permanent:number>/v/<permanent:version>/bytes/": [],
    "events/<permanent:number>/versions/": ["?from=1&to=3"],
    "events/<permanent:number>/changes/": ["?from=2020-01-01&to={today}"],
    "sources/": ["?known_on={today}"],
    "sources/<permanent:number>/": ["?known_on={today}"],
    "sources/<permanent:number>/v/<permanent:version>/": [],
    "sources/<permanent:number>/v/<permanent:version>/bytes/": [],
    "sources/<permanent:number>/versions/": ["?from=1&to=3"],
    "sources/<permanent:number>/changes/": ["?from=2020-01-01&to={today}"],
    "changes/": ["?from=2020-01-01&to={today}"],
    "corrections/": ["?known_on={today}", "?company=1", "?incident=1", "?kind=correction", "?from=2000-01-01"],
    "publications/<permanent:number>/": ["?known_on={today}"],
    "search/": ["?q=it+is", "?q=it+is&in=events&order=oldest", "?q=sources+article&in=sources"],
    "compare/": ["?company=1&company=2&company=3", "?company=1&name=it"],
    "topics/": [],
    "topics/<slug:slug>/": [],
    "topics/<slug:slug>.ics": [],
    "topics/<slug:slug>.timelinejs.json": [],
    "topics/<slug:slug>/feed/": [],
    "topics/<slug:slug>/feed/rss/": [],
    "countries/": [],
    "countries/<country:code>/": [],
    "years/": [],
    "years/undated/": [],
    "years/<year:year>/": [],
    "method/": [],
    "method/design/": [],
    "feed/": [],
    "feed/rss/": [],
    "corrections/feed/": [],
    "corrections/feed/rss/": [],
    "companies/<permanent:number>/feed/rss/": [],
    "incidents/<permanent:number>/feed/": [],
    "incidents/<permanent:number>/feed/rss/": [],
    "search/feed/": ["?q=it+happened"],
    "search/feed/rss/": ["?q=it+happened"],
    "due.ics": [],
    "companies/<permanent:number>.ics": [],
    "incidents/<permanent:number>.ics": [],
    "companies/<permanent:number>.timelinejs.json": [],
    "incidents/<permanent:number>.timelinejs.json": [],
    "embed/companies/<permanent:number>/": [],
    "embed/incidents/<permanent:number>/": [],
    "companies/<permanent:number>.bib": [],
    "companies/<permanent:number>/v/<permanent:version>.bib": [],
    "companies/<permanent:number>.ris": [],
    "companies/<permanent:number>/v/<permanent:version>.ris": [],
    "companies/<permanent:number>.csl.json": [],
    "companies/<permanent:number>/v/<permanent:version>.csl.json": [],
    "incidents/<permanent:number>.bib": [],
    "incidents/<permanent:number>/v/<permanent:version>.bib": [],
    "incidents/<permanent:number>.ris": [],
    "incidents/<permanent:number>/v/<permanent:version>.ris": [],
    "incidents/<permanent:number>.csl.json": [],
    "incidents/<permanent:number>/v/<permanent:version>.csl.json": [],
    "events/<permanent:number>.bib": [],
    "events/<permanent:number>/v/<permanent:version>.bib": [],
    "events/<permanent:number>.ris": [],
    "events/<permanent:number>/v/<permanent:version>.ris": [],
    "events/<permanent:number>.csl.json": [],
    "events/<permanent:number>/v/<permanent:version>.csl.json": [],
    "companies/<permanent:number>.csv": [],
    "incidents/<permanent:number>.csv": [],
    "events/<permanent:number>.csv": [],
    "sources/<permanent:number>.csv": [],
    "companies.csv": [],
    "incidents.csv": [],
    "sources.csv": [],
    "corrections.csv": [],
    "search.csv": ["?q=it+happened", "?q=it+happened&in=events&order=newest"],
    "companies/<permanent:number>.json": [],
    "incidents/<permanent:number>.json": [],
    "events/<permanent:number>.json": [],
    "sources/<permanent:number>.json": [],
    "companies.json": [],
    "incidents.json": [],
    "sources.json": [],
    "corrections.json": [],
    "search.json": ["?q=it+happened", "?q=it+happened&in=events&order=newest"],
    "data/": [],
    "data/dumps/": [],
    "data/index.json": [],
    "data/latest/": [],
    "data/latest/<file:name>": [],
    "data/<permanent:publication>.<step:step>/": [],
    "data/<permanent:publication>.<step:step>/<file:name>": [],
    "oembed/": ["?url=http://127.0.0.1:8000/companies/1/", "?url=http://127.0.0.1:8000/incidents/1/&format=xml"],
    "llms.txt": [],
    "robots.txt": [],
    "sitemap.xml": [],
    "sitemaps/pages.xml": [],
    "sitemaps/companies-<permanent:number>.xml": [],
    "sitemaps/incidents-<permanent:number>.xml": [],
    "sitemaps/events-<permanent:number>.xml": [],
    "sitemaps/sources-<permanent:number>.xml": [],
}
# The values of every parameter that is no number of a subject or a publication.
VALUES = {"version": range(1, 5), "slug": ["not-found", "labour"], "receipt": [RECEIPT], "key": [KEY]}
VALUES |= {"code": ["us"], "year": [2014, 2016, 2018, 2019]}
VALUES |= {"name": [f"{name}{form}" for name in TABLES for form in (".jsonl.gz", ".csv.gz", ".parquet")]}
VALUES["name"] += ["entities.ftm.jsonl.gz", "datapackage.json", "LICENSE.txt"]
# Where the bare address is no page by itself.
OTHERWISE = {"favicon.ico": {301}, "years/undated/": {404}}
OTHERWISE |= {"data/latest/": {302}, "data/latest/<file:name>": {302}}
# Where words are asked for: with a word that stands on the desk alone, exactly what is said of a word that is nowhere.
ASKED = ["search/?q={word}", "search/feed/?q={word}", "api/v1/companies/?q={word}", "compare/?company=1&name={word}"]
ASKED += ["search.csv?q={word}", "search.json?q={word}"]
ASKED += [
    f"api/v1/{kind}/?q={{word}}" for kind in ("incidents", "sources", "events", "allegations", "statements", "facts")
]
ASKED += ["api/v1/events/?q={word}&order=best", "api/v1/events/?q={word}&count=true"]
ASKED += ["api/v1/events/facets/?q={word}&by=kind,company"]
ASKED += ["api/v1/reconcile/suggest/entity/?prefix={word}"]
LANGUAGES = ["/", "/fr/"]
# Answers that say no word of the record.
WORDLESS = {
    "data/key/",
    "data/key/asked/",
    "data/keys/<uuid:key>/",
    "healthz",
    "readyz",
    "favicon.ico",
    "method/",
    "method/design/",
}
WORDLESS |= {"data/", "llms.txt", "robots.txt", "sitemap.xml", "sitemaps/pages.xml"}
WORDLESS |= {f"sitemaps/{kind}-<permanent:number>.xml" for kind in ("companies", "incidents", "events", "sources")}
WORDLESS |= {"api/v1/topics/", "api/v1/topics/<slug:slug>/", "api/v1/statistics/"}
WORDLESS |= {"api/v1/", "api/v1/schema/", "api/v1/docs/", "api/v1/problems/<slug:slug>/"}
WORDLESS |= {f"api/v1/reconcile/{path}" for path in ("suggest/type/", "suggest/property/", "properties/")}
WORDLESS |= {"letters/<receipt:receipt>/", "follow/asked/"}
WORDLESS |= {"topics/", "countries/", "years/", "years/undated/"}
WORDLESS |= {"data/dumps/", "data/index.json", "data/latest/", "data/latest/<file:name>"}
WORDLESS |= {"data/<permanent:publication>.<step:step>/"}


def is_spoken(route: str) -> bool:
    """Whether there is one for each language."""
    programs = (
        "api/",
        "healthz",
        "readyz",
        "favicon",
        "oembed",
        "llms",
        "robots",
        "sitemap",
        "data/index",
        "data/latest",
        "data/<",
    )
    return not route.startswith(programs)


def test_every_address_has_its_line_here() -> None:
    assert set(routes()) == set(DOORS)


def test_nothing_that_is_not_public_is_said_anywhere(db) -> None:
    planted = Planted()
    client = Client(raise_request_exception=False)
    today = f"{planted.incidents[0].updated_at:%Y-%m-%d}"
    dump = {"publication": [planted.dump.publication], "step": [planted.dump.step]}
    known = {
        "today": today,
        "url": PublicSource.objects.filter(state="live").exclude(url="").order_by("number").first().url,
    }
    asked = {route: _ways(route, tails, known, VALUES | dump) for route, tails in DOORS.items()}

    answers = everything_said(client, [address for ways in asked.values() for address in ways])

    lowered = {address: body.lower() for address, (_status, body) in answers.items()}
    assert [(address, word) for address, body in lowered.items() for word in HIDDEN if word.encode() in body] == []
    assert [address for address, (status, _body) in answers.items() if status >= 500] == []
    met = {route: {answers[address][0] for address in ways} for route, ways in asked.items()}
    assert {route for route, statuses in met.items() if not statuses & OTHERWISE.get(route, {200})} == set()
    silent = {route for route, ways in asked.items() if not any(SHOWN.encode() in lowered[way] for way in ways)}
    assert silent == WORDLESS, "Or it would have been found clean because it says nothing at all."
    assert len(planted.before) > 60, "The redacted word has to have been met before."
    assert told_apart(client) == []


def told_apart(client: Client) -> list[tuple[str, str]]:
    """Where a search for a hidden word is answered otherwise than one for a word that is nowhere."""
    found = []
    for way in ASKED:
        for language in LANGUAGES if is_spoken(way) else ["/"]:
            address = f"{language}{way}"
            nothing = _told_of(client, address, NOWHERE)
            assert _told_of(client, address, SHOWN) != nothing, f"{address} finds nothing at all"
            found += [(address, word) for word in HIDDEN if _told_of(client, address, word) != nothing]
    return found


def _told_of(client: Client, address: str, word: str) -> tuple[int, bytes]:
    """The answer, with the word that was asked for taken out of it, and the number that each answer has of its own."""
    status, body = said(client, address.format(word=word))
    return status, re.sub(rb"'x-request-id': '[^']*'", b"", body.lower()).replace(word.encode(), b"")


def _ways(route: str, tails: list[str], known: dict[str, str], values: dict[str, Iterable]) -> list[str]:
    """Every address of a route, in each language in which it speaks."""
    bare = [address + tail.format(**known) for address in addresses(route, values) for tail in ["", *tails]]
    return [
        language + address.lstrip("/") for address in bare for language in (LANGUAGES if is_spoken(route) else ["/"])
    ]
