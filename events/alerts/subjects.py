"""What can be followed: how it is written in an address, what it is called, and what is new of it on the record."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.alerts.models import FollowKind
from events.record.models import Edition, Publication
from events.timeline import corrections as log
from events.timeline import queries
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, TimelineEntry
from events.timeline.search import LONGEST, holding
from events.timeline.wanted import read

TABLES = {FollowKind.COMPANY: PublicCompany, FollowKind.INCIDENT: PublicIncident}


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to follow: `number` of a company or an incident, `words` of a search or the name of a topic."""

    kind: str
    number: int | None = None
    words: str = ""

    @classmethod
    def read(cls, what: str, words: str = "") -> "Subject":
        """ "company-3", "topic-labour", "search" with `words`. Raises ValueError for anything else."""
        kind, _dash, rest = what.partition("-")
        if kind in FollowKind.numbered():
            if not (rest.isascii() and rest.isdigit() and len(rest) < 10 and int(rest)):
                raise ValueError(what)
            return cls(kind, int(rest))
        if kind == FollowKind.TOPIC:
            return cls(kind, words=_words(rest))
        if kind == FollowKind.SEARCH and not rest:
            return cls(kind, words=_words(words))
        if kind in FollowKind.values and not rest:
            return cls(kind)
        raise ValueError(what)

    @property
    def address(self) -> str:
        """The page on which readers find it."""
        if self.kind in FollowKind.numbered():
            return reverse(self.kind, args=[self.number])
        if self.kind == FollowKind.CORRECTIONS:
            return reverse("corrections")
        if self.kind == FollowKind.SEARCH:
            return f"{reverse('search')}?{urlencode({'q': self.words})}"
        return reverse("home")

    def name(self) -> str:
        """What it is called in public, in the language of now. Raises LookupError where there is no such thing."""
        if self.kind == FollowKind.EVERYTHING:
            return _("Everything that is published")
        if self.kind == FollowKind.CORRECTIONS:
            return _("All corrections")
        if self.kind == FollowKind.SEARCH:
            return _("Search: %(words)s") % {"words": self.words}
        if self.kind == FollowKind.TOPIC:
            return _("Topic: %(name)s") % {"name": _topic(self.words)}
        row = queries.find(TABLES[self.kind], self.number)
        if row is None:
            raise LookupError(self.kind)
        return row.title if row.state == "live" else f"{self.kind} {self.number}"


def _words(text: str) -> str:
    text = " ".join(text.split())
    if not text or len(text) > LONGEST or "\0" in text:
        raise ValueError(text)
    return text


def _topic(slug: str) -> str:
    """Raises LookupError for a topic that no published incident has."""
    found = queries.living(PublicIncident).filter(body__contains=f'"slug":"{slug}"').first()
    topics = queries.face_of(found)["topics"] if found else []
    for topic in topics:
        if topic["slug"] == slug:
            return topic["fr" if get_language() == "fr" else "en"]
    raise LookupError(slug)


def entries(subject: Subject, after: int, until: int) -> QuerySet[PublicEvent]:
    """The events that are public now and changed last with publications `after`–`until`, the newest last."""
    found = queries.living(PublicEvent).filter(publication__gt=after, publication__lte=until)
    return ENTRIES[subject.kind](found, subject).order_by("publication", "earliest", "number")


def _on_timeline(found: QuerySet, subject: Subject) -> QuerySet:
    return found.filter(number__in=TimelineEntry.objects.filter(company=subject.number).values("event"))


def _with_topic(found: QuerySet, subject: Subject) -> QuerySet:
    return found.filter(number__in=TimelineEntry.objects.filter(topics__contains=[subject.words]).values("event"))


def _holding(found: QuerySet, subject: Subject) -> QuerySet:
    sought = read(subject.words)
    return holding(sought, found) if sought else found.none()


ENTRIES: dict[str, Callable[[QuerySet, Subject], QuerySet]] = {
    FollowKind.EVERYTHING: lambda found, subject: found,
    FollowKind.CORRECTIONS: lambda found, subject: found.none(),
    FollowKind.COMPANY: _on_timeline,
    FollowKind.INCIDENT: lambda found, subject: found.filter(incident=subject.number),
    FollowKind.TOPIC: _with_topic,
    FollowKind.SEARCH: _holding,
}


def corrections(subject: Subject, after: int, until: int) -> QuerySet[Publication]:
    """What was set right or taken back of it in that time: judged by any version of what a publication changed, for
    what was taken back is on no timeline any more, and whoever was told of it has to hear that.
    """
    acts = queries.corrections().filter(number__gt=after, number__lte=until).order_by("number")
    if subject.kind in (FollowKind.EVERYTHING, FollowKind.CORRECTIONS):
        return acts
    if subject.kind == FollowKind.SEARCH:
        sought = read(subject.words)
        return log.of_search(sought, acts) if sought else acts.none()
    concerned = _concerning(Edition.objects.all(), subject).values("subject")
    return acts.filter(editions__subject__in=concerned).distinct()


def _concerning(editions: QuerySet[Edition], subject: Subject) -> QuerySet[Edition]:
    if subject.kind == FollowKind.TOPIC:
        tagged = {"topics": [{"slug": subject.words}]}
        incidents = editions.filter(document__contains=tagged).values("subject")
        return editions.filter(Q(subject__in=incidents) | Q(subject__parent__in=incidents))
    of = log.of_incident if subject.kind == FollowKind.INCIDENT else log.of_company
    return of(subject.number)


def newest() -> int:
    """The number of the last publication that readers see."""
    return queries.standing().publication
