"""The desk's rows of a scale, the same in every run: what is drawn for an incident depends on its number alone."""

import random
import uuid
from collections.abc import Iterator
from itertools import accumulate, count

from django.db.models import Model

from companies.models import Company, CompanyName, Identifier, Ownership
from events import models
from events.dates import Reading, reading_of, sort_key
from events.models.lineage import Lineage
from tests.bench import scale as scales
from tests.bench.scale import LONG, MIDDLING, SHORT, Scale
from tracker.accounts.models import Role, User

SEED = 20_171_227
AUTHOR, REVIEWER = 1, 2
ALLEGED, ANSWERED = 3, 6
"""The places of the allegation and of its answer among the events of a disputed incident."""
PLACE_FOR_ROWS = 100
"""More rows of one kind than an incident ever has: ids are the incident's number times this, and on."""
OTHER_KINDS = ["report", "official_action", "legal_step", "company_action", "context"]
SYLLABLES = ["ba", "co", "de", "fi", "gu", "la", "mer", "non", "por", "qui", "ras", "sel", "tan", "vo", "wex", "zé"]
COUNTRIES = ["US", "FR", "GB", "DE", "IN", "BR", "JP", "ZA"]
OUTLETS = ["The Example", "Le Specimen", "Sample Daily", "Muster-Zeitung"]
STANCES = ["denies", "disputes_in_part", "defends", "apologises", "declines_to_comment"]


def _corpus() -> str:
    """A long text of pseudo-words, the common ones as common as in a language."""
    draw = random.Random(SEED)  # noqa: S311  data for measuring, nothing to keep secret
    words = ["".join(draw.choices(SYLLABLES, k=draw.randint(1, 4))) for _ in range(5_000)]
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    return " ".join(draw.choices(words, cum_weights=weights, k=200_000))


CORPUS = _corpus()


def random_of(subject: str) -> random.Random:
    return random.Random(f"{SEED} {subject}")  # noqa: S311  the same


def key_of(kind: str, number: int) -> uuid.UUID:
    return uuid.UUID(int=random_of(f"{kind} {number}").getrandbits(128), version=4)


def prose(draw: random.Random, least: int, most: int) -> str:
    """Between `least` and `most` characters of the corpus, from the beginning of a word."""
    begin = CORPUS.index(" ", draw.randrange(len(CORPUS) - most - 100)) + 1
    return CORPUS[begin : begin + draw.randint(least, most)].rstrip().capitalize()


def people() -> list[Model]:
    return [
        User(pk=AUTHOR, username="bench-author", is_staff=True, role=Role.AUTHOR, byline="A. Author"),
        User(pk=REVIEWER, username="bench-reviewer", is_staff=True, role=Role.REVIEWER, byline="R. Reviewer"),
    ]


def company_rows(scale: Scale) -> Iterator[Model]:
    names = {LONG: "Long Timeline", MIDDLING: "Middling Timeline", SHORT: "Short Timeline"}
    for number in range(1, scale.companies + 1):
        draw = random_of(f"company {number}")
        name = names.get(number) or f"{prose(draw, 6, 18)} {number}"
        yield Company(
            pk=number,
            key=key_of("company", number),
            name=name,
            country=draw.choice(COUNTRIES),
            about=prose(draw, 40, 120),
            updated_at=scales.FIRST_PUBLISHED,
        )
        yield CompanyName(pk=number, company_id=number, name=f"{name} Holding", kind="legal", language="en")
        yield Identifier(pk=number, company_id=number, scheme="wikidata", value=f"Q{number + 1000}")
        if owner := scales.owner_of(number):
            yield Ownership(pk=number, parent_id=owner, child_id=number, share=60, since="2001")


def source_rows(incident: int) -> Iterator[Model]:
    for number in scales.sources_of(incident):
        draw = random_of(f"source {number}")
        yield models.Source(
            pk=number,
            key=key_of("source", number),
            title=prose(draw, 40, 100),
            url=f"https://news.example/{number}",
            publisher=draw.choice(OUTLETS),
            authors="N. N.",
            published=f"{draw.randint(2010, 2019)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            language=draw.choice(["en", "fr"]),
            updated_at=scales.FIRST_PUBLISHED,
        )
        if origin := scales.origin_of(number):
            yield Lineage(pk=number, source_id=number, origin_id=origin, relation="reports")


def incident_rows(scale: Scale, incident: int) -> Iterator[Model]:
    """An incident as published by AUTHOR and REVIEWER, with its events and all that hangs on them."""
    draw = random_of(f"incident {incident}")
    yield models.Incident(
        pk=incident,
        key=key_of("incident", incident),
        title=prose(draw, 30, 80),
        summary=prose(draw, 150, 400),
        status="published",
        author_id=AUTHOR,
        updated_at=scales.published_at(incident),
    )
    yield models.Place(pk=incident, incident_id=incident, name=prose(draw, 4, 12), country=draw.choice(COUNTRIES))
    yield models.Submission(
        pk=incident,
        incident_id=incident,
        kind="first",
        digest=f"{incident:064x}",
        state="approved",
        submitted_by_id=AUTHOR,
        submitted_at=scales.published_at(incident),
        decided_by_id=REVIEWER,
        decided_at=scales.published_at(incident),
    )
    yield from _Events(scale, incident, draw)


