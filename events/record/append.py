"""The one way into the record. Called by `events.review` inside the transaction that changes the desk too."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.db.transaction import atomic

from events.record import chain
from events.record.models import Edition, Publication, State, Subject, SubjectKind

# One number for "somebody publishes"; any constant serves that nothing else in the database locks.
PUBLISHING = 5_020_260_001


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A subject's next document. `key` is what documents call it; an event names its incident as `parent`."""

    kind: str
    key: UUID
    document: chain.Document
    state: str = State.LIVE
    parent: UUID | None = None


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

    Takes the publishing lock. Raises IntegrityError where a rule of the record is broken.
    """
    hold_publishing_lock()
    changes = sorted(changes, key=_comes_last)
    publication = _next_publication(kind=kind, imprint=imprint)
    subjects = _subjects_of(changes)
    editions = _next_editions(changes, subjects, publication)
    publication.hash = chain.publication_hash(
        metadata=chain.metadata_of(publication),
        editions=[chain.link_of(edition) for edition in editions],
        previous=publication.previous_hash,
    )
    publication.save(force_insert=True)
    _close_current(subjects.values(), publication.at)
    Edition.objects.bulk_create(editions)
    return publication


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


def _subjects_of(changes: list[Change]) -> dict[UUID, Subject]:
    """The subject of each change by key; those met for the first time get their permanent numbers now."""
    wanted = {change.key for change in changes} | {change.parent for change in changes if change.parent}
    subjects = {subject.key: subject for subject in Subject.objects.filter(key__in=wanted)}
    for kind in dict.fromkeys(change.kind for change in changes):
        new = [change for change in changes if change.kind == kind and change.key not in subjects]
        last = Subject.objects.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0 if new else 0
        made = Subject.objects.bulk_create(
            Subject(kind=kind, number=number, key=change.key, parent=subjects[change.parent] if change.parent else None)
            for number, change in enumerate(new, start=last + 1)
        )
        subjects |= {subject.key: subject for subject in made}
    return {change.key: subjects[change.key] for change in changes}


def _next_editions(changes: list[Change], subjects: dict[UUID, Subject], publication: Publication) -> list[Edition]:
    versions = dict(
        Edition.objects.filter(subject__in=subjects.values(), known__upper_inf=True).values_list(
            "subject_id", "version"
        )
    )
    return [_edition(change, subjects[change.key], versions, publication) for change in changes]


def _edition(change: Change, subject: Subject, versions: dict[int, int], publication: Publication) -> Edition:
    salt = chain.fresh_salt()
    return Edition(
        subject=subject,
        version=versions.get(subject.pk, 0) + 1,
        publication=publication,
        state=change.state,
        document=change.document,
        salt=salt,
        hash=chain.salted_hash(change.document, salt),
        known=(publication.at, None),
    )


def _close_current(subjects: Iterable[Subject], at: datetime.datetime) -> None:
    ids = [subject.pk for subject in subjects]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE record_edition SET known = tstzrange(lower(known), %s) "
            "WHERE subject_id = ANY(%s) AND upper_inf(known)",
            [at, ids],
        )
