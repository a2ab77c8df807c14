"""`python -m tests.bench`: load, prove that all programs answer alike, measure, judge. docs/performance.md explains.

Exit code 0: every gate held; 1: one did not; 3: the machine was too busy to tell.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench import database, datasette, equal, exporting, importing, listing, measure, publishing, report, sqlite
from tests.bench.client import host_of
from tests.bench.database import Server
from tests.bench.measure import Target
from tests.bench.report import Gate
from tests.bench.scale import SCALES
from tests.bench.servers import PROGRAMS, Program, served, served_datasette

COUNTED = 20


def main() -> int:
    wishes = _wishes()
    seconds, rounds, times = (0.2, 2, 3) if wishes.quick else (wishes.seconds, wishes.rounds, wishes.times)
    with database.serving() as server:
        if wishes.only == "importing":
            return _exit(wishes, _import(server, wishes, rounds=rounds))
        with _step(f"Loading the scale “{wishes.scale}” ({SCALES[wishes.scale].events:,} events), unless it is there"):
            name = database.loaded(server, wishes.scale)
        gates: list[Gate] = []
        if wishes.only in {None, "reading"}:
            gates += _read(server, name, seconds=seconds, rounds=rounds)
        if wishes.only in {None, "listing"}:
            gates += _list(server, name, seconds=seconds, rounds=min(rounds, 3))
        if wishes.only in {None, "datasette"}:
            gates += _beside_datasette(server, name, seconds=seconds, rounds=min(rounds, 5))
        if wishes.only in {None, "publishing"}:
            gates += _publish(server, name, SCALES[wishes.scale].events, times=times)
        if wishes.only in {None, "exporting"}:
            gates += _export(server, name, wishes, rounds=min(rounds, 3))
        if wishes.only is None:
            gates += _import(server, wishes, rounds=min(rounds, 3))
    return _exit(wishes, gates)


def _exit(wishes: argparse.Namespace, gates: list[Gate]) -> int:
    _say("")
    for gate in gates:
        _say(str(gate))
    return 0 if wishes.quick else report.exit_code(gates)


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--scale", choices=SCALES, default="medium")
    parser.add_argument("--only", choices=["reading", "listing", "datasette", "publishing", "exporting", "importing"])
    parser.add_argument("--rows", type=int, default=100_000, help="how many rows are imported")
    parser.add_argument("--exported", type=int, default=1_000_000, help="how many events leave at once")
    parser.add_argument("--whole", action="store_true", help="make a whole dump of them, too, once")
    parser.add_argument("--publish", action="store_true", help="publish what was imported, too, once")
    parser.add_argument("--rounds", type=int, default=9, help="how often each kind of request is measured")
    parser.add_argument("--seconds", type=float, default=1.5, help="how long each time")
    parser.add_argument("--times", type=int, default=40, help="how many dossiers each database publishes")
    parser.add_argument("--quick", action="store_true", help="see that it all runs; the figures mean nothing")
    return parser.parse_args()


def _read(server: Server, name: str, *, seconds: float, rounds: int) -> list[Gate]:
    with _step("Drawing the pages that are measured"):
        database.run(server.url(name), "-m", "tests.bench.drawing")
    with served(server.url(name), logs=database.PLACE) as programs:
        with _step("Comparing the answers of all programs"):
            paths = equal.paths(programs)
        queries = _queries(server, name, programs["product"], (paths.product,))
        queries_of_html = _queries(server, name, programs["product"], paths.html)
        targets = _targets(programs, paths)
        with _step(f"Measuring {len(targets)} kinds of request, {rounds} rounds"):
            samples = measure.measured(targets, postmaster=server.postmaster, rounds=rounds, seconds=seconds)
    _say(*report.lines_of_reading(samples))
    return [*report.gates_of_reading(samples, queries), *report.gates_of_html(samples, queries_of_html)]


def _list(server: Server, name: str, *, seconds: float, rounds: int) -> list[Gate]:
    """Events under each filter and far down, and the search."""
    found = listing.searches(server, name)
    with served(server.url(name), names=PROGRAMS, logs=database.PLACE) as programs:
        listing.store_page(server, name, programs["product"])
        with _step("Comparing what the filters of both programs find"):
            listing.check_same(programs)
        targets = listing.targets(programs, found)
        with _step(f"Measuring {len(targets)} lists, {rounds} rounds"):
            samples = measure.measured(targets, postmaster=server.postmaster, rounds=rounds, seconds=seconds)
    _say(*listing.lines(samples))
    return listing.gates(samples)


def _beside_datasette(server: Server, name: str, *, seconds: float, rounds: int) -> list[Gate]:
    """The paths that Datasette has too, over the same events."""
    with _step("Writing the events for Datasette, unless they are there"):
        folder = sqlite.kept(server, name, database.PLACE)
    with (
        served(server.url(name), names=("product", "product again"), logs=database.PLACE) as programs,
        served_datasette(folder, logs=database.PLACE) as beside,
    ):
        product = programs["product"]
        with _step("Comparing what both find"):
            found = datasette.paths(server, name, product, beside)
        targets = list(datasette.targets(found, product, programs["product again"], beside))
        with _step(f"Measuring {len(targets)} kinds of request, {rounds} rounds"):
            samples = measure.measured(targets, postmaster=server.postmaster, rounds=rounds, seconds=seconds)
    _say(*datasette.lines(found, samples))
    return list(datasette.gates(found, samples))


def _targets(programs: dict[str, Program], paths: equal.Paths) -> list[Target]:
    return [
        Target("page", programs["product"], paths.product),
        Target("page, bare", programs["bare"], paths.bare),
        Target("page, plain", programs["plain"], paths.plain),
        Target("unchanged", programs["product"], paths.product, 304, _known(programs["product"], paths.product)),
        Target("unchanged, bare", programs["bare"], "/revision", 304, _known(programs["bare"], "/revision")),
        Target("page 200", programs["product"], paths.deep),
        Target("page, kept", programs["product"], paths.product, fresh=False),
        Target("page, again", programs["product again"], paths.product),
        Target("feed", programs["product"], paths.feed),
        Target("feed, bare", programs["bare"], paths.feed_bare),
        Target("idle", programs["product"], paths.feed, 304, _known(programs["product"], paths.feed)),
        Target("html", programs["product"], paths.html, fresh=False),
        Target("html, bare", programs["bare"], paths.html_bare, fresh=False),
        Target("html, plain", programs["plain"], paths.html_plain),
        Target("html, kept", programs["product"], paths.html[0], fresh=False),
        Target("html, bare, first", programs["bare"], paths.html_bare[0], fresh=False),
        Target("html, again", programs["product again"], paths.html, fresh=False),
    ]


def _known(program: Program, path: str) -> dict[str, str]:
    """What a client sends that has the answer already."""
    return {"If-None-Match": program.get(path)[1]["etag"]}


def _queries(server: Server, name: str, program: Program, paths: tuple[str, ...]) -> float:
    """How many statements a page takes, as PostgreSQL counts them."""
    program.get(paths[-1])
    server.ask("SELECT pg_stat_statements_reset()", database=name)
    for number in range(COUNTED):
        program.get(paths[number % len(paths)], {"Host": host_of(number)})
    counted = (
        "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements "
        "WHERE query NOT LIKE '%pg_stat_statements%' AND dbid = (SELECT oid FROM pg_database "
        "WHERE datname = current_database())"
    )
    return float(server.ask(counted, database=name)[0][0]) / COUNTED


def _publish(server: Server, name: str, events: int, *, times: int) -> list[Gate]:
    little = f"{SCALES['tiny'].events:,}"
    names = {"much": f"{events:,}", "little": little, "again": f"{little} again"}
    with _step(f"Publishing {times} dossiers in each of three databases"):
        tiny = database.loaded(server, "tiny")
        databases = {names["little"]: tiny, names["much"]: name, names["again"]: tiny}
        published = publishing.measured(server, databases, times=times)
    _say(*report.lines_of_publishing(published, little=names["little"], again=names["again"]))
    return report.gates_of_publishing(published, **names)


def _export(server: Server, name: str, wishes: argparse.Namespace, *, rounds: int) -> list[Gate]:
    rows = 500 if wishes.quick else wishes.exported
    with _step(f"Taking {rows:,} events away, {rounds} rounds"):
        whole = wishes.whole or wishes.quick
        exported = exporting.measured(server, name, rows=rows, rounds=rounds, logs=database.PLACE, whole=whole)
    _say(*report.lines_of_exporting(exported))
    return report.gates_of_exporting(exported)


def _import(server: Server, wishes: argparse.Namespace, *, rounds: int) -> list[Gate]:
    rows = 500 if wishes.quick else wishes.rows
    with _step(f"Importing {rows:,} rows, {rounds} rounds"):
        imported = importing.measured(server, rows=rows, rounds=rounds, publish=wishes.publish or wishes.quick)
    _say(*report.lines_of_importing(imported))
    return report.gates_of_importing(imported)


@contextmanager
def _step(what: str) -> Iterator[None]:
    _say(f"\n{what} …")
    begun = time.monotonic()
    yield
    _say(f"  {time.monotonic() - begun:.0f} s")


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201  this is what the program is for


if __name__ == "__main__":
    sys.exit(main())
