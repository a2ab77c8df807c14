"""What a dossier would make public if it were published now: its documents as changes, and where these differ.

Only what is, or is about to be, public may stand in a document: a reference to a draft would tell that it exists.
"""

import hashlib
from collections import ChainMap, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db.models import Model

from companies.models import Company
from events.models import Event, Incident, Source
from events.record.append import Change
from events.record.chain import Document, canonical
from events.record.known_on import editions_of
from events.record.models import Edition, State, Subject, SubjectKind
from events.record.walking import texts_under
from events.review import holding
from events.review.documents import company_document, event_document, incident_document, source_document
from events.review.reading import Kept, attach
from events.timeline.models import PublicEvent, PublicIncident

SHARED = {SubjectKind.COMPANY, SubjectKind.SOURCE}  # what many dossiers name
CHUNK = 50  # incidents whose rows are in memory at once
KEPT = 2_000  # companies, and sources, that are kept for the dossiers that follow


Mergers = dict[int, list[Company]]
"""Id of a company → public ones that were merged into it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be public of a dossier if it were published now, whether or not it differs from what is public.

    `events` are all of the dossier, in order and with their documents.
    """

    incident: Incident
    events: list[Event]
    changes: list[Change]


def proposed(incident: Incident) -> list[Change]:
    """The changes that a dossier proposes, read alone.

    What is held back is left out: the record keeps saying of it what it says (`events.review.holding`).
    """
    return next((proposal.changes for proposal in proposed_by([incident])), [])


def proposed_by(incidents: Iterable[Incident]) -> Iterator[Proposal]:
    """What each of `incidents` proposes, in that order; a fixed number of queries for each chunk of them.

    A company or source that several name is read once, and so is the same for all of them.
    """
    incidents = iter(incidents)
    kept = Kept(Company, Source)
    companies = _Named(Company, kept, _company_change, _owners)
    sources = _Named(Source, kept, _source_change, _origins)
    mergers: Mergers = {}
    while chunk := list(islice(incidents, CHUNK)):
        yield from _Proposals(chunk, companies, sources, mergers, kept).each()


@dataclass(frozen=True, slots=True)
class _One:
    """A company or source: its change, and the keys of those that it names in turn."""

    pk: int
    change: Change
    beyond: list[UUID]


class _Named:
    """The companies, or the sources, that dossiers name and that those name in turn, by key."""

    def __init__(
        self,
        model: type[Model],
        kept: Kept,
        change: Callable[[Model], Change],
        beyond: Callable[[Model], Iterable[UUID]],
    ) -> None:
        self.model = model
        self.kept = kept
        self.change = change
        self.beyond = beyond
        self.found: dict[UUID, _One] = {}

    def fetch(self, wanted: set[UUID]) -> list[int]:
        """Reads what is not there yet; a query for each step. Returns the ids of what was read."""
        if len(self.found) > KEPT:
            self.found.clear()
        read: list[int] = []
        while wanted := wanted - self.found.keys():
            rows = {row.key: _One(row.pk, self.change(row), list(self.beyond(row))) for row in self._rows_of(wanted)}
            self.found |= rows
            read += [one.pk for one in rows.values()]
            wanted = {key for one in rows.values() for key in one.beyond}
        return read

    def _rows_of(self, keys: set[UUID]) -> list[Model]:
        rows = list(self.model.objects.filter(key__among=keys))
        attach(rows, self.model.DETAILS, self.kept)
        return rows

    def reached_from(self, wanted: set[UUID]) -> list[_One]:
        """For one dossier, in the order of their ids."""
        reached: set[UUID] = set()
        while wanted:
            wanted = {key for key in wanted if key in self.found}
            reached |= wanted
            wanted = {key for one in wanted for key in self.found[one].beyond} - reached
        return sorted((self.found[key] for key in reached), key=lambda one: one.pk)


