"""Invented faces for the page of the components: nobody in them exists, and nothing in them happened."""

import datetime
from typing import Any

from events.timeline.queries import Face

HERE = "/method/design/"
"""Where every link of a sample leads: back to the page that shows it."""

FERRIES: Face = {"id": 1, "name": "Invented Ferries", "page": HERE}
HARBOUR: Face = {"id": 2, "name": "Imaginary Harbours", "page": HERE}
NOBODY: Face = {"least": None, "most": None}


def day(edtf: str, english: str, french: str, **more: Any) -> Face:
    known = {"edtf": edtf, "earliest": f"{edtf}-01"[:10], "latest": f"{edtf}-28"[:10], "manner": "within"}
    return known | {"approximate": False, "datetime": edtf, "text": {"en": english, "fr": french}} | more


MAY = day("2031-05-12", "12 May 2031", "12 mai 2031")
JUNE = day("2031-06", "June 2031", "juin 2031", basis="inferred", wording="early in the summer")
DUE = day("2032-01", "January 2032", "janvier 2032")

GAZETTE: Face = {
    "id": 1,
    "kind": "news",
    "title": "Ferries left without lifeboats, crew members say",
    "publisher": "The Imaginary Gazette",
    "authors": "A. Nobody",
    "url": "https://gazette.example/lifeboats",
    "language": "en",
    "published": MAY,
    "published_inferred": False,
    "note": "",
    "sha256": "",
    "page": HERE,
    "lineage": [],
}
COURRIER: Face = GAZETTE | {
    "id": 2,
    "title": "Des traversées sans canots",
    "publisher": "Le Courrier imaginaire",
    "language": "fr",
    "published": JUNE,
    "published_inferred": True,
    "note": "Our copy gives no date.",
    "url": "",
}
EXACT: Face = {
    "exact": "Elke boot had genoeg sloepen.",
    "language": "nl",
    "translated": "",
    "translation": "Every ship had boats enough.",
    "translation_language": "en",
    "translation_kind": "machine",
    "indirect": "",
}
REPORTED: Face = dict.fromkeys(EXACT, "") | {"indirect": "The company is said to be looking into it."}
LAG: Face = {"least": 20, "most": 49, "text": {"en": "3 to 7 weeks later", "fr": "3 à 7 semaines plus tard"}}


def answer(stance: str, words: Face, note: str = "") -> Face:
    statement = {"id": 7, "title": "Invented Ferries says that every ship had boats enough", "page": HERE}
    return {
        "statement": statement,
        "allegation": {"id": 6, "title": "Crew members allege that ferries left without lifeboats", "page": HERE},
        "company": FERRIES,
        "stance": stance,
        "note": note,
        "date": JUNE,
        "lag": LAG,
        "words": words,
        "addressed_to": "The Imaginary Gazette",
    }


def reply(state: str, company: Face = FERRIES, **more: Any) -> Face:
    return {"company": company, "reply": state, "answers": [], "requests": []} | more


def request(outcome: str) -> Face:
    asked = {"asked_by": "The Imaginary Gazette", "asked": MAY, "deadline": JUNE, "outcome": outcome}
    return asked | {"outcome_by": JUNE, "source": GAZETTE, "locator": ""}


ANSWERED = reply("answered", answers=[answer("denies", EXACT)])
DECLINED = reply("declined", answers=[answer("declines_to_comment", REPORTED, "and says that it looks into it")])
SILENT = reply("no_reply", HARBOUR, requests=[request("no_reply")])
PENDING = reply("asked", requests=[request("pending")])
UNASKED = reply("unknown", HARBOUR)

COUNTED: Face = {
    "key": "counted",
    "label": "ships without lifeboats",
    "kind": "number",
    "differ": True,
    "reason": "The Gazette names the ships.",
    "values": [
        {"text": "three", "preferred": True, "source": GAZETTE, "relays": None, "quotation": "three ferries"},
        {"text": "five", "preferred": False, "source": COURRIER, "relays": GAZETTE, "quotation": "cinq bateaux"},
    ],
}
DEMANDS: list[Face] = [
    {"text": "Count the boats before each crossing", "addressee": FERRIES, "deadline": DUE, "answers": []},
    {
        "text": "Publish the count",
        "addressee": FERRIES,
        "deadline": None,
        "answers": [answer("announces_action", EXACT)],
    },
]


