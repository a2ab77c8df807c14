"""The one way into the record. Called by `events.review` inside the transaction that changes the desk too."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Max
from django.db.transaction import atomic

from events.record import chain
from events.record.inserting import Row, Waiting, insert, next_ids
from events.record.models import Edition, Publication, State, Subject, SubjectKind

# One number for "somebody publishes"; any constant serves that nothing else in the database locks.
PUBLISHING = 5_020_260_001
CHUNK = 1000  # changes that are in memory at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A subject's next document. `key` is what documents call it; an event names its incident as `parent`.

    `canonical` is the document as it is hashed.
    """

    kind: str
    key: UUID
    document: chain.Document
    state: str = State.LIVE
    parent: UUID | None = None
    canonical: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "canonical", chain.canonical(self.document))


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Who publishes, and the public note. `reviewer` is None only where four eyes are switched off."""

    authors: tuple[int, ...]
    reviewer: int | None
    written_by: tuple[str, ...] = field(default=())
    reviewed_by: str = ""
    note: str = ""

    def document(self) -> chain.Document:
        return {"note": self.note, "written_by": list(self.written_by), "reviewed_by": self.reviewed_by}


def hold_publishing_lock() -> None:
    """Waits until nobody else publishes, and keeps others waiting until this transaction ends.

    Numbers are taken under it, so they have no gaps and follow the order of commits (docs/decisions/0004).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING])


@atomic
def append(changes: Iterable[Change], *, kind: str, imprint: Imprint) -> Publication:
    """Add one publication with an edition for each change, closing what was known before; returns the publication.

    An incident comes before its events. There may be any number of changes: they are written as they come. Takes the
    publishing lock. Raises IntegrityError where a rule of the record is broken.
    """
    hold_publishing_lock()
    publication = _next_publication(kind=kind, imprint=imprint)
    with closing(Waiting(Edition)) as waiting:
        editions = _Editions(publication, waiting)
        publication.hash = chain.publication_hash(
            metadata=chain.metadata_of(publication),
            editions=editions.of(changes),
            previous=publication.previous_hash,
        )
        publication.save(force_insert=True)
        editions.open()
    return publication


class _Editions:
    """The next editions of a publication. They wait until it is there, because its hash is over theirs."""

    def __init__(self, publication: Publication, waiting: Waiting) -> None:
        self.publication = publication
        self.waiting = waiting
        self.known = f"[{publication.at.isoformat()},)"
        self.known_before: list[int] = []
        self.last: dict[str, int] = {}

    def of(self, changes: Iterable[Change]) -> Iterator[chain.Document]:
        """Writes an edition for each change; gives what the publication's hash says of it."""
        changes = iter(changes)
        while chunk := sorted(islice(changes, CHUNK), key=_comes_last):
            subjects = self._subjects_of(chunk)
            versions = _current_versions(subjects.values())
            self.known_before += versions
            rows = [self._row(change, subjects[change.key].pk, versions) for change in chunk]
            self.waiting.add(rows)
            yield from (_link(row, subjects[change.key]) for row, change in zip(rows, chunk, strict=True))

    def open(self) -> None:
        """What was known before ends where these begin."""
        _close(self.known_before, self.publication.at)
        self.waiting.insert()

    def _subjects_of(self, changes: list[Change]) -> dict[UUID, Subject]:
        """The subject of each change by key; those met for the first time get their permanent numbers now."""
        wanted = {change.key for change in changes} | {change.parent for change in changes if change.parent}
        subjects = {subject.key: subject for subject in Subject.objects.filter(key__among=wanted)}
        new = [change for change in changes if change.key not in subjects]
        ids = next_ids(Subject, len(new)) if new else iter(())
        for change in new:
            parent = subjects[change.parent].pk if change.parent else None
            number = self._next_number(change.kind)
            subjects[change.key] = Subject(
                pk=next(ids), kind=str(change.kind), number=number, key=change.key, parent_id=parent
            )
        insert(Subject, [_subject_row(subjects[change.key]) for change in new])
        return {change.key: subjects[change.key] for change in changes}

    def _next_number(self, kind: str) -> int:
        if kind not in self.last:
            self.last[kind] = Subject.objects.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
        self.last[kind] += 1
        return self.last[kind]

    def _row(self, change: Change, subject: int, versions: dict[int, int]) -> Row:
        salt = chain.fresh_salt()
        return {
            "subject_id": subject,
            "version": versions.get(subject, 0) + 1,
            "publication_id": self.publication.number,
            "state": str(change.state),
            "document": orjson.Fragment(change.canonical),
            "salt": salt,
            "hash": chain.hash_of_canonical(change.canonical, salt),
            "known": self.known,
        }


def _subject_row(subject: Subject) -> Row:
    return {
        "id": subject.pk,
        "kind": subject.kind,
        "number": subject.number,
        "key": subject.key,
        "parent_id": subject.parent_id,
    }


def _link(row: Row, subject: Subject) -> chain.Document:
    return {
        "kind": subject.kind,
        "number": subject.number,
        "version": row["version"],
        "state": row["state"],
        "hash": row["hash"],
    }


def _current_versions(subjects: Iterable[Subject]) -> dict[int, int]:
    """Id of the subject → version of what is known of it now; one that is new has none."""
    current = Edition.objects.filter(subject__among=[subject.pk for subject in subjects], known__upper_inf=True)
    return dict(current.values_list("subject_id", "version"))


def _comes_last(change: Change) -> bool:
    """Events come after the incident that they name as parent; otherwise as given, because sorting is stable."""
    return change.kind == SubjectKind.EVENT


def _next_publication(*, kind: str, imprint: Imprint) -> Publication:
    last = Publication.objects.order_by("-number").first()
    salt = chain.fresh_salt()
    return Publication(
        number=last.number + 1 if last else 1,
        kind=kind,
        at=_instant_after(last.at if last else None),
        authors=sorted(imprint.authors),
        reviewer=imprint.reviewer,
        four_eyes=imprint.reviewer is not None,
        imprint=imprint.document(),
        salt=salt,
        imprint_hash=chain.salted_hash(imprint.document(), salt),
        previous_hash=last.hash if last else "",
    )


def _instant_after(last: datetime.datetime | None) -> datetime.datetime:
    """Now by the database's clock, but never at or before the last publication, whatever the clock did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(clock_timestamp(), %s::timestamptz + interval '1 microsecond')", [last])
        return cursor.fetchone()[0]


def _close(subjects: list[int], at: datetime.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE record_edition SET known = tstzrange(lower(known), %s) "
            "WHERE subject_id = ANY(%s) AND upper_inf(known)",
            [at, subjects],
        )
