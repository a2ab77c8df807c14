"""An example of each body that the desk API takes or sends: one affair, as the documentation tells it."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.examples import UUID, Examples, Schema

SAID: dict[str, Any] = {
    "name": "Acme",
    "title": "Staff allege that overtime was not paid",
    "summary": "Staff say that overtime was not paid. The company denies it.",
    "text": "Overtime was never paid, staff of the works said.",
    "label": "people affected",
    "about": "Builds engines.",
    "country": "FR",
    "language": "en",
    "kind": "allegation",
    "role": "accused",
    "group": "staff of the works",
    "url": "https://news.example/overtime",
    "publisher": "The Example",
    "published": "2016-03",
    "date": "early January 2016",
    "quotation": "Overtime was never paid",
    "supports": ["fact"],
    "locator": "third paragraph",
    "asked_by": "The Example",
    "asked": "2016-03-02",
    "spokesperson": "a spokesperson",
    "words": "We deny that.",
    "words_language": "en",
    "stance": "denies",
    "scheme": "domain",
    "value": "acme.example",
    "slug": "pay",
    "name_en": "Pay",
    "name_fr": "Salaires",
    "note": "The date was wrong.",
    "comment": "Who says so?",
    "reason": "The judgment says so, see p. 3.",
    "sentence": "The company stole the wages.",
    "field": "text",
    "seen": "9f86d081884c7d659a2feaa0c55ad015",
    "digest": "9f86d081884c7d659a2feaa0c55ad015",
    "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "subject": "event",
    "pointer": "/events/0/citations",
    "detail": "Cite at least one source.",
    "code": "cited",
    "document": {"kind": "company", "key": UUID, "name": "Acme", "country": "FR"},
    "at": "2031-05-12T09:00",
    "zone": "Europe/Paris",
    "pasted": "title\tcompany\tdate\nStaff were not paid\tAcme\t2016\n",
    "series": "pay",
    "decision": "new",
    "earliest": "2016-01-01",
    "latest": "2016-01-10",
    "number_least": "14",
    "number_most": "14",
    "next": None,
    "username": "a.author",
    "author": "a.author",
}
"""What properties of these names say, where their schema allows it."""
DOSSIER = {
    "title": "Pay at the works",
    "companies": [{"ref": "acme", "name": "Acme", "country": "FR"}],
    "sources": [{"ref": "paper", "title": "Overtime at the works", "text": SAID["text"], "language": "en"}],
    "events": [
        {
            **{name: SAID[name] for name in ("kind", "title", "date")},
            "participants": [{"role": "accused", "company": "acme"}, {"role": "claimant", "group": SAID["group"]}],
            "citations": [{"source": "paper", "quotation": SAID["quotation"], "supports": ["fact"]}],
            "allegation": {"form": "accusation"},
        }
    ],
}
OWN: dict[str, dict[str, Any]] = {
    "DossierRequest": DOSSIER,
    "IncidentRequest": {"title": DOSSIER["title"]},
    **{name: {"title": DOSSIER["title"], "topics": ["pay"], "related": []} for name in ("Dossier", "Incident")},
    **{name: {"statement": None} for name in ("Event", "EventRow")},
    **{name: {"kind": "news", "title": "Overtime at the works"} for name in ("Source", "SourceRequest")},
}
"""What these components say otherwise."""


def examples_of(schemas: Mapping[str, Schema]) -> Examples:
    """Of what is taken, what is needed and what there is something to say of; of a change, one property; of what is
    sent, everything.
    """

    def shown(component: str, schema: Schema) -> Iterable[str]:
        if not is_taken(component, schemas):
            return schema["properties"]
        ours = SAID.keys() | OWN.get(component, {}).keys()
        settable = [name for name, each in schema["properties"].items() if not each.get("readOnly")]
        named = [name for name in settable if name in ours]
        if component.startswith("Patched"):
            return (named or settable)[:1]
        return [*schema.get("required", ()), *named] or settable

    return Examples(schemas, SAID, OWN, shown)


def is_taken(component: str, schemas: Mapping[str, Schema]) -> bool:
    """Whether it is of a body that is sent to us: `CompanyRequest`, but not `ReplyRequest`, which is a row."""
    return component.endswith("Request") and f"{component}Request" not in schemas
