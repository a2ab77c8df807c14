"""An incident in public: the affair, who is in it as what, and what was set right since."""

from events.record.models import Edition, State
from events.timeline.dossier import Dossier
from events.timeline.faces.parts import Face, closed, company, opening, page


def incident_face(dossier: Dossier, edition: Edition) -> Face:
    """The incident without its events, which are rows of their own."""
    if face := closed(edition):
        return face
    document = edition.document
    return opening(edition) | {
        "title": document["title"],
        "summary": document["summary"],
        "language": document["language"],
        "topics": document["topics"],
        "places": document["places"],
        "related": [face for key in document["related"] if (face := _related(dossier, key))],
        "parties": _parties(dossier),
        "events": len(dossier.live_events()),
        "publications": _publications(dossier),
    }


def _related(dossier: Dossier, key: str) -> Face | None:
    edition = dossier.get(key)
    if edition is None or edition.state != State.LIVE:
        return None
    number = edition.subject.number
    return {"id": number, "title": edition.document["title"], "page": page("incident", number)}


def _parties(dossier: Dossier) -> list[Face]:
    """Each company of the incident once, with every role that it has in one of its events."""
    parties: dict[int, tuple[Face, dict[str, None]]] = {}
    for edition in dossier.live_events():
        for part in edition.document["participants"]:
            if face := company(dossier, part["company"]):
                parties.setdefault(face["id"], (face, {}))[1][part["role"]] = None
    return [{"company": face, "roles": list(roles)} for face, roles in parties.values()]


def _publications(dossier: Dossier) -> list[Face]:
    """The acts of publishing that made this incident what it is, oldest first."""
    acts = {
        step["publication"]: {name: step[name] for name in ("publication", "kind", "at", "note")}
        for steps in dossier.history.values()
        for step in steps
    }
    return [acts[number] for number in sorted(acts)]
