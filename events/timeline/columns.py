"""What an entry of a timeline knows of its event, for one company: what timelines are filtered and counted by."""

import datetime

from events.timeline.dossier import Document

NOTHING: Document = {
    "status": "",
    "reply": "",
    "stances": [],
    "lag_least": None,
    "lag_most": None,
    "reply_due": None,
    "promises": [],
    "promises_due": [],
}


def columns_of(face: Document, company: int) -> Document:
    """The columns of `TimelineEntry` that say what is alleged, answered and promised."""
    return NOTHING | _alleged(face, company) | _said(face, company) | _promised(face, company)


def _alleged(face: Document, company: int) -> Document:
    """What became of an allegation, and how the company answered it if it is against the company."""
    if "allegation" not in face:
        return {}
    own = next((reply for reply in face["allegation"]["replies"] if reply["company"]["id"] == company), None)
    answers = own["answers"] if own else []
    lags = sorted((answer["lag"]["least"], answer["lag"]["most"]) for answer in answers if _is_known(answer["lag"]))
    least, most = lags[0] if lags else (None, None)
    return {
        "status": face["allegation"]["status"]["status"],
        "reply": own["reply"] if own else "",
        "stances": list(dict.fromkeys(answer["stance"] for answer in answers)),
        "lag_least": least,
        "lag_most": most,
        "reply_due": _reply_due(own) if own else None,
    }


def _said(face: Document, company: int) -> Document:
    """The stances that the company takes in a statement."""
    answers = face.get("statement", {}).get("answers", [])
    stances = [answer["stance"] for answer in answers if answer["company"] and answer["company"]["id"] == company]
    return {"stances": list(dict.fromkeys(stances))} if stances else {}


def _reply_due(own: Document) -> datetime.date | None:
    """The last day of the latest deadline among the requests that are pending."""
    deadlines = [request["deadline"] for request in own["requests"] if request["outcome"] == "pending"]
    days = [deadline["latest"] for deadline in deadlines if deadline and deadline["latest"]]
    return datetime.date.fromisoformat(max(days)) if days else None


def _is_known(lag: Document | None) -> bool:
    return bool(lag) and lag["least"] is not None and lag["most"] is not None


def _promised(face: Document, company: int) -> Document:
    """How far the commitments got that the company makes in this statement, and the last day for each."""
    said = face.get("statement")
    if not said or not said["speaker"] or said["speaker"]["id"] != company:
        return {}
    due = [commitment["due"] and commitment["due"]["latest"] for commitment in said["commitments"]]
    return {
        "promises": [
            commitment["updates"][-1]["status"] if commitment["updates"] else "" for commitment in said["commitments"]
        ],
        "promises_due": [day and datetime.date.fromisoformat(day) for day in due],
    }
