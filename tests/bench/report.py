"""The gates: what is compared with what, how much is enough, and when a machine is too busy to tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.bench.exporting import Exported, Run
from tests.bench.importing import Imported
from tests.bench.measure import Sample
from tests.bench.publishing import Published

NOISE = 0.20


class Verdict(StrEnum):
    PASS = "PASS"
    FAIL = "FAIL"
    NOT_JUDGED = "NOT JUDGED"


EXIT = {Verdict.PASS: 0, Verdict.FAIL: 1, Verdict.NOT_JUDGED: 3}


@dataclass(frozen=True)
class Gate:
    """`figure` against `bound`, which it may not exceed, or not fall short of. `noise`: two that should be equal."""

    what: str
    figure: float
    bound: float
    at_least: bool
    noise: float | None

    @property
    def verdict(self) -> Verdict:
        if self.noise is not None and self.noise > NOISE:
            return Verdict.NOT_JUDGED
        held = self.figure >= self.bound if self.at_least else self.figure <= self.bound
        return Verdict.PASS if held else Verdict.FAIL

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{self.verdict:<10}  {self.what:<62} {self.figure:8.2f}  ({sign} {self.bound:g})"


def gates_of_reading(samples: dict[str, Sample], queries: float) -> list[Gate]:
    page, bare, plain = samples["page"], samples["page, bare"], samples["page, plain"]
    noise = apart(page.cpu, samples["page, again"].cpu)
    unchanged = samples["unchanged, bare"].cpu / samples["unchanged"].cpu
    idle = samples["unchanged, bare"].cpu / samples["idle"].cpu
    feed = samples["feed, bare"].cpu / samples["feed"].cpu
    deep = samples["page 200"]
    return [
        Gate("page of 50 against the bare program (CPU)", bare.cpu / page.cpu, 0.6, True, noise),
        Gate("page of 50 against plain REST framework (CPU)", plain.cpu / page.cpu, 55, True, noise),
        Gate("304 against the bare program (CPU)", unchanged, 0.2, True, noise),
        Gate("change feed of 1,000 against the bare program (CPU)", feed, 0.65, True, noise),
        Gate("idle poll of the feed against the bare program (CPU)", idle, 0.2, True, noise),
        Gate("page 200 against page 1 (CPU)", deep.cpu / page.cpu, 2, False, noise),
        Gate("page 200 against page 1 (latency)", deep.latency / page.latency, 2, False, noise),
        Gate("queries for a page", queries, 2, False, None),
    ]


def gates_of_html(samples: dict[str, Sample], queries: float) -> list[Gate]:
    """Of a company's page of fifty for people: joined from what was drawn ahead, and kept by the process."""
    page, bare, kept = samples["html"], samples["html, bare"], samples["html, kept"]
    noise = apart(page.cpu, samples["html, again"].cpu)
    first = samples["html, bare, first"]
    return [
        Gate("HTML page of 50 against the bare program (CPU)", bare.cpu / page.cpu, 0.35, True, noise),
        Gate("HTML page of 50, kept, against the bare program (CPU)", first.cpu / kept.cpu, 0.65, True, noise),
        Gate("HTML page of 50 against a plain template (CPU)", samples["html, plain"].cpu / page.cpu, 50, True, noise),
        Gate("queries for an HTML page", queries, 3, False, None),
    ]


def gates_of_publishing(published: dict[str, Published], *, much: str, little: str, again: str) -> list[Gate]:
    noise = apart(published[little].wall, published[again].wall)
    slower = published[much].wall / published[little].wall
    return [Gate(f"publishing ten events at {much} against {little} (time)", slower, 1.25, False, noise)]


def gates_of_importing(imported: Imported) -> list[Gate]:
    noise = apart(imported.product.cpu, imported.again.cpu)
    ratio = imported.bare.cpu / imported.product.cpu
    gates = [
        Gate(f"writing {imported.rows:,} rows against a bare COPY of them (CPU)", ratio, 0.3, True, noise),
        Gate("memory of the import at most (MiB)", imported.product.peak, 256, False, None),
        Gate("memory of reading and checking at most (MiB)", imported.read.peak, 256, False, None),
    ]
    if imported.published:
        whole = imported.product.cpu + imported.published.cpu
        every = imported.bare_public.cpu / whole
        gates += [
            Gate("written and published against a bare COPY of all rows (CPU)", every, 0.2, True, noise),
            Gate("memory of handing in and publishing at most (MiB)", imported.published.peak, 256, False, None),
        ]
    return gates


