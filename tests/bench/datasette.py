"""The product beside Datasette with the same events: the paths that both have, what they find, gates.

Datasette answers each path twice: as a page of its table, with its own filters, search and paging, and as a canned
query, which is SQL that we wrote for this one page and does nothing else. Made anew, a page of the product is judged
beside the table's; as it is kept for whoever asks the same again, beside the cheaper of the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import orjson

from tests.bench import listing
from tests.bench.database import Server
from tests.bench.measure import Sample, Target
from tests.bench.report import Gate, apart
from tests.bench.scale import LONG
from tests.bench.servers import Program

PAGE = 50
RARE, MIDDLING = 6, 300
"""How many of 20,000 events hold a word that is called so, at most."""
TRIED = 40
"""So many are tried until both find one in the same events: their stems differ for some."""


@dataclass(frozen=True)
class Shared:
    """The same page of the product, of Datasette's table, and of its canned query."""

    name: str
    product: str
    table: str
    query: str


def paths(server: Server, database: str, product: Program, datasette: Program) -> list[Shared]:
    """Raises AssertionError where the two give other events, in another order, or with other bodies."""
    lists = "/api/v1/events/?order=newest"
    down = listing.far_down(product, lists)
    number = _ids(product, down)[0]
    found = [
        Shared("newest", lists, _table(), _query("newest", after=0)),
        Shared("far down", down, *_after(datasette, number)),
        Shared("kind", f"{lists}&kind=legal_step", _table(kind="legal_step"), _query("of_kind", kind="legal_step")),
        Shared("company", f"{lists}&company={LONG}", _through("entries", LONG), _query("of_company", company=LONG)),
        Shared("country", f"{lists}&country=FR", _through("countries", "FR"), _query("in_country", country="FR")),
        Shared(
            "period",
            f"{lists}&from=2016&until=2016-06",
            _table(latest__gte="2016-01-01", earliest__lte="2016-06-30"),
            _query("in_period", first="2016-01-01", last="2016-06-30"),
        ),
        Shared("one event", f"/api/v1/events/{number}/", _table(id=number), _query("with_id", id=number)),
    ]
    for path in found:
        assert _agree(path, product, datasette), path
    words = listing.words_of(server, database)
    return [
        *found,
        _search("common word", list(words), product, datasette),
        _search("middling word", [word for word, held in words.items() if held <= MIDDLING], product, datasette),
        _search("rare word", [word for word, held in words.items() if held <= RARE], product, datasette),
    ]


def _table(**asked: str | int) -> str:
    return f"/record/events.json?{urlencode({'_nocount': 1, '_nofacet': 1, '_col': 'body'} | asked)}&_col=id"


def _through(table: str, value: str | int) -> str:
    column = {"entries": "company", "countries": "country"}[table]
    return _table(_through=orjson.dumps({"table": table, "column": column, "value": str(value)}).decode())


def _query(name: str, **asked: str | int) -> str:
    return f"/record/{name}.json?{urlencode(asked)}"


def _after(datasette: Program, number: int) -> tuple[str, str]:
    """Datasette's pages that begin with an event."""
    place = _page(datasette, f"/record/events.json?id={number}&_col=place")["rows"][0][0] - 1
    return _table(_next=place), _query("newest", after=place)


def _search(name: str, words: list[str], product: Program, datasette: Program) -> Shared:
    """The search by date for the first of the words that both find in the same events."""
    for word in words[:TRIED]:
        path = Shared(
            name,
            f"/api/v1/events/?order=newest&q={quote(word)}",
            _table(_search=word),
            _query("holding", words=f'"{word}"'),
        )
        if _agree(path, product, datasette):
            return path
    raise AssertionError(f"{name}: the two find none of {words[:TRIED]} in the same events")


def _agree(path: Shared, product: Program, datasette: Program) -> bool:
    """Whether all three give the same events in the same order, each with the same body."""
    ours = _events(product, path.product)
    return bool(ours) and all(_rows(datasette, address) == ours for address in (path.table, path.query))


def _ids(product: Program, path: str) -> list[int]:
    return [event["id"] for event in _events(product, path)]


def _events(product: Program, path: str) -> list[dict]:
    page = _page(product, path)
    return page.get("results", [page])


def _rows(datasette: Program, path: str) -> list[dict]:
    page = _page(datasette, path)
    body = page["columns"].index("body")
    return [orjson.loads(row[body]) for row in page["rows"][:PAGE]]


def _page(program: Program, path: str) -> dict:
    status, _headers, body = program.get(path)
    assert status == 200, f"{program.name} answered {status} to {path}: {body[:300]!r}"
    return orjson.loads(body)


def targets(found: list[Shared], product: Program, again: Program, datasette: Program) -> Iterator[Target]:
    yield Target("again", again, found[0].product)
    for path in found:
        yield Target(path.name, product, path.product)
        yield Target(f"{path.name}, kept", product, path.product, fresh=False)
        yield Target(f"{path.name}, table", datasette, path.table)
        yield Target(f"{path.name}, query", datasette, path.query)


def gates(found: list[Shared], samples: dict[str, Sample]) -> Iterator[Gate]:
    noise = apart(samples[found[0].name].cpu, samples["again"].cpu)
    for path in found:
        made, kept, table, query = (samples[name].cpu for name in _names(path))
        yield Gate(f"{path.name} against Datasette's table (CPU)", made / table, 1, False, noise)
        yield Gate(f"{path.name}, kept, against the cheaper way (CPU)", kept / min(table, query), 1, False, noise)


def lines(found: list[Shared], samples: dict[str, Sample]) -> Iterator[str]:
    yield from listing.lines(samples)
    for path in found:
        made, _kept, _table, query = (samples[name].cpu for name in _names(path))
        yield f"{path.name}, made anew, against the canned query: {made / query:.2f}"
    noise = apart(samples[found[0].name].cpu, samples["again"].cpu)
    yield f"The same program twice: {noise:.0%} apart in CPU"


def _names(path: Shared) -> tuple[str, ...]:
    return path.name, *(f"{path.name}, {way}" for way in ("kept", "table", "query"))
