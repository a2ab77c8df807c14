"""Fills an empty, migrated database with a scale: `python -m tests.bench.load medium`.

The desk's rows are copied in; then the product's own code reads them, makes the documents and renders the public rows,
many incidents at a time, and those are copied in too. Triggers sleep meanwhile; a sample proves that nothing differs
from what publishing one by one would have given.
"""

import multiprocessing
import os
import sys
from collections import ChainMap
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial

import django
from django.db import connection
from django.db.models import Model

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()

from companies.models import Company
from events.models import Event, Incident, Source
from events.record import chain
from events.record.append import Imprint
from events.record.models import Edition, Publication, Subject
from events.review import documents
from events.timeline import store
from events.timeline.dossier import Document, Dossier, moment
from events.timeline.faces import incident_face, source_face
from events.timeline.models import Heading, PublicEvent, PublicIncident, PublicSource, SourceUse, TimelineEntry
from events.timeline.publishing import move_revision
from tests.bench import generate, proof
from tests.bench import scale as scales
from tests.bench.copying import asleep, copy, in_bulk, reset_sequences, without_slow_indexes
from tests.bench.scale import SCALES, Scale

BATCH = 100
PLACES = 100
"""More editions than a publication ever has: ids are the publication's number times this, and on."""


def load(scale: Scale) -> None:
    with asleep("record_subject", "record_publication", "record_edition"), without_slow_indexes():
        with in_bulk():
            _load_what_all_share(scale)
        connection.close()
        _load_incidents(scale)
        reset_sequences()
    move_revision()
    store.show_companies(generate.key_of("company", number) for number in range(1, scale.companies + 1))
    with connection.cursor() as cursor:
        for kind in ("incident", "event", "source"):
            cursor.execute(PLACED.format(kind=kind))
        cursor.execute("VACUUM (ANALYZE)")
    proof.check_all(scale)


PLACED = """
INSERT INTO timeline_change (kind, number, publication, step, digest)
SELECT '{kind}', number, publication, 0, sha256(convert_to(body, 'UTF8')) FROM timeline_public{kind}
"""
"""What the triggers that slept would have kept, of each subject at its publication."""


def _load_what_all_share(scale: Scale) -> None:
    copy(generate.people())
    copy(generate.company_rows(scale))
    for incidents in batches(scale):
        copy(row for incident in incidents for row in generate.source_rows(incident))


def batches(scale: Scale) -> Iterator[range]:
    for first in range(1, scale.incidents + 1, BATCH):
        yield range(first, min(first + BATCH, scale.incidents + 1))


def _load_incidents(scale: Scale) -> None:
    """Two processes make everything but the chain, which is strung here, in order."""
    shared(scale)
    connection.close()
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as workers:
        previous = ""
        for publications in workers.map(partial(_load_batch, scale), batches(scale)):
            for publication, links in publications:
                publication.previous_hash = previous
                publication.hash = previous = chain.publication_hash(
                    metadata=chain.metadata_of(publication), editions=links, previous=previous
                )
            with in_bulk():
                copy(publication for publication, _links in publications)
            print(f"\r  {publications[-1][0].number * scales.EVENTS_AN_INCIDENT} events", end="", flush=True)  # noqa: T201
    print()  # noqa: T201


@cache
def shared(scale: Scale) -> dict[str, Edition]:
    """The editions of all companies and sources, by key: what dossiers name. Made before the processes part."""
    rows = {"company": Company.objects.with_details().in_bulk(), "source": _sources(scale)}
    written = {"company": documents.company_document, "source": documents.source_document}
    editions: dict[str, Edition] = {}
    for incident in range(1, scale.incidents + 1):
        for place, (kind, number) in enumerate(_first_named(scale, incident)):
            document = written[kind](rows[kind][number])
            editions[document["key"]] = _edition(incident, place, kind, number, document)
    return editions


def _first_named(scale: Scale, incident: int) -> list[tuple[str, int]]:
    """The companies and sources that become public with `incident`, in the order of their numbers."""
    companies = [("company", number) for number in scale.new_companies(incident)]
    return companies + [("source", number) for number in scales.sources_of(incident)]


def _sources(scale: Scale) -> dict[int, Source]:
    found: dict[int, Source] = {}
    for first in range(1, scale.sources + 1, 5_000):
        found |= Source.objects.with_details().in_bulk(range(first, min(first + 5_000, scale.sources + 1)))
    return found


def _edition(incident: int, place: int, kind: str, number: int, document: Document) -> Edition:
    salt = f"{generate.random_of(f'salt {kind} {number}').getrandbits(128):032x}"
    row = incident * PLACES + place
    parent = _subject_id_of_incident(incident) if kind == "event" else None
    return Edition(
        pk=row,
        subject=Subject(pk=row, kind=kind, number=number, key=document["key"], parent_id=parent),
        version=1,
        publication=_publication(incident),
        document=_as_stored(document),
        salt=salt,
        hash=chain.salted_hash(document, salt),
        known=(scales.published_at(incident), None),
    )


