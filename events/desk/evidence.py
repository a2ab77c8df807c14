"""What a dossier rests on: its sources with their lineage, and how many independent origins each event has.

Origins are counted by the code that counts them in public, from the documents that the desk's rows would become.
"""

from collections import Counter
from dataclasses import dataclass

from events.models import Event, Lineage, Source
from events.record.models import Edition, Subject, SubjectKind
from events.review.documents import event_document, source_document
from events.timeline.dossier import GENERATIONS, Dossier
from events.timeline.faces.origins import origins_of


@dataclass(frozen=True, slots=True)
class Cited:
    """A source, how often the dossier cites it (never, if it only stands behind another), and what it draws on."""

    source: Source
    citations: int
    draws_on: list[Lineage]


@dataclass(frozen=True, slots=True)
class Origins:
    """How many origins there are, what they are called, and whether only those that relay them were seen."""

    count: int
    names: list[str]
    secondary_only: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    sources: list[Cited]
    of_event: dict[int, Origins]
    of_all: Origins


def evidence_of(events: list[Event]) -> Evidence:
    """Expects the rows that `with_document` fetches; one query for each generation of sources, and two beside it."""
    citations = {event.pk: list(event.citations.all()) for event in events}
    cited = Counter(citation.source_id for each in citations.values() for citation in each)
    named = {citation.origin_id for each in citations.values() for citation in each if citation.origin_id}
    sources = _with_what_is_behind(cited.keys() | named | set(_cited_by_parts(events)))
    behind = Dossier(incident=None, events=[], others={str(s.key): _edition(s) for s in sources.values()})
    documents = {event.pk: event_document(event)["citations"] for event in events}
    return Evidence(
        sources=[Cited(s, cited[s.pk], list(s.origins.all())) for s in sorted(sources.values(), key=_order(cited))],
        of_event={pk: _origins(behind, document) for pk, document in documents.items()},
        of_all=_origins(behind, [citation for document in documents.values() for citation in document]),
    )


def _cited_by_parts(events: list[Event]) -> list[int]:
    """The sources of steps, requests and updates, which are cited without a quotation."""
    found = []
    for event in events:
        if hasattr(event, "allegation"):
            found += [step.source_id for step in event.allegation.statuses.all()]
            found += [request.source_id for request in event.allegation.reply_requests.all()]
        if hasattr(event, "statement"):
            promises = event.statement.commitments.all()
            found += [update.source_id for promise in promises for update in promise.updates.all()]
    return [key for key in found if key]


def _with_what_is_behind(keys: set[int]) -> dict[int, Source]:
    found: dict[int, Source] = {}
    for _generation in range(GENERATIONS):
        missing = keys - found.keys()
        if not missing:
            break
        found |= {source.pk: source for source in Source.objects.with_details().filter(pk__in=missing)}
        keys = {step.origin_id for source in found.values() for step in source.origins.all()}
    return found


def _edition(source: Source) -> Edition:
    subject = Subject(kind=SubjectKind.SOURCE, number=source.pk, key=source.key)
    return Edition(subject=subject, document=source_document(source))


def _origins(behind: Dossier, citations: list[dict]) -> Origins:
    found = origins_of(behind, citations)
    names = [source["publisher"] or source["title"] for source in found["sources"]]
    return Origins(found["count"], names, found["secondary_only"] and bool(citations))


def _order(cited: Counter):
    return lambda source: (-cited[source.pk], source.title, source.pk)
