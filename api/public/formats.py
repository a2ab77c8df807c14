"""Other formats at the same address: by `format`, or by `Accept` where that names one. JSON is the default.

A list is sent whole, under its filters, read by keyset in chunks while it is sent; no more than a chunk is ever in
memory. What stands in a format is written by `events.site.formats`, which the pages use too; words in it are English.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from rest_framework.exceptions import NotAcceptable

from api.problems import BadParameters, Fault
from api.public.answers import KEPT, etag_of
from api.public.components import TEXT, Schema, many, record
from api.public.parameters import Parameter, choice
from api.public.shaping import shaped
from events.site.formats import bibliographies, calendars, citations, entities, linked, tables, timelinejs
from events.site.formats.addresses import absolute
from events.site.formats.linked import Thing
from events.site.pages import program
from events.site.sending import streamed
from events.timeline import pages, queries
from events.timeline.listings import Listing, Place
from events.timeline.queries import Face
from events.timeline.subjects import Standing

Values = dict[str, Any]

LANGUAGE = "en"
CHUNK = 200
PIECE = 32 * 1024
"""About so many bytes leave at once."""


@dataclass(frozen=True, slots=True)
class Told:
    """A list on its way: its bodies, or one; what it is a list of (`kind`), where it is asked for, and whose list it is
    (`about` is a company's or an incident's face).
    """

    bodies: Iterable[bytes]
    kind: str
    path: str
    values: Values
    about: Face | None = None

    @property
    def faces(self) -> Iterator[Face]:
        return map(orjson.loads, self.bodies)

    @property
    def name(self) -> str:
        """What tells the file from others: `companies-7-timeline`."""
        return self.path.removeprefix("/api/v1/").strip("/").replace("/", "-")

    @property
    def heading(self) -> str:
        about = self.about or {}
        return about.get("name") or about.get("title") or settings.SITE_NAME

    @property
    def page(self) -> str:
        return self.about["page"] if self.about else "/"


@dataclass(frozen=True, slots=True)
class Format:
    """`accepted` are the media types by which it can be asked for; `schema` describes what is sent."""

    ending: str
    media: str
    accepted: tuple[str, ...]
    written: Callable[[Told], Iterable[bytes | str]]
    schema: Schema = field(default_factory=lambda: TEXT)


# --- Writing ---


def _lines(told: Told) -> Iterator[bytes]:
    """The bodies as they are stored, or with the chosen properties alone."""
    for body in told.bodies:
        yield (shaped([body], told.values)[0] if "fields" in told.values else body) + b"\n"


def _table(told: Told) -> Iterator[str]:
    rows = tables.rows_of(told.kind, told.faces)
    return tables.as_csv(tables.COLUMNS[told.kind], rows, excel=told.values.get("excel") == "1")


def _timeline(told: Told) -> Iterator[bytes]:
    return timelinejs.written(told.faces, headline=told.heading, address=absolute(told.page))


THINGS: dict[str, Callable[[Face], Thing]] = {
    "company": linked.organization,
    "incident": lambda face: linked.article(face, sources=[]),
    "event": linked.article,
    "source": linked.document,
}


def _graph(told: Told) -> Iterator[bytes]:
    comma = b'{"@context":"https://schema.org","@graph":['
    for face in told.faces:
        yield comma + orjson.dumps(THINGS[face["type"]](face))
        comma = b","
    yield b"]}\n" if comma == b"," else comma + b"]}\n"


def _entities(told: Told) -> Iterator[bytes]:
    return entities.written(told.faces)


def _calendar(told: Told) -> Iterator[bytes]:
    return calendars.written(told.faces, name=told.heading, page=told.page, today=timezone.now().date())


def _cited(
    told: Told, written: Callable[[citations.Cited], Any], of_a_document: Callable[[Face], Any]
) -> Iterator[Any]:
    """How to cite us on each of them; of a source, the document itself, which is the work of others."""
    if told.kind == "sources":
        return map(of_a_document, told.faces)
    standing = queries.standing()
    return (written(citations.cited_now(face, record=standing.publication, at=standing.at)) for face in told.faces)


def _csl(told: Told) -> Iterator[bytes]:
    comma = b"["
    for item in _cited(told, citations.csl_item, bibliographies.csl_item):
        yield comma + orjson.dumps(item)
        comma = b","
    yield b"]\n" if comma == b"," else b"[]\n"


def _bibtex(told: Told) -> Iterator[str]:
    return _cited(told, citations.bibtex, bibliographies.bibtex)


def _ris(told: Told) -> Iterator[str]:
    return _cited(told, citations.ris, bibliographies.ris)


LINES = "application/jsonl"
TIMELINE = "application/vnd.timelinejs+json"
"""TimelineJS has no type of its own, and as `application/json` it could not be told from the list itself."""
THING: Schema = {"type": "object"}
A_TIMELINE = record(events=many(THING), title=THING)
A_GRAPH = record(**{"@context": TEXT, "@graph": many(THING)})
FORMATS = {
    "jsonl": Format("jsonl", LINES, (LINES, "application/x-ndjson", "application/x-jsonlines"), _lines),
    "csv": Format("csv", tables.CSV, ("text/csv",), _table),
    "timelinejs": Format("timelinejs.json", TIMELINE, (TIMELINE,), _timeline, A_TIMELINE),
    "jsonld": Format("jsonld", "application/ld+json", ("application/ld+json",), _graph, A_GRAPH),
    "ftm": Format("ftm.jsonl", entities.TYPE, (entities.TYPE,), _entities),
    "ics": Format("ics", calendars.TYPE, ("text/calendar",), _calendar),
    "csl": Format("csl.json", citations.ENDINGS["csl.json"], (citations.ENDINGS["csl.json"],), _csl, many(THING)),
    "bibtex": Format("bib", citations.ENDINGS["bib"], ("application/x-bibtex",), _bibtex),
    "ris": Format("ris", citations.ENDINGS["ris"], ("application/x-research-info-systems",), _ris),
}
JSON = "json"
AS_JSON = {"application/json", "application/*", "*/*"}


# --- What can be asked for where ---

EXCEL = choice("excel", ("0", "1"), "With 1, a CSV that Excel opens with its accents right.")


def _offered(*names: str) -> tuple[Parameter, ...]:
    description = "In which format: the whole list under its filters, but for `json`, which comes in pages."
    there = choice("format", (JSON, *names), description, default=JSON)

    def read(text: str) -> str:
        """A format that other lists have is no misspelling of one of these."""
        if text in FORMATS and text not in names:
            raise ValueError(f"“{text}” is none of its values. There are: {', '.join((JSON, *names))}.")
        return there.read(text)

    parameter = replace(there, read=read)
    return (parameter, EXCEL) if "csv" in names else (parameter,)


CITED = ("csl", "bibtex", "ris")
OF_EVENTS = _offered("jsonl", "csv", "timelinejs", "jsonld", "ftm", "ics", *CITED)
OF_OTHERS = _offered("jsonl", "csv", "jsonld", "ftm", *CITED)
OF_PARTS = _offered("jsonl", "csv")
JSON_ALONE = choice("format", (JSON,), "In which format. Here there is none but JSON.", default=JSON)

KINDS = {
    **{"Event": "events", "Company": "companies", "Incident": "incidents", "Source": "sources"},
    **{"EventFact": "facts", "EventDemand": "demands", "EventCommitment": "commitments"},
}
"""The component that a view sends → the key of its columns."""


def offered(takes: Iterable[Parameter]) -> tuple[str, ...]:
    """The names of the formats beside JSON; none where there is nothing to choose."""
    return next((tuple(each.schema["enum"][1:]) for each in takes if each.name == "format"), ())


def described(takes: Iterable[Parameter]) -> dict[str, Any]:
    """The media types of an answer beside JSON, for the schema."""
    kinds = {FORMATS[name].media.partition(";")[0]: FORMATS[name].schema for name in offered(takes)}
    return {media: {"schema": kinds[media]} for media in sorted(kinds)}


def asked(request: HttpRequest, values: Values, takes: Iterable[Parameter]) -> str:
    """The name of the format. Raises NotAcceptable where `Accept` names nothing that there is, and BadParameters for
    what does not go with a format other than JSON.
    """
    names = offered(takes)
    name = values["format"] if "format" in values else _accepted(request.META.get("HTTP_ACCEPT", ""), names)
    if faults := list(_beside(name, values)):
        raise BadParameters(faults)
    return name


def _accepted(header: str, names: tuple[str, ...]) -> str:
    """The one that is liked best, of those liked alike the first."""
    if not header.strip():
        return JSON
    wanted = sorted((_liked(part) for part in header[:1000].split(",") if part.strip()), key=lambda each: -each[1])
    for media, weight in wanted:
        if weight > 0 and media in AS_JSON:
            return JSON
        for name in names:
            if weight > 0 and (media in FORMATS[name].accepted or (media, name) == ("text/*", "csv")):
                return name
    there = ", ".join(["application/json", *dict.fromkeys(a for name in names for a in FORMATS[name].accepted)])
    raise NotAcceptable(f"There is nothing here in a form that “Accept” names. There are: {there}.")


def _liked(part: str) -> tuple[str, float]:
    """A media type and its weight (RFC 9110); a weight that is none counts as full."""
    media, *parameters = (each.strip().lower() for each in part.split(";"))
    for parameter in parameters:
        name, _sign, weight = parameter.partition("=")
        if name.strip() == "q":
            try:
                return media, min(max(float(weight), 0.0), 1.0)
            except ValueError:
                break
    return media, 1.0


WHOLE = "Files hold the whole list: leave it out, or take format=json."
NOW = "Files hold what the record says now: leave it out, or take format=json."


def _beside(name: str, values: Values) -> Iterator[Fault]:
    if values.get("excel") == "1" and name != "csv":
        yield Fault(parameter="excel", detail="Only format=csv has it.")
    if name == JSON:
        return
    for parameter in ("limit", "cursor", "count", "include"):
        if parameter in values:
            yield Fault(parameter=parameter, detail=WHOLE)
    if "known_on" in values:
        yield Fault(parameter="known_on", detail=NOW)
    if "fields" in values and name != "jsonl":
        yield Fault(parameter="fields", detail="Only json and jsonl have it.")


# --- Sending ---


def send(
    request: HttpRequest,
    name: str,
    bodies: Iterable[bytes],
    standing: Standing,
    *,
    sends: str,
    values: Values,
    about: bytes = b"",
) -> HttpResponseBase:
    """The answer in a format, made while it is sent; 304 where the client holds this very state of it.

    The first chunk is read before anything is sent, so that what the database refuses is still a problem.
    """
    headers = {"ETag": _etag(name, standing), "Cache-Control": KEPT}
    if _holds(request, headers["ETag"]):
        return HttpResponse(status=304, headers=headers)
    known = iter(bodies)
    begun = [body for body in (next(known, None),) if body is not None] if request.method != "HEAD" else []
    kind = KINDS.get(sends.removesuffix("Page"), "")
    told = Told(chain(begun, known), kind, request.path, values, orjson.loads(about) if about else None)
    chosen = FORMATS[name]
    with translation.override(LANGUAGE):
        parts = _together(chosen.written(told))
        answer = streamed(request, parts, chosen.media, name=f"{told.name}.{chosen.ending}")
    for header, value in headers.items():
        answer.headers[header] = value
    return answer


def _etag(name: str, standing: Standing) -> str:
    """Stored lines change with the record alone; what is written of them, with the program and the day too."""
    made = "" if name == "jsonl" else f"-{program()}-{timezone.now().date().toordinal()}"
    return f'W/"{etag_of(standing)[1:-1]}-{name}{made}"'


def _holds(request: HttpRequest, etag: str) -> bool:
    held = request.META.get("HTTP_IF_NONE_MATCH", "")
    return held.strip() == "*" or etag.removeprefix("W/") in held


def _together(parts: Iterable[bytes | str]) -> Iterator[bytes]:
    """In pieces that are worth sending; the first at once."""
    piece, size, enough = [], 0, 0
    for part in parts:
        piece.append(part.encode() if isinstance(part, str) else part)
        size += len(piece[-1])
        if size > enough:
            yield b"".join(piece)
            piece, size, enough = [], 0, PIECE
    if piece:
        yield b"".join(piece)


def walk(listing: Listing, owner: tuple[str, ...], filters: dict[str, Any], *, newest: bool) -> Iterator[bytes]:
    """All bodies of a list in its order, a query for each chunk."""
    place: Place | None = None
    while True:
        page = pages.page(listing, owner, filters=filters, beyond=place, limit=CHUNK, newest=newest)
        yield from page.bodies
        if not page.more:
            return
        place = page.last
