"""How a company answered an allegation: the answer, or the plain fact that none is recorded."""

from events.dates import describe_lag, lag, reading_of
from events.record.models import Edition
from events.timeline.dossier import Dossier
from events.timeline.faces.parts import LANGUAGES, Face, company, honest_date, page, source

DECLINES = "declines_to_comment"


def replies_of(dossier: Dossier, edition: Edition) -> list[Face]:
    """One entry for each accused or addressed company of an allegation; one for two that were merged since.

    `reply` is answered, declined, no_reply, asked (a reply is pending) or unknown: nobody recorded that it was asked.
    """
    document = edition.document
    keys = [part["company"] for part in document["participants"] if part["company"] and part["role"] == "accused"]
    keys += [demand["addressee"] for demand in document["allegation"]["demands"]]
    concerned = {face["id"]: face for key in keys if (face := company(dossier, key))}
    return [_reply(dossier, edition, face) for face in concerned.values()]


def _reply(dossier: Dossier, edition: Edition, own: Face) -> Face:
    answers = [face for face in answers_to(dossier, edition) if face["company"] == own]
    asked = edition.document["allegation"]["reply_requests"]
    requests = [request for request in asked if company(dossier, request["company"]) == own]
    return {
        "company": own,
        "reply": _outcome(answers, requests),
        "answers": answers,
        "requests": [_request(dossier, request) for request in requests],
    }


def _outcome(answers: list[Face], requests: list[dict]) -> str:
    if answers:
        return "declined" if {answer["stance"] for answer in answers} == {DECLINES} else "answered"
    outcomes = [request["outcome"] for request in requests]
    for outcome, reply in (
        ("answered", "answered"),
        ("declined", "declined"),
        ("no_reply", "no_reply"),
        ("pending", "asked"),
    ):
        if outcome in outcomes:
            return reply
    return "unknown"


def _request(dossier: Dossier, request: dict) -> Face:
    return {
        "asked_by": request["asked_by"],
        "asked": honest_date(request["asked"]),
        "deadline": honest_date(request["deadline"]),
        "outcome": request["outcome"],
        "outcome_by": honest_date(request["outcome_by"]),
        "source": source(dossier, request["source"]),
        "locator": request["locator"],
    }


def answers_to(dossier: Dossier, edition: Edition, demand: str | None = None) -> list[Face]:
    """The answers that statements of the same incident give to an allegation, or to one demand of it."""
    return [
        _answer(dossier, edition, statement, answer)
        for statement in dossier.live_events()
        for answer in statement.document.get("statement", {}).get("answers", [])
        if answer["allegation"] == str(edition.subject.key) and (demand is None or answer["demand"] == demand)
    ]


def _answer(dossier: Dossier, allegation: Edition, statement: Edition, answer: dict) -> Face:
    number = statement.subject.number
    said = statement.document["statement"]
    return {
        "statement": {"id": number, "title": statement.document["title"], "page": page("event", number)},
        "company": company(dossier, answer["company"]),
        "stance": answer["stance"],
        "note": answer["note"],
        "demand": answer["demand"],
        "date": honest_date(statement.document["date"]["edtf"], statement.document["date"]["manner"]),
        "addressed_to": said["addressed_to"],
        "words": words_of(said),
        "lag": lag_between(allegation, statement),
    }


def words_of(said: dict) -> Face:
    """What was said: the exact words with their translation, or the report of them; each marked as what it is."""
    return {
        "exact": said["words"],
        "language": said["words_language"],
        "translated": said["words_translated"],
        "translation": said["translation"],
        "translation_language": said["translation_language"],
        "translation_kind": said["translation_kind"],
        "indirect": said["indirect"],
    }


def lag_between(allegation: Edition, statement: Edition) -> Face | None:
    """Days from an allegation to its answer, as a range where either date is imprecise."""
    asked, answered = allegation.document["date"], statement.document["date"]
    if not (asked["edtf"] and answered["edtf"]):
        return None
    span = lag(_days(asked), _days(answered))
    return {
        "least": span[0],
        "most": span[1],
        "text": {language: describe_lag(span, language=language) for language in LANGUAGES},
    }


def _days(date: dict):
    reading = reading_of(date["edtf"], date["manner"])
    return reading.earliest, reading.latest
