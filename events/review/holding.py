"""What is held back: events of a dossier that the next publication leaves as they are in public, or leaves out.

A held-back event keeps its public edition; one that was never public is hidden, with its key and those of its demands.
"""

from collections.abc import Iterable

from events.models import Event, Incident
from events.record.chain import Document
from events.record.known_on import editions_of
from events.record.models import State


def proposed_events(events: Iterable[Event]) -> list[Event]:
    return [event for event in events if not event.held_back]


def public_documents(events: Iterable[Event]) -> dict[str, Document]:
    """Key → current public document of those events that are held back and public; one query, or none."""
    held = [event.key for event in events if event.held_back]
    editions = editions_of(held) if held else []
    return {str(e.subject.key): e.document for e in editions if e.state == State.LIVE and e.document is not None}


def hidden_keys(events: Iterable[Event], public: dict[str, Document]) -> set[str]:
    """Keys that no document may name: of held-back events that are not public, and of demands that they added."""
    hidden = set()
    for event in events:
        if event.held_back:
            document = public.get(str(event.key))
            shown = {demand["key"] for demand in (document or {}).get("allegation", {}).get("demands", [])}
            hidden |= {key for key in _demands_of(event) if key not in shown}
            if document is None:
                hidden.add(str(event.key))
    return hidden


def _demands_of(event: Event) -> list[str]:
    return [str(demand.key) for demand in event.allegation.demands.all()] if hasattr(event, "allegation") else []


def names_hidden(answer: Document, hidden: set[str]) -> bool:
    return answer["allegation"] in hidden or answer["demand"] in hidden


def without_hidden(document: Document, hidden: set[str]) -> Document:
    """The document without the answers to what is hidden; `checks` has refused such a dossier before, this is the
    second lock.
    """
    if hidden and "statement" in document:
        answers = [answer for answer in document["statement"]["answers"] if not names_hidden(answer, hidden)]
        return {**document, "statement": {**document["statement"], "answers": answers}}
    return document


def held_back(incident: Incident) -> list[Event]:
    return list(incident.events.filter(held_back=True).in_order())
