"""The lists of bodies that there are: of what rows each is made, by which unique key it goes, what narrows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicRow, PublicSource
from events.timeline.narrowing import OF_COMPANY, OF_ENTRY, OF_EVENT, OF_INCIDENT, OF_SOURCE, WHOSE, Condition, Filters

Place = tuple[str, ...]
"""The values of a list's key at one of its rows, as text."""
DATED = ("date", "date", "int")

PLAIN = """
SELECT {body}, {key} FROM {rows} WHERE {conditions} AND ({key}) {beyond} ({place}) ORDER BY {order} LIMIT %s::int
"""
# Of several timelines each event once; its body is read when it is known to be on the page.
ONCE = """
SELECT {body}, {key} FROM (
    SELECT DISTINCT {key} FROM {rows} WHERE {conditions} AND ({key}) {beyond} ({place}) ORDER BY {order} LIMIT %s::int
) t JOIN timeline_publicevent shown ON shown.number = t.event ORDER BY {order}
"""
# Of the newest matches those that fit best. The weight is a whole number, so that a cursor can hold it.
WEIGHED = """
SELECT {body}, {key} FROM (
    SELECT shown.number, shown.body, (1e9 * ts_rank(shown.search, %s::tsquery))::bigint AS weight
    FROM timeline_publicevent shown WHERE shown.number IN (
        SELECT {number} FROM {rows} WHERE {conditions} ORDER BY {number} DESC LIMIT {weighed}
    )
) w WHERE ({key}) {beyond} ({place}) ORDER BY {order} LIMIT %s::int
"""
# Parts of events, each with the event in which it stands. No event is read that no part on the page is of.
PARTS = """
SELECT {body}, {key} FROM (
    SELECT e.number, e.body::json AS body FROM {rows} WHERE {conditions} AND e.number {from_on} %s::int
    ORDER BY e.number {way} LIMIT %s::int + 1
) e CROSS JOIN LATERAL json_array_elements({array}) WITH ORDINALITY p (part, place)
WHERE {only_parts} AND ({key}) {beyond} ({place}) ORDER BY {order} LIMIT %s::int
"""


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """A list of bodies: its rows, and the unique key whose columns give the order. `first` and `last` enclose it all.
    By the condition `near` words are looked for near a place in the order first.

    Whatever is narrowed is left to the planner each time: it must know how much a text or a period finds.
    """

    rows: str
    body: str
    key: tuple[str, ...]
    types: tuple[str, ...]
    first: Place
    last: Place
    conditions: Mapping[str, Condition]
    only: str = "TRUE"
    statement: str = PLAIN
    number: str = "e.number"
    array: str = ""
    near: str = ""

    @property
    def is_dated(self) -> bool:
        """Whether it goes by the days that an event may be, the first of them first."""
        return self.types == DATED


def _numbered(table: type[PublicRow], alias: str, conditions: Mapping[str, Condition], **options) -> Listing:
    return Listing(
        rows=f"{table._meta.db_table} {alias}",
        body=f"{alias}.body",
        key=(f"{alias}.number",),
        types=("int",),
        first=("0",),
        last=("2147483647",),
        conditions=conditions,
        only=f"{alias}.state = 'live'",
        number=f"{alias}.number",
        **options,
    )


def _dated(rows: str, key: tuple[str, str, str], only: str, conditions: Mapping[str, Condition], **options) -> Listing:
    return Listing(
        rows=rows,
        key=key,
        types=DATED,
        first=("-infinity", "-infinity", "0"),
        last=("infinity", "infinity", "2147483647"),
        conditions=conditions,
        only=only,
        **{"body": "e.body", **options},
    )


def _weighed(rows: str, only: str, number: str, conditions: Mapping[str, Condition]) -> Listing:
    return Listing(
        rows=rows,
        body="w.body",
        key=("w.weight", "w.number"),
        types=("bigint", "int"),
        first=("-1", "0"),
        last=("9223372036854775807", "2147483647"),
        conditions=conditions,
        only=only,
        statement=WEIGHED,
        number=number,
    )


