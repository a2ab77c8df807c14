"""What of a company's timeline is asked for, as conditions on its entries."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from events.timeline.models import TimelineEntry
from events.timeline.queries import Place, timeline

ANSWERED: dict[str, tuple[str, ...]] = {
    "answered": ("answered",),
    "declined": ("declined",),
    "unanswered": ("no_reply", "asked", "unknown"),
    "no_reply": ("no_reply",),
    "pending": ("asked",),
    "not_asked": ("unknown",),
}
"""How an allegation against the company was answered, by the replies that count as it. Not asked is no refusal."""

CONDITIONS = {
    "kind": "kind = ANY(%s::text[])",
    "topic": "topics::text[] && %s::text[]",
    "status": "status = ANY(%s::text[])",
    "answered": "reply = ANY(%s::text[])",
    "role": "roles::text[] && %s::text[]",
    "period": "days && daterange(%s::date, %s::date, '[]')",
}
"""On the columns of a timeline's entries. A period finds what may lie on one of its days."""
FACETS = tuple(CONDITIONS)

FAMILY = """
family(number) AS (
    SELECT %s::int
    UNION SELECT c.number FROM family f JOIN timeline_publiccompany c ON c.owners @> ARRAY[f.number]
    WHERE c.state = 'live'
)
"""
"""A company and all that belongs to it, through whomever; those that own each other come once."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which entries of which timeline, in which order, beyond which place. Each tuple means: any of these."""

    company: int
    kind: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    first: datetime.date | None = None
    last: datetime.date | None = None
    tree: bool = False
    oldest: bool = False
    place: Place | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The facets that narrow it."""
        return tuple(name for name in FACETS if self.values(name))

    @property
    def is_plain(self) -> bool:
        """The whole timeline of the company alone, newest first: the page that most people read."""
        return not (self.names or self.tree or self.oldest)

    @property
    def owner(self) -> str:
        return "company IN (SELECT number FROM family)" if self.tree else "company = %s::int"

    @property
    def parameters(self) -> list[str]:
        """What the conditions of `names` ask for."""
        return [value for name in self.names for value in self.values(name)]

    def values(self, name: str) -> list[str]:
        """The parameters of one condition; none where it is not asked for."""
        if name == "period":
            bounds = (self.first or "-infinity", self.last or "infinity")
            return [str(bound) for bound in bounds] if self.first or self.last else []
        chosen: Any = getattr(self, name)
        if name == "answered":
            chosen = [reply for answer in chosen for reply in ANSWERED[answer]]
        return [_array(chosen)] if chosen else []


def _array(codes: tuple[str, ...] | list[str]) -> str:
    """Codes and slugs as PostgreSQL writes an array of them."""
    return "{" + ",".join(f'"{code}"' for code in codes) + "}"


IN_FAMILY = "company IN (WITH RECURSIVE {family} SELECT number FROM family)"
ONCE = """
{own} AND NOT EXISTS (
    SELECT FROM timeline_timelineentry other WHERE other.event = timeline_timelineentry.event
        AND other.company < timeline_timelineentry.company AND other.{own}
)
""".format(own=IN_FAMILY.format(family=FAMILY))


def entries(choice: Choice) -> QuerySet[TimelineEntry]:
    """All entries that are chosen, oldest first, each with the `body` of its event; of a family, each event once."""
    found = in_family(choice.company) if choice.tree else timeline(choice.company)
    for name in choice.names:
        found = found.extra(where=[CONDITIONS[name]], params=choice.values(name))  # noqa: S610  a constant
    return found


def in_family(company: int) -> QuerySet[TimelineEntry]:
    """The timelines of a company and of all that belongs to it as one, oldest first."""
    return timeline().extra(where=[ONCE], params=[company, company])  # noqa: S610  a constant
