"""What a claim rests on in the end: outlets that repeat one report are one origin."""

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
    edition = dossier.get(key)
    lineage = edition.document["lineage"] if edition and not first_hand else []
    if not lineage:
        return [key]
    return [root for step in lineage for root in _roots(dossier, step["source"])]
