"""The lists as they were on a day: what was public then, by the numbers that everything has for ever."""

import datetime

from django.http import HttpRequest
from django.urls import reverse

from events.record.chain import Document
from events.record.models import Edition, SubjectKind
from events.site import instants
from events.site.pages import Context
from events.site.views.paging import after_number
from events.timeline import changes, known, queries

LISTS = {SubjectKind.COMPANY: "companies", SubjectKind.INCIDENT: "incidents", SubjectKind.SOURCE: "sources"}
ACTS = 20


def listed(request: HttpRequest, kind: str, at: datetime.datetime) -> Context:
    """One kind of subjects as of `at`, the newest first, each with the link to how it was then."""
    editions, further = known.listed(kind, at, after_number(request))
    return _then(at, LISTS[kind]) | {
        "kind": kind,
        "subjects": _told(editions),
        "next": further,
    }


def home(at: datetime.datetime) -> Context:
    """What had been published by then, and where the lists of that day are."""
    return _then(at, "home") | {
        "publications": list(queries.publications().filter(at__lte=at)[:ACTS]),
        "lists": [{"kind": kind, "page": reverse(name)} for kind, name in LISTS.items()],
    }


def _then(at: datetime.datetime, name: str) -> Context:
    return {"template": "site/past.html", "known_on": at, "instant": instants.written(at), "present": reverse(name)}


def _told(editions: list[Edition]) -> list[Context]:
    """Without a title where it was retracted since: its page of that day has the words, and says so."""
    gone = changes.retracted_now(edition.subject_id for edition in editions)
    return [
        {
            "number": edition.subject.number,
            "title": "" if edition.subject_id in gone else _title(edition.document),
            "language": edition.document.get("language", ""),
            "version": edition.version,
            "at": edition.publication.at,
        }
        for edition in editions
    ]


def _title(document: Document) -> str:
    return document.get("title") or document.get("name") or ""
