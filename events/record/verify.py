"""Proof that nobody changed the record: every hash again, every number in its place."""

from collections.abc import Iterator
from itertools import groupby, pairwise

from django.db.models import Exists, OuterRef, Prefetch

from events.record import chain
from events.record.models import Edition, Publication, PublicationKind, Subject


def faults() -> Iterator[str]:
    """One sentence for each thing that does not hold; nothing if the record is whole."""
    previous, expected = "", 1
    editions = Prefetch("editions", Edition.objects.select_related("subject", "redacted_in").order_by("id"))
    for publication in Publication.objects.order_by("number").prefetch_related(editions).iterator(chunk_size=500):
        yield from _faults_of(publication, expected=expected, previous=previous)
        previous, expected = publication.hash, publication.number + 1
    yield from _blanks_without_reason()
    yield from _gaps_in_numbers()
    yield from _gaps_in_versions()


def _faults_of(publication: Publication, *, expected: int, previous: str) -> Iterator[str]:
    if publication.number != expected:
        yield f"publication {expected} is missing"
    if publication.previous_hash != previous:
        yield f"{publication} does not name the hash of the one before it"
    editions = list(publication.editions.all())
    claimed = chain.publication_hash(
        metadata=chain.metadata_of(publication),
        editions=[chain.link_of(edition) for edition in editions],
        previous=publication.previous_hash,
    )
    if claimed != publication.hash:
        yield f"{publication} does not have the hash that its contents give"
    if not _holds(publication.imprint, publication.salt, publication.imprint_hash):
        yield f"the imprint of {publication} does not have its hash"
    for edition in editions:
        yield from _faults_of_edition(edition, publication)


def _faults_of_edition(edition: Edition, publication: Publication) -> Iterator[str]:
    if not _holds(edition.document, edition.salt, edition.hash):
        yield f"{edition} does not have the hash that its document gives"
    if edition.known.lower != publication.at or edition.known.isempty or not edition.known.lower_inc:
        yield f"{edition} is not known since {publication}"
    subject = edition.subject
    if edition.document and (edition.document.get("kind"), edition.document.get("key")) != (
        subject.kind,
        str(subject.key),
    ):
        yield f"{edition} holds a document about something else"
    reason = edition.redacted_in
    if reason and (reason.kind != PublicationKind.REDACTION or reason.number <= publication.number):
        yield f"{edition} was blanked, and {reason} is no later redaction"


def _blanks_without_reason() -> Iterator[str]:
    """A public note may be gone because a later redaction took it, and for no other reason."""
    later = Publication.objects.filter(kind=PublicationKind.REDACTION, number__gt=OuterRef("number"))
    for publication in Publication.objects.filter(~Exists(later), imprint=None):
        yield f"the imprint of {publication} was blanked, and no later publication is a redaction"


def _holds(document: chain.Document | None, salt: str | None, claimed: str) -> bool:
    """A redacted document has nothing left to hash; its place in the chain still counts."""
    return document is None or chain.salted_hash(document, salt) == claimed


def _gaps_in_numbers() -> Iterator[str]:
    rows = Subject.objects.order_by("kind", "number").values_list("kind", "number")
    for kind, group in groupby(rows.iterator(), key=lambda row: row[0]):
        for expected, (_, number) in enumerate(group, start=1):
            if number != expected:
                yield f"{kind} {expected} is missing"
                break


def _gaps_in_versions() -> Iterator[str]:
    """Versions count up without gaps, and each span begins where the one before it ends."""
    rows = (
        Edition.objects.select_related("subject")
        .order_by("subject_id", "version")
        .only("version", "known", "subject__kind", "subject__number")
    )
    for _, editions in groupby(rows.iterator(chunk_size=2000), key=lambda edition: edition.subject_id):
        yield from _faults_in_line(list(editions))


def _faults_in_line(editions: list[Edition]) -> Iterator[str]:
    for expected, edition in enumerate(editions, start=1):
        if edition.version != expected:
            yield f"{edition.subject} version {expected} is missing"
            return
    for earlier, later in pairwise(editions):
        if earlier.known.upper != later.known.lower:
            yield f"{earlier} was not what we said until {later} came"
    if not editions[-1].known.upper_inf:
        yield f"{editions[-1].subject} has no current edition"
