"""What lies on the workbench: the text with its marks, the dossier with its events, what is proposed and missing."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from companies.models import Company
from events.dates import describe
from events.desk.dossier import Dossier, Entry, Missing
from events.desk.workbench.passage import CapturedText, latest_text, place_of
from events.desk.workbench.proposals import Offer, Pile, about, piles_of, proposals_of
from events.desk.workbench.text import CHOSEN, CITED, PROPOSED, Mark, Paragraph, paragraphs_of
from events.intake import DeskCompany, Proposal
from events.intake.desk_list import desk_companies
from events.models import Allegation, Citation, Event, Incident, Role, Source
from events.record.models import Subject, SubjectKind

MOST_FOUND = 12


@dataclass(slots=True)
class Line:
    """An event of the dossier, with what this source says for it."""

    entry: Entry
    citations: list[Citation] = field(default_factory=list)

    @property
    def event(self) -> Event:
        return self.entry.event


class Bench:
    """What `user` sees of `source` beside `incident`. Fixed in its number of queries, whatever lies on it."""

    def __init__(self, *, source: Source, incident: Incident | None, user) -> None:
        self.source, self.incident, self.user = source, incident, user
        self.chosen: tuple[int, int] | None = None

    @cached_property
    def text(self) -> CapturedText | None:
        return latest_text(self.source)

    @cached_property
    def dossier(self) -> Dossier | None:
        return Dossier(self.incident, self.user) if self.incident else None

    @property
    def may_edit(self) -> bool:
        return bool(self.dossier and self.dossier.may_edit)

    # --- The dossier ---

    @cached_property
    def citations(self) -> list[Citation]:
        """Of this source, in all incidents that the person sees."""
        visible = Incident.objects.visible_to(self.user)
        cited = Citation.objects.filter(source=self.source, event__incident__in=visible.values("pk"))
        return list(cited.select_related("event__incident", "origin").order_by("position", "id"))

    @cached_property
    def lines(self) -> list[Line]:
        of = defaultdict(list)
        for citation in self.citations:
            of[citation.event_id].append(citation)
        return [Line(entry, of[entry.event.pk]) for entry in self.dossier.entries] if self.dossier else []

    @cached_property
    def events(self) -> list[Event]:
        return [line.event for line in self.lines]

    @property
    def missing(self) -> list[Missing]:
        return self.dossier.missing if self.dossier else []

    @cached_property
    def allegations(self) -> list[Allegation]:
        """Of the dossier, the newest last, with demands and accused."""
        made = Allegation.objects.filter(event__incident=self.incident).select_related("event")
        return list(made.prefetch_related("demands", "event__participants__company").order_by("event"))

    def last_accused(self) -> list[str]:
        """Whom the allegation was about that was made last: most likely the next one is too."""
        return [company.name for company in accused_in(self.allegations[-1])] if self.allegations else []

    def likely_answered(self, words: str) -> Allegation | None:
        """Of the allegations against a company that `words` name the one made last. Where they name no company, the
        last of all; where they name only others, whom nobody accuses, none.
        """
        named = {company.id for company in self.companies if _are_named((company.name, *company.aliases), words)}
        for allegation in reversed(self.allegations):
            if named & {company.pk for company in accused_in(allegation)}:
                return allegation
        return self.allegations[-1] if self.allegations and not named else None

    def beside(self, place: int) -> str:
        """The paragraph of the text that goes over `place`."""
        text = self.text.text if self.text else ""
        return text[text.rfind("\n", 0, place) + 1 :].split("\n", 1)[0]

    # --- Other dossiers ---

    @cached_property
    def incidents(self) -> list[Incident]:
        """The incidents that cite this source, but the one that lies here."""
        cited = {citation.event.incident_id: citation.event.incident for citation in self.citations}
        return [incident for pk, incident in cited.items() if not self.incident or pk != self.incident.pk]

    # --- The text ---

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        if not self.text:
            return []
        return paragraphs_of(self.text.text, [*self.cited, *self._proposed(), *self._chosen()])

    @cached_property
    def cited(self) -> list[Mark]:
        """Where the citations of this source stand in the text."""
        places = [(place_of(citation, self.text.text), citation) for citation in self.citations]
        return [Mark(*place, CITED, citation) for place, citation in places if place]

    def _chosen(self) -> list[Mark]:
        return [Mark(*self.chosen, CHOSEN)] if self.chosen else []

    def _proposed(self) -> list[Mark]:
        return [Mark(each.start, each.end, PROPOSED) for each in self.proposals]

    # --- What the text proposes ---

    @cached_property
    def companies(self) -> list[DeskCompany]:
        return desk_companies()

    @cached_property
    def proposals(self) -> list[Proposal]:
        return proposals_of(self.text, companies=self.companies, user=self.user) if self.text else []

    @cached_property
    def offers(self) -> list[Offer]:
        """The proposals, with the paragraph in which each begins."""
        starts = [paragraph.start for paragraph in self.paragraphs]
        cited = [(mark.start, mark.end) for mark in self.cited if self._is_own(mark.subject)]
        return [
            Offer(each, about(each), bisect_right(starts, each.start), (each.start, each.end) in cited)
            for each in self.proposals
        ]

    @property
    def piles(self) -> list[Pile]:
        return piles_of(self.offers)

    def _is_own(self, citation: Citation) -> bool:
        return bool(self.incident) and citation.event.incident_id == self.incident.pk

    # --- Addresses ---

    @property
    def url(self) -> str:
        return self.url_with()

    def url_with(self, **more: object) -> str:
        """The address of this page, with the same dossier and what else is given."""
        incident = {"incident": self.incident.pk} if self.incident else {}
        query = urlencode(incident | more)
        page = reverse("admin:desk_workbench", args=[self.source.pk])
        return f"{page}?{query}" if query else page

    @property
    def dismiss_url(self) -> str:
        incident = {"incident": self.incident.pk} if self.incident else None
        return reverse("admin:desk_dismiss", args=[self.source.pk], query=incident)

    @cached_property
    def published_in_words(self) -> str:
        """The day of the source, as a date to confirm and nothing more."""
        return describe(self.source.published, manner="within", language="en") if self.source.published else ""


def _are_named(names: Iterable[str], words: str) -> bool:
    """Whether one of `names` stands in `words` as a word of its own."""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE) for name in names)


def accused_in(allegation: Allegation) -> list[Company]:
    parties = allegation.event.participants.all()
    return [party.company for party in parties if party.role == Role.ACCUSED and party.company]


def incidents_found(words: str, user) -> QuerySet[Incident]:
    """Incidents that `user` sees, by public number, title, or a company that takes part in an event."""
    visible = Incident.objects.visible_to(user)
    number = words.removeprefix("#").removeprefix("№").strip()
    if number.isdecimal() and len(number) < 10:
        keys = Subject.objects.filter(kind=SubjectKind.INCIDENT, number=int(number)).values("key")
        if by_number := visible.filter(key__in=keys):
            return by_number
    called = visible.filter(title__icontains=words)
    with_company = visible.filter(pk__in=_with_company(words))
    return (called | with_company).distinct().order_by("-updated_at", "-pk")


def _with_company(words: str) -> QuerySet:
    company = "events__participants__company__"
    own = Incident.objects.filter(**{f"{company}name__icontains": words})
    other = Incident.objects.filter(**{f"{company}names__name__icontains": words})
    return (own | other).values("pk")
