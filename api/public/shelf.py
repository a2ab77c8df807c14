"""Answers that this process has just made, for as long as nothing public changes.

Each request asks the database for the state of the public tables anyway; while that is the same, so is the answer.
Nothing is ever stale, and nothing has to be told that it is: what was made in another state is thrown away, words that
were redacted with it.
"""

from dataclasses import dataclass, field

ROOM = 64
LARGEST = 256 * 1024

Held = tuple[bytes, str]


@dataclass(slots=True)
class Shelf:
    """Bodies and their `Link`, by state and address. At most ROOM of at most LARGEST bytes: 16 MB in each process."""

    state: str = ""
    held: dict[tuple, Held] = field(default_factory=dict)

    def get(self, state: str, address: tuple) -> Held | None:
        return self.held.get((state, address))

    def put(self, state: str, address: tuple, made: Held) -> None:
        """Threads may do this at once: the key has the state in it, so the worst is that something is made again."""
        if state != self.state or len(self.held) >= ROOM:
            self.state, self.held = state, {}
        if len(made[0]) <= LARGEST:
            self.held[state, address] = made

    def clear(self) -> None:
        self.held = {}


shelf = Shelf()
