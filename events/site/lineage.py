"""Which document has it from which, drawn: one row for each, origins first, with the lines that join the rows.

The rows say the same in words, and wrap as any list does; the lines are geometry for one small SVG in each of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from events.timeline.queries import Face

LANE = 18
MIDDLE = 14
BEND = 8
WIDEST = 8
"""With more lanes than this the lines take the room of the words, and are left out."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a document has from another; `relation` is empty where only a passage says so."""

    source: Face
    relation: str
    note: str = ""


@dataclass(slots=True)
class Rail:
    """The lines beside one row: `down` are (x, from, to), `bends` lead from another's line to the mark at `x`."""

    x: int
    down: list[tuple[int, str, str]] = field(default_factory=list)
    bends: list[str] = field(default_factory=list)

    @property
    def diamond(self) -> str:
        return f"M{self.x} {MIDDLE - 7}l7 7-7 7-7-7z"


@dataclass(slots=True)
class Row:
    """One document: whether it is an origin, whether it was read (or is only known through others), what it relays."""

    source: Face
    is_origin: bool
    is_cited: bool
    steps: list[Step]
    rail: Rail | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    rows: list[Row]
    lanes: int

    @property
    def width(self) -> int:
        return LANE * self.lanes

    @property
    def middle(self) -> int:
        return MIDDLE

    @property
    def documents(self) -> int:
        """How many were read."""
        return sum(row.is_cited for row in self.rows)

    @property
    def origins(self) -> int:
        return sum(row.is_origin for row in self.rows)

    @property
    def unseen(self) -> int:
        """Origins that are only known through others."""
        return sum(row.is_origin and not row.is_cited for row in self.rows)


def of_events(faces: list[Face], sources: list[Face]) -> Lineage:
    """The lineage of everything that events cite; `sources` are all documents behind them."""
    citations = [citation for face in faces for citation in face["citations"] if citation["source"]]
    cited = {citation["source"]["id"] for citation in citations}
    passages = [(each["source"]["id"], each["relays"]["id"]) for each in citations if each["relays"]]
    origins = {origin["id"] for face in faces for origin in face["origins"]["sources"]}
    return drawn(sources, cited=cited, passages=passages, origins=origins)


def behind(face: Face, sources: list[Face]) -> Lineage:
    """The lineage of what one event cites, of all these `sources` only those that it rests on."""
    whole = of_events([face], sources)
    onwards = {row.source["id"]: [step.source["id"] for step in row.steps] for row in whole.rows}
    cited = [row.source["id"] for row in whole.rows if row.is_cited]
    kept = set().union(*(_reached(number, onwards) for number in cited))
    return (
        whole if len(kept) == len(whole.rows) else of_events([face], [each for each in sources if each["id"] in kept])
    )


def around(number: int, sources: list[Face], cited: set[int]) -> Lineage:
    """The lineage of one document: those behind it, and those that have it from there."""
    steps = _steps(sources, ())
    above, below = _reached(number, steps), _reached(number, _turned(steps))
    kept = [source for source in sources if source["id"] in above | below]
    return drawn(kept, cited=cited, passages=(), origins=None)


def drawn(
    sources: list[Face], *, cited: set[int], passages: Iterable[tuple[int, int]], origins: set[int] | None
) -> Lineage:
    """Each source once, after those that it relays; without `origins`, those are the ends of the lineage."""
    by_number = {source["id"]: source for source in sources}
    steps = _steps(sources, passages)
    order = _ordered(list(by_number), steps)
    if origins is None:
        origins = {number for number in order if not steps[number]} or set(order[:1])
    rows = [
        Row(by_number[number], number in origins, number in cited, list(steps[number].values())) for number in order
    ]
    return Lineage(rows, _add_rails(rows))


def _steps(sources: list[Face], passages: Iterable[tuple[int, int]]) -> dict[int, dict[int, Step]]:
    """By document, then by what it relays."""
    by_number = {source["id"]: source for source in sources}
    steps: dict[int, dict[int, Step]] = {number: {} for number in by_number}
    for source in sources:
        for step in source["lineage"]:
            if step["source"]["id"] in by_number:
                steps[source["id"]][step["source"]["id"]] = Step(step["source"], step["relation"], step["note"])
    for number, origin in passages:
        if number in by_number and origin in by_number and number != origin:
            steps[number].setdefault(origin, Step(by_number[origin], ""))
    return steps


def _turned(steps: dict[int, dict[int, Step]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {number: [] for number in steps}
    for number, origins in steps.items():
        for origin in origins:
            found[origin].append(number)
    return found


def _reached(number: int, onwards: dict[int, Iterable[int]]) -> set[int]:
    found, waiting = set(), [number]
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting.extend(onwards.get(one, ()))
    return found


def _ordered(numbers: list[int], steps: dict[int, dict[int, Step]]) -> list[int]:
    """Origins first, each followed by what relays it once all that that one relays has had its place."""
    relaying = _turned(steps)
    placed: dict[int, None] = {}
    beginnings = [number for number in numbers if not steps[number]]
    for beginning in [*beginnings, *numbers]:
        waiting = [beginning]
        while waiting:
            number = waiting.pop()
            if number in placed:
                continue
            placed[number] = None
            ready = [each for each in relaying[number] if all(origin in placed for origin in steps[each])]
            waiting.extend(reversed(ready))
    return list(placed)


def _add_rails(rows: list[Row]) -> int:
    """Gives each row its lines; returns how many lanes they take, none where there would be too many."""
    places = {row.source["id"]: place for place, row in enumerate(rows)}
    joined = [[places[step.source["id"]] for step in row.steps] for row in rows]
    last = {}
    for place, origins in enumerate(joined):
        last |= {origin: place for origin in origins if origin < place}
    lanes: dict[int, int] = {}
    for place, row in enumerate(rows):
        running = {origin: lane for origin, lane in lanes.items() if last[origin] >= place}
        lane = next(lane for lane in range(len(rows) + 1) if lane not in running.values())
        row.rail = _rail(place, lane, running, joined[place], last)
        lanes = running | ({place: lane} if place in last else {})
    width = max((row.rail.x for row in rows), default=0) // LANE + 1
    if width > WIDEST or not last:
        for row in rows:
            row.rail = None
        return 0
    return width


def _rail(place: int, lane: int, running: dict[int, int], origins: list[int], last: dict[int, int]) -> Rail:
    rail = Rail(_x(lane))
    for origin, own in running.items():
        ends = last[origin] == place
        rail.down.append((_x(own), "0", str(MIDDLE - BEND) if ends else "100%"))
        if origin in origins:
            rail.bends.append(_bend(_x(own), rail.x))
    if place in last:
        rail.down.append((rail.x, str(MIDDLE), "100%"))
    return rail


def _x(lane: int) -> int:
    return LANE * lane + LANE // 2


def _bend(start: int, end: int) -> str:
    side = BEND if end > start else -BEND
    return f"M{start} {MIDDLE - BEND}Q{start} {MIDDLE} {start + side} {MIDDLE}H{end}"
