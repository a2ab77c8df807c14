"""A source in public: the document and where it has its claims from."""

from events.record.models import Edition
from events.timeline.dossier import Dossier
from events.timeline.faces.parts import Face, closed, opening, source


def source_face(dossier: Dossier, edition: Edition) -> Face:
    if face := closed(edition):
        return face
    document = edition.document
    return (
        opening(edition)
        | source(dossier, str(edition.subject.key))
        | {
            "lineage": [
                {"source": origin, "relation": step["relation"], "note": step["note"]}
                for step in document["lineage"]
                if (origin := source(dossier, step["source"]))
            ],
            "history": dossier.history.get(edition.subject_id, []),
        }
    )