LIVE_EVENTS, LIVE = "timeline_publicevent e", "e.state = 'live'"
OWN = "timeline_timelineentry t"
ENTRIES = f"{OWN} JOIN timeline_publicevent e ON e.number = t.event"
IN_ORDER = ("e.earliest", "e.latest", "e.number")
ENTRIES_IN_ORDER = ("t.earliest", "t.latest", "t.event")

COMPANIES = _numbered(PublicCompany, "c", OF_COMPANY)
INCIDENTS = _numbered(PublicIncident, "i", OF_INCIDENT)
SOURCES = _numbered(PublicSource, "s", OF_SOURCE)
EVENTS = _numbered(PublicEvent, "e", OF_EVENT, near="words_near_number")
COMPANY_TIMELINE = _dated(ENTRIES, ENTRIES_IN_ORDER, "t.company = %s::int", OF_ENTRY, number="t.event")
INCIDENT_TIMELINE = _dated(LIVE_EVENTS, IN_ORDER, f"{LIVE} AND e.incident = %s::int", OF_EVENT)
SOURCE_EVENTS = Listing(
    rows="timeline_sourceuse u JOIN timeline_publicevent e ON e.number = u.event",
    body="e.body",
    key=("u.event",),
    types=("int",),
    first=("0",),
    last=("2147483647",),
    conditions=OF_EVENT,
    only="u.source = %s::int",
    number="u.event",
)
_ENTRIES_BY_ID = Listing(
    rows=ENTRIES,
    body="shown.body",
    key=("t.event",),
    types=("int",),
    first=("0",),
    last=("2147483647",),
    conditions=OF_ENTRY,
    statement=ONCE,
    number="t.event",
)
_EVENTS_IN = {
    "id": EVENTS,
    "date": _dated(LIVE_EVENTS, IN_ORDER, LIVE, OF_EVENT, near="words_near_day"),
    "best": _weighed(LIVE_EVENTS, LIVE, "e.number", OF_EVENT),
}
_ENTRIES_IN = {
    "id": _ENTRIES_BY_ID,
    "date": _dated(ENTRIES, ENTRIES_IN_ORDER, "TRUE", OF_ENTRY, statement=ONCE, body="shown.body", number="t.event"),
    "best": _weighed(ENTRIES, "TRUE", "t.event", OF_ENTRY),
}


def events_in(order: str, filters: Filters) -> Listing:
    """Events by `id`, by `date`, or those first that fit a search `best`; of companies, by the entries of these."""
    return (_ENTRIES_IN if filters.keys() & set(WHOSE) else _EVENTS_IN)[order]


PART = """
left(json_build_object(
    'event', json_build_object(
        'id', e.body -> 'id', 'type', e.body -> 'type', 'version', e.body -> 'version', 'kind', e.body -> 'kind',
        'title', e.body -> 'title', 'date', e.body -> 'date', 'page', e.body -> 'page'
    ),
    'incident', e.body -> 'incident',
    'licence', e.body -> 'licence'{more}
)::text, -1) || ', ' || substr(p.part::text, 2)
"""


def _parts(array: str, has: str, *, more: str = "") -> Listing:
    return Listing(
        rows=LIVE_EVENTS,
        body=PART.format(more=more),
        key=("e.number", "p.place"),
        types=("int", "bigint"),
        first=("0", "0"),
        last=("2147483647", "2147483647"),
        conditions=OF_EVENT,
        only=f"{LIVE} AND e.traits @> ARRAY['has:{has}']",
        statement=PARTS,
        array=array,
    )


FACTS = _parts("e.body -> 'facts'", "facts")
DEMANDS = _parts("e.body -> 'allegation' -> 'demands'", "demands")
COMMITMENTS = _parts(
    "e.body -> 'statement' -> 'commitments'", "commitments", more=", 'company', e.body -> 'statement' -> 'speaker'"
)
