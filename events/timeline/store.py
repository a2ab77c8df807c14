"""From the record into the public tables. Runs inside the transaction that publishes, or again in the background."""

import datetime
from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import UUID

import orjson
from django.db.models import Model

from events.addresses import canonical, domains_of
from events.dates import reading_of, sort_key
from events.record.inserting import Row, insert
from events.record.known_on import editions_of
from events.record.models import Edition, State
from events.record.walking import texts_under
from events.timeline.columns import columns_of
from events.timeline.dossier import Document, Dossier, Named, load_all, load_around
from events.timeline.faces import company_face, event_face, incident_face, source_face
from events.timeline.folding import accented_in, fold, letter_of, words_in
from events.timeline.models import (
    FOLDED,
    Heading,
    PublicCompany,
    PublicEvent,
    PublicIncident,
    PublicSource,
    SourceUse,
    TimelineEntry,
)
from events.timeline.traits import traits_of

UNDATED = datetime.date(9999, 12, 31)
INCIDENTS, OTHERS = 25, 500  # so many are in memory at once


def show_incident(key: UUID) -> None:
    """Renders an incident with all its events, and their places on timelines and under sources."""
    show_incidents([key])


def show_incidents(keys: Iterable[UUID]) -> None:
    """The same of many, some at a time."""
    for _dossiers in incidents_shown(keys):
        pass


def incidents_shown(keys: Iterable[UUID]) -> Iterator[list[Dossier]]:
    """The same, giving the dossiers that were just rendered, as long as they are in memory."""
    named = Named()
    for together in _some(keys, INCIDENTS):
        dossiers = [dossier for dossier in load_all(together, named=named) if dossier.incident]
        own = [(dossier, dossier.incident, incident_face(dossier, dossier.incident)) for dossier in dossiers]
        _upsert(PublicIncident, [_incident_row(dossier, face) for dossier, _edition, face in own])
        headed = {"incident__among": [edition.subject.number for _dossier, edition, _face in own]}
        _replace(Heading, headed, [heading for _dossier, _edition, face in own for heading in _headings(face)])
        events = [event_rows(dossier, edition) for dossier in dossiers for edition in dossier.events]
        _upsert(PublicEvent, [event for event, _entries, _uses in events])
        of_these = {"event__among": [event["number"] for event, _entries, _uses in events]}
        _replace(TimelineEntry, of_these, [entry for _event, entries, _uses in events for entry in entries])
        _replace(SourceUse, of_these, [use for _event, _entries, uses in events for use in uses])
        yield dossiers


def show_companies(keys: Iterable[UUID]) -> None:
    for together in _some(keys, OTHERS):
        editions = editions_of(together)
        dossier = load_around(editions)
        _upsert(PublicCompany, [_company_row(edition, company_face(dossier, edition)) for edition in editions])


def show_sources(keys: Iterable[UUID]) -> None:
    for together in _some(keys, OTHERS):
        editions = editions_of(together)
        dossier = load_around(editions)
        _upsert(PublicSource, [_source_row(edition, source_face(dossier, edition)) for edition in editions])


def _some(keys: Iterable[UUID], count: int) -> Iterator[list[UUID]]:
    """Keys in their order, each once, so many at a time."""
    keys = iter(dict.fromkeys(keys))
    while together := list(islice(keys, count)):
        yield together


def encode(face: Document) -> str:
    """The JSON that the API sends: compact, keys in the order of the face."""
    return orjson.dumps(face).decode()


def _row(edition: Edition, face: Document) -> Row:
    return {
        "number": edition.subject.number,
        "key": edition.subject.key,
        "title": face.get("title") or face.get("name") or "",
        "state": face["state"],
        "version": edition.version,
        "publication": edition.publication_id,
        "body": encode(face),
        "search": searched_words(edition.document or {}, face) if face["state"] == State.LIVE else "",
    }


def _company_row(edition: Edition, face: Document) -> Row:
    row = _row(edition, face)
    title = row["title"]
    names = [name for name in (title, *(other["name"] for other in face.get("names", []))) if name]
    return row | {
        "owners": [owner["company"]["id"] for owner in face.get("owners", [])],
        "successor": face["successor"]["id"] if face.get("successor") else None,
        "country": face.get("country", ""),
        "letter": letter_of(title) if names else "",
        "folded": fold(title)[:FOLDED],
        "names": "\n".join(" ".join(words_in(name)) for name in names),
    }


def _incident_row(dossier: Dossier, face: Document) -> Row:
    """With the words of its title and of its events', each once: against them spellings are compared."""
    row = _row(dossier.incident, face)
    title = row["title"]
    titles = [title, *(edition.document["title"] for edition in dossier.live_events())] if title else []
    words = dict.fromkeys(word for title in titles for word in words_in(title))
    return row | {"folded": " ".join(islice(words, MOST_WORDS))}


def _source_row(edition: Edition, face: Document) -> Row:
    url = canonical(face.get("url", ""))
    named = {name: face.get(name, "") for name in ("kind", "publisher", "language")}
    return _row(edition, face) | named | {"url": url, "domains": domains_of(url)}


def _headings(face: Document) -> list[Row]:
    """The topics of an incident, and each country in which a place of it lies."""
    topics = [("topic", topic["slug"], topic["en"], topic["fr"]) for topic in face.get("topics", [])]
    countries = dict.fromkeys(place["country"] for place in face.get("places", []) if place["country"])
    return [
        {"facet": facet, "value": value, "english": english, "french": french, "incident": face["id"]}
        for facet, value, english, french in [*topics, *(("country", country, "", "") for country in countries)]
    ]