def lines_of_importing(imported: Imported) -> Iterator[str]:
    yield f"{'':<18} {'s':>10} {'CPU s':>8} {'MiB at most':>12} {'MiB at first':>13}"
    for name in ("read", "product", "again", "bare", "published", "bare_public"):
        run = getattr(imported, name)
        if run is None:
            continue
        yield f"{name:<18} {run.seconds:>10.2f} {run.cpu:>8.2f} {run.peak:>12.0f} {run.begun:>13.0f}"
    whole = imported.bare.cpu / (imported.read.cpu + imported.product.cpu)
    yield f"With reading and checking the file: {whole:.3f} of the bare COPY"
    by_clock = imported.bare.seconds / imported.product.seconds
    yield f"By the clock: {by_clock:.3f} of the bare COPY"
    if imported.published:
        desk = imported.bare.cpu / (imported.product.cpu + imported.published.cpu)
        yield f"Written and published, against a bare COPY of the desk's rows alone: {desk:.3f}"
    noise = apart(imported.product.cpu, imported.again.cpu)
    yield f"The same import twice: {noise:.0%} apart in CPU{_warning(noise)}"


def apart(one: float, other: float) -> float:
    """By how much of the smaller two figures differ that should be equal."""
    return abs(one - other) / min(one, other)


def lines_of_reading(samples: dict[str, Sample]) -> Iterator[str]:
    yield f"{'':<18} {'requests/s':>10} {'CPU ms, server':>15} {'+ PostgreSQL':>13} {'= sum':>8} {'latency ms':>11}"
    for name, sample in samples.items():
        yield (
            f"{name:<18} {sample.per_second:>10.0f} {sample.server:>15.2f} {sample.postgres:>13.2f} "
            f"{sample.cpu:>8.2f} {sample.latency:>11.2f}"
        )
    noise = apart(samples["page"].cpu, samples["page, again"].cpu)
    yield f"The same program twice: {noise:.0%} apart in CPU{_warning(noise)}"


def lines_of_publishing(published: dict[str, Published], *, little: str, again: str) -> Iterator[str]:
    yield f"{'publish at':<18} {'ms':>10} {'CPU ms, Python':>15}"
    for name, figures in published.items():
        yield f"{name:<18} {figures.wall:>10.1f} {figures.cpu:>15.1f}"
    noise = apart(published[little].wall, published[again].wall)
    yield f"The same database twice: {noise:.0%} apart in time{_warning(noise)}"


def _warning(noise: float) -> str:
    return f": more than {NOISE:.0%}, the machine is too busy to judge" if noise > NOISE else ""


def exit_code(gates: list[Gate]) -> int:
    """What failed counts before what could not be judged."""
    verdicts = {gate.verdict for gate in gates}
    return next(EXIT[verdict] for verdict in (Verdict.FAIL, Verdict.NOT_JUDGED, Verdict.PASS) if verdict in verdicts)


def gates_of_exporting(exported: Exported) -> list[Gate]:
    noise = apart(exported.product.seconds, exported.again.seconds)
    streams = apart(exported.streamed.last, exported.streamed_again.last)
    grown = exported.product.peak - exported.product.begun
    slower = exported.streamed.last / exported.document.last
    lines = exported.bare.seconds / exported.product.seconds
    return [
        Gate(f"{exported.rows:,} events as JSON Lines against a binary COPY (time)", lines, 0.7, True, noise),
        Gate("memory that they take beyond what there was, MiB", grown, 64, False, None),
        *_gate_of_dump(exported.dump),
        Gate("timeline of 10,000 streamed against a stored document (time)", slower, 3, False, streams),
        Gate("its first byte, ms", 1000 * exported.streamed.first, 20, False, streams),
        Gate("memory that the server grew by, MiB", exported.streamed.grown, 64, False, None),
    ]


def _gate_of_dump(dump: Run | None) -> Iterator[Gate]:
    if dump:
        grown = dump.peak - dump.begun
        yield Gate("memory of a whole dump beyond what there was, MiB", grown, 320, False, None)


def lines_of_exporting(exported: Exported) -> Iterator[str]:
    yield f"{exported.rows:,} events                  seconds   MiB at most (before)"
    runs = {name: getattr(exported, name) for name in ("product", "again", "bare", "dump")}
    for name, run in runs.items():
        if run is None:
            continue
        yield f"  {name:<32} {run.seconds:8.2f}   {run.peak:.0f} ({run.begun:.0f})"
    yield "A timeline of 10,000 events      first byte ms   all ms   MiB grown"
    for name in ("streamed", "streamed_again", "document"):
        stream = getattr(exported, name)
        yield f"  {name:<32} {1000 * stream.first:8.1f} {1000 * stream.last:8.1f} {stream.grown:8.1f}"
