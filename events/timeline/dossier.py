"""The editions that one incident's public face is made of, loaded in a fixed number of queries."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from uuid import UUID

from events.record.known_on import editions_of, events_of
from events.record.models import Edition, Publication, State

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
    return load_all([incident], at, using=using)[0]


def load_all(
    incidents: Iterable[UUID], at: datetime.datetime | None = None, *, using: str = "default"
) -> list[Dossier]:
    """The dossier of each, in as many queries as one takes. What they name is theirs together."""
    incidents = list(incidents)
    heads = {edition.subject.key: edition for edition in editions_of(incidents, at, using=using)}
    events: dict[int, list[Edition]] = {}
    for edition in events_of(incidents, at, using=using):
        events.setdefault(edition.subject.parent_id, []).append(edition)
    around = load_around([*heads.values(), *chain.from_iterable(events.values())], at, using=using)
    return [_among(around, heads.get(key), events) for key in incidents]


def _among(around: Dossier, head: Edition | None, events: dict[int, list[Edition]]) -> Dossier:
    own = events.get(head.subject_id, []) if head else []
    subjects = [edition.subject_id for edition in [head, *own] if edition]
    history = {subject: around.history[subject] for subject in subjects if subject in around.history}
    return Dossier(incident=head, events=own, others=around.others, history=history)


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
    editions = Edition.objects.using(using).filter(subject__in=subjects).order_by("version")
    if at is not None:
        editions = editions.filter(publication__at__lte=at)
    steps = list(editions.values_list("subject", "version", "publication", "redacted_in"))
    acts = _acts({number for _subject, _version, number, _redacted_in in steps}, using)
    history: dict[int, list[Document]] = {}
    for subject, version, number, redacted_in in steps:
        step = {"version": version, **acts[number], "redacted": redacted_in is not None}
        history.setdefault(subject, []).append(step)
    return history


def _acts(numbers: set[int], using: str) -> dict[int, Document]:
    """What a history says of each of these publications."""
    return {
        act.number: {"publication": act.number, "kind": act.kind, "at": moment(act.at), "note": act.note}
        for act in Publication.objects.using(using).filter(number__in=numbers)
    }


def moment(at: datetime.datetime) -> str:
    """An instant as the API writes it: UTC, to the microsecond, with Z."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
