"""The editions that one incident's public face is made of, loaded in a fixed number of queries."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from uuid import UUID

from events.record.known_on import editions_of, events_of
from events.record.models import Edition, State

Document = dict


@dataclass(slots=True)
class Dossier:
    """An incident, its events, and every company and source that they name, by key, as of one instant."""

    incident: Edition | None
    events: list[Edition]
    others: dict[str, Edition] = field(default_factory=dict)
    history: dict[int, list[Document]] = field(default_factory=dict)

    def get(self, key: str | None) -> Edition | None:
        """The edition that says something about the subject with this key, or None if it is not public."""
        edition = self.others.get(key) if key else None
        return edition if edition and edition.document else None

    def live_events(self) -> list[Edition]:
        return [edition for edition in self.events if edition.state == State.LIVE and edition.document]


def load(incident: UUID, at: datetime.datetime | None = None, *, using: str = "default") -> Dossier:
    """The dossier of an incident as of `at` (now if None). At most eight queries, however long the incident."""
    found = editions_of([incident], at, using=using)
    dossier = Dossier(incident=found[0] if found else None, events=events_of(incident, at, using=using))
    own = [edition for edition in [dossier.incident, *dossier.events] if edition]
    dossier.others = {str(edition.subject.key): edition for edition in own}
    _add_named(dossier, chain.from_iterable(_named(edition.document) for edition in own), at, using)
    dossier.history = _history([edition.subject_id for edition in own], at, using)
    return dossier


def load_around(editions: list[Edition], at: datetime.datetime | None = None, *, using: str = "default") -> Dossier:
    """What the public faces of companies or sources name: owners, lineage."""
    dossier = Dossier(incident=None, events=[], others={str(edition.subject.key): edition for edition in editions})
    _add_named(dossier, chain.from_iterable(_named(edition.document) for edition in editions), at, using)
    dossier.history = _history([edition.subject_id for edition in editions], at, using)
    return dossier


# How far a claim is followed back through what sources relay; further back, nobody asks.
GENERATIONS = 4


def _add_named(dossier: Dossier, keys: Iterable[str], at: datetime.datetime | None, using: str) -> None:
    """Adds the subjects with these keys and what they name in turn: owners of companies, origins of sources."""
    wanted = set(keys)
    for _ in range(GENERATIONS):
        missing = wanted - dossier.others.keys()
        if not missing:
            return
        found = {str(edition.subject.key): edition for edition in editions_of(map(UUID, missing), at, using=using)}
        dossier.others |= found
        wanted = set(chain.from_iterable(_named(edition.document) for edition in found.values()))


def _named(document: Document | None) -> set[str]:
    """The keys of all subjects that a document refers to, wherever they stand in it."""
    return set(_references(document, "")) - {""} if document else set()


REFERENCES = {"company", "addressee", "speaker", "source", "origin", "into", "related"}


def _references(value, name: str) -> Iterable[str]:
    if isinstance(value, dict):
        for inner_name, inner in value.items():
            yield from _references(inner, inner_name)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner, name)
    elif isinstance(value, str) and name in REFERENCES:
        yield value


def _history(subjects: list[int], at: datetime.datetime | None, using: str) -> dict[int, list[Document]]:
    """Per subject: its versions with the publications that made them, oldest first."""
    editions = (
        Edition.objects.using(using).filter(subject__in=subjects).select_related("publication").order_by("version")
    )
    if at is not None:
        editions = editions.filter(publication__at__lte=at)
    history: dict[int, list[Document]] = {}
    for edition in editions.defer("document"):
        publication = edition.publication
        history.setdefault(edition.subject_id, []).append(
            {
                "version": edition.version,
                "publication": publication.number,
                "kind": publication.kind,
                "at": moment(publication.at),
                "note": publication.note,
                "redacted": edition.redacted_in_id is not None,
            }
        )
    return history


def moment(at: datetime.datetime) -> str:
    """An instant as the API writes it: UTC, to the microsecond, with Z."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