class _Proposals:
    """The rows of a few dossiers, fetched together, and the documents of each."""

    def __init__(
        self, incidents: list[Incident], companies: _Named, sources: _Named, mergers: Mergers, kept: Kept
    ) -> None:
        rows = Incident.objects.prefetch_related("topics", "places", "related")
        found = rows.in_bulk([incident.pk for incident in incidents])
        self.incidents = [found[incident.pk] for incident in incidents if incident.pk in found]
        events = list(Event.objects.filter(incident__among=found).in_order())
        attach(events, Event.DOCUMENT, kept)
        self.events = by_incident(events)
        held = holding.public_documents(event for events in self.events.values() for event in events)
        self.documents = {pk: _documents_of(events, held) for pk, events in self.events.items()}
        self.named_companies = {pk: _companies_of(documents) for pk, documents in self.documents.items()}
        self.cited = {pk: _sources_of(documents) for pk, documents in self.documents.items()}
        self.companies, self.sources = companies, sources
        self.mergers = mergers
        mergers.update(_merged_into(companies.fetch(set().union(*self.named_companies.values()))))
        sources.fetch(set().union(*self.cited.values()))
        related = {other.key for incident in self.incidents for other in incident.related.all()}
        self.related = set(
            PublicIncident.objects.filter(key__in=related, state=State.LIVE).values_list("key", flat=True)
        )
        self.public = _public_events(self.incidents)

    def each(self) -> Iterator[Proposal]:
        for incident in self.incidents:
            events = self.events.get(incident.pk, [])
            yield Proposal(incident, events, list(self._changes(incident, events)))

    def _changes(self, incident: Incident, events: list[Event]) -> Iterator[Change]:
        documents = self.documents.get(incident.pk, [])
        companies = self.companies.reached_from(self.named_companies.get(incident.pk, set()))
        yield from (company.change for company in companies)
        yield from (_merger(loser) for company in companies for loser in self.mergers.get(company.pk, []))
        yield from (source.change for source in self.sources.reached_from(self.cited.get(incident.pk, set())))
        document = incident_document(incident, self.related)
        yield Change(kind=SubjectKind.INCIDENT, key=incident.key, document=document)
        for document in documents:
            yield Change(kind=SubjectKind.EVENT, key=UUID(document["key"]), document=document, parent=incident.key)
        gone = self.public[incident.key] - {event.key for event in events}
        yield from (_tombstone(SubjectKind.EVENT, key, incident.key) for key in sorted(gone))


def by_incident(events: Iterable[Event]) -> dict[int, list[Event]]:
    found = defaultdict(list)
    for event in events:
        found[event.incident_id].append(event)
    return found


def _documents_of(events: list[Event], public: dict[str, Document]) -> list[Document]:
    """Of one dossier: of the events that are not held back, and without a word of those that are hidden."""
    hidden = holding.hidden_keys(events, public)
    return [holding.without_hidden(event_document(event), hidden) for event in holding.proposed_events(events)]


def holds_something_back(incident: Incident) -> bool:
    """Whether a held-back event says something else on the desk than in public, or is not public at all."""
    events = list(incident.events.filter(held_back=True).with_document())
    public = holding.public_documents(events)
    return any(event_document(event) != public.get(str(event.key)) for event in events)


def changed(changes: Iterable[Change]) -> list[Change]:
    """Those that differ from the current edition, or have none."""
    changes = list(changes)
    return _differing(changes, _current(change.key for change in changes))


def _current(keys: Iterable[UUID]) -> dict[UUID, Edition]:
    return {edition.subject.key: edition for edition in editions_of(keys)}


def _differing(changes: list[Change], current: dict[UUID, Edition]) -> list[Change]:
    return [
        change
        for change in changes
        if change.key not in current
        or (current[change.key].document, current[change.key].state) != (change.document, change.state)
    ]


