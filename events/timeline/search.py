"""What was typed, found in every text of the record: companies, incidents, events and sources, with facets.

One statement whatever is found, and never a prepared one: the planner must know how much each text finds. Nothing is
counted beyond COUNTED, and only the newest WEIGHED matches are weighed against each other, so that a word that stands
everywhere does not cost a second.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import orjson
from django.db import connections
from django.db.models import QuerySet

from events.timeline import narrowing
from events.timeline.models import PublicEvent
from events.timeline.queries import PUBLIC, Face, Place, living
from events.timeline.streams import CHUNK
from events.timeline.wanted import Wanted

LONGEST = 200
WEIGHED = 500
COUNTED = 1000
PAGE = 20
LAST_PAGE = WEIGHED // PAGE
FEW = {"companies": 5, "incidents": 5, "events": 8, "sources": 5}
"""So many of each group stand on the page of everything that was found."""
VALUES = 12
"""So many values of a facet are offered."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow a group: the condition that does, and what counts the values among the rows `matching`."""

    condition: str
    counted: str


def _column(name: str) -> Facet:
    return Facet(
        condition=f"{name} = %({name})s",
        counted=f"SELECT {name} AS value, '' AS english, '' AS french, count(*) AS amount FROM matching "  # noqa: S608
        f"WHERE {name} <> '' GROUP BY {name}",
    )


def _heading(facet: str, incident: str) -> Facet:
    return Facet(
        condition=f"{incident} IN (SELECT incident FROM timeline_heading "  # noqa: S608
        f"WHERE facet = '{facet}' AND value = %({facet})s)",
        counted="SELECT h.value, max(h.english) AS english, max(h.french) AS french, count(*) AS amount "  # noqa: S608
        f"FROM matching m JOIN timeline_heading h ON h.incident = m.{incident} AND h.facet = '{facet}' "
        "GROUP BY h.value",
    )


