"""CSV and JSON of lists, row by row.

A CSV has the same columns for every list of one kind; COLUMNS documents them, and a page shows that. Codes stay as they
are in the API, sentences are in the language of the address. JSON is the faces as the API sends them, byte for byte.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.formulas import guarded
from events.record.models import Publication
from events.site.formats.addresses import absolute
from events.site.language import spoken
from events.site.phrases import date_text, in_brief, rests_on, status_line, who_says_so
from events.site.words import word
from events.timeline.queries import Face

CSV = "text/csv; charset=utf-8"
JSON = "application/json"
BOM = "\ufeff"  # without it, spreadsheets take UTF-8 for something else
BETWEEN = " | "
"""Between the several values of one cell."""

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """`says` tells readers what stands in it."""

    name: str
    says: Promise
    value: Callable[[Face], Cell]


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(columns: list[Column], faces: Iterable[Face], *, excel: bool = False) -> Iterator[str]:
    """The lines: UTF-8, commas, CR LF. No text begins what a spreadsheet would run; numbers are numbers."""
    yield (BOM if excel else "") + heading(columns)
    for face in faces:
        yield line(cells(columns, face))


def heading(columns: list[Column]) -> str:
    return _written(column.name for column in columns)


def cells(columns: list[Column], face: Face) -> list[Cell]:
    """What stands in each column, as it is."""
    return [column.value(face) for column in columns]


def line(values: Iterable[Cell]) -> str:
    """The same as a line of a file that a spreadsheet may open."""
    return _written(_safe(value) for value in values)


def _written(values: Iterable[Cell]) -> str:
    return csv.writer(Echo(), lineterminator="\r\n").writerow(list(values))


def _safe(value: Cell) -> Cell:
    """No row of a file may look like two: line breaks stay inside their quotation marks, NUL goes."""
    return guarded(value.replace("\0", "")) if isinstance(value, str) else value


def as_json(head: dict[str, bytes], lists: dict[str, Iterable[bytes]]) -> Iterator[bytes]:
    """One object: first the values of `head`, then each list, all of them JSON already."""
    opening = b"{"
    for name, body in head.items():
        yield opening + orjson.dumps(name) + b":" + body
        opening = b","
    for name, bodies in lists.items():
        yield opening + orjson.dumps(name) + b":["
        opening, comma = b",", b""
        for body in bodies:
            yield comma + body
            comma = b","
        yield b"]"
    yield b"}\n"


def publication_face(publication: Publication) -> Face:
    """An act of publishing as the log of corrections shows it; what was taken back since is named by its number."""
    imprint = publication.imprint or {}
    return {
        "number": publication.number,
        "kind": publication.kind,
        "at": publication.at.isoformat().replace("+00:00", "Z"),
        "note": imprint.get("note", ""),
        "redacted": publication.imprint is None,
        "four_eyes": publication.four_eyes,
        "hash": publication.hash,
        "page": f"/publications/{publication.number}/",
        "changes": [
            {
                "type": edition.subject.kind,
                "id": edition.subject.number,
                "version": edition.version,
                "title": edition.title,
                "state": "retracted" if edition.retracted_since else edition.state,
            }
            for edition in publication.changes
        ],
    }


def _page(face: Face) -> str:
    return absolute(spoken(face["page"]))


def _joined(values: Iterable[str | None]) -> str:
    return BETWEEN.join(dict.fromkeys(value for value in values if value))


def _day(date: Face | None, name: str) -> str:
    return (date or {}).get(name) or ""


def _roles(face: Face) -> str:
    """Of companies and described groups; who is protected has no name here either."""
    return _joined(
        f"{part['company']['name'] if part['company'] else part['group']} ({part['role']})"
        for part in face["participants"]
    )


def _changes(face: Face) -> str:
    return _joined(
        each["title"] or f"{word('subject', each['type'])} {each['id']} ({word('state', each['state'])})"
        for each in face["changes"]
    )


NUMBER = Column("number", _("Its permanent number."), lambda face: face["id"])
PAGE = Column("page", _("The address of its page."), _page)
VERSION = Column("version", _("The version that this is."), lambda face: face["version"])
CHANGED = Column("changed", _("When this version was published, in UTC."), lambda face: face["changed"])
TITLE = Column("title", _("Its title, in its own language."), lambda face: face["title"])
LANGUAGE = Column("language", _("The language of title and text."), lambda face: face["language"])

EVENTS = [
    NUMBER,
    PAGE,
    Column(
        "date", _("The date in EDTF (ISO 8601-2), no more precise than it is known."), lambda f: _day(f["date"], "edtf")
    ),
    Column("earliest", _("The first day on which it may have been."), lambda face: _day(face["date"], "earliest")),
    Column("latest", _("The last day on which it may have been."), lambda face: _day(face["date"], "latest")),
    Column("date_in_words", _("The date as the page has it."), lambda face: date_text(face["date"])),
    Column("kind", _("What kind of event it is."), lambda face: face["kind"]),
    TITLE,
    Column("text", _("What is said about it."), lambda face: face["text"]),
    LANGUAGE,
    Column("incident", _("The number of its incident."), lambda face: (face["incident"] or {}).get("id")),
    Column("incident_title", _("The title of its incident."), lambda face: (face["incident"] or {}).get("title", "")),
    Column("participants", _("Who takes part, each with its role."), _roles),
    Column("who_says_so", _("Whose account it is."), who_says_so),
    Column("status", _("Of an allegation: its form and legal status, in words."), lambda f: _status(f)),
    Column(
        "replies",
        _("Of an allegation: what each company answered, or that nothing is recorded."),
        lambda f: _joined(in_brief(f)),
    ),
    Column("words", _("Of a statement: the exact words, or the report of them."), lambda face: _words(face)),
    Column("rests_on", _("What it rests on, in words."), rests_on),
    Column("origins", _("How many independent origins that is."), lambda face: face["origins"]["count"]),
    Column("sources", _("The addresses of the documents that it cites."), lambda face: _sources(face)),
    VERSION,
    CHANGED,
]
COMPANIES = [
    NUMBER,
    PAGE,
    Column("name", _("Its name."), lambda face: face["name"]),
    Column("kind", _("What kind of organisation it is."), lambda face: face["kind"]),
    Column("country", _("Its country (ISO 3166)."), lambda face: face["country"]),
    Column("other_names", _("Other and former names."), lambda face: _joined(name["name"] for name in face["names"])),
    Column("identifiers", _("How others number it."), lambda face: _identifiers(face)),
    Column("owners", _("Who owns it."), lambda face: _joined(owner["company"]["name"] for owner in face["owners"])),
    Column("about", _("What is said about it."), lambda face: face["about"]),
    VERSION,
    CHANGED,
]
INCIDENTS = [
    NUMBER,
    PAGE,
    TITLE,
    Column("summary", _("What it is about."), lambda face: face["summary"]),
    LANGUAGE,
    Column("topics", _("Its topics."), lambda face: _joined(topic["slug"] for topic in face["topics"])),
    Column("places", _("Where it happened."), lambda face: _joined(_place(place) for place in face["places"])),
    Column(
        "parties", _("The companies in it, each with its roles."), lambda face: _joined(map(_party, face["parties"]))
    ),
    Column("events", _("How many events it has."), lambda face: face["events"]),
    VERSION,
    CHANGED,
]
SOURCES = [
    NUMBER,
    PAGE,
    TITLE,
    Column("kind", _("What kind of document it is."), lambda face: face["kind"]),
    Column("publisher", _("Who published it."), lambda face: face["publisher"]),
    Column("authors", _("Who wrote it."), lambda face: face["authors"]),
    Column("published", _("When it was published, in EDTF."), lambda face: _day(face["published"], "edtf")),
    Column("language", _("Its language."), lambda face: face["language"]),
    Column("url", _("Its own address."), lambda face: face["url"]),
    Column("has_it_from", _("The documents that it relays."), lambda face: _joined(map(_origin, face["lineage"]))),
    Column("sha256", _("The SHA-256 of our copy."), lambda face: face["sha256"]),
    VERSION,
    CHANGED,
]
PUBLICATIONS = [
    Column("number", _("Its number in the record."), lambda face: face["number"]),
    PAGE,
    Column("at", _("When it was published, in UTC."), lambda face: face["at"]),
    Column("kind", _("What kind of publication it is."), lambda face: face["kind"]),
    Column("note", _("What was changed and why."), lambda face: face["note"]),
    Column("changes", _("What it changed."), _changes),
    Column("hash", _("Its hash in the chain."), lambda face: face["hash"]),
]
FOUND = [
    Column("type", _("company, incident, event or source."), lambda face: face["type"]),
    NUMBER,
    PAGE,
    Column("title", _("Its title or name."), lambda face: face["name"] if face["type"] == "company" else face["title"]),
    Column(
        "date",
        _("The date of an event or a source, in EDTF."),
        lambda f: _day(f.get("date") or f.get("published"), "edtf"),
    ),
    Column("status", _("Of an allegation: its form and legal status, in words."), lambda face: _status(face)),
    Column(
        "replies",
        _("Of an allegation: what each company answered, or that nothing is recorded."),
        lambda f: _joined(in_brief(f)),
    ),
    VERSION,
    CHANGED,
]
RESTING = [
    Column(
        "rests_on_it",
        _("citing where the event cites the document itself, relaying where it rests on it through another."),
        lambda face: face["list"],
    ),
    *EVENTS,
]
PARTS = [
    Column("event", _("The number of the event in which it stands."), lambda face: face["event"]["id"]),
    Column("page", _("The address of the event’s page."), lambda face: _page(face["event"])),
    Column("event_title", _("The title of the event."), lambda face: face["event"]["title"]),
    Column("event_date", _("The date of the event, in EDTF."), lambda face: _day(face["event"]["date"], "edtf")),
    Column("incident", _("The number of its incident."), lambda face: (face["incident"] or {}).get("id")),
]
FACTS = [
    *PARTS,
    Column("point", _("The point on which sources may differ."), lambda face: face["label"]),
    Column("kind", _("What is reported: a number, a date or a name."), lambda face: face["kind"]),
    Column("differ", _("yes where the values that were reported differ."), lambda face: _yes(face["differ"])),
    Column("value", _("The value, in the words of the source."), lambda face: face["value"]["text"]),
    Column("least", _("Of a number: the least that it may be."), lambda face: face["value"]["number"]["least"]),
    Column("most", _("Of a number: the most that it may be."), lambda face: face["value"]["number"]["most"]),
    Column("date", _("Of a date: the date in EDTF."), lambda face: _day(face["value"]["date"], "edtf")),
    Column("preferred", _("yes for the value that we prefer."), lambda face: _yes(face["value"]["preferred"])),
    Column("reason", _("Why we prefer one of them."), lambda face: face["reason"]),
    Column("source", _("The document that reports it."), lambda face: _document(face["value"]["source"])),
    Column("has_it_from", _("The document that this one relays."), lambda face: _document(face["value"]["relays"])),
    Column(
        "source_page",
        _("The address of our page about the document."),
        lambda face: _page(face["value"]["source"]) if face["value"]["source"] else "",
    ),
]
DEMANDS = [
    *PARTS,
    Column("demand", _("What is demanded."), lambda face: face["text"]),
    Column("company", _("Of which company."), lambda face: (face["addressee"] or {}).get("name")),
    Column("company_number", _("Its permanent number."), lambda face: (face["addressee"] or {}).get("id")),
    Column("deadline", _("Until when, in EDTF."), lambda face: _day(face["deadline"], "edtf")),
    Column("answers", _("What was answered to it, each with its date."), lambda f: _joined(map(_answer, f["answers"]))),
]
COMMITMENTS = [
    *PARTS,
    Column("commitment", _("What was promised."), lambda face: face["text"]),
    Column("company", _("By which company."), lambda face: (face["company"] or {}).get("name")),
    Column("company_number", _("Its permanent number."), lambda face: (face["company"] or {}).get("id")),
    Column("due", _("When it is due, in EDTF."), lambda face: _day(face["due"], "edtf")),
    Column(
        "progress",
        _("How far it got, as of the newest report; empty where nothing is recorded."),
        lambda face: face["updates"][-1]["status"] if face["updates"] else "",
    ),
    Column(
        "progress_date",
        _("The date of that, in EDTF."),
        lambda face: _day(face["updates"][-1]["date"], "edtf") if face["updates"] else "",
    ),
]
COLUMNS: dict[str, list[Column]] = {
    "events": EVENTS,
    "companies": COMPANIES,
    "incidents": INCIDENTS,
    "sources": SOURCES,
    "resting": RESTING,
    "publications": PUBLICATIONS,
    "found": FOUND,
    "facts": FACTS,
    "demands": DEMANDS,
    "commitments": COMMITMENTS,
}


def rows_of(kind: str, faces: Iterable[Face]) -> Iterable[Face]:
    """What has a line of its own: of a point on which sources may differ, each value that was reported."""
    return ({**face, "value": value} for face in faces for value in face["values"]) if kind == "facts" else faces


def _status(face: Face) -> str:
    return status_line(face["allegation"]) if "allegation" in face else ""


def _words(face: Face) -> str:
    words = face["statement"]["words"] if "statement" in face else {"exact": "", "indirect": ""}
    return words["exact"] or words["indirect"]


def _sources(face: Face) -> str:
    cited = [citation["source"] for citation in face["citations"] if citation["source"]]
    return _joined(source["url"] or _page(source) for source in cited)


def _yes(told: bool) -> str:
    return "yes" if told else "no"


def _document(source: Face | None) -> str:
    """`Newsweek: Report on …`, as far as both are known."""
    return ": ".join(filter(None, (source["publisher"], source["title"]))) if source else ""


def _answer(answer: Face) -> str:
    told = ", ".join(filter(None, (answer["stance"], _day(answer["date"], "edtf"))))
    return f"{answer['statement']['title']} ({told})"


def _identifiers(face: Face) -> str:
    return _joined(f"{identifier['scheme']}:{identifier['value']}" for identifier in face["identifiers"])


def _place(place: Face) -> str:
    return ", ".join(part for part in (place["name"], place["country"]) if part)


def _party(party: Face) -> str:
    return f"{party['company']['name']} ({', '.join(party['roles'])})"


def _origin(step: Face) -> str:
    return step["source"]["publisher"] or step["source"]["title"]