def changed_by(proposals: Iterable[Proposal]) -> Iterator[tuple[Proposal, list[Change]]]:
    """Each proposal with what of it differs; one query for each chunk."""
    proposals = iter(proposals)
    shared: dict[tuple, bool] = {}
    while chunk := list(islice(proposals, CHUNK)):
        new = {_mark(change): change for proposal in chunk for change in proposal.changes}
        new = {mark: change for mark, change in new.items() if mark not in shared}
        differing = {_mark(change) for change in changed(new.values())}
        differs = {mark: mark in differing for mark in new}
        shared |= {mark: differs[mark] for mark, change in new.items() if change.kind in SHARED}
        either = ChainMap(differs, shared)
        for proposal in chunk:
            yield proposal, [change for change in proposal.changes if either[_mark(change)]]


def _mark(change: Change) -> tuple:
    """What is the same of two changes that are the same."""
    return change.key, change.state, hash(change.canonical)


def digest(changes: Iterable[Change], *, kind: str, note: str, words: str = "") -> str:
    """SHA-256 of exactly what a reviewer approves: the kind, the public note, the words to redact, every document.

    What is hashed is one canonical document, put together from those that there are.
    """
    documents = b",".join(
        b'{"document":' + change.canonical + b',"state":' + canonical(str(change.state)) + b"}" for change in changes
    )
    rest = canonical({"kind": str(kind), "note": note, "words": words})
    return hashlib.sha256(b'{"documents":[' + documents + b"]," + rest[1:]).hexdigest()


def tombstones(incident: Incident) -> list[Change]:
    """The end of an incident and of each of its public events; the reason is the publication's note."""
    keys = PublicEvent.objects.filter(incident__in=_public_number(incident), state=State.LIVE).values_list(
        "key", flat=True
    )
    return [
        _tombstone(SubjectKind.INCIDENT, incident.key, None),
        *(_tombstone(SubjectKind.EVENT, key, incident.key) for key in sorted(keys)),
    ]


def _tombstone(kind: str, key: UUID, parent: UUID | None) -> Change:
    return Change(kind=kind, key=key, document={"kind": kind, "key": str(key)}, state=State.RETRACTED, parent=parent)


def _public_number(incident: Incident):
    return PublicIncident.objects.filter(key=incident.key).values("number")


def _public_events(incidents: Iterable[Incident]) -> dict[UUID, set[UUID]]:
    """Key of the incident → keys of its events that are public."""
    keys = dict(PublicIncident.objects.filter(key__among=[i.key for i in incidents]).values_list("number", "key"))
    found = defaultdict(set)
    living = PublicEvent.objects.filter(incident__among=keys, state=State.LIVE)
    for number, key in living.values_list("incident", "key"):
        found[keys[number]].add(key)
    return found


def _companies_of(documents: list[Document]) -> set[UUID]:
    return {UUID(part["company"]) for document in documents for part in document["participants"] if part["company"]}


def _company_change(company: Company) -> Change:
    return Change(kind=SubjectKind.COMPANY, key=company.key, document=company_document(company))


def _source_change(source: Source) -> Change:
    return Change(kind=SubjectKind.SOURCE, key=source.key, document=source_document(source))


def _owners(company: Company) -> Iterable[UUID]:
    """Every company of the events is published with who owns it, and who owns those."""
    return (owner.parent.key for owner in company.owners.all())


def _sources_of(documents: list[Document]) -> set[UUID]:
    """Every source that the events name anywhere."""
    return {UUID(key) for document in documents for key in texts_under({"source", "origin"}, document) if key}


def _origins(source: Source) -> Iterable[UUID]:
    """And all that those draw on."""
    return (step.origin.key for step in source.origins.all())


def _merged_into(companies: list[int]) -> Mergers:
    """Public companies that turned out to be one of these: their pages lead on from the same publication."""
    losers = Company.objects.filter(merged_into__among=companies).select_related("merged_into").order_by("pk")
    public = set(Subject.objects.filter(key__among=[company.key for company in losers]).values_list("key", flat=True))
    found = defaultdict(list)
    for company in losers:
        if company.key in public:
            found[company.merged_into_id].append(company)
    return found


def _merger(company: Company) -> Change:
    document = {"kind": SubjectKind.COMPANY.value, "key": str(company.key), "into": str(company.merged_into.key)}
    return Change(kind=SubjectKind.COMPANY, key=company.key, document=document, state=State.MERGED)
