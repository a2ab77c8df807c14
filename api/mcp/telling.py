"""Events, incidents and changes in few words for a language model: what it needs, and nothing that could mislead it.

An allegation always carries who makes it, that it is one, and the answers, or the plain fact that none is recorded.
"""

from typing import Any

from events.site.formats.addresses import absolute
from events.site.phrases import date_text, in_brief, listed, rests_on, status_in_words, status_note, who_says_so
from events.site.words import word
from events.timeline.queries import Face

Told = dict[str, Any]
LONG = 600


def in_short(face: Face, *, parties: bool = True) -> Told:
    """An event as a line of a timeline."""
    told = {
        "id": face["id"],
        "kind": word("event_kind", face["kind"]),
        "date": date_text(face["date"]) or "date not known",
        "title": face["title"],
        "according_to": who_says_so(face),
    }
    if parties:
        told["companies"] = _companies(face)
    return told | _alleged(face) | {"page": absolute(face["page"])}


def _companies(face: Face) -> list[str]:
    return [_party(part["company"], [part["role"]]) for part in face["participants"] if part["company"]]


def _party(named: Face, roles: list[str]) -> str:
    return f"{named['name']} (id {named['id']}): {listed([word('role', role) for role in roles])}"


def _alleged(face: Face) -> Told:
    if "allegation" not in face:
        return {}
    allegation = face["allegation"]
    status = f"{status_in_words(allegation['status'])}. {status_note(allegation['status']['status'])}".strip()
    answers = in_brief(face) or ["No company is named as the one that is accused; no answer is recorded."]
    return {"allegation": word("form", allegation["form"]), "status": status, "answers": answers}


def in_full(face: Face) -> Told:
    """An event with its text, the words that were said, and its evidence."""
    return in_short(face) | {
        "text": face["text"],
        "incident": _named(face["incident"]),
        **({"said": _said(face["statement"])} if "statement" in face else {}),
        **({"answers_in_their_words": _words_of_answers(face)} if "allegation" in face else {}),
        "rests_on": rests_on(face),
        "sources": [_cited(citation) for citation in face["citations"] if citation["source"]],
        "differing_reports": [_differing(fact) for fact in face["facts"] if fact["differ"]],
        "version": face["version"],
        "licence": face["licence"],
    }


def _words_of_answers(face: Face) -> list[Told]:
    return [
        {"company": reply["company"]["name"], "event": answer["statement"]["id"], "words": _words(answer["words"])}
        for reply in face["allegation"]["replies"]
        for answer in reply["answers"]
    ]


def _said(statement: Face) -> Told:
    answers = [
        f"{word('stance', answer['stance'])}: “{answer['allegation']['title']}” (event {answer['allegation']['id']})"
        for answer in statement["answers"]
    ]
    return {"words": _words(statement["words"]), "answers": answers} | (
        {"promises": [each["text"] for each in statement["commitments"]]} if statement["commitments"] else {}
    )


def _words(words: Face) -> str:
    """The exact words, or the report of them, said to be one."""
    if exact := words["exact"]:
        given = f"“{exact[:LONG]}”" + (" (itself a translation)" if words["translated"] else "")
        translation = words["translation"][:LONG]
        return f"{given} In translation ({words['translation_kind']}): “{translation}”" if translation else given
    return f"As reported, not verbatim: {words['indirect'][:LONG]}" if words["indirect"] else "Words not recorded."


def _cited(citation: Face) -> Told:
    source = citation["source"]
    told = {"title": source["title"], "publisher": source["publisher"], "url": source["url"]}
    return told | ({"quotation": citation["quotation"][:LONG]} if citation["quotation"] else {})


def _differing(fact: Face) -> str:
    """Every value with whose it is: none is left out for another."""
    values = [
        f"{value['text']} ({value['source']['publisher'] or value['source']['title']})" for value in fact["values"]
    ]
    return f"{fact['label']}: reports differ: {listed(values)}."


def _named(reference: Face | None) -> Told | None:
    return {"id": reference["id"], "title": reference["title"]} if reference else None


def incident(face: Face) -> Told:
    return {
        "id": face["id"],
        "title": face["title"],
        "summary": face["summary"],
        "topics": [topic["en"] for topic in face["topics"]],
        "parties": [_party(party["company"], party["roles"]) for party in face["parties"] if party["company"]],
        "page": absolute(face["page"]),
    }


def company(face: Face) -> Told:
    told = {"id": face["id"], "name": face["name"], "country": face["country"], "about": face["about"]}
    return {name: text for name, text in told.items() if text} | {"page": absolute(face["page"])}


def change(told: Face) -> Told:
    """What changed, by its title; or how it ended."""
    body = told.get("body") or {}
    title = body.get("title") or body.get("name")
    kept = {name: told[name] for name in ("type", "id", "state", "publication")}
    reason = (told.get("tombstone") or {}).get("reason")
    allegation = {"is": "an allegation; read the event for its answers"} if "allegation" in body else {}
    return kept | allegation | {name: text for name, text in (("title", title), ("reason", reason)) if text}


def affair(face: Face) -> Told:
    """An incident among others."""
    return {"id": face["id"], "title": face["title"], "events": face["events"], "page": absolute(face["page"])}
