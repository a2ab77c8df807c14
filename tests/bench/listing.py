"""Lists of events under each filter and far down, and the search by date and by relevance: paths, gates, figures.

Plain Django answers the same filters from the desk's tables; that both find the same is asserted before either is
measured. The words are chosen by how often they stand in the events, from everywhere to hardly anywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import orjson
import psycopg

from tests.bench.database import Server
from tests.bench.measure import Sample, Target
from tests.bench.report import Gate, apart
from tests.bench.scale import LONG, MIDDLING
from tests.bench.servers import Program

FILTERS = {
    "none": "",
    "kind": "kind=legal_step",
    "form": "form=accusation",
    "stance": "stance=apologises",
    "role": "role=accused",
    "source": "source=7",
    "country": "country=FR",
    "language": "language=en",
    "period": "from=2016&until=2016-06",
    "company": f"company={LONG}",
    "company and kind": f"company={LONG}&kind=report",
    "company and role": f"company={MIDDLING}&role=mentioned",
}
"""What the product and the plain program both understand."""
OWN_FILTERS = {
    "status": "status=alleged",
    "answered": "answered=answered",
    "role and answered": "role=accused&answered=not_asked",
    "company_tree": f"company_tree={LONG}",
    "source_domain": "source_domain=news.example",
    "updated_since": "updated_since=2020-01-01",
    "two that exclude each other": "kind=statement&form=accusation",
}
"""What the product alone does; each has to cost no more than the others."""
TIMELINE = f"/api/v1/companies/{LONG}/timeline/?limit=50"
DEEP = 200
BROADEST = 0.050
"""Seconds, the 99th of 100 answers, at one connection, to the word that stands in most events."""

WORDS = """
SELECT word, ndoc FROM ts_stat('SELECT search FROM timeline_publicevent WHERE number <= 20000')
WHERE length(word) > 2 ORDER BY ndoc DESC, word
"""


@dataclass(frozen=True)
class Searches:
    """The eight queries: by how many of them hold it, a word or two or a phrase."""

    broadest: str
    by_name: dict[str, str]


def words_of(server: Server, database: str) -> dict[str, int]:
    """Those of the first 20,000 events with how many of these hold each, the broadest first."""
    return dict(server.ask(WORDS, database=database))


def searches(server: Server, database: str) -> Searches:
    words = list(words_of(server, database))
    at = [words[min(place, len(words) - 1)] for place in (0, 1, 10, 50, 200, 1000, 4000)]
    by_name = dict(zip(("broadest", "second", "common", "mid", "less", "rare", "rarest"), at, strict=True))
    return Searches(at[0], {**by_name, "two common": f"{at[0]} {at[1]}"})


def targets(programs: dict[str, Program], found: Searches) -> list[Target]:
    product, again, plain = (programs[name] for name in ("product", "product again", "plain"))
    lists = {f"list {name}": f"/api/v1/events/?{query}" for name, query in (FILTERS | OWN_FILTERS).items()}
    deep = {f"{name}, deep": there for name, path in lists.items() if (there := far_down(product, path))}
    asked = {
        f"search {name}, {order}": f"/api/v1/events/?q={quote(words)}&order={order}"
        for name, words in found.by_name.items()
        for order in ("newest", "best")
    }
    return [
        *(Target(name, product, path) for name, path in {**lists, **deep, **asked}.items()),
        *(Target(f"list {name}, plain", plain, f"/events/?order=id&{query}") for name, query in FILTERS.items()),
        Target("search broadest, plain", plain, f"/events/?order=id&q={quote(found.broadest)}"),
        Target("list none, again", again, "/api/v1/events/?"),
        Target("timeline, kept", product, TIMELINE, fresh=False),
        Target("timeline, stored", programs["bare"], "/stored", fresh=False),
        Target("timeline, plain", plain, f"/events/?company={LONG}"),
    ]


def store_page(server: Server, database: str, program: Program) -> None:
    """The page of the longest timeline as one row of a table, for the limit."""
    _status, _headers, body = program.get(TIMELINE)
    server.ask("CREATE TABLE IF NOT EXISTS bench_stored (page text)", database=database)
    server.ask("TRUNCATE bench_stored", database=database)
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        connection.execute("INSERT INTO bench_stored VALUES (%s)", [body.decode()])


def check_same(programs: dict[str, Program]) -> None:
    """Raises AssertionError where the product finds other events than the plain program."""
    for name, query in FILTERS.items():
        ours = [event["id"] for event in _results(programs["product"], f"/api/v1/events/?{query}")]
        theirs = [event["id"] for event in _results(programs["plain"], f"/events/?order=id&{query}")]
        assert ours == theirs, f"{name}: {ours[:5]} … and {theirs[:5]} …"


def far_down(program: Program, path: str) -> str:
    """The address of the page DEEP, or of the last before it; empty where there is but one."""
    here = ""
    for _ in range(DEEP - 1):
        following = _page(program, here or path)["next"]
        if not following:
            break
        here = urlsplit(following)._replace(scheme="", netloc="").geturl()
    return here


def _results(program: Program, path: str) -> list[dict]:
    return _page(program, path)["results"]


def _page(program: Program, path: str) -> dict:
    status, _headers, body = program.get(path)
    assert status == 200, f"{program.name} answered {status} to {path}: {body[:300]!r}"
    return orjson.loads(body)


def gates(samples: dict[str, Sample]) -> list[Gate]:
    noise = apart(samples["list none"].cpu, samples["list none, again"].cpu)
    against = min(samples[f"list {name}, plain"].cpu / samples[f"list {name}"].cpu for name in FILTERS)
    deeper = max(
        samples[f"{name}, deep"].cpu / sample.cpu for name, sample in samples.items() if f"{name}, deep" in samples
    )
    search = samples["search broadest, plain"].cpu / samples["search broadest, newest"].cpu
    slowest = max(samples[f"search broadest, {order}"].late for order in ("newest", "best"))
    kept = samples["timeline, kept"].cpu
    return [
        Gate(
            "page of 50, kept, against one stored row (CPU)", samples["timeline, stored"].cpu / kept, 0.75, True, noise
        ),
        Gate("page of 50, kept, against plain (CPU)", samples["timeline, plain"].cpu / kept, 70, True, noise),
        Gate("list with the worst filter against plain (CPU)", against, 28, True, noise),
        Gate("deep page against page 1, the worst filter (CPU)", deeper, 1.5, False, noise),
        Gate("search of the broadest word by date against plain (CPU)", search, 300, True, noise),
        Gate("99th percentile of the broadest word (s)", slowest / 1000, BROADEST, False, None),
    ]


def lines(samples: dict[str, Sample]) -> Iterator[str]:
    yield f"{'':<36} {'CPU ms, server':>15} {'+ PostgreSQL':>13} {'latency ms':>11} {'99th':>8}"
    for name, sample in samples.items():
        yield f"{name:<36} {sample.server:>15.2f} {sample.postgres:>13.2f} {sample.latency:>11.2f} {sample.late:>8.2f}"
