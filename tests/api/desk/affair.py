"""A whole affair as a stranger's program would send it: nothing of it is here yet."""

from typing import Any

Document = dict[str, Any]


def affair() -> Document:
    """The whole document."""
    return {
        "title": "Pay at the works",
        "summary": "Staff say that overtime at the works was not paid. The company denies it.",
        "language": "en",
        "places": [{"name": "Lyon", "country": "FR"}],
        "companies": [company()],
        "sources": [source()],
        "events": [claim(), denial()],
    }


def company() -> Document:
    return {
        "ref": "acme",
        "name": "Acme",
        "country": "FR",
        "identifiers": [{"scheme": "domain", "value": "acme.example"}],
    }


def source() -> Document:
    return {
        "ref": "paper",
        "kind": "news",
        "title": "Overtime at the works",
        "url": "https://news.example/overtime",
        "publisher": "The Example",
        "published": "2017-12-27",
        "language": "en",
        "text": "Overtime was never paid, staff of the works said on Monday. “We deny that,” said Acme.",
        "capture": False,
    }


def claim() -> Document:
    """What staff allege, by name of the other rows."""
    return {
        "ref": "claim",
        "kind": "allegation",
        "title": "Staff allege that overtime was not paid",
        "text": "Staff of the works said that overtime was never paid.",
        "date": "early January 2016",
        "participants": [
            {"role": "accused", "company": "acme"},
            {"role": "claimant", "group": "staff of the works", "count_least": 14, "protected": True},
        ],
        "citations": [
            {"ref": "said", "source": "paper", "quotation": "Overtime was never paid", "supports": ["fact", "words"]}
        ],
        "facts": [count_of_people()],
        "allegation": allegation(),
    }


def count_of_people() -> Document:
    """A fact on which two values differ."""
    return {
        "kind": "number",
        "label": "people affected",
        "preferred": "fourteen",
        "reason": "The court counted.",
        "values": [
            {"ref": "fourteen", "citation": "said", "text": "14 people", "number_least": "14"},
            {"citation": "said", "text": "18 people", "number_least": "18"},
        ],
    }


def allegation() -> Document:
    return {
        "form": "accusation",
        "statuses": [{"status": "alleged", "date": "2016-01", "source": "paper"}],
        "demands": [{"ref": "pay", "text": "Pay the overtime", "addressee": "acme", "deadline": "2016-06"}],
        "reply_requests": [{"company": "acme", "asked_by": "The Example", "asked": "2016-01-20", "source": "paper"}],
    }


def denial() -> Document:
    """The statement that answers it, with a promise."""
    return {
        "kind": "statement",
        "title": "Acme denies it",
        "text": "A spokesperson denied the claim.",
        "date": "2016-03",
        "participants": [{"role": "speaker", "company": "acme"}],
        "citations": [{"source": "paper", "quotation": "We deny that", "supports": ["words"]}],
        "statement": statement(),
    }


def statement() -> Document:
    return {
        "speaker": "acme",
        "capacity": "a spokesperson",
        "words": "We deny that.",
        "words_language": "en",
        "answers": [{"allegation": "claim", "demand": "pay", "company": "acme", "stance": "denies"}],
        "commitments": [
            {
                "text": "To look into it",
                "due": "2016-12",
                "updates": [{"status": "kept", "date": "2016-11", "source": "paper"}],
            }
        ],
    }
