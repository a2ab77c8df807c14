"""The types and properties of companies, as the reconciliation service names them."""

from collections.abc import Callable, Sequence
from typing import Any

from events.site.formats.addresses import absolute
from events.timeline.queries import Face

Value = dict[str, Any]
"""A value as the specification has it: `{"str": …}`, or `{"id": …, "name": …}` of a company."""

ANY = "organisation"
TYPES = {
    ANY: "Organisation",
    "company": "Company",
    "public_body": "Public body",
    "association": "Association",
    "ngo": "NGO",
    "union": "Union",
    "media": "Media outlet",
}
"""That which they all are, and each kind."""

SCHEMES = {
    "lei": "LEI",
    "wikidata": "Wikidata",
    "opencorporates": "OpenCorporates",
    "isin": "ISIN",
    "domain": "Domain",
}


def any_organisation(names: Sequence[str]) -> bool:
    return not names or ANY in names


def type_of(face: Face) -> dict[str, str]:
    return {"id": face["kind"], "name": TYPES[face["kind"]]}


def types_of(face: Face) -> list[dict[str, str]]:
    return [type_of(face), {"id": ANY, "name": TYPES[ANY]}]


def described(face: Face) -> str:
    """A line that tells namesakes apart."""
    return ", ".join(part for part in (TYPES[face["kind"]], face["country"], face["about"][:120]) if part)


def identifiers_of(face: Face, scheme: str) -> list[str]:
    return [each["value"] for each in face["identifiers"] if each["scheme"] == scheme]


def _texts(texts: Sequence[str]) -> list[Value]:
    return [{"str": text} for text in texts if text]


def _owners(face: Face) -> list[Value]:
    """Who owns it now, or owns a share of it."""
    now = [owner["company"] for owner in face["owners"] if not owner["until"]]
    return [{"id": str(owner["id"]), "name": owner["name"]} for owner in now]


def _of_scheme(scheme: str) -> Callable[[Face], list[Value]]:
    return lambda face: _texts(identifiers_of(face, scheme))


VALUES: dict[str, tuple[str, Callable[[Face], list[Value]]]] = {
    "name": ("Name", lambda face: _texts([face["name"]])),
    "other_names": ("Other names", lambda face: _texts([each["name"] for each in face["names"]])),
    "kind": ("Kind", lambda face: [type_of(face)]),
    "country": ("Country (ISO 3166-1)", lambda face: _texts([face["country"]])),
    "about": ("About", lambda face: _texts([face["about"]])),
    "parent": ("Owned by", _owners),
    **{scheme: (label, _of_scheme(scheme)) for scheme, label in SCHEMES.items()},
    "page": ("Page", lambda face: _texts([absolute(face["page"])])),
}
"""Each property with its label, and what a company has of it."""

EXTENDED = tuple(VALUES)
COMPARED = ("country", "kind", "parent", *SCHEMES)
"""What a query may say of the company that is meant."""


def meta_of(name: str) -> dict[str, Any]:
    """A property as an extension announces it: whose values are companies says so."""
    typed = {"type": {"id": ANY, "name": TYPES[ANY]}} if name == "parent" else {}
    return {"id": name, "name": VALUES[name][0], **typed}
