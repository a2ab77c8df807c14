"""What a dossier still lacks before it can be handed in. A draft may lack anything; a submission nothing."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from companies.models import Company
from events.dates import reading_of
from events.exceptions import Problem
from events.models import Event, EventKind, Incident, Role
from events.record.chain import Document
from events.review import holding


def missing(incident: Incident, events: list[Event] | None = None) -> list[Problem]:
    """All that is missing, at the rows and fields where it has to be mended; empty if nothing is. `events` are those
    of the incident, in order and with their documents, where they were fetched already.

    What only concerns held-back events is not missing: they are not published now.
    """
    events = list(incident.events.in_order().with_document()) if events is None else events
    public = holding.public_documents(events)
    proposed = holding.proposed_events(events)
    found = [
        *_in_incident(incident, events, stays=bool(proposed or public)),
        *(problem for event in proposed for problem in _in_event(event)),
        *_held_back(events, public),
    ]
    return list(dict.fromkeys(found))  # a source that several events cite lacks its publisher once


def _in_incident(incident: Incident, events: list[Event], *, stays: bool) -> Iterator[Problem]:
    if not incident.summary:
        yield _problem(incident, "summary", _("Say in a sentence or two what the affair is about."))
    if not events:
        yield _problem(incident, "events", _("Add at least one event."))
    elif not stays:
        yield _problem(incident, "events", _("Every event is held back: publish at least one."))


def _held_back(events: list[Event], public: dict[str, Document]) -> Iterator[Problem]:
    """What is published now may not name what is hidden, and what stays public may not name what goes."""
    hidden = holding.hidden_keys(events, public)
    for event in holding.proposed_events(events):
        for answer in event.statement.answers.all() if hasattr(event, "statement") else ():
            named = {str(answer.allegation.event.key), str(answer.demand.key) if answer.demand else ""}
            if named & hidden:
                sentence = _("It answers “%(title)s”, which is held back: hold this back too, or let that go.")
                yield _problem(event, "answers", sentence % {"title": answer.allegation.event.title})
    on_desk = {str(event.key) for event in events}
    for event in events:
        document = public.get(str(event.key), {})
        answers = document.get("statement", {}).get("answers", [])
        if any(answer["allegation"] not in on_desk for answer in answers):
            yield _problem(
                event, "held_back", _("In public it answers an allegation that you removed: it cannot be held back.")
            )


def _in_event(event: Event) -> Iterator[Problem]:
    for check in (_evidence, _date, _parties, _parts, _allegation, _statement, _facts):
        yield from check(event)


def _evidence(event: Event) -> Iterator[Problem]:
    citations = event.citations.all()
    if not citations:
        yield _problem(event, "citations", _("Cite at least one source."))
    for citation in citations:
        if not (citation.source.publisher or citation.source.url):
            yield _problem(citation.source, "publisher", _("Say who published it, or where it can be found."))


def _date(event: Event) -> Iterator[Problem]:
    if not event.date:
        yield _problem(event, "date", _("Give a date, as precisely as it is known: a year will do."))


def _parties(event: Event) -> Iterator[Problem]:
    participants = event.participants.all()
    for field, company in dict.fromkeys(_companies(event)):
        if company and company.merged_into_id:
            yield _problem(event, field, _("“%(name)s” became another company: name that one.") % {"name": company})
    if not participants and event.kind != EventKind.STATEMENT:
        yield _problem(event, "participants", _("Say which companies or groups take part."))
    if event.kind == EventKind.ALLEGATION:
        roles = {participant.role for participant in participants}
        if Role.CLAIMANT not in roles:
            yield _problem(event, "participants", _("An allegation is always attributed: say who alleges it."))
        if Role.ACCUSED not in roles:
            yield _problem(event, "participants", _("Say which company the allegation is about."))


def _companies(event: Event) -> Iterator[tuple[str, Company | None]]:
    """All that the event names, by the field where it does."""
    yield from (("participants", part.company) for part in event.participants.all())
    if hasattr(event, "allegation"):
        yield from (("demands", demand.addressee) for demand in event.allegation.demands.all())
        yield from (("reply_requests", request.company) for request in event.allegation.reply_requests.all())
    if hasattr(event, "statement"):
        yield "speaker", event.statement.speaker
        yield from (("answers", answer.company) for answer in event.statement.answers.all())


PARTS: dict[str, tuple[str, Callable[[], str]]] = {
    EventKind.ALLEGATION: ("allegation", lambda: _("Say what form the allegation has.")),
    EventKind.STATEMENT: ("statement", lambda: _("Say whose statement it is and what was said.")),
}


def _parts(event: Event) -> Iterator[Problem]:
    part, sentence = PARTS.get(event.kind, ("", None))
    if part and not hasattr(event, part):
        yield _problem(event, part, sentence())
    for kind, (other, _sentence) in PARTS.items():
        if event.kind != kind and hasattr(event, other):
            yield _problem(
                event, "kind", _("It has the details of another kind of event: change the kind, or remove them.")
            )


def _allegation(event: Event) -> Iterator[Problem]:
    if not hasattr(event, "allegation"):
        return
    for step in event.allegation.statuses.all():
        if step.source is None:
            yield _problem(event, "statuses", _("Each step of the legal history is cited: name the source."))
        if not step.date:
            yield _problem(event, "statuses", _("Say as of when the status holds."))
    for request in event.allegation.reply_requests.all():
        if request.source is None:
            yield _problem(event, "reply_requests", _("That a company was asked is cited: name the source."))


def _statement(event: Event) -> Iterator[Problem]:
    if not hasattr(event, "statement"):
        return
    statement = event.statement
    if statement.speaker is None:
        yield _problem(event, "speaker", _("Whose words are these? Name the company."))
    if not (statement.words or statement.indirect):
        yield _problem(event, "words", _("Give the exact words, or report what was said."))
    for answer in statement.answers.all():
        yield from _answer(event, answer)


def _answer(event: Event, answer) -> Iterator[Problem]:
    if answer.company_id != event.statement.speaker_id:
        yield _problem(event, "answers", _("A company answers for itself: the answer’s company is the speaker."))
    if _wholly_before(event, answer.allegation.event) and not answer.note:
        yield _problem(
            event,
            "answers",
            _("It lies wholly before the allegation that it answers: mend a date, or say why in the note."),
        )


def _wholly_before(statement: Event, allegation: Event) -> bool:
    if not (statement.date and allegation.date):
        return False
    said, alleged = (
        reading_of(statement.date, statement.date_manner),
        reading_of(allegation.date, allegation.date_manner),
    )
    return bool(said.latest and alleged.earliest and said.latest < alleged.earliest)


def _facts(event: Event) -> Iterator[Problem]:
    for fact in event.facts.all():
        if not fact.values.all():
            yield _problem(event, "facts", _("“%(fact)s” has no reported value.") % {"fact": fact.label})


def _problem(row, field: str, sentence: str) -> Problem:
    return Problem(model=row._meta.model_name, pk=row.pk, title=str(row), field=field, sentence=sentence)
