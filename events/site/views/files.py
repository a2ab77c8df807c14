"""What a page shows as CSV and JSON: the same address with another ending, and the same filters.

The whole list, where a page shows a part of it: read in chunks while it is sent.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import wraps

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from events.record.models import Publication
from events.site.formats import tables
from events.site.pages import Unreadable, page, row_or_problem
from events.site.sending import check_present, moved, streamed
from events.site.views.companies import entries_asked
from events.site.views.finding import asked_for
from events.timeline import queries, search
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicSource
from events.timeline.streams import in_chunks

IN_ORDER = ("earliest", "latest", "number")


@dataclass(slots=True)
class Shown:
    """What a page shows: the subject that it is about, and its lists of bodies by name, read when they are sent.

    `kind` is the key of its columns: CSV has one table of all lists.
    """

    name: str
    kind: str
    lists: dict[str, Iterable[bytes]]
    head: dict[str, bytes] = field(default_factory=dict)


Show = Callable[..., Shown | HttpResponse]
View = Callable[..., HttpResponse]


def as_file(show: Show, ending: str) -> View:
    """The view of the file with this ending, csv or json."""

    @page()
    @wraps(show)
    def view(request: HttpRequest, **named: int) -> HttpResponse:
        check_present(request)
        excel = _for_excel(request)
        shown = show(request, **named)
        if isinstance(shown, HttpResponse):
            return shown
        name = f"{shown.name}.{ending}"
        if ending == "json":
            head = {"publication": str(queries.standing().publication).encode()} | shown.head
            return streamed(request, tables.as_json(head, shown.lists), tables.JSON, name=name)
        lines = tables.as_csv(tables.COLUMNS[shown.kind], _faces(shown), excel=excel)
        return streamed(request, lines, tables.CSV, name=name)

    return view


def _faces(shown: Shown) -> Iterator[queries.Face]:
    """All rows of one table: of all lists, each with the name of its own."""
    for name, bodies in shown.lists.items():
        for body in bodies:
            yield orjson.loads(body) | {"list": name}


def _for_excel(request: HttpRequest) -> bool:
    wanted = request.GET.get("excel", "")
    if wanted not in ("", "0", "1"):
        raise Unreadable(_("Write excel=1 for a file that Excel opens with its accents right, or leave it out."))
    return wanted == "1"


def _bodies(rows: QuerySet, *key: str, falling: bool = False) -> Iterator[bytes]:
    return (row.body.encode() for row in in_chunks(rows, *key, falling=falling))


# --- The pages, one function each ---


def company(request: HttpRequest, number: int) -> Shown | HttpResponse:
    """The timeline, as it is filtered."""
    row = row_or_problem(PublicCompany, number)
    if row.successor:
        return moved(request, number, row.successor)
    entries, oldest = entries_asked(request, number)
    bodies = _bodies(entries, "earliest", "latest", "event", falling=not oldest)
    return Shown(f"company-{number}", "events", {"events": bodies}, {"company": row.body.encode()})


def incident(request: HttpRequest, number: int) -> Shown:
    row = row_or_problem(PublicIncident, number)
    bodies = _bodies(queries.events_of(number), *IN_ORDER)
    return Shown(f"incident-{number}", "events", {"events": bodies}, {"incident": row.body.encode()})


def event(request: HttpRequest, number: int) -> Shown:
    row = row_or_problem(PublicEvent, number)
    return Shown(f"event-{number}", "events", {"events": [row.body.encode()]})


def source(request: HttpRequest, number: int) -> Shown:
    """What cites it, and what rests on it through another document."""
    row = row_or_problem(PublicSource, number)
    resting = queries.resting_on(number)
    lists = {
        "citing": _bodies(resting.filter(cited=True), *IN_ORDER),
        "relaying": _bodies(resting.filter(cited=False), *IN_ORDER),
    }
    return Shown(f"source-{number}", "resting", lists, {"source": row.body.encode()})


def companies(request: HttpRequest) -> Shown:
    return Shown("companies", "companies", {"companies": _bodies(queries.companies(), "title", "number")})


def incidents(request: HttpRequest) -> Shown:
    rows = queries.living(PublicIncident)
    return Shown("incidents", "incidents", {"incidents": _bodies(rows, "number", falling=True)})


def sources(request: HttpRequest) -> Shown:
    rows = queries.living(PublicSource)
    return Shown("sources", "sources", {"sources": _bodies(rows, "number", falling=True)})


def found(request: HttpRequest) -> Shown:
    """What a search finds. Of what fits best so many as are weighed, and the name of the file says where that is not
    all; of events in the order of their dates all.
    """
    wanted, asked = asked_for(request)
    kind = asked.group or "found"
    if asked.order != "best":
        faces = search.by_date(wanted, replace(asked, after=None))
        return Shown("search", kind, {"events": map(orjson.dumps, faces)}, {"complete": b"true"})
    groups = search.search(wanted, replace(asked, page=1, many=search.WEIGHED))
    is_whole = all(group.total <= search.WEIGHED for group in groups.values())
    return Shown(
        "search" if is_whole else f"search-first-{search.WEIGHED}",
        kind,
        {name: map(orjson.dumps, group.faces) for name, group in groups.items()},
        {"complete": orjson.dumps(is_whole)},
    )


def corrections(request: HttpRequest) -> Shown:
    rows: Iterable[Publication] = in_chunks(queries.corrections(), "number", falling=True)
    bodies = (orjson.dumps(tables.publication_face(row)) for row in rows)
    return Shown("corrections", "publications", {"publications": bodies})
