"""Who may be meant: candidates with a score, and `match` where it is beyond doubt.

An identifier decides. A name alone matches only if it is the same but for its spelling, nobody else has it, and nothing
that is known contradicts it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.reconcile.asking import Query
from api.reconcile.vocabulary import SCHEMES, described, identifiers_of, types_of
from events.timeline import likeness
from events.timeline.folding import fold
from events.timeline.likeness import SAME, Identifier, Near
from events.timeline.queries import Face

DOUBTFUL = 50
"""Below this a candidate is none."""
CONTRADICTED = 0.7
"""What a score is worth when something that is known of the company is otherwise."""
LOOKS = {
    "wikidata": re.compile(r"Q[1-9][0-9]{0,15}"),
    "lei": re.compile(r"[A-Z0-9]{18}[0-9]{2}"),
    "isin": re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]"),
}
"""Identifiers that are known by their look where a name is asked for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    face: Face
    score: float
    identified: bool
    contradicted: bool


def answers(queries: Mapping[str, Query]) -> dict[str, Any]:
    """The candidates of each query, as the specification writes them. One query for all."""
    wanted = [identifier for query in queries.values() for identifier in _identifiers(query)]
    near = likeness.near([query.name for query in queries.values()], wanted)
    return {
        key: {"result": _written(_ranked(query, near, place), query.limit)}
        for place, (key, query) in enumerate(queries.items())
    }


def _identifiers(query: Query) -> list[Identifier]:
    given = [(name, _spelled(name, text)) for name, texts in query.known if name in SCHEMES for text in texts]
    return given + [(scheme, query.name) for scheme, look in LOOKS.items() if look.fullmatch(query.name)]


def _spelled(scheme: str, text: str) -> str:
    """An identifier as the record spells it, from what a column may hold: an address, or small letters."""
    last = text.rstrip("/").rsplit("/", 1)[-1]
    if scheme == "domain":
        return re.sub(r"^https?://", "", text.lower()).split("/")[0].removeprefix("www.")
    return text if scheme == "opencorporates" else last.upper()


def _ranked(query: Query, near: Near, place: int) -> list[Candidate]:
    identified = {face["id"]: face for pair in _identifiers(query) for face in near.by_identifier.get(pair, [])}
    faces = {face["id"]: face for face in near.by_name.get(place, [])} | identified
    found = [_candidate(query, face, identified=number in identified) for number, face in faces.items()]
    fitting = [each for each in found if each.score >= DOUBTFUL and _fits(query, each.face)]
    return sorted(fitting, key=lambda each: (-each.score, each.face["name"], each.face["id"]))


def _fits(query: Query, face: Face) -> bool:
    return not query.kinds or face["kind"] in query.kinds


def _candidate(query: Query, face: Face, *, identified: bool) -> Candidate:
    contradicted = any(_contradicts(name, texts, face) for name, texts in query.known)
    if identified:
        return Candidate(face, 100, identified=True, contradicted=contradicted)
    score = likeness.likeness(query.name, face) if query.name else 0
    return Candidate(face, round(score * CONTRADICTED, 1) if contradicted else score, False, contradicted)


def _contradicts(name: str, texts: tuple[str, ...], face: Face) -> bool:
    """Whether the record says otherwise. Where it says nothing, nothing is contradicted."""
    if name in SCHEMES:
        own = identifiers_of(face, name)
        return bool(own) and not {_spelled(name, text) for text in texts} & set(own)
    if name == "parent":
        owners = [owner["company"] for owner in face["owners"]]
        named = {str(owner["id"]) for owner in owners} | {fold(owner["name"]) for owner in owners}
        return bool(owners) and not {fold(text) for text in texts} & named
    own = face[name].lower()
    return bool(own) and own not in {text.lower() for text in texts}


def _written(ranked: list[Candidate], limit: int) -> list[dict[str, Any]]:
    certain = [each for each in ranked if each.identified] or [each for each in ranked if each.score >= SAME]
    match = certain[0] if len(certain) == 1 and not certain[0].contradicted else None
    return [
        {
            "id": str(each.face["id"]),
            "name": each.face["name"],
            "description": described(each.face),
            "type": types_of(each.face),
            "score": each.score,
            "match": each is match,
        }
        for each in ranked[:limit]
    ]
