"""Counts of a company's timeline, in one query."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count
from django.db.models.functions import ExtractYear

from events.timeline.models import TimelineEntry
from events.timeline.queries import PUBLIC

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

    def by_aspect(self) -> dict[str, int]:
        """The count behind each of `queries.ASPECTS`."""
        return {
            "all": self.total,
            "allegations": self.allegations,
            "answers": self.kinds["statement"],
            "official": self.official,
            "unanswered": self.unanswered,
        }

    def add(self, *, kind: str, reply: str, first: int, last: int, entries: int = 1) -> None:
        self.total += entries
        self.kinds[kind] += entries
        if reply:
            self.replies[reply] += entries
        bounds = {first, last} - OPEN_YEARS
        self.years.update(range(min(bounds), max(bounds) + 1) if bounds else ())


def tally(company: int) -> Tally:
    counted = Tally()
    rows = (
        TimelineEntry.objects.using(PUBLIC)
        .filter(company=company)
        .values_list("kind", "reply", ExtractYear("earliest"), ExtractYear("latest"))
        .annotate(entries=Count("id"))
    )
    for kind, reply, first, last, entries in rows:
        counted.add(kind=kind, reply=reply, first=first, last=last, entries=entries)
    return counted
