"""Proof that nobody changed the record: every hash again, every number in its place."""

from collections.abc import Iterator
from itertools import groupby
from math import inf

from django.db import connection
from django.db.models import Exists, OuterRef

from events.record import chain
from events.record.models import Edition, Publication, PublicationKind, Subject

CHUNK = 500
NONE_LEFT = (inf, iter(()))


def faults() -> Iterator[str]:
    """One sentence for each thing that does not hold; nothing if the record is whole."""
    yield from _instants_out_of_time()
    previous, expected = "", 1
    for publication, editions in _publications():
        yield from _faults_of(publication, editions, expected=expected, previous=previous)
        previous, expected = publication.hash, publication.number + 1
    yield from _blanks_without_reason()
    yield from _editions_adrift()
    yield from _gaps_in_numbers()
    yield from _spans_out_of_step()


# The instants are left to SQL: Python cannot read every one that somebody could have written there.
def _publications() -> Iterator[tuple[Publication, Iterator[Edition]]]:
    """Each with its editions in order, to be read before the next is asked for: one may have a hundred thousand."""
    editions = Edition.objects.select_related("subject", "redacted_in").defer("known", "redacted_in__at")
    ordered = editions.order_by("publication_id", "id").iterator(chunk_size=CHUNK)
    groups = groupby(ordered, key=lambda edition: edition.publication_id)
    number, of_it = next(groups, NONE_LEFT)
    in_time = Publication.objects.extra(where=["isfinite(at)"]).order_by("number")
    for publication in in_time.iterator(chunk_size=CHUNK):
        while number < publication.number:
            number, of_it = next(groups, NONE_LEFT)
        yield publication, of_it if number == publication.number else iter(())


def _instants_out_of_time() -> Iterator[str]:
    for number in Publication.objects.extra(where=["NOT isfinite(at)"]).values_list("number", flat=True):
        yield f"publication {number} was at no time"


def _faults_of(publication: Publication, editions: Iterator[Edition], *, expected: int, previous: str) -> Iterator[str]:
    if publication.number != expected:
        yield f"publication {expected} is missing"
    if publication.previous_hash != previous:
        yield f"{publication} does not name the hash of the one before it"
    found: list[str] = []
    claimed = chain.publication_hash(
        metadata=chain.metadata_of(publication),
        editions=_links(publication, editions, found),
        previous=publication.previous_hash,
    )
    if claimed != publication.hash:
        yield f"{publication} does not have the hash that its contents give"
    blank = publication.imprint is None and publication.salt is None
    if not blank and not _holds(publication.imprint, publication.salt, publication.imprint_hash):
        yield f"the imprint of {publication} does not have its hash"
    yield from found


def _links(publication: Publication, editions: Iterator[Edition], found: list[str]) -> Iterator[chain.Document]:
    """What the hash says of each edition; the faults of these are added to `found` on the way."""
    for edition in editions:
        found += _faults_of_edition(edition, publication)
        yield chain.link_of(edition)


def _faults_of_edition(edition: Edition, publication: Publication) -> Iterator[str]:
    if not edition.redacted_in_id and not _holds(edition.document, edition.salt, edition.hash):
        yield f"{edition} does not have the hash that its document gives"
    subject, document = edition.subject, edition.document
    if isinstance(document, dict) and (document.get("kind"), document.get("key")) != (subject.kind, str(subject.key)):
        yield f"{edition} holds a document about something else"
    reason = edition.redacted_in
    if reason and (reason.kind != PublicationKind.REDACTION or reason.number <= publication.number):
        yield f"{edition} was blanked, and {reason} is no later redaction"
    if reason and (document is not None or edition.salt is not None):
        yield f"{edition} was redacted, and is not blank"


def _holds(document: chain.Document | None, salt: str | None, claimed: str) -> bool:
    try:
        return chain.salted_hash(document, salt) == claimed
    except (TypeError, ValueError):
        return False  # a salt that is none or no hex, a number that JSON cannot have


def _blanks_without_reason() -> Iterator[str]:
    """A public note may be gone because a later redaction took it, and for no other reason."""
    later = Publication.objects.filter(kind=PublicationKind.REDACTION, number__gt=OuterRef("number"))
    blank = Publication.objects.filter(~Exists(later), salt=None)
    for number in blank.values_list("number", flat=True):
        yield f"the imprint of publication {number} was blanked, and no later publication is a redaction"


def _editions_adrift() -> Iterator[str]:
    """Rows that lost what they belong to: only with the foreign keys asleep."""
    whole = Publication.objects.filter(pk=OuterRef("publication_id"))
    for pk in Edition.objects.filter(~Exists(whole)).values_list("pk", flat=True):
        yield f"edition row {pk} belongs to no publication"
    known = Subject.objects.filter(pk=OuterRef("subject_id"))
    for pk in Edition.objects.filter(~Exists(known)).values_list("pk", flat=True):
        yield f"edition row {pk} belongs to no subject"
    said = Edition.objects.filter(subject_id=OuterRef("pk"))
    for subject in Subject.objects.filter(~Exists(said)).order_by("pk"):
        yield f"{subject} has no edition"


def _gaps_in_numbers() -> Iterator[str]:
    rows = Subject.objects.order_by("kind", "number").values_list("kind", "number")
    for kind, group in groupby(rows.iterator(), key=lambda row: row[0]):
        for expected, (_, number) in enumerate(group, start=1):
            if number != expected:
                yield f"{kind} {expected} is missing"
                break


OUT_OF_STEP = """
SELECT kind, number, version, expected_version FROM (
    SELECT s.kind, s.number, e.version, e.known, p.at AS since,
        row_number() OVER line AS expected_version,
        lead(p.at) OVER line AS until
    FROM record_edition e
    JOIN record_subject s ON s.id = e.subject_id
    JOIN record_publication p ON p.number = e.publication_id
    WINDOW line AS (PARTITION BY e.subject_id ORDER BY e.version)
) AS editions
WHERE version <> expected_version OR NOT lower_inc(known) OR upper_inc(known)
    OR lower(known) IS DISTINCT FROM since OR upper(known) IS DISTINCT FROM until
ORDER BY kind, number, version
"""


def _spans_out_of_step() -> Iterator[str]:
    """Versions count up without gaps, and each is known from its publication to the next one's."""
    with connection.cursor() as cursor:
        cursor.execute(OUT_OF_STEP)
        for kind, number, version, expected in cursor:
            if version != expected:
                yield f"{kind} {number} version {expected} is missing"
            else:
                yield f"{kind} {number} version {version} was not what we said from its publication to the next"