def event_rows(dossier: Dossier, edition: Edition) -> tuple[Row, list[Row], list[Row]]:
    """An event, its place on each timeline and its use of each source; one that is not live has neither."""
    face = event_face(dossier, edition)
    if face["state"] != State.LIVE:
        return _event_row(dossier, edition, face, []), [], []
    entries, sources = _entries(dossier, face), _sources(dossier, edition)
    traits = traits_of(face, dossier.incident.document or {}, entries=entries, domains=_domains(sources.values()))
    return _event_row(dossier, edition, face, traits), entries, _uses(edition, sources)


def _event_row(dossier: Dossier, edition: Edition, face: Document, traits: list[str]) -> Row:
    earliest, latest = order_of(face.get("date") or {})
    return _row(edition, face) | {
        "incident": dossier.incident.subject.number,
        "kind": face.get("kind", ""),
        "status": face["allegation"]["status"]["status"] if "allegation" in face else "",
        "language": face.get("language", ""),
        "earliest": earliest,
        "latest": latest,
        "days": _days(face),
        "traits": traits,
    }


def order_of(date: Document) -> tuple[datetime.date, datetime.date]:
    """Where an event with this date stands in time; the undated stand last."""
    if not date.get("edtf"):
        return UNDATED, UNDATED
    undated, earliest, latest = sort_key(reading_of(date["edtf"], date["manner"]))
    return (UNDATED, UNDATED) if undated else (earliest, latest)


def _days(face: Document) -> str:
    """The days on which it may lie: what is not known lies on none, and no period finds it."""
    date = face.get("date") or {}
    spans = reading_of(date["edtf"], date["manner"]).spans if date.get("edtf") else ()
    return _multirange(span for span in spans if any(span))


def _multirange(spans: Iterable[tuple[datetime.date | None, datetime.date | None]]) -> str:
    return "{" + ",".join(f"[{first or ''},{last or ''}]" for first, last in spans) + "}"


def _entries(dossier: Dossier, face: Document) -> list[Row]:
    """One entry for each company that takes part in a living event."""
    roles: dict[int, list[str]] = {}
    for part in face["participants"]:
        if part["company"]:
            roles.setdefault(part["company"]["id"], []).append(part["role"])
    earliest, latest = order_of(face["date"])
    about = dossier.incident.document or {}
    topics = [topic["slug"] for topic in about.get("topics", [])]
    shared = {
        "event": face["id"],
        "incident": dossier.incident.subject.number,
        "earliest": earliest,
        "latest": latest,
        "days": _days(face),
        "kind": face["kind"],
        "topics": topics,
    }
    return [
        {"company": company, **shared, "roles": of_company, **columns_of(face, company)}
        for company, of_company in roles.items()
    ]


def _sources(dossier: Dossier, edition: Edition) -> dict[str, Edition]:
    """By key, every source that an event cites, for whatever it says, and every one behind those."""
    behind = (key for citation in edition.document["citations"] for key in _behind(dossier, citation))
    keys = dict.fromkeys([*texts_under({"source"}, edition.document), *behind])
    return {key: source for key in keys if (source := dossier.get(key))}


def _domains(sources: Iterable[Edition]) -> list[str]:
    urls = (canonical(source.document["url"]) for source in sources if source.state == State.LIVE)
    return sorted({domain for url in urls for domain in domains_of(url)})


def _uses(edition: Edition, sources: dict[str, Edition]) -> list[Row]:
    event, cited = edition.subject.number, set(texts_under({"source"}, edition.document))
    uses = [{"source": source.subject.number, "event": event, "cited": key in cited} for key, source in sources.items()]
    return sorted(uses, key=lambda use: use["source"])


def _behind(dossier: Dossier, citation: Document) -> Iterable[str]:
    """The keys of the sources that a citation relays; the one that it names, or the lineage of the cited one."""
    waiting, seen = [citation["origin"] or citation["source"]], set()
    while waiting:
        key = waiting.pop()
        if key not in seen and (edition := dossier.get(key)):
            seen.add(key)  # two documents may each relay the other
            yield key
            if citation["origin"] != citation["source"]:
                waiting.extend(step["source"] for step in edition.document["lineage"])


MOST_WORDS = 1_000
LONGEST_SEARCHED = 100_000
"""So many characters of a document are found by their words: PostgreSQL holds no more than a mebibyte of stems."""


def searched_words(document: Document, face: Document) -> str:
    """Every text of a document as `searchable()` takes it: in the first line those of its title, or of its names.

    In the third stand those with accents once more. The companies that take part are found by their present names,
    which the document itself does not hold.
    """
    titles = [document.get("title", ""), document.get("name", ""), *(n["name"] for n in document.get("names", []))]
    parties = [part["company"]["name"] for part in face.get("participants", face.get("parties", [])) if part["company"]]
    title, rest = (
        " ".join(texts)[:LONGEST_SEARCHED] for texts in (titles, [*parties, *texts_under(SEARCHED, document)])
    )
    lines = (words_in(title), words_in(rest), dict.fromkeys(accented_in(rest)))
    return "\n".join(" ".join(line) for line in lines)


SEARCHED = {
    "title",
    "text",
    "summary",
    "name",
    "about",
    "group",
    "quotation",
    "label",
    "words",
    "translation",
    "indirect",
    "spokesperson",
    "addressed_to",
    "publisher",
    "authors",
    "note",
    "wording",
    "asked_by",
    "en",
    "fr",
}


def _upsert(table: type[Model], rows: list[Row]) -> None:
    insert(table, rows, unique="number")


def _replace(table: type[Model], gone: dict[str, list[int]], rows: list[Row]) -> None:
    table.objects.filter(**gone).delete()
    insert(table, rows)
