"""What the record said anew, otherwise or no more from one instant to another: each subject as it was and became."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from django.db.models import F, Q, QuerySet, Subquery

from events.record.known_on import editions_at
from events.record.models import Edition, Publication, State, Subject, SubjectKind
from events.timeline.models import PastEntry
from events.timeline.queries import PUBLIC

PAGE = 30


@dataclass(frozen=True, slots=True)
class Span:
    """From after publication `first` to publication `last`: what happened between two instants."""

    first: int
    last: int
    since: datetime.datetime
    until: datetime.datetime

    @property
    def publications(self) -> int:
        """Numbers have no gaps."""
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: `skipped` changes into those that `publication` made last. As text: `12.30`."""

    publication: int
    skipped: int

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError where `text` is no place."""
        publication, _, skipped = text.partition(".")
        if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (publication, skipped)):
            raise ValueError(text)
        return cls(int(publication), int(skipped))

    def __str__(self) -> str:
        return f"{self.publication}.{self.skipped}"


@dataclass(slots=True)
class Change:
    """A subject as it was and as it became; `old` is None for what is new. `acts` published it, the newest first."""

    new: Edition
    old: Edition | None = None
    acts: list[Publication] = field(default_factory=list)
    retracted_since: bool = False

    @property
    def kind(self) -> str:
        """new, changed, merged, retracted or redacted: what a reader is told of it."""
        if self.new.document is None:
            return "redacted"
        if self.new.state != State.LIVE:
            return self.new.state
        return "changed" if self.old and self.old.state == State.LIVE else "new"

    @property
    def is_silent(self) -> bool:
        """Whether nothing of what it said may be repeated: taken back, then or since."""
        return self.kind in ("redacted", State.RETRACTED) or self.retracted_since

    @property
    def is_comparable(self) -> bool:
        return self.kind == "changed" and not self.is_silent and self.old.document is not None


def span(since: datetime.datetime, until: datetime.datetime) -> Span:
    """The publications between two instants, in one query."""
    publications = Publication.objects.using(PUBLIC).order_by("-at")
    first = Publication.objects.filter(at__lte=since).order_by("-at").values("number")[:1]
    row = publications.filter(at__lte=until).annotate(first=Subquery(first)).values_list("first", "number")[:1]
    found = row[0] if row else (0, 0)
    return Span(found[0] or 0, found[1], since, until)


def of_subject(subject: Subject, span: Span) -> Q:
    """Which editions tell of `subject`: its own; of an incident or a company also those of its events."""
    told = Subject.objects.filter(pk=subject.pk).order_by()
    if subject.kind == SubjectKind.INCIDENT:
        told = told.union(Subject.objects.filter(parent=subject).order_by(), all=True)
    if subject.kind == SubjectKind.COMPANY:
        within = Q(since__gt=span.first, since__lte=span.last) | Q(until__gt=span.first, until__lte=span.last)
        events = PastEntry.objects.filter(within, company=subject.number).values("event")
        told = told.union(Subject.objects.filter(kind=SubjectKind.EVENT, number__in=events).order_by(), all=True)
    return Q(subject__in=told.values("pk"))


def changes(span: Span, about: Q | None = None, place: Place | None = None) -> tuple[list[Change], Place | None]:
    """One page of what changed in `span`, what changed last first, and where the next begins. Five queries."""
    rows = _last_said(span).filter(about or Q())
    skipped = 0
    if place:
        rows, skipped = rows.filter(publication__lte=place.publication), place.skipped
    found = list(rows.values_list("pk", flat=True)[skipped : skipped + PAGE + 1])  # sorted without their documents
    editions = Edition.objects.using(PUBLIC).select_related("subject", "publication").in_bulk(found[:PAGE])
    page = [Change(editions[pk]) for pk in found[:PAGE]]
    _add_what_was(page, span)
    _add_what_became(page)
    _add_acts(page, span)
    return page, _place_after(page, place) if len(found) > PAGE else None


def _last_said(span: Span) -> QuerySet[Edition]:
    """What each subject that changed in `span` said at its end."""
    within = editions_at(span.until, using=PUBLIC).filter(publication__gt=span.first, publication__lte=span.last)
    return within.order_by(F("publication").desc(), "-id")


def _add_what_was(page: list[Change], span: Span) -> None:
    before = editions_at(span.since, using=PUBLIC).filter(subject__in=[change.new.subject_id for change in page])
    by_subject = {edition.subject_id: edition for edition in before}
    for change in page:
        change.old = by_subject.get(change.new.subject_id)


def _add_what_became(page: list[Change]) -> None:
    """Whether it was retracted afterwards: then its words are not repeated."""
    gone = retracted_now(change.new.subject_id for change in page)
    for change in page:
        change.retracted_since = change.new.subject_id in gone


def retracted_now(subjects: Iterable[int]) -> set[int]:
    """Of these subjects those that are retracted by now."""
    editions = Edition.objects.using(PUBLIC).filter(subject__in=list(subjects), known__upper_inf=True)
    return set(editions.filter(state=State.RETRACTED).values_list("subject", flat=True))


def _add_acts(page: list[Change], span: Span) -> None:
    by_subject = {change.new.subject_id: change for change in page}
    editions = Edition.objects.using(PUBLIC).filter(
        subject__in=by_subject, publication__gt=span.first, publication__lte=span.last
    )
    for edition in editions.select_related("publication").defer("document").order_by("-version"):
        by_subject[edition.subject_id].acts.append(edition.publication)


def _place_after(shown: list[Change], begun: Place | None) -> Place:
    """After the last that is shown: how many of its publication's changes have been shown by now."""
    publication = shown[-1].new.publication_id
    here = sum(change.new.publication_id == publication for change in shown)
    if begun and begun.publication == publication:
        here += begun.skipped
    return Place(publication, here)
