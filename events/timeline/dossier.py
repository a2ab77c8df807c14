"""The editions that one incident's public face is made of, loaded in a fixed number of queries."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from events.record.known_on import editions_of, events_of
from events.record.models import Edition, Publication, State
from events.record.walking import texts_under

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
    incidents: Iterable[UUID],
    at: datetime.datetime | None = None,
    *,
    using: str = "default",
    named: "Named | None" = None,
) -> list[Dossier]:
    """The dossier of each, in as many queries as one takes. `named` is what was read for others, as of that instant."""
    incidents = list(incidents)
    heads = {edition.subject.key: edition for edition in editions_of(incidents, at, using=using)}
    events: dict[int, list[Edition]] = {}
    for edition in events_of(incidents, at, using=using):
        events.setdefault(edition.subject.parent_id, []).append(edition)
    found = [heads.get(key) for key in incidents]
    own = [[head, *events.get(head.subject_id, [])] if head else [] for head in found]
    others = (named or Named(at, using=using)).around(own)
    history = _history([edition.subject_id for of_one in own for edition in of_one], at, using)
    return [
        Dossier(
            incident=head,
            events=of_one[1:],
            others=around,
            history={edition.subject_id: history[edition.subject_id] for edition in of_one},
        )
        for head, of_one, around in zip(found, own, others, strict=True)
    ]


def load_around(editions: list[Edition], at: datetime.datetime | None = None, *, using: str = "default") -> Dossier:
    """What the public faces of companies or sources name: owners, lineage."""
    (others,) = Named(at, using=using).around([editions])
    history = _history([edition.subject_id for edition in editions], at, using)
    return Dossier(incident=None, events=[], others=others, history=history)


# How far a claim is followed back through what sources relay; further back, nobody asks.
GENERATIONS = 4
KEPT = 2_000  # editions that are kept for the dossiers that follow


class Named:
    """The editions that dossiers name, as of one instant: read once, however many of them name one."""

    def __init__(self, at: datetime.datetime | None = None, *, using: str = "default") -> None:
        self.at = at
        self.using = using
        self.editions: dict[str, Edition] = {}
        self.names: dict[str, set[str]] = {}

    def around(self, groups: list[list[Edition]]) -> list[dict[str, Edition]]:
        """For each group: its editions and what they name, and what that names in turn (owners, origins), by key."""
        if len(self.editions) > KEPT:
            self.editions.clear()
            self.names.clear()
        reached = [{str(edition.subject.key): edition for edition in group} for group in groups]
        wanted = [set().union(*(_named(edition.document) for edition in group)) for group in groups]
        for _ in range(GENERATIONS):
            wanted = [keys - there.keys() for keys, there in zip(wanted, reached, strict=True)]
            self._read(set().union(*wanted))
            found = [{key: self.editions[key] for key in keys if key in self.editions} for keys in wanted]
            for there, more in zip(reached, found, strict=True):
                there |= more
            wanted = [set().union(*(self.names[key] for key in more)) for more in found]
        return reached

    def _read(self, keys: set[str]) -> None:
        if missing := keys - self.editions.keys():
            read = {str(each.subject.key): each for each in editions_of(map(UUID, missing), self.at, using=self.using)}
            self.editions |= read
            self.names |= {key: _named(edition.document) for key, edition in read.items()}


def _named(document: Document | None) -> set[str]:
    """The keys of all subjects that a document refers to, wherever they stand in it."""
    return set(texts_under(REFERENCES, document)) - {""}


REFERENCES = {"company", "addressee", "speaker", "source", "origin", "into", "related"}


def _history(subjects: list[int], at: datetime.datetime | None, using: str) -> dict[int, list[Document]]:
    """Per subject: its versions with the publications that made them, oldest first."""
    editions = Edition.objects.using(using).filter(subject__among=subjects).order_by("version")
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
        for act in Publication.objects.using(using).filter(number__among=numbers)
    }


def moment(at: datetime.datetime) -> str:
    """An instant as the API writes it: UTC, to the microsecond, with Z."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
