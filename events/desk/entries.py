"""The events of a dossier in order: each with what it rests on, what was answered, and what one should still ask."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from companies.models import Company
from events.desk.due import due_by, is_overdue
from events.desk.evidence import Origins
from events.desk.words import date_said
from events.models import Answer, Commitment, Demand, Event, Fact, Outcome, ReplyRequest, ReportedValue, Role, Source


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, with the day and the words of the statement that gives it."""

    answer: Answer
    date: str
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, with what came of it in a sentence."""

    request: ReplyRequest
    sentence: str
    is_pending: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of an allegation with one company: its answers, or what it was asked, or neither."""

    company: Company
    answers: list[Answered]
    requests: list[Asked]
    url: str

    @property
    def is_unknown(self) -> bool:
        """Nobody recorded whether it was asked, which is not the same as no reply."""
        return not (self.answers or self.requests)


@dataclass(frozen=True, slots=True)
class Demanded:
    demand: Demand
    deadline: str
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Promised:
    commitment: Commitment
    due: str
    progress: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Differing:
    """A point on which sources differ: each reported value with the source that reports it."""

    fact: Fact
    values: list[tuple[ReportedValue, Source]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as the dossier shows it."""

    event: Event
    date: str
    status: str
    citations: int
    origins: Origins
    missing: list
    replies: list[Reply] = field(default_factory=list)
    demands: list[Demanded] = field(default_factory=list)
    promises: list[Promised] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)


def entries_of(events: list[Event], origins: dict[int, Origins], missing: dict[int, list]) -> list[Entry]:
    """An entry for each event, in their order. Asks the database nothing: `with_document` fetched it all."""
    answers = defaultdict(list)
    for event in events:
        for answer in event.statement.answers.all() if hasattr(event, "statement") else ():
            answers[answer.allegation_id].append((event, answer))
    return [_entry(event, origins[event.pk], missing.get(event.pk, []), answers[event.pk]) for event in events]


def _entry(event: Event, origins: Origins, missing: list, answers: list[tuple[Event, Answer]]) -> Entry:
    return Entry(
        event=event,
        date=date_said(event.date, event.date_manner),
        status=_status(event),
        citations=len(event.citations.all()),
        origins=origins,
        missing=missing,
        replies=list(_replies(event, answers)),
        demands=list(_demands(event, answers)),
        promises=list(_promises(event)),
        differing=list(_differing(event)),
    )


def _status(event: Event) -> str:
    """The form of an allegation and how it stands at law, as of when."""
    if not hasattr(event, "allegation"):
        return ""
    steps = list(event.allegation.statuses.all())
    standing = steps[-1].get_status_display() if steps else _("alleged")
    since = date_said(steps[-1].date) if steps else ""
    standing = _("%(status)s, as of %(date)s") % {"status": standing, "date": since} if since else standing
    return f"{event.allegation.get_form_display()} · {standing}"


def _replies(event: Event, answers: list[tuple[Event, Answer]]) -> Iterator[Reply]:
    """For each company that is accused, addressed or asked: one entry."""
    if not hasattr(event, "allegation"):
        return
    requests = list(event.allegation.reply_requests.all())
    for company in concerned(event):
        query = urlencode({"company": company.pk})
        yield Reply(
            company=company,
            answers=[_answered(said, answer) for said, answer in answers if answer.company_id == company.pk],
            requests=[_asked(request) for request in requests if request.company_id == company.pk],
            url=f"{reverse('admin:desk_ask', args=[event.incident_id, event.pk])}?{query}",
        )


def concerned(event: Event) -> list[Company]:
    """Whom an allegation is about, whom it addresses, and who was asked, each once."""
    accused = [part.company for part in event.participants.all() if part.company and part.role == Role.ACCUSED]
    addressed = [demand.addressee for demand in event.allegation.demands.all()]
    asked = [request.company for request in event.allegation.reply_requests.all()]
    return list(dict.fromkeys([*accused, *addressed, *asked]))


def _answered(said: Event, answer: Answer) -> Answered:
    words = said.statement.words or said.statement.indirect
    return Answered(answer, date_said(said.date, said.date_manner), words)


def _asked(request: ReplyRequest) -> Asked:
    is_pending = request.outcome == Outcome.PENDING
    overdue = is_pending and due_by(request, request.deadline).days_over > 0
    return Asked(request, request_sentence(request), is_pending, overdue)


def request_sentence(request: ReplyRequest) -> str:
    """By whom it was asked, when, and what came of it."""
    words = {"by": request.asked_by, "date": date_said(request.asked)}
    asked = _("Asked by %(by)s (%(date)s).") % words if words["date"] else _("Asked by %(by)s.") % words
    return f"{asked} {_what_came_of(request)}"


def _what_came_of(request: ReplyRequest) -> str:
    day = date_said(request.deadline if request.outcome == Outcome.PENDING else request.outcome_by)
    match request.outcome:
        case Outcome.PENDING:
            return _("A reply is pending (until %(date)s).") % {"date": day} if day else _("A reply is pending.")
        case Outcome.NO_REPLY:
            return _("No reply by %(date)s.") % {"date": day} if day else _("No reply is known.")
        case Outcome.DECLINED:
            return _("It declined to answer.")
    return _("It answered.")


def _demands(event: Event, answers: list[tuple[Event, Answer]]) -> Iterator[Demanded]:
    for demand in event.allegation.demands.all() if hasattr(event, "allegation") else ():
        yield Demanded(
            demand, date_said(demand.deadline), [answer for _said, answer in answers if answer.demand_id == demand.pk]
        )


def _differing(event: Event) -> Iterator[Differing]:
    sources = {citation.pk: citation.source for citation in event.citations.all()}
    for fact in event.facts.all():
        values = list(fact.values.all())
        if len({value.text for value in values}) > 1:
            yield Differing(fact, [(value, sources[value.citation_id]) for value in values])


def _promises(event: Event) -> Iterator[Promised]:
    for promise in event.statement.commitments.all() if hasattr(event, "statement") else ():
        updates = list(promise.updates.all())
        progress = updates[-1].get_status_display() if updates else ""
        yield Promised(promise, date_said(promise.due), progress, is_overdue(promise))
