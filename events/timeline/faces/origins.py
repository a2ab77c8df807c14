"""What a claim rests on in the end: outlets that repeat one report are one origin."""

from collections.abc import Iterator

from events.timeline.dossier import Dossier
from events.timeline.faces.parts import Face, source


def origins_of(dossier: Dossier, citations: list[dict]) -> Face:
    """The independent origins of what `citations` carry, and whether only those that relay them were seen.

    A citation that names its origin counts for that one; otherwise the lineage of its source is followed to its ends.
    """
    cited = {citation["source"] for citation in citations}
    roots: dict[str, None] = {}
    for citation in citations:
        for root in _roots(
            dossier, citation["origin"] or citation["source"], first_hand=citation["origin"] == citation["source"]
        ):
            roots[root] = None
    sources = [face for face in (source(dossier, key) for key in roots) if face]
    return {
        "count": len(roots),
        "secondary_only": not any(root in cited for root in roots),
        "sources": [{name: face[name] for name in ("id", "title", "publisher", "page")} for face in sources],
    }


def _roots(dossier: Dossier, key: str, *, first_hand: bool = False) -> list[str]:
    """The ends of the lineage of `key`. Documents that only relay one another have none: one of them stands for all."""
    if first_hand:
        return [key]
    seen: dict[str, None] = {}
    return list(_ends(dossier, key, seen)) or [min(seen)]


def _ends(dossier: Dossier, key: str, seen: dict[str, None]) -> Iterator[str]:
    if key in seen:
        return
    seen[key] = None
    edition = dossier.get(key)
    lineage = edition.document["lineage"] if edition else []
    if not lineage:
        yield key
    for step in lineage:
        yield from _ends(dossier, step["source"], seen)
