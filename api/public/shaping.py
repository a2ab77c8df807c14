"""Another shape of the same bodies: with fewer properties (`fields`), or what they name beside them (`include`)."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from api.public.components import SHAPEABLE
from api.public.parameters import Parameter, choices
from events.timeline import subjects
from events.timeline.models import PublicCompany, PublicIncident, PublicRow, PublicSource

INCLUDED: dict[str, type[PublicRow]] = {
    "companies": PublicCompany,
    "incidents": PublicIncident,
    "sources": PublicSource,
}


def fields_of(component: str) -> Parameter:
    """The parameter that chooses among the properties of a component."""
    return choices("fields", tuple(SHAPEABLE[component]["properties"]), "Only these properties of each.")


def include_of(*names: str) -> Parameter:
    return choices("include", names, "The whole subjects of this kind that are named, each once, as `included`.")


def shaped(bodies: Sequence[bytes], values: dict[str, Any]) -> list[bytes]:
    """The bodies as they are stored, or with the chosen properties alone, in the order of the body."""
    if "fields" not in values:
        return list(bodies)
    chosen = set(values["fields"])
    return [
        orjson.dumps({name: value for name, value in orjson.loads(body).items() if name in chosen}) for body in bodies
    ]


def included(bodies: Sequence[bytes], names: Sequence[str]) -> bytes:
    """By kind, the bodies of the living subjects that these bodies name, but for themselves; a query for each kind."""
    faces = [orjson.loads(body) for body in bodies]
    own = {face.get("page") for face in faces}
    named = {page for face in faces for page in _pages(face)} - own
    kinds = (b'"%b":[%b]' % (name.encode(), b",".join(_bodies(name, named))) for name in names)
    return b"{%b}" % b",".join(kinds)


def with_included(body: bytes, beside: bytes) -> bytes:
    """A body, which may have no property of those that were asked for, with what it names."""
    return b'%b%b"included":%b}' % (body[:-1], b"" if body == b"{}" else b",", beside)


def _bodies(name: str, named: set[str]) -> list[bytes]:
    numbers = sorted(int(page.split("/")[2]) for page in named if page.startswith(f"/{name}/"))
    return subjects.bodies_of(INCLUDED[name], numbers)


def _pages(value: Any) -> Iterator[str]:
    """The page of every reference in a body, wherever it stands."""
    if isinstance(value, dict):
        if isinstance(value.get("page"), str) and "id" in value:
            yield value["page"]
        for inner in value.values():
            yield from _pages(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pages(inner)
