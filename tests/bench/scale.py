"""How much there is, and who is in what: plain arithmetic, so that any part can be made without the others.

Every subject's desk id is its public number too, because each incident is published on its own, in order, together
with the companies and sources that it is the first to name.
"""

import datetime
from dataclasses import dataclass

EVENTS_AN_INCIDENT = 10
SOURCES_AN_INCIDENT = 2
LONG, MIDDLING, SHORT = 1, 2, 3
"""The companies whose timelines have the same length at every scale that has so many events."""
FIRST_PUBLISHED = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Scale:
    name: str
    companies: int
    events: int
    timelines: tuple[int, int, int]

    @property
    def incidents(self) -> int:
        return self.events // EVENTS_AN_INCIDENT

    @property
    def sources(self) -> int:
        return self.incidents * SOURCES_AN_INCIDENT

    def known_companies(self, incident: int) -> int:
        """How many companies are public once `incident` is."""
        return min(self.companies, SHORT + incident)

    def new_companies(self, incident: int) -> range:
        """Those that `incident` is the first to name."""
        before = self.known_companies(incident - 1) if incident > 1 else 0
        return range(before + 1, self.known_companies(incident) + 1)

    def on_timelines(self, event: int) -> list[int]:
        """Which of the companies with a timeline of set length take part in `event`."""
        steps = [self.events // length for length in self.timelines]
        return [
            company
            for company, step in zip((LONG, MIDDLING, SHORT), steps, strict=True)
            if event % step == company % step
        ]


def events_of(incident: int) -> range:
    return range((incident - 1) * EVENTS_AN_INCIDENT + 1, incident * EVENTS_AN_INCIDENT + 1)


def sources_of(incident: int) -> range:
    return range((incident - 1) * SOURCES_AN_INCIDENT + 1, incident * SOURCES_AN_INCIDENT + 1)


def owner_of(company: int) -> int | None:
    """Every fifth company belongs to the one before it."""
    return company - 1 if company % 5 == 0 else None


def origin_of(source: int) -> int | None:
    """Every fifth source relays the one before it."""
    return source - 1 if source % 5 == 0 else None


def is_disputed(incident: int) -> bool:
    """Every third incident has an allegation and the accused company's answer."""
    return incident % 3 == 0


def published_at(incident: int) -> datetime.datetime:
    return FIRST_PUBLISHED + datetime.timedelta(minutes=incident)


SCALES = {
    scale.name: scale
    for scale in (
        Scale("tiny", companies=20, events=200, timelines=(100, 20, 10)),
        Scale("small", companies=2_000, events=20_000, timelines=(10_000, 1_000, 10)),
        Scale("medium", companies=2_000, events=200_000, timelines=(10_000, 1_000, 10)),
        Scale("large", companies=2_000, events=1_000_000, timelines=(10_000, 1_000, 10)),
    )
}
