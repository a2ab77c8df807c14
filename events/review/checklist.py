"""What a reviewer makes sure of before approving: what the system knows is ticked by itself, the rest by a person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.exceptions import Refused
from events.models import Event, Incident, Outcome, Role, Source, SourceKind, Submission, SubmissionKind
from events.review import holding, wording

# Documents that speak for themselves: whoever wrote them was there, or is the authority.
FIRST_HAND = {SourceKind.COURT_FILING, SourceKind.COMPANY_STATEMENT, SourceKind.OFFICIAL_RECORD}


@dataclass(frozen=True, slots=True)
class Item:
    """`is_known`: the system saw that it is so. What it did not see, or cannot, a person ticks. `found` are the places
    to look at.
    """

    code: str
    label: str
    is_known: bool
    found: tuple[str, ...] = ()


def items(incident: Incident, submission: Submission, events: list[Event] | None = None) -> list[Item]:
    """The list for what was handed in. Taking something back is judged by its note alone. `events` are those of the
    incident with their documents, where they were fetched already.
    """
    if submission.kind in {SubmissionKind.RETRACTION, SubmissionKind.REDACTION}:
        return [Item("note", _("The public note says why, and repeats nothing that does harm."), is_known=False)]
    given = events
    events = holding.proposed_events(incident.events.in_order().with_document() if events is None else events)
    return [
        Item("claims", _("I read the sources: each bears out what we say of it."), is_known=False),
        _item("cited", _("Each event is cited with the exact words."), _without_words(events)),
        _item("attributed", _("Each allegation says who makes it."), _unattributed(events)),
        _item("answered", _("Each company answered, or was asked."), _not_asked(events)),
        _item("wording", _("No wording asserts guilt that is not established."), _worded(incident, given)),
        Item(
            "people", _("No private person is named, and nobody protected can be recognised."), False, _people(events)
        ),
        _item("dates", _("Each date is as precise as its source, and says where it is inferred."), _inferred(events)),
        _item("origins", _("Each allegation rests on a document at first hand, or on two origins."), _relayed(events)),
    ]


def _item(code: str, label: str, found: Iterable[str]) -> Item:
    found = tuple(found)
    return Item(code, label, is_known=not found, found=found)


def confirmed(incident: Incident, submission: Submission, ticked: Iterable[str] | None) -> list[str]:
    """What a person confirmed, to be kept with the decision. Raises Refused where something was left out.

    None: there was no page, and so no list.
    """
    if ticked is None:
        return []
    ticked = set(ticked)
    asked = [item for item in items(incident, submission) if not item.is_known]
    if left := [item.label for item in asked if item.code not in ticked]:
        raise Refused(_("Not approved yet. Tick this too, or send it back: %(list)s") % {"list": " ".join(left)})
    return sorted(item.code for item in asked)


def _without_words(events: list[Event]) -> Iterator[str]:
    for event in events:
        if not any(citation.quotation for citation in event.citations.all()):
            yield event.title


def _unattributed(events: list[Event]) -> Iterator[str]:
    for event in _allegations(events):
        if not any(part.role == Role.CLAIMANT for part in event.participants.all()):
            yield event.title


def _allegations(events: list[Event]) -> list[Event]:
    return [event for event in events if hasattr(event, "allegation")]


def _not_asked(events: list[Event]) -> Iterator[str]:
    answered = {
        (answer.allegation_id, answer.company_id)
        for event in events
        if hasattr(event, "statement")
        for answer in event.statement.answers.all()
    }
    for event in _allegations(events):
        asked = {request.company_id: request.outcome for request in event.allegation.reply_requests.all()}
        for part in event.participants.all():
            if part.role != Role.ACCUSED or part.company is None or (event.pk, part.company_id) in answered:
                continue
            if part.company_id not in asked:
                yield _("%(company)s on “%(title)s”: not asked") % {"company": part.company.name, "title": event.title}
            elif asked[part.company_id] == Outcome.ANSWERED:
                yield _("%(company)s on “%(title)s”: it answered, and no answer is here") % {
                    "company": part.company.name,
                    "title": event.title,
                }


def _worded(incident: Incident, events: list[Event] | None) -> Iterator[str]:
    for warning in wording.warnings(incident, events):
        why = warning.overruling.reason if warning.is_overruled else warning.reason
        yield f"{warning.title}: “{warning.words}” – {why}"


def _people(events: list[Event]) -> tuple[str, ...]:
    """Where to look: whom the dossier protects, and whom it names as speaking for a company."""
    groups = dict.fromkeys(p.group for event in events for p in event.participants.all() if p.protected)
    named = dict.fromkeys(e.statement.spokesperson for e in events if hasattr(e, "statement"))
    named.pop("", None)
    found = []
    if groups:
        found.append(_("Protected: %(who)s") % {"who": "; ".join(groups)})
    if named:
        found.append(_("Named as speaking for a company: %(who)s") % {"who": ", ".join(named)})
    return tuple(found)


def _inferred(events: list[Event]) -> Iterator[str]:
    for event in events:
        if event.date_basis == "inferred":
            yield _("“%(title)s”: the date is inferred") % {"title": event.title}


def _relayed(events: list[Event]) -> Iterator[str]:
    lineage = _Lineage(events)
    for event in _allegations(events):
        origins = {origin for citation in event.citations.all() for origin in lineage.origins_of(citation)}
        at_first_hand = any(citation.origin_id == citation.source_id for citation in event.citations.all())
        if not at_first_hand and len(origins) < 2 and not any(lineage.speaks_for_itself(pk) for pk in origins):
            yield _("“%(title)s”: one origin, at second hand or not said") % {"title": event.title}


class _Lineage:
    """Where the cited sources have it from, as far as the desk knows: fetched once, step by step."""

    def __init__(self, events: list[Event]) -> None:
        self.behind: dict[int, list[int]] = {}
        self.kinds: dict[int, str] = {}
        wanted = {pk for e in events for c in e.citations.all() for pk in (c.source_id, c.origin_id) if pk}
        while wanted:
            level = Source.objects.filter(pk__in=wanted).prefetch_related("origins")
            for source in level:
                self.kinds[source.pk] = source.kind
                self.behind[source.pk] = [step.origin_id for step in source.origins.all()]
            wanted = {pk for pks in self.behind.values() for pk in pks} - self.behind.keys()

    def origins_of(self, citation) -> set[int]:
        """What the passage itself names, or else the ends of the source's lineage."""
        if citation.origin_id:
            return {citation.origin_id}
        ends, waiting = set(), [citation.source_id]
        while waiting:
            pk = waiting.pop()
            waiting += self.behind[pk]
            if not self.behind[pk]:
                ends.add(pk)
        return ends

    def speaks_for_itself(self, pk: int) -> bool:
        return self.kinds[pk] in FIRST_HAND
