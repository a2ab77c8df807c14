"""What words of a source become: an event with all that it needs, a citation, a fact, a reply request, a lineage.

Each action locks the incident first (docs/decisions/0004), asks whether this person may edit it, and makes all of it
or nothing. `key` comes with the form and is given once: a form that arrives twice makes nothing the second time.
"""

import uuid

from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from companies.models import Company
from events.desk.workbench.passage import Passage
from events.desk.workbench.picking import Named
from events.exceptions import Refused
from events.models import (
    Allegation,
    Answer,
    Citation,
    Demand,
    Event,
    EventKind,
    Fact,
    FactKind,
    Incident,
    Lineage,
    Participant,
    ReplyRequest,
    ReportedValue,
    Role,
    Source,
    Statement,
    Supports,
)
from events.review import permissions

FORMS = uuid.UUID("6f0f6f0e-6b9a-4f4e-9a3a-0f5a0d5c7a11")


class AlreadyMade(Refused):
    """This very form was saved before."""

    def __init__(self) -> None:
        super().__init__(_("This was saved already; nothing was made twice."))


def key_of(form: uuid.UUID, by) -> uuid.UUID:
    """The key of what a form makes: the person's own, so that nobody can choose the key of something else."""
    return uuid.uuid5(FORMS, f"{by.pk}/{form}")


def opened(incident: Incident, by) -> Incident:
    """The incident, held to the end of the transaction, if `by` may edit it. Raises Refused."""
    held = Incident.objects.locked().filter(pk=incident.pk).first()
    if held is None:
        raise Refused(_("This incident was deleted in the meantime."))
    permissions.check_can_edit(by, held)
    return held


@atomic
def begin(*, by, key: uuid.UUID, title: str, summary: str, language: str) -> Incident:
    """A new incident, `by`'s own draft."""
    if Incident.objects.filter(key=key).exists():
        raise AlreadyMade
    incident = Incident(key=key, author=by, title=title, summary=summary, language=language)
    incident.full_clean()
    incident.save()
    return incident


@atomic
def allege(
    *,
    incident: Incident,
    by,
    key: uuid.UUID,
    passage: Passage,
    event: dict,
    form: str,
    accused: list[Named],
    claimant: list[Named],
    group: dict,
    demand: str = "",
    origin: Source | None = None,
) -> Event:
    """What is alleged, by whom and against whom, cited. `group` says more of a claimant that is no company."""
    made = _event(incident, by, key, EventKind.ALLEGATION, event)
    Allegation.objects.create(event=made, form=form)
    companies = [named.company() for named in accused]
    for company in dict.fromkeys(companies):
        _take_part(made, Role.ACCUSED, company)
    for named in claimant:
        company = named.company()
        _take_part(made, Role.CLAIMANT, company, **({} if company else {"group": named.name, **group}))
    if demand:
        if not companies:
            raise Refused(_("A demand has an addressee: say which company it is about."))
        Demand.objects.create(allegation=made.allegation, text=demand, addressee=companies[0])
    _cite(made, passage, [Supports.FACT], origin=origin)
    return made


@atomic
def state(
    *,
    incident: Incident,
    by,
    key: uuid.UUID,
    passage: Passage,
    event: dict,
    speaker: Named,
    said: dict,
    answers: tuple[int, int | None] | None = None,
    stance: str = "",
    note: str = "",
    origin: Source | None = None,
) -> Event:
    """What a company said, and which allegation (and perhaps which demand of it) that answers."""
    made = _event(incident, by, key, EventKind.STATEMENT, event)
    company = speaker.company()
    statement = Statement(event=made, speaker=company, **said)
    statement.full_clean(exclude=["event"])
    statement.save(force_insert=True)
    _take_part(made, Role.SPEAKER, company)
    if answers and stance:
        allegation = _allegation(made.incident, answers[0])
        demand = allegation.demands.filter(pk=answers[1]).first() if answers[1] else None
        statement.answers.add(
            Answer(allegation=allegation, demand=demand, company=company, stance=stance, note=note), bulk=False
        )
    _cite(made, passage, [Supports.WORDS if statement.words else Supports.FACT], origin=origin)
    return made


@atomic
def report_value(
    *, incident: Incident, by, key: uuid.UUID, passage: Passage, onto: str, kind: str, label: str, value: dict
) -> ReportedValue:
    """A value that this source reports: of a fact that is there (`onto` "f12") or of a new one ("e12", an event).

    What other sources report of the same fact stays as it is.
    """
    incident = opened(incident, by)
    fact, event = _fact(incident, onto), None
    if fact is None:
        event = _own_event(incident, onto.removeprefix("e"))
        fact = Fact.objects.create(event=event, kind=kind, label=label)
    return _report(fact, passage, value, key=key, supports=Supports.FACT)