COMPANY = Facet(
    condition="number IN (SELECT event FROM timeline_timelineentry WHERE company = %(company)s::int)",
    counted="SELECT c.number::text AS value, c.title AS english, c.title AS french, count(*) AS amount FROM matching m "
    "JOIN timeline_timelineentry t ON t.event = m.number "
    "JOIN timeline_publiccompany c ON c.number = t.company GROUP BY c.number",
)
IN_YEAR = "daterange(make_date({year}, 1, 1), make_date({year}, 12, 31), '[]')"
# A year counts what the filter finds: everything that may have happened in it.
YEAR = Facet(
    condition=f"days && {IN_YEAR.format(year='%(year)s::int')}",
    counted="SELECT year::text AS value, '' AS english, '' AS french, count(*) AS amount FROM "  # noqa: S608
    "(SELECT DISTINCT extract(year FROM day)::int AS year FROM matching, unnest(ARRAY[earliest, latest]) day "
    "WHERE extract(year FROM day) BETWEEN 2 AND 9998) years "
    f"JOIN matching m ON m.days && {IN_YEAR.format(year='year')} GROUP BY year",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What of a table is looked through, in which order it stands, and by what it can be narrowed."""

    table: str
    facets: dict[str, Facet]
    columns: str = ""
    or_named: str = ""
    order: str = "ts_rank(search, %(query)s::tsquery) DESC, number DESC"
    place: str = "''"


GROUPS = {
    "companies": Kind(
        table="timeline_publiccompany",
        facets={"country": _column("country")},
        columns=", country",
        or_named=" OR %(name)s <> '' AND names LIKE '%%' || %(name)s || '%%'",
        # Whose own name it is comes first, then who has it among other names, then whose names begin with it.
        order="split_part(names, E'\\n', 1) <> %(exact)s, %(exact)s <> ALL (string_to_array(names, E'\\n')), "
        "names NOT LIKE %(name)s || '%%', ts_rank(search, %(query)s::tsquery) DESC, folded",
    ),
    "incidents": Kind(
        table="timeline_publicincident",
        facets={"topic": _heading("topic", "number"), "country": _heading("country", "number")},
    ),
    "events": Kind(
        table="timeline_publicevent",
        facets={
            "kind": _column("kind"),
            "status": _column("status"),
            "company": COMPANY,
            "topic": _heading("topic", "incident"),
            "year": YEAR,
            "language": _column("language"),
        },
        columns=", kind, status, incident, earliest, latest, days, language",
        place="concat_ws(',', earliest, latest, number)",
    ),
    "sources": Kind(
        table="timeline_publicsource",
        facets={name: _column(name) for name in ("kind", "publisher", "language")},
        columns=", kind, publisher, language",
    ),
}
NOTHING: Mapping[str, str] = MappingProxyType({})
ORDERS = {"best": "", "newest": "<", "oldest": ">"}
"""Events alone can be had in the order of their dates; the sign leads beyond a place in it."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet with its name in both languages, where it has one, and how many of the matches have it."""

    value: str
    english: str
    french: str
    amount: int


@dataclass(slots=True)
class Group:
    """What was found of one kind. `total` ends at COUNTED + 1; `last` is the place of the last one shown."""

    faces: list[Face] = field(default_factory=list)
    total: int = 0
    further: bool = False
    last: Place | None = None
    facets: dict[str, list[Value]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of one `group`, or a few of each; narrowed by `filters`, in one of ORDERS.

    What fits best is paged by number as far as it is weighed; by date, a page begins `after` a place, without end.
    Whoever takes it away asks for so `many` of the group, or of each, and for no facets.
    """

    group: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    order: str = "best"
    page: int = 1
    after: Place | None = None
    many: int = 0


def search(wanted: Wanted, asked: Asked = Asked()) -> dict[str, Group]:
    """What holds all that is wanted, by group; of those that `asked` leaves out the totals alone, or nothing where it
    is taken away. One query.
    """
    groups = {name: Group() for name in ([asked.group] if asked.group and asked.many else GROUPS)}
    values = {"query": wanted.query, "name": wanted.name, "exact": wanted.exact, **asked.filters} | _after(asked.after)
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_part(name, wanted, asked) for name in groups), values)
        rows = cursor.fetchall()
    for name, part, _place, amount, value, english, french, body in sorted(rows, key=lambda row: row[2]):
        group = groups[name]
        if part == "total":
            group.total = amount
        elif part != "row":
            group.facets.setdefault(part, []).append(Value(value, english, french, amount))
        elif len(group.faces) < _room(name, asked):
            group.faces.append(orjson.loads(body))
            group.last = Place.read(value) if value else None
        else:
            group.further = True
    return groups


def by_date(wanted: Wanted, asked: Asked) -> Iterator[Face]:
    """All events that are asked for, in the order of their dates, a chunk in memory at a time."""
    chunk = replace(asked, many=CHUNK)
    while True:
        found = search(wanted, chunk)["events"]
        yield from found.faces
        if not found.further:
            return
        chunk = replace(chunk, after=found.last)


def events_holding(wanted: Wanted, filters: Mapping[str, str] = NOTHING) -> QuerySet[PublicEvent]:
    """The living events that hold all that is wanted, narrowed by facets of theirs, in no order yet."""
    rows = holding(wanted, living(PublicEvent))
    for name, value in filters.items():
        condition, place = GROUPS["events"].facets[name].condition, f"%({name})s"
        rows = rows.extra(where=[condition.replace(place, "%s")], params=[value] * condition.count(place))  # noqa: S610
    return rows


def holding(wanted: Wanted, events: QuerySet[PublicEvent]) -> QuerySet[PublicEvent]:
    """Those of the events that hold all that is wanted."""
    table = events.model._meta.db_table
    held = narrowing.holding(wanted.is_frequent, rows=f"{table}.", table=table, query="%s")
    return events.extra(where=[held], params=[wanted.query])  # noqa: S610  our own words


def _room(name: str, asked: Asked) -> int:
    if not asked.group:
        return asked.many or FEW[name]
    return asked.many or PAGE if asked.group == name else 0


def _after(place: Place | None) -> dict[str, object]:
    return {"earliest": place.earliest, "latest": place.latest, "event": place.event} if place else {}


def _part(name: str, wanted: Wanted, asked: Asked) -> str:
    """The statement of one group: its total and, where they are asked for, its rows and its facets."""
    kind, room = GROUPS[name], _room(name, asked)
    held = narrowing.holding(wanted.is_frequent, rows="", table=kind.table, query="%(query)s")
    conditions = " AND ".join(["state = 'live'", f"({held}{kind.or_named})", *_narrowing(name, asked)])
    matching = (
        f"SELECT number{kind.columns} FROM {kind.table} WHERE {conditions} "  # noqa: S608
        f"ORDER BY number DESC LIMIT {COUNTED + 1}"
    )
    parts = [f"SELECT '{name}', 'total', 0::bigint, count(*), '', '', '', '' FROM matching"]  # noqa: S608
    if room:
        parts.append(_rows(name, asked, conditions))
        parts += [_values(name, facet) for facet in kind.facets if not asked.many]
    return f"(WITH matching AS MATERIALIZED ({matching}) {' UNION ALL '.join(parts)})"


def _narrowing(name: str, asked: Asked) -> list[str]:
    return [GROUPS[name].facets[facet].condition for facet in asked.filters] if asked.group == name else []


def _rows(name: str, asked: Asked, conditions: str) -> str:
    kind, room = GROUPS[name], _room(name, asked)
    if sign := ORDERS[asked.order]:
        way = "DESC" if sign == "<" else "ASC"
        order = f"earliest {way}, latest {way}, number {way}"
        beyond = f" AND (earliest, latest, number) {sign} (%(earliest)s, %(latest)s, %(event)s)" if asked.after else ""
        chosen = f"SELECT * FROM {kind.table} WHERE {conditions}{beyond} ORDER BY {order} LIMIT {room + 1}"  # noqa: S608
    else:
        order = kind.order
        weighed = f"SELECT number FROM matching ORDER BY number DESC LIMIT {WEIGHED}"  # noqa: S608
        chosen = (
            f"SELECT * FROM {kind.table} WHERE number IN ({weighed}) "  # noqa: S608
            f"ORDER BY {order} LIMIT {room + 1} OFFSET {(asked.page - 1) * PAGE}"
        )
    return (
        f"(SELECT '{name}', 'row', row_number() OVER (ORDER BY {order}), 0, {kind.place}, '', '', body "  # noqa: S608
        f"FROM ({chosen}) chosen)"
    )


def _values(name: str, facet: str) -> str:
    return (
        f"(SELECT '{name}', '{facet}', row_number() OVER (ORDER BY amount DESC, value), "  # noqa: S608
        f"amount, value, english, french, '' FROM ({GROUPS[name].facets[facet].counted}) counted "
        f"ORDER BY amount DESC, value LIMIT {VALUES})"
    )
