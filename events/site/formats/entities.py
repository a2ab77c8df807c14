"""FollowTheMoney entities, as investigators' tools load them: companies, their owners, what happened, the documents.

Written by hand: the library brings forty others, of which some need a compiler. Every subject gives the entities that
are its own, so that a whole record gives each once. No name of a person is made an entity: who spoke for a company
stays in the text. An allegation's description has its status and what was answered beside it.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings

from events.site.formats.addresses import permanent
from events.site.phrases import in_brief, status_line, who_says_so
from events.timeline.queries import Face

TYPE = "application/json+ftm"

Entity = dict[str, Any]

SCHEMAS = {"company": "Company", "media": "Company", "public_body": "PublicBody"}
"""What a kind of company is there; whatever else there is, is an Organization."""
ARTICLES = {"news", "report", "social_post"}
NAMES = {"legal": "alias", "trading": "alias", "former": "previousName", "short": "weakAlias"}
IDENTIFIERS = {"lei": "leiCode", "wikidata": "wikidataId", "opencorporates": "opencorporatesUrl", "domain": "website"}
LANGUAGES = {
    **{"ar": "ara", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "fi": "fin"},
    **{"fr": "fra", "he": "heb", "hi": "hin", "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "ko": "kor"},
    **{"nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sv": "swe", "tr": "tur"},
    **{"uk": "ukr", "vi": "vie", "zh": "zho"},
}
"""Two letters to the three that FollowTheMoney wants; of other languages nothing is said."""


def written(faces: Iterable[Face]) -> Iterator[bytes]:
    """A line for each entity of some faces, with a short one for each subject that they name, each once."""
    told: set[str] = set()
    for face in faces:
        for entity in (*entities_of(face), *_named_by(face)):
            if entity["id"] not in told:
                told.add(entity["id"])
                yield orjson.dumps(entity) + b"\n"


def entities_of(face: Face) -> Iterator[Entity]:
    """The subject itself, and its links to others."""
    yield from {"company": _company, "incident": _incident, "event": _event, "source": _source}[face["type"]](face)


def _company(face: Face) -> Iterator[Entity]:
    about = {
        "name": [face["name"]],
        "country": [face["country"].lower()],
        "summary": [face["about"]],
    }
    for name in face["names"]:
        about.setdefault(NAMES.get(name["kind"], "alias"), []).append(name["name"])
    for identifier in face["identifiers"]:
        if identifier["scheme"] in IDENTIFIERS:
            written_out = identifier["scheme"] in ("opencorporates", "domain")
            value = identifier["url"] if written_out else identifier["value"]
            about.setdefault(IDENTIFIERS[identifier["scheme"]], []).append(value)
        elif identifier["scheme"] == "isin" and _schema(face) == "Company":
            about.setdefault("isinCode", []).append(identifier["value"])
    yield _entity("company", face["id"], _schema(face), about | _whence(face))
    for owner in face["owners"]:
        yield _ownership(face, owner)


def _schema(company: Face) -> str:
    return SCHEMAS.get(company["kind"], "Organization")


def _ownership(face: Face, owner: Face) -> Entity:
    """Only a Company can be an asset there."""
    number = f"{owner['company']['id']}.{face['id']}.{owner['since'] or ''}"
    above, own = _id("company", owner["company"]["id"]), _id("company", face["id"])
    span = {"startDate": [owner["since"] or ""], "endDate": [owner["until"] or ""], **_whence(face)}
    if _schema(face) == "Company":
        share = {"percentage": [str(owner["share"] or "")]}
        return _entity("owner", number, "Ownership", {"owner": [above], "asset": [own], **share, **span})
    return _link("owner", number, subject=above, object=own, role="owner", **span)


def _incident(face: Face) -> Iterator[Entity]:
    topics = [topic["en"] or topic["slug"] for topic in face["topics"]]
    countries = [place["country"].lower() for place in face["places"]]
    involved = [_id("company", party["company"]["id"]) for party in face["parties"]]
    about = {"name": [face["title"]], "summary": [face["summary"]], "keywords": topics, "country": countries}
    yield _entity("incident", face["id"], "Event", about | {"involved": involved} | _whence(face))
    for other in face["related"]:
        link = {"subject": _id("incident", face["id"]), "object": _id("incident", other["id"])}
        yield _link("related", f"{face['id']}.{other['id']}", role="related", **link)


def _event(face: Face) -> Iterator[Entity]:
    own = _id("event", face["id"])
    parts = [part for part in face["participants"] if part["company"]]
    about = {
        "name": [face["title"]],
        "summary": [face["text"]],
        "description": ["\n".join(_told(face))],
        "keywords": [face["kind"]],
        "involved": [_id("company", part["company"]["id"]) for part in parts],
        **_dates(face["date"]),
    }
    yield _entity("event", face["id"], "Event", about | _whence(face))
    for part in parts:
        company = _id("company", part["company"]["id"])
        number = f"{face['id']}.{part['company']['id']}.{part['role'].replace('_', '-')}"
        yield _link("part", number, subject=company, object=own, role=part["role"])
    if incident := face["incident"]:
        link = {"subject": own, "object": _id("incident", incident["id"])}
        yield _link("within", f"{face['id']}.{incident['id']}", role="part of", **link)
    for citation in face["citations"]:
        if citation["source"]:
            yield _documentation(face, citation)


def _told(face: Face) -> Iterator[str]:
    """What the title must not stand without: whose account it is, and of an allegation its status and the answers."""
    if "allegation" in face:
        yield status_line(face["allegation"])
    if who := who_says_so(face):
        yield f"Who says so: {who}."
    yield from in_brief(face)


def _dates(date: Face) -> dict[str, list[str]]:
    """A day, month or year as such; otherwise the first and last day that it may have been."""
    if exact := date.get("datetime"):
        return {"date": [exact]}
    return {"startDate": [date.get("earliest") or ""], "endDate": [date.get("latest") or ""]}


def _documentation(face: Face, citation: Face) -> Entity:
    about = {
        "document": [_id("source", citation["source"]["id"])],
        "entity": [_id("event", face["id"])],
        "role": citation["supports"],
        "summary": [citation["quotation"]],
    }
    return _entity("citation", citation["id"], "Documentation", about)


def _source(face: Face) -> Iterator[Entity]:
    yield _document(face, _whence(face))
    for step in face["lineage"]:
        link = {"subject": _id("source", face["id"]), "object": _id("source", step["source"]["id"])}
        yield _link("lineage", f"{face['id']}.{step['source']['id']}", role=step["relation"], **link)


def _document(source: Face, whence: Entity) -> Entity:
    published = (source["published"] or {}).get("datetime") or ""
    about = {
        "title": [source["title"]],
        "name": [source["title"]],
        "author": [source["authors"]],
        "publisher": [source["publisher"]],
        "publishedAt": [published],
        "language": [LANGUAGES.get(source["language"][:2], "")],
        "notes": [f"SHA-256 of our copy: {source['sha256']}"] if source["sha256"] else [],
        "sourceUrl": [source["url"]],
    }
    if source["kind"] in ARTICLES:
        return _entity("source", source["id"], "Article", about | whence)
    return _entity(
        "source", source["id"], "Document", about | {"fileName": [source["title"]]} | whence
    )  # it must have one


def _whence(face: Face) -> dict[str, list[str]]:
    """Our page, and when this version was published; the publisher of a source is its own."""
    ours = {"publisher": [settings.SITE_NAME], "sourceUrl": [permanent(face["page"])]}
    return {"modifiedAt": [face["changed"][:10]], **({} if face["type"] == "source" else ours)}


def _named_by(face: Face) -> Iterator[Entity]:
    """The companies, incidents and documents that it is linked to, by name; none of its own kind, which a list has."""
    if face["type"] != "company":
        parts = face.get("participants", face.get("parties", []))
        for company in (part["company"] for part in parts if part["company"]):
            yield _entity("company", company["id"], "LegalEntity", {"name": [company["name"]], **_page(company)})
    if incident := face.get("incident"):
        yield _entity("incident", incident["id"], "Event", {"name": [incident["title"]], **_page(incident)})
    for citation in face.get("citations", []):
        if citation["source"]:
            yield _document(citation["source"], {})


def _page(face: Face) -> dict[str, list[str]]:
    return {"sourceUrl": [permanent(face["page"])]}


def _link(kind: str, number: str, *, subject: str, object: str, role: str, **about: list[str]) -> Entity:
    properties = {"subject": [subject], "object": [object], "role": [role], **about}
    return _entity(kind, number, "UnknownLink", properties)


def _entity(kind: str, number: int | str, schema: str, properties: dict[str, list[str]]) -> Entity:
    """Without what is empty, and nothing twice."""
    filled = {name: list(dict.fromkeys(filter(None, values))) for name, values in properties.items()}
    return {
        "id": _id(kind, number),
        "schema": schema,
        "properties": {name: values for name, values in filled.items() if values},
    }


def _id(kind: str, number: int | str) -> str:
    """The same for ever, and nobody else's: of letters, digits, dots and hyphens, as an id there has to be."""
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return f"{host}-{kind}-{number}".strip(".-")
