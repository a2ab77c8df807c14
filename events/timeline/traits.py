"""What an event has of that which lists of events are narrowed and counted by: `kind:allegation`, `topic:safety`.

One column holds them all, and one index finds any: so that a filter that nobody uses costs nothing of its own.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, combinations, product

from events.timeline.dossier import Document


def traits_of(face: Document, about: Document, *, entries: Iterable[Document], domains: Iterable[str]) -> list[str]:
    """The traits of a living event, each once. `about` is the document of its incident, `entries` are its places on
    timelines, `domains` those under which what it rests on was published.
    """
    traits = chain(_traits(face, about), *map(_of_one_company, entries), (("domain", domain) for domain in domains))
    return list(dict.fromkeys(f"{name}:{value}" for name, value in traits if value))


def _of_one_company(entry: Document) -> Iterator[tuple[str, str]]:
    """What one and the same company has together: `answered+role:unknown+accused`."""
    own = {"answered": [entry["reply"]] if entry["reply"] else [], "role": entry["roles"], "stance": entry["stances"]}
    for names in chain(combinations(own, 2), combinations(own, 3)):
        for values in product(*(own[name] for name in names)):
            yield "+".join(names), "+".join(values)


def _traits(face: Document, about: Document) -> Iterator[tuple[str, str]]:
    yield "kind", face["kind"]
    yield "language", face["language"]
    yield from (("topic", topic["slug"]) for topic in about.get("topics", []))
    yield from (("country", place["country"]) for place in about.get("places", []))
    yield from (("role", part["role"]) for part in face["participants"] if part["company"])
    if face["facts"]:
        yield "has", "facts"
    if any(fact["differ"] for fact in face["facts"]):
        yield "has", "differing_facts"
    if "allegation" in face:
        yield from _of_allegation(face["allegation"])
    if "statement" in face:
        yield from _of_statement(face["statement"])


def _of_allegation(allegation: Document) -> Iterator[tuple[str, str]]:
    yield "has", "allegation"
    yield "form", allegation["form"]
    yield "status", allegation["status"]["status"]
    if allegation["demands"]:
        yield "has", "demands"
    for reply in allegation["replies"]:
        yield "reply", reply["reply"]
        yield from (("stance", answer["stance"]) for answer in reply["answers"])


def _of_statement(said: Document) -> Iterator[tuple[str, str]]:
    yield "has", "statement"
    yield from (("stance", answer["stance"]) for answer in said["answers"])
    for commitment in said["commitments"]:
        yield "has", "commitments"
        yield "progress", commitment["updates"][-1]["status"] if commitment["updates"] else "open"