class _Events:
    """The events of one incident: iterating gives their rows."""

    def __init__(self, scale: Scale, incident: int, draw: random.Random) -> None:
        self.scale = scale
        self.incident = incident
        self.draw = draw
        self.accused = draw.randint(SHORT + 1, scale.known_companies(incident))
        self.ids = count(incident * PLACE_FOR_ROWS)

    def __iter__(self) -> Iterator[Model]:
        numbers = scales.events_of(self.incident)
        dates = dates_in_order(self.draw, len(numbers))
        for place, (number, date) in enumerate(zip(numbers, dates, strict=True)):
            kind = self._kind(place)
            yield self._event(number, kind, date)
            yield from self._participants(number, place, kind)
            yield from self._citations(number, place)
            yield from self._parts(number, kind)

    def _kind(self, place: int) -> str:
        disputed = {ALLEGED: "allegation", ANSWERED: "statement"} if scales.is_disputed(self.incident) else {}
        return disputed.get(place) or self.draw.choice(OTHER_KINDS)

    def _event(self, number: int, kind: str, date: Reading) -> models.Event:
        return models.Event(
            pk=number,
            key=key_of("event", number),
            incident_id=self.incident,
            kind=kind,
            title=prose(self.draw, 30, 90),
            text=prose(self.draw, 300, 800),
            date=date.edtf,
            date_manner=str(date.manner),
            date_wording="as the article has it",
            earliest=date.earliest,
            latest=date.latest,
            updated_at=scales.published_at(self.incident),
        )

    def _participants(self, number: int, place: int, kind: str) -> Iterator[Model]:
        companies = self._companies(number, place, kind)
        role = "accused" if kind == "allegation" else "mentioned"
        for company in companies:
            speaks = kind == "statement" and company == self.accused
            yield models.Participant(
                pk=next(self.ids), event_id=number, company_id=company, role="speaker" if speaks else role
            )
        if kind == "allegation" or self.draw.random() < 0.25:
            role = "claimant" if kind == "allegation" else "affected"
            yield models.Participant(pk=next(self.ids), event_id=number, group="employees", count_least=12, role=role)

    def _companies(self, number: int, place: int, kind: str) -> list[int]:
        """One to four: those whose timelines have a set length, who has to be there, and others."""
        companies = self.scale.on_timelines(number)
        if place == 0:
            companies += [new for new in self.scale.new_companies(self.incident) if new > SHORT]
        if kind in {"allegation", "statement"}:
            companies.append(self.accused)
        known = self.scale.known_companies(self.incident)
        wanted = min(max(len(companies), self.draw.randint(1, 4)), known - SHORT)
        while len(set(companies)) < wanted:
            companies.append(self.draw.randint(SHORT + 1, known))
        return list(dict.fromkeys(companies))

    def _citations(self, number: int, place: int) -> Iterator[Model]:
        own = scales.sources_of(self.incident)
        cited = {own[place % len(own)]: None}
        for _ in range(self.draw.randint(0, 2)):
            cited[self.draw.randint(1, min(own[-1], self.scale.sources))] = None
        for source in cited:
            row = next(self.ids)
            yield models.Citation(
                pk=row,
                key=key_of("citation", row),
                event_id=number,
                source_id=source,
                quotation=prose(self.draw, 40, 160),
                locator=f"paragraph {self.draw.randint(1, 20)}",
                supports=["fact"],
            )

    def _parts(self, number: int, kind: str) -> Iterator[Model]:
        if kind == "allegation":
            yield models.Allegation(event_id=number, form="accusation")
        if kind == "statement":
            yield models.Statement(
                event_id=number,
                speaker_id=self.accused,
                capacity="a spokesperson",
                addressed_to=self.draw.choice(OUTLETS),
                words=prose(self.draw, 80, 240),
                words_language="en",
            )
            yield models.Answer(
                pk=self.incident,
                statement_id=number,
                allegation_id=scales.events_of(self.incident)[ALLEGED],
                company_id=self.accused,
                stance=self.draw.choice(STANCES),
            )


def dates_in_order(draw: random.Random, count: int) -> list[Reading]:
    """Dates of every precision, within ten years of each other, in the order of a timeline."""
    begun = draw.randint(1995, 2014)
    return sorted((reading_of(_date(draw, begun)) for _ in range(count)), key=sort_key)


def _date(draw: random.Random, begun: int) -> str:
    year, month, day = begun + draw.randint(0, 9), draw.randint(1, 12), draw.randint(1, 28)
    shapes = [f"{year}", f"{year}~", f"{year}/{year + 1}", f"{year}-{month:02}"] + [f"{year}-{month:02}-{day:02}"] * 6
    return draw.choice(shapes)
