"""Targets measured in turn, in both orders: CPU time per request of the server's processes and of PostgreSQL's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from tests.bench import cpu
from tests.bench.client import Client
from tests.bench.servers import Program


@dataclass(frozen=True)
class Target:
    """One kind of request to one program. What is `fresh` has to be made; the rest a server may have kept.

    Several paths are asked one after the other: so many that a server keeps none until it is asked again.
    """

    name: str
    program: Program
    path: str | tuple[str, ...]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fresh: bool = True


@dataclass(frozen=True)
class Sample:
    """Milliseconds: of the server and of PostgreSQL for each request, and until its answer was there; `late` is what
    one in a hundred takes longer than."""

    server: float
    postgres: float
    latency: float
    per_second: float
    late: float

    @property
    def cpu(self) -> float:
        return self.server + self.postgres


def measured(targets: list[Target], *, postmaster: int, rounds: int, seconds: float) -> dict[str, Sample]:
    """The median of the rounds for each target, by name."""
    samples: dict[str, list[Sample]] = {target.name: [] for target in targets}
    with Client() as client:
        for target in targets:
            _sample(client, target, postmaster, seconds / 4)  # caches and prepared statements, not counted
        for target in _in_turn(targets, rounds):
            samples[target.name].append(_sample(client, target, postmaster, seconds))
    return {name: _median(taken) for name, taken in samples.items()}


def _in_turn(targets: list[Target], rounds: int) -> Iterator[Target]:
    for number in range(rounds):
        yield from targets if number % 2 == 0 else reversed(targets)


def _sample(client: Client, target: Target, postmaster: int, seconds: float) -> Sample:
    before = cpu.seconds(target.program.pid), cpu.seconds(postmaster)
    paths = (target.path,) if isinstance(target.path, str) else target.path
    answered = client.request(target.program.port, paths, headers=target.headers, seconds=seconds, fresh=target.fresh)
    after = cpu.seconds(target.program.pid), cpu.seconds(postmaster)
    assert answered.status == target.status, f"{target.name} answered {answered.status}"
    server, postgres = (1000 * (end - begin) / answered.requests for begin, end in zip(before, after, strict=True))
    per_second = answered.requests / answered.seconds
    return Sample(server, postgres, 1000 * answered.latency, per_second, 1000 * answered.late)


def _median(samples: list[Sample]) -> Sample:
    names = ("server", "postgres", "latency", "per_second", "late")
    return Sample(**{name: median(getattr(sample, name) for sample in samples) for name in names})