def _as_stored(value: object) -> object:
    """As jsonb gives it back: shorter names first. Rendering walks through documents in that order."""
    if isinstance(value, dict):
        return {name: _as_stored(value[name]) for name in sorted(value, key=lambda name: (len(name.encode()), name))}
    return [_as_stored(inner) for inner in value] if isinstance(value, list) else value


def _subject_id_of_incident(incident: int) -> int:
    """After the companies and sources of its publication, before its events."""
    return incident * PLACES + PLACES // 2


@cache
def _publication(incident: int) -> Publication:
    imprint = Imprint(authors=(), reviewer=None, written_by=("A. Author",), reviewed_by="R. Reviewer").document()
    salt = f"{generate.random_of(f'imprint {incident}').getrandbits(128):032x}"
    return Publication(
        number=incident,
        kind="first",
        at=scales.published_at(incident),
        authors=[generate.AUTHOR],
        reviewer=generate.REVIEWER,
        four_eyes=True,
        imprint=imprint,
        salt=salt,
        imprint_hash=chain.salted_hash(imprint, salt),
    )


def _load_batch(scale: Scale, incidents: range) -> list[tuple[Publication, list[Document]]]:
    """One batch from nothing to its public rows; returns its publications, to be chained."""
    with in_bulk():
        copy(row for incident in incidents for row in generate.incident_rows(scale, incident))
        dossiers = list(_dossiers(scale, incidents))
        editions = [_editions(scale, dossier) for dossier in dossiers]
        copy(edition.subject for own in editions for edition in own)
        copy(edition for own in editions for edition in own)
        copy(row for dossier in dossiers for row in _public_rows(dossier))
        copy(_public_source(scale, edition) for own in editions for edition in own if edition.subject.kind == "source")
    return [(own[0].publication, [chain.link_of(edition) for edition in own]) for own in editions]


def _dossiers(scale: Scale, incidents: range) -> Iterator[Dossier]:
    rows = Incident.objects.prefetch_related("topics", "places").in_bulk(incidents)
    events: dict[int, list[Event]] = {}
    for event in Event.objects.filter(incident__in=incidents).in_order().with_document():
        events.setdefault(event.incident_id, []).append(event)
    for number in incidents:
        yield _dossier(scale, rows[number], events[number])


def _dossier(scale: Scale, incident: Incident, events: Iterable[Event]) -> Dossier:
    place = PLACES // 2
    about = _edition(incident.pk, place, "incident", incident.pk, documents.incident_document(incident, set()))
    own = [
        _edition(incident.pk, place + at, "event", event.pk, documents.event_document(event))
        for at, event in enumerate(events, start=1)
    ]
    by_key = {str(edition.subject.key): edition for edition in [about, *own]}
    history = {edition.subject_id: _history(edition) for edition in [about, *own]}
    return Dossier(incident=about, events=own, others=ChainMap(by_key, shared(scale)), history=history)


def _history(edition: Edition) -> list[Document]:
    act = edition.publication
    return [
        {
            "version": 1,
            "publication": act.number,
            "kind": act.kind,
            "at": moment(act.at),
            "note": "",
            "redacted": False,
        }
    ]


def _editions(scale: Scale, dossier: Dossier) -> list[Edition]:
    """What the incident's publication holds, in its order: whom and what it is the first to name, then itself."""
    incident = dossier.incident.subject.number
    named = [shared(scale)[str(generate.key_of(kind, number))] for kind, number in _first_named(scale, incident)]
    return [*named, dossier.incident, *dossier.events]


def _public_rows(dossier: Dossier) -> Iterator[Model]:
    """What `store.show_incident` writes, made by the same functions."""
    face = incident_face(dossier, dossier.incident)
    yield PublicIncident(**store._incident_row(dossier, face))
    yield from (Heading(**row) for row in store._headings(face))
    for edition in dossier.events:
        event, entries, uses = store.event_rows(dossier, edition)
        yield PublicEvent(**event)
        yield from (TimelineEntry(**row) for row in entries)
        yield from (SourceUse(**row) for row in uses)


def _public_source(scale: Scale, edition: Edition) -> Model:
    """What `store.show_sources` writes of a source."""
    history = {edition.subject_id: _history(edition)}
    dossier = Dossier(incident=None, events=[], others=shared(scale), history=history)
    return PublicSource(**store._source_row(edition, source_face(dossier, edition)))


if __name__ == "__main__":
    load(SCALES[sys.argv[1]])