@atomic
def date_event(
    *, incident: Incident, by, key: uuid.UUID, passage: Passage, event: int, date: str, basis: str, replace: bool
) -> tuple[Event, bool]:
    """Dates an event by words of the source, and cites them. Returns the event, and whether it has the date now.

    A date that it has already stays, unless `replace`: the other one is then kept as what this source reports.
    """
    dated = _own_event(opened(incident, by), event)
    if dated.date and dated.date != date and not replace:
        label = _("date")
        fact = dated.facts.filter(kind=FactKind.DATE, label=label).first()
        fact = fact or Fact.objects.create(event=dated, kind=FactKind.DATE, label=label)
        _report(fact, passage, {"text": _short(passage.words), "date": date}, key=key, supports=Supports.DATE)
        return dated, False
    dated.date, dated.date_manner, dated.date_basis = date, "", basis
    dated.date_wording = _short(passage.words)
    dated.full_clean(exclude=["incident"])
    dated.save()
    _cite(dated, passage, [Supports.DATE], key=key)
    return dated, True


@atomic
def cite(
    *,
    incident: Incident,
    by,
    key: uuid.UUID,
    passage: Passage,
    event: int,
    supports: list[str],
    locator: str = "",
    origin: Source | None = None,
) -> Citation:
    """One more citation for an event that is there."""
    cited = _own_event(opened(incident, by), event)
    return _cite(cited, passage, supports, key=key, locator=locator, origin=origin)


@atomic
def ask(
    *, incident: Incident, by, key: uuid.UUID, passage: Passage, allegation: int, company: Named, request: dict
) -> ReplyRequest:
    """That a company was asked about an allegation and what came of it, as this source says."""
    asked = _allegation(opened(incident, by), allegation)
    made = ReplyRequest(allegation=asked, company=company.company(), source=passage.source, **request)
    again = {"company": made.company, "source": made.source, "asked_by": made.asked_by, "outcome": made.outcome}
    if asked.reply_requests.filter(**again).exists():
        raise Refused(_("This request stands in the dossier already."))
    _cite(asked.event, passage, [Supports.FACT], key=key)
    made.full_clean()
    made.save()
    return made


@atomic
def relay(*, incident: Incident, by, passage: Passage, origin: Source, relation: str, citations: list[int]) -> Lineage:
    """This source draws on `origin`, as it says itself; so do those of its passages in the incident that are named."""
    incident = opened(incident, by)
    if origin.pk is None:
        origin.full_clean()
        origin.save()
    source = passage.source
    made, is_new = Lineage.objects.get_or_create(source=source, origin=origin, defaults={"relation": relation})
    relaying = Citation.objects.filter(pk__in=citations, source=source, event__incident=incident)
    if not (relaying.update(origin=origin) or is_new):
        raise AlreadyMade
    return made


def _event(incident: Incident, by, key: uuid.UUID, kind: str, fields: dict) -> Event:
    incident = opened(incident, by)
    if Event.objects.filter(key=key).exists():
        raise AlreadyMade
    event = Event(incident=incident, key=key, kind=kind, language=incident.language, **fields)
    event.full_clean(exclude=["incident"])
    event.save()
    return event


def _take_part(event: Event, role: str, company: Company | None, **group: object) -> None:
    participant = Participant(event=event, role=role, company=company, **group)
    participant.full_clean(exclude=["event"])
    participant.save()


def _cite(
    event: Event,
    passage: Passage,
    supports: list[str],
    *,
    key: uuid.UUID | None = None,
    locator: str = "",
    origin: Source | None = None,
) -> Citation:
    """The citation of the passage for the event: the one that is there, if these very words are cited already."""
    if key and Citation.objects.filter(key=key).exists():
        raise AlreadyMade
    cited = _same_words(event, passage).first()
    if cited is None:
        cited = Citation(event=event, key=key or uuid.uuid4(), **passage.as_citation())
    cited.supports = sorted({*cited.supports, *supports})
    cited.locator, cited.origin = locator or cited.locator, origin or cited.origin
    cited.full_clean(exclude=["event", "source", "origin"])
    cited.save()
    return cited


def _same_words(event: Event, passage: Passage) -> QuerySet[Citation]:
    place = {"quotation": passage.words, "position": passage.anchor.position}
    return Citation.objects.filter(event=event, source=passage.source, **place)


def _report(fact: Fact, passage: Passage, value: dict, *, key: uuid.UUID, supports: str) -> ReportedValue:
    citation = _cite(fact.event, passage, [supports], key=key)
    made = ReportedValue(fact=fact, citation=citation, **value)
    made.full_clean(exclude=["fact", "citation"])
    made.save()
    return made


def _fact(incident: Incident, onto: str) -> Fact | None:
    if not onto.startswith("f"):
        return None
    fact = Fact.objects.select_related("event").filter(pk=onto[1:], event__incident=incident).first()
    if fact is None:
        raise Refused(_("This fact was deleted in the meantime: choose again."))
    return fact


def _own_event(incident: Incident, pk: int | str) -> Event:
    event = Event.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk, incident=incident).first()
    if event is None:
        raise Refused(_("This event was deleted in the meantime: choose again."))
    return event


def _allegation(incident: Incident, pk: int) -> Allegation:
    allegation = Allegation.objects.select_related("event").filter(pk=pk, event__incident=incident).first()
    if allegation is None:
        raise Refused(_("This allegation was deleted in the meantime: choose again."))
    return allegation


def _short(words: str) -> str:
    most = Event._meta.get_field("date_wording").max_length
    return words if len(words) <= most else f"{words[: most - 1]}…"