def event(kind: str, title: str, **more: Any) -> Face:
    citation = {
        "source": GAZETTE,
        "relays": None,
        "quotation": "without lifeboats",
        "locator": "",
        "supports": ["fact"],
    }
    return {
        "id": {"allegation": 6, "statement": 7}.get(kind, 8),
        "type": "event",
        "state": "live",
        "version": 1,
        "publication": 1,
        "page": HERE,
        "kind": kind,
        "title": title,
        "text": "An invented sentence, as long as such sentences are, says what is said to have happened.",
        "language": "en",
        "date": MAY | {"basis": "stated", "wording": ""},
        "incident": {"id": 1, "title": "Lifeboats of the Invented Ferries", "page": HERE},
        "participants": [
            {"role": "claimant", "company": None, "group": "crew members", "count": NOBODY, "protected": False},
            {"role": "accused", "company": FERRIES, "group": "", "count": NOBODY, "protected": False},
        ],
        "citations": [citation],
        "origins": {"count": 1, "sources": [GAZETTE], "secondary_only": False},
        "facts": [],
    } | more


STATUS: Face = {"status": "filed", "date": JUNE}
ALLEGATION = event(
    "allegation",
    "Crew members allege that ferries left without lifeboats",
    facts=[COUNTED],
    allegation={
        "form": "civil_claim",
        "status": STATUS,
        "statuses": [STATUS | {"note": "", "source": GAZETTE, "locator": "page 2"}],
        "demands": DEMANDS,
        "replies": [ANSWERED, SILENT],
    },
)
STATEMENT = event(
    "statement",
    "Invented Ferries says that every ship had boats enough",
    date=JUNE,
    statement={
        "speaker": FERRIES,
        "spokesperson": "",
        "capacity": "a spokesperson",
        "channel": "to_media",
        "addressed_to": "The Imaginary Gazette",
        "words": EXACT,
        "answers": [answer("denies", EXACT)],
        "commitments": [],
    },
)
COMMITMENTS: list[Face] = [
    {"text": "Buy six boats", "due": DUE, "overdue": False, "updates": [], "event": STATEMENT},
    {
        "text": "Train every crew",
        "due": None,
        "overdue": False,
        "updates": [{"status": "partly", "date": JUNE, "note": "", "source": GAZETTE, "locator": ""}],
        "event": STATEMENT,
    },
    {"text": "Count the boats", "due": MAY, "overdue": True, "updates": [], "event": STATEMENT},
]
HISTORY: list[Face] = [
    {"version": 1, "kind": "first", "at": "2031-05-13T09:00:00Z", "note": "", "redacted": False, "publication": 1},
    {
        "version": 2,
        "kind": "correction",
        "at": "2031-05-20T09:00:00Z",
        "note": "The ships were three, not five.",
        "redacted": False,
        "publication": 2,
    },
]
COMPANY: Face = FERRIES | {
    "type": "company",
    "kind": "company",
    "country": "FR",
    "about": "Carries nobody to nowhere.",
    "names": [{"kind": "former", "name": "Ferries of Nowhere", "language": "en", "since": "", "until": "2029"}],
    "owners": [{"company": HARBOUR, "share": 51, "since": "2020", "until": ""}],
    "identifiers": [{"scheme": "wikidata", "value": "Q0", "url": ""}],
}
THEN = datetime.datetime(2031, 5, 14, 12, tzinfo=datetime.UTC)
DIFFERENCES: list[Face] = [
    {
        "field": "Title",
        "pieces": [("same", "Crew members count "), ("out", "five"), ("in", "three"), ("same", " ships")],
    }
]
