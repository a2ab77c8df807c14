"""An event in public: what is said, by whom, on what evidence, and what was answered."""

from events.record.models import Edition
from events.timeline.dossier import Dossier
from events.timeline.faces.origins import origins_of
from events.timeline.faces.parts import Face, closed, company, honest_date, incident, opening, page, source
from events.timeline.faces.replies import answers_to, lag_between, replies_of, words_of


def event_face(dossier: Dossier, edition: Edition) -> Face:
    """The whole public event; of a retracted one, its number and the reason only."""
    if face := closed(edition):
        return face | {"incident": incident(dossier)}
    document = edition.document
    face = opening(edition) | {
        "kind": document["event_kind"],
        "title": document["title"],
        "text": document["text"],
        "language": document["language"],
        "date": _date(document["date"]),
        "incident": incident(dossier),
        "participants": _participants(dossier, document),
        "citations": [_citation(dossier, citation) for citation in document["citations"]],
        "origins": origins_of(dossier, document["citations"]),
        "facts": [_fact(dossier, document, fact) for fact in document["facts"]],
        "history": dossier.history.get(edition.subject_id, []),
    }
    if "allegation" in document:
        face["allegation"] = _allegation(dossier, edition)
    if "statement" in document:
        face["statement"] = _statement(dossier, edition)
    return face


def _date(date: dict) -> Face:
    return (honest_date(date["edtf"], date["manner"]) or {}) | {"basis": date["basis"], "wording": date["wording"]}


def _participants(dossier: Dossier, document: dict) -> list[Face]:
    """Each once, though two companies that were merged since may stand in the document with the same role."""
    faces = [_participant(dossier, part) for part in document["participants"]]
    return [face for place, face in enumerate(faces) if not face["company"] or face not in faces[:place]]


def _participant(dossier: Dossier, part: dict) -> Face:
    return {
        "role": part["role"],
        "company": company(dossier, part["company"]),
        "group": part["group"],
        "count": {"least": part["count_least"], "most": part["count_most"]},
        "protected": part["protected"],
    }


def _citation(dossier: Dossier, citation: dict) -> Face:
    return {
        "id": citation["key"],
        "source": source(dossier, citation["source"]),
        "relays": source(dossier, citation["origin"]) if citation["origin"] != citation["source"] else None,
        "lineage": _lineage(dossier, citation["source"]),
        "quotation": citation["quotation"],
        "locator": citation["locator"],
        "supports": citation["supports"],
    }


def _lineage(dossier: Dossier, key: str) -> list[Face]:
    """Where a source has its claims from, one step back; the face of each source leads on."""
    edition = dossier.get(key)
    return [
        {"relation": step["relation"], "source": {name: face[name] for name in ("id", "title", "publisher", "page")}}
        for step in (edition.document["lineage"] if edition else [])
        if (face := source(dossier, step["source"]))
    ]


def _fact(dossier: Dossier, document: dict, fact: dict) -> Face:
    sources = {citation["key"]: citation for citation in document["citations"]}
    values = [
        {
            "id": value["key"],
            "text": value["text"],
            "number": {"least": value["number_least"], "most": value["number_most"]},
            "date": honest_date(value["date"]),
            "citation": value["citation"],
            "source": source(dossier, sources[value["citation"]]["source"]),
            "relays": source(dossier, _relayed(sources[value["citation"]])),
            "preferred": value["key"] == fact["preferred"],
        }
        for value in fact["values"]
    ]
    return {
        "label": fact["label"],
        "kind": fact["fact_kind"],
        "differ": len({value["text"] for value in values}) > 1,
        "values": values,
        "reason": fact["reason"],
    }


def _relayed(citation: dict) -> str:
    return citation["origin"] if citation["origin"] != citation["source"] else ""


def _allegation(dossier: Dossier, edition: Edition) -> Face:
    allegation = edition.document["allegation"]
    statuses = [
        {
            "status": step["status"],
            "date": honest_date(step["date"]),
            "note": step["note"],
            "source": source(dossier, step["source"]),
            "locator": step["locator"],
        }
        for step in allegation["statuses"]
    ]
    return {
        "form": allegation["form"],
        "status": statuses[-1]
        if statuses
        else {"status": "alleged", "date": None, "note": "", "source": None, "locator": ""},
        "statuses": statuses,
        "demands": [_demand(dossier, edition, demand) for demand in allegation["demands"]],
        "replies": replies_of(dossier, edition),
    }


def _demand(dossier: Dossier, edition: Edition, demand: dict) -> Face:
    return {
        "id": demand["key"],
        "text": demand["text"],
        "addressee": company(dossier, demand["addressee"]),
        "deadline": honest_date(demand["deadline"]),
        "answers": [
            {"statement": answer["statement"], "stance": answer["stance"], "date": answer["date"]}
            for answer in answers_to(dossier, edition, demand["key"])
        ],
    }


def _statement(dossier: Dossier, edition: Edition) -> Face:
    said = edition.document["statement"]
    return {
        "speaker": company(dossier, said["speaker"]),
        "spokesperson": said["spokesperson"],
        "capacity": said["capacity"],
        "channel": said["channel"],
        "addressed_to": said["addressed_to"],
        "words": words_of(said),
        "answers": [face for answer in said["answers"] if (face := _answered(dossier, edition, answer))],
        "commitments": [_commitment(dossier, commitment) for commitment in said["commitments"]],
    }


def _answered(dossier: Dossier, edition: Edition, answer: dict) -> Face | None:
    allegation = dossier.get(answer["allegation"])
    if allegation is None or allegation.state != "live":
        return None
    number = allegation.subject.number
    return {
        "allegation": {"id": number, "title": allegation.document["title"], "page": page("event", number)},
        "demand": answer["demand"],
        "company": company(dossier, answer["company"]),
        "stance": answer["stance"],
        "note": answer["note"],
        "lag": lag_between(allegation, edition),
    }


def _commitment(dossier: Dossier, commitment: dict) -> Face:
    return {
        "id": commitment["key"],
        "text": commitment["text"],
        "due": honest_date(commitment["due"]),
        "updates": [
            {
                "status": update["status"],
                "date": honest_date(update["date"]),
                "note": update["note"],
                "source": source(dossier, update["source"]),
                "locator": update["locator"],
            }
            for update in commitment["updates"]
        ],
    }
