"""An invented newsroom that writes and publishes by chance: the same way for the same seed, by the real actions."""

import random
from itertools import count

from companies.models import Company, CompanyName, Identifier, Ownership
from events import models
from events.models import SubmissionKind
from events.models.capture import Capture
from events.record.redact import MARK
from events.timeline.tasks import render_again
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, SourceFactory, UserFactory, published
from tracker.accounts.models import Role

DATES = ["2014", "2015-11", "2016-01-27", "2015-02/2016-03", "2016~", "2016?", "2017-01/..", "../2016-06", "2016-01-07"]
WORDS = [
    "staff",
    "emails",
    "overtime",
    "inquiry",
    "letter",
    "pledge",
    "“quoted”",
    "naïve",
    "Łódź",
    "50%off",
    "a_b",
    "x\\y",
]
ACTS = ["begin", "begin", "update", "update", "correct", "clarify", "rename", "rename", "drop", "retract", "redact"]


class Newsroom:
    """`act()` does one thing that ends in a publication, or nothing where chance picked what cannot be done."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  chance that can be repeated
        self.numbers = count(1)
        self.authors = [UserFactory(byline=f"Author {n}") for n in range(3)]
        self.reviewer = UserFactory(role=Role.REVIEWER, byline="Reviewer")
        self.topics = [models.Topic.objects.create(slug=f"t{n}", name_en=f"T {n}", name_fr=f"S {n}") for n in range(3)]
        self.companies = self._companies()
        self.sources = self._sources()
        self.public: list[models.Incident] = []

    def work(self, acts: int) -> "Newsroom":
        self.begin()
        for _ in range(acts - 1):
            self.act()
        return self

    def act(self) -> None:
        getattr(self, self.chance.choice(ACTS))()

    def words(self, most: int = 6) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, most))) + f" {next(self.numbers)}"

    # What it does ----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        incident = IncidentFactory(author=self.chance.choice(self.authors), title=self.words(), summary=self.words())
        incident.topics.set(self.chance.sample(self.topics, 2))
        models.Place.objects.create(incident=incident, name=self.words(1), country="FR")
        if self.public and self.chance.random() < 0.5:
            incident.related.add(self.chance.choice(self.public))
        for _ in range(self.chance.randint(1, 3)):
            self.write_event(incident)
        self.write_exchange(incident)
        self._publish(incident)
        self.public.append(incident)

    def update(self) -> None:
        incident = self.chance.choice(self.public or [None])
        if incident:
            self.write_event(incident)
            self._publish(incident)

    def correct(self) -> None:
        self._change_text(SubmissionKind.CORRECTION)

    def clarify(self) -> None:
        self._change_text(SubmissionKind.CLARIFICATION)

    def rename(self) -> None:
        """A company, a source and a topic get new names; one dossier brings them to the public."""
        if self.public:
            Company.objects.filter(pk=self.chance.choice(self.companies).pk).update(name=self.words(3))
            models.Source.objects.filter(pk=self.chance.choice(self.sources).pk).update(title=self.words(3))
            incident = self.chance.choice(self.public)
            incident.summary = self.words()
            incident.save()
            self._publish(incident)

    def drop(self) -> None:
        """An event goes from the desk, and becomes a tombstone."""
        incident = self.chance.choice(self.public or [None])
        event = incident and incident.events.filter(kind=models.EventKind.REPORT).first()
        if event:
            event.facts.update(preferred=None, reason="")
            models.ReportedValue.objects.filter(fact__event=event).delete()
            event.delete()
            self._publish(incident)

    def retract(self) -> None:
        if len(self.public) > 2:
            incident = self.public.pop(self.chance.randrange(len(self.public)))
            self._publish(incident, kind=SubmissionKind.RETRACTION, note="We could not stand this up.")

    def redact(self) -> None:
        """Takes back the title of an event, wherever it stands."""
        incident = self.chance.choice(self.public or [None])
        event = incident and incident.events.exclude(title=MARK).order_by("pk").first()
        if event:
            note = "A name was removed."
            self._publish(incident, kind=SubmissionKind.REDACTION, note=note, words=event.title)

    # What it writes --------------------------------------------------------------------------------------------------

    def write_event(self, incident: models.Incident) -> models.Event:
        event = EventFactory(
            incident=incident,
            title=self.words(),
            text=self.words(),
            date=self.chance.choice(DATES),
            kind=models.EventKind.REPORT,
            company=self.chance.choice(self.companies),
            source=self.chance.choice(self.sources),
            source__quotation=self.words(),
        )
        self._differing(event)
        return event

    def write_exchange(self, incident: models.Incident) -> None:
        """An allegation with all that can hang on it, and the statement that answers it."""
        accused, source = self.chance.choice(self.companies), self.chance.choice(self.sources)
        allegation = self._allegation(incident, accused, source)
        event = EventFactory(
            incident=incident,
            kind="statement",
            title=self.words(),
            date="2018",
            company=accused,
            company__role="speaker",
        )
        statement = models.Statement.objects.create(
            event=event, speaker=accused, spokesperson=self.words(2), words=self.words(), words_language="en"
        )
        stance = self.chance.choice(models.Stance.values)
        models.Answer.objects.create(statement=statement, allegation=allegation, company=accused, stance=stance)
        promise = models.Commitment.objects.create(statement=statement, text=self.words(), due="2019")
        models.CommitmentUpdate.objects.create(
            commitment=promise, status="kept", date="2019-03", source=self.chance.choice(self.sources)
        )

    def _allegation(self, incident: models.Incident, accused: Company, source: models.Source) -> models.Allegation:
        event = EventFactory(
            incident=incident, kind="allegation", title=self.words(), company=accused, company__role="accused"
        )
        models.Participant.objects.create(event=event, group=self.words(2), role="claimant", count_least=40)
        allegation = models.Allegation.objects.create(event=event, form=self.chance.choice(models.Form.values))
        allegation.statuses.create(
            status="filed", date="2017", note=self.words(3), source=self.chance.choice(self.sources)
        )
        allegation.demands.create(
            text=self.words(), addressee=self.chance.choice(self.companies), deadline="2018-01-01"
        )
        allegation.reply_requests.create(
            company=accused, asked_by=self.words(2), asked="2017-12", outcome="no_reply", source=source
        )
        return allegation

    def _differing(self, event: models.Event) -> None:
        citation = event.citations.first()
        fact = models.Fact.objects.create(event=event, kind="number", label=self.words(2))
        values = [models.ReportedValue.objects.create(fact=fact, citation=citation, text=self.words(2)) for _ in "ab"]
        if self.chance.random() < 0.5:
            fact.preferred, fact.reason = values[0], self.words(3)
            fact.save()

    def _change_text(self, kind: str) -> None:
        incident = self.chance.choice(self.public or [None])
        if incident:
            event = self.chance.choice(list(incident.events.all()))
            event.text, event.date = self.words(), self.chance.choice(DATES[:4])
            event.save()
            models.Answer.objects.filter(statement__event__incident=incident).update(note=self.words(2))
            self._publish(incident, kind=kind, note=self.words())

    def _publish(self, incident: models.Incident, **options) -> None:
        published(incident, self.reviewer, **options)
        render_again()

    def _companies(self) -> list[Company]:
        companies = [CompanyFactory(name=self.words(3), about=self.words()) for _ in range(5)]
        for child, parent in [(1, 0), (2, 1), (3, 0)]:
            Ownership.objects.create(parent=companies[parent], child=companies[child], share=60, since="2010")
        CompanyName.objects.create(company=companies[0], name=self.words(2))
        Identifier.objects.create(company=companies[0], scheme="wikidata", value=f"Q{companies[0].pk}")
        return companies

    def _sources(self) -> list[models.Source]:
        sources = [SourceFactory(title=self.words(4), authors=self.words(2), note=self.words(2)) for _ in range(7)]
        for source, origin in [(1, 0), (2, 1), (3, 0), (4, 2), (4, 3)]:
            models.Lineage.objects.create(source=sources[source], origin=sources[origin], note=self.words(2))
        Capture.objects.create(source=sources[0], state="kept", text=self.words(), sha256="0" * 64)
        return sources
