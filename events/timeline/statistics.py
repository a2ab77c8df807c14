"""Counts of a company's timeline."""

from collections import Counter
from dataclasses import dataclass, field

OFFICIAL = {"legal_step", "official_action"}
UNANSWERED = {"unknown", "asked", "no_reply"}
# Entries without one of their bounds carry the first or the last day that a date can be.
OPEN_YEARS = {1, 9999}


@dataclass(slots=True)
class Tally:
    """How many entries, by kind; how the allegations against the company were answered; which years they touch."""

    total: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    replies: Counter[str] = field(default_factory=Counter)
    years: set[int] = field(default_factory=set)

    @property
    def allegations(self) -> int:
        """Those against the company; in others it only takes part."""
        return sum(self.replies.values())

    @property
    def unanswered(self) -> int:
        return sum(self.replies[reply] for reply in UNANSWERED)

    @property
    def official(self) -> int:
        return sum(self.kinds[kind] for kind in OFFICIAL)

    def add(self, *, kind: str, reply: str, first: int, last: int, entries: int = 1) -> None:
        self.total += entries
        self.kinds[kind] += entries
        if reply:
            self.replies[reply] += entries
        bounds = {first, last} - OPEN_YEARS
        self.years.update(range(min(bounds), max(bounds) + 1) if bounds else ())
