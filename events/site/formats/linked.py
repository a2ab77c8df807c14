"""JSON-LD of what a page is about, in the words of schema.org.

An event is an `Article` of ours about companies, with the documents that it cites. It is no `ClaimReview`, for we pass
no verdict, and no `NewsArticle`.
"""

from typing import Any

import orjson
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from events.site.formats.addresses import absolute, permanent
from events.site.language import spoken
from events.timeline.queries import Face

Thing = dict[str, Any]

SIGNS = {b"<": rb"\u003c", b">": rb"\u003e", b"&": rb"\u0026", b"\xe2\x80\xa8": rb"\u2028", b"\xe2\x80\xa9": rb"\u2029"}
"""What may end a script element or a line in one: inside JSON's strings, where alone they stand, these are the same."""


def script(*things: Thing) -> SafeString:
    """A data block of a page: nothing that stands in a title can end it, and no browser runs it."""
    text = orjson.dumps({"@context": "https://schema.org", "@graph": list(things)})
    for sign, escaped in SIGNS.items():
        text = text.replace(sign, escaped)
    return mark_safe(f'<script type="application/ld+json">{text.decode()}</script>')  # noqa: S308  escaped just above


def organization(face: Face) -> Thing:
    """A company, with its other names and the numbers that others know it by."""
    thing = {
        "@type": "Organization",
        "@id": permanent(face["page"]),
        "name": face["name"],
        "url": absolute(spoken(face["page"])),
        "alternateName": list(dict.fromkeys(name["name"] for name in face["names"])),
        "description": face["about"],
        "sameAs": [identifier["url"] for identifier in face["identifiers"] if identifier["url"]],
        "leiCode": next((each["value"] for each in face["identifiers"] if each["scheme"] == "lei"), ""),
        "parentOrganization": [_company(owner["company"]) for owner in face["owners"] if not owner["until"]],
    }
    return _filled(thing)


def article(face: Face, sources: list[Face] | None = None) -> Thing:
    """An event, or an incident with the `sources` that its events cite."""
    cited = sources if sources is not None else _sources_of(face)
    companies = [part["company"] for part in face.get("participants", face.get("parties", [])) if part["company"]]
    history = face.get("history") or face.get("publications") or []
    thing = {
        "@type": "Article",
        "@id": permanent(face["page"]),
        "url": absolute(spoken(face["page"])),
        "headline": face["title"],
        "abstract": face.get("text") or face.get("summary") or "",
        "inLanguage": face["language"],
        "datePublished": history[0]["at"] if history else "",
        "dateModified": history[-1]["at"] if history else face["changed"],
        "version": face["version"],
        "author": publisher(),
        "publisher": publisher(),
        "about": [_company(company) for company in {company["id"]: company for company in companies}.values()],
        "citation": [_document(source) for source in cited],
        "isBasedOn": [source["url"] or permanent(source["page"]) for source in cited],
        "license": settings.DATA_LICENCE,
    }
    if incident := face.get("incident"):
        thing["isPartOf"] = {"@type": "Article", "@id": permanent(incident["page"]), "headline": incident["title"]}
    return _filled(thing)


def document(face: Face) -> Thing:
    """A source, as the work of others that it is."""
    return _document(face) | {"@id": permanent(face["page"])}


def breadcrumbs(*steps: tuple[str, str]) -> Thing:
    """The way to a page: names with their paths, the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }


def dataset(*, name: str, description: str, page: str, changed: str, files: list[tuple[str, str, str]]) -> Thing:
    """Everything that can be taken away; `files` are name, path and media type."""
    return _filled(
        {
            "@type": "Dataset",
            "@id": permanent(page),
            "url": absolute(spoken(page)),
            "name": name,
            "description": description,
            "license": settings.DATA_LICENCE,
            "isAccessibleForFree": True,
            "inLanguage": get_language(),
            "creator": publisher(),
            "publisher": publisher(),
            "dateModified": changed,
            "distribution": [
                {"@type": "DataDownload", "name": title, "contentUrl": absolute(path), "encodingFormat": media}
                for title, path, media in files
            ],
        }
    )


def publisher() -> Thing:
    return {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute("/")}


def _company(face: Face) -> Thing:
    return {"@type": "Organization", "@id": permanent(face["page"]), "name": face["name"]}


def _sources_of(face: Face) -> list[Face]:
    """The documents that an event cites, each once."""
    sources = [citation["source"] for citation in face.get("citations", ()) if citation["source"]]
    found = {source["id"]: source for source in sources}
    return list(found.values())


def _document(source: Face) -> Thing:
    published = source["published"] or {}
    return _filled(
        {
            "@type": "CreativeWork",
            "name": source["title"],
            "url": source["url"] or permanent(source["page"]),
            "author": source["authors"],
            "publisher": {"@type": "Organization", "name": source["publisher"]} if source["publisher"] else "",
            "datePublished": published.get("datetime") or "",
            "inLanguage": source["language"],
        }
    )


def _filled(thing: Thing) -> Thing:
    """Without what is empty: a blank name is no name."""
    return {name: value for name, value in thing.items() if value not in ("", [], None)}
