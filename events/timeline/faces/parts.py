"""What several faces share: dates in words, references to companies and sources, the end of a subject."""

from functools import lru_cache
from typing import Any

from django.conf import settings

from events.dates import describe, html_datetime, reading_of
from events.record.models import Edition, State
from events.timeline.dossier import Dossier, moment

Face = dict[str, Any]
LANGUAGES = ("en", "fr")
PAGES = {"company": "companies", "incident": "incidents", "event": "events", "source": "sources"}


def page(kind: str, number: int) -> str:
    """The path of a subject's page; the same on every host."""
    return f"/{PAGES[kind]}/{number}/"


def opening(edition: Edition) -> Face:
    """What every face begins with."""
    return {
        "id": edition.subject.number,
        "type": edition.subject.kind,
        "state": edition.state,
        "version": edition.version,
        "publication": edition.publication_id,
        "changed": moment(edition.publication.at),
        "page": page(edition.subject.kind, edition.subject.number),
        "licence": settings.DATA_LICENCE,
    }


def closed(edition: Edition) -> Face | None:
    """The face of a subject that says nothing more: retracted, with the reason, or redacted. None for a living one."""
    if edition.state == State.RETRACTED:
        return opening(edition) | {"reason": edition.publication.note}
    if edition.document is None:
        return opening(edition) | {"state": "redacted", "redacted_in": edition.redacted_in_id}
    return None


def honest_date(edtf: str, manner: str | None = None) -> Face | None:
    """A date with its bounds and its words in both languages, no more precise than it is known."""
    if not edtf:
        return None
    reading = reading_of(edtf, manner or None)
    in_html, words = _written(edtf, reading.manner)
    return {
        "edtf": edtf,
        "earliest": reading.earliest and reading.earliest.isoformat(),
        "latest": reading.latest and reading.latest.isoformat(),
        "manner": reading.manner,
        "approximate": reading.approximate,
        "datetime": in_html,
        "text": dict(zip(LANGUAGES, words, strict=True)),
    }


@lru_cache(maxsize=4096)
def _written(edtf: str, manner: str) -> tuple[str, tuple[str, ...]]:
    """A date as HTML has it, and in the words of each language: days come again, and words take long to find."""
    words = (describe(edtf, manner=manner, language=language) for language in LANGUAGES)
    return html_datetime(edtf), tuple(words)


def company(dossier: Dossier, key: str | None) -> Face | None:
    """A company by its number and present name; one that was merged, by its successor's."""
    edition = dossier.get(key)
    if edition and edition.state == State.MERGED:
        return company(dossier, edition.document["into"])
    if edition is None:
        return None
    number = edition.subject.number
    return {"id": number, "name": edition.document["name"], "page": page("company", number)}


def source(dossier: Dossier, key: str | None) -> Face | None:
    """A source as a citation shows it."""
    edition = dossier.get(key)
    if edition is None:
        return None
    document = edition.document
    return {
        "id": edition.subject.number,
        "kind": document["source_kind"],
        "title": document["title"],
        "publisher": document["publisher"],
        "authors": document["authors"],
        "url": document["url"],
        "language": document["language"],
        "published": honest_date(document["published"]),
        "published_inferred": document["published_inferred"],
        "note": document["note"],
        "sha256": document["sha256"],
        "captured": document["captured"],
        "page": page("source", edition.subject.number),
    }


def incident(dossier: Dossier) -> Face | None:
    edition = dossier.incident
    if edition is None or edition.document is None or edition.state != State.LIVE:
        return None
    number = edition.subject.number
    return {"id": number, "title": edition.document["title"], "page": page("incident", number)}
