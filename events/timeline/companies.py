"""A company's page: its stored frame with one stretch of its timeline, the counts beside its filters, and its head.

Each is one statement, whatever the size of the timeline and whatever is asked of it.
"""

import datetime
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import orjson

from events.timeline.choosing import CONDITIONS, FACETS, FAMILY, Choice
from events.timeline.queries import PAGE, Face, Place
from events.timeline.statements import planned, prepared

MARKS = PAGE
"""So many entries are told one by one for the picture of a timeline; of more, how many there are in which years."""
FOREMOST = 4
"""As many allegations, and statements with promises, are told in the head of a page."""
FAMILY_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn ahead and may be shown: in this language, by this program, on this day."""

    language: str
    program: str
    today: datetime.date


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: drawn ahead (`html`), or else the `body` of its event."""

    place: Place
    html: bytes | None
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """The frame, if it was drawn ahead, and the entries that were asked for; `following`: where the next ones begin."""

    frame: bytes | None
    entries: list[Entry]
    following: Place | None


STRETCH = """
{family}
SELECT * FROM (
    SELECT html, NULL::date AS earliest, NULL::date AS latest, NULL::int AS event, true AS drawn
    FROM timeline_frame
    WHERE company = %s::int AND language = %s AND program = %s AND (stale_on IS NULL OR stale_on > %s::date)
    UNION ALL
    ({entries})
) page ORDER BY earliest {way} NULLS FIRST, latest {way}, event {way}
"""
OWN_ENTRIES = """
    SELECT coalesce(f.html, (SELECT e.body FROM timeline_publicevent e WHERE e.number = t.event)),
        t.earliest, t.latest, t.event, f.html IS NOT NULL
    FROM timeline_timelineentry t LEFT JOIN timeline_fragment f
        ON f.event = t.event AND f.company = t.company AND f.language = %s AND f.program = %s
    WHERE {conditions} ORDER BY t.earliest {way}, t.latest {way}, t.event {way} LIMIT {limit}
"""
ENTRIES_OF_ALL = """
    SELECT e.body, t.earliest, t.latest, t.event, false
    FROM (
        SELECT DISTINCT t.earliest, t.latest, t.event FROM timeline_timelineentry t WHERE {conditions}
        ORDER BY t.earliest {way}, t.latest {way}, t.event {way} LIMIT {limit}
    ) t JOIN timeline_publicevent e ON e.number = t.event
"""


def stretch(choice: Choice, drawn: Drawn) -> Stretch:
    """One page of the timeline. Of several companies' timelines, each event once, and never drawn ahead."""
    company = str(choice.company)
    place = str(choice.place).split(",") if choice.place else _beginning(choice)
    result = (planned if choice.names or choice.tree else prepared)(
        _stretch_statement(choice.names, tree=choice.tree, oldest=choice.oldest),
        [
            *([company] if choice.tree else []),
            *[company, drawn.language, drawn.program, drawn.today.isoformat()],
            *([] if choice.tree else [drawn.language, drawn.program, company]),
            *choice.parameters,
            *place,
        ],
    )
    has_frame = result.ntuples > 0 and result.get_value(0, 3) is None
    entries = []
    for row in range(1 if has_frame else 0, result.ntuples):
        text, earliest, latest, event, ahead = (result.get_value(row, column) for column in range(5))
        at = Place(_date(earliest), _date(latest), int(event))
        entries.append(Entry(at, text, None) if ahead == b"t" else Entry(at, None, text))
    following = entries[PAGE - 1].place if len(entries) > PAGE else None
    return Stretch(result.get_value(0, 0) if has_frame else None, entries[:PAGE], following)


@lru_cache(maxsize=4096)
def _date(text: bytes) -> datetime.date:
    return datetime.date.fromisoformat(text.decode())


def _beginning(choice: Choice) -> list[str]:
    return ["-infinity", "-infinity", "0"] if choice.oldest else ["infinity", "infinity", "2147483647"]


@cache
def _stretch_statement(names: tuple[str, ...], *, tree: bool, oldest: bool) -> str:
    way, beyond = ("ASC", ">") if oldest else ("DESC", "<")
    owner = Choice(0, tree=tree).owner
    place = f"(t.earliest, t.latest, t.event) {beyond} (%s::date, %s::date, %s::int)"
    entries = (ENTRIES_OF_ALL if tree else OWN_ENTRIES).format(
        conditions=" AND ".join([f"t.{owner}", *(f"t.{CONDITIONS[name]}" for name in names), place]),
        way=way,
        limit=PAGE + 1,
    )
    return STRETCH.format(family=f"WITH RECURSIVE {FAMILY}" if tree else "", entries=entries, way=way)


Counts = dict[str, Any]
"""By facet, how many entries each value has under the other facets chosen; `found` under all, `total` under none.

`kind`, `status`, `answered` (by reply), `role` and `year` are numbers by value; `topic` is a list of value, number and
the topics of an incident that tell its name.
"""

OWN = """
{name} AS MATERIALIZED (
    SELECT t.event, t.incident, t.kind, t.topics, t.status, t.reply, t.stances, t.roles, t.lag_least, t.lag_most,
        t.promises, t.promises_due, t.days, t.earliest, t.latest,
        extract(year FROM t.earliest)::int AS first_year, extract(year FROM t.latest)::int AS last_year,
        {chosen}
    FROM timeline_timelineentry t WHERE {owner}
),
{name}_ends AS MATERIALIZED (
    SELECT min(y) AS low, max(y) AS high FROM {name} CROSS JOIN LATERAL (VALUES (first_year), (last_year)) v(y)
    WHERE y NOT IN (1, 9999)
)
"""
COUNTED_BY = {
    "kind": ("kind", ""),
    "status": ("status", "AND status <> ''"),
    "answered": ("reply", "AND reply <> ''"),
    "role": ("role", ""),
}
BY_VALUE = """
(SELECT coalesce(json_object_agg(value, n), json_build_object()) FROM (
    SELECT {value} AS value, {count} AS n FROM {name}{beside} WHERE {others} {only} GROUP BY 1 ORDER BY 1
) counted)
"""
BY_TOPIC = """
(SELECT coalesce(json_agg(json_build_array(value, n, (
    SELECT i.body::json -> 'topics' FROM timeline_publicincident i WHERE i.number = counted.incident
)) ORDER BY n DESC, value), '[]') FROM (
    SELECT topic AS value, {count} AS n, max(incident) AS incident
    FROM {name} CROSS JOIN unnest(topics) AS topic WHERE {others} GROUP BY 1
) counted)
"""
# An entry counts for every year on a day of which it may lie; what is open at one end, up to the last year known.
BY_YEAR = """
(SELECT coalesce(json_object_agg(value, n), json_build_object()) FROM (
    SELECT y AS value, {count} AS n
    FROM {name} CROSS JOIN {name}_ends e
        CROSS JOIN LATERAL generate_series(greatest(first_year, e.low), least(last_year, e.high)) y
    WHERE {others} AND first_year < 9999
        AND (first_year = last_year OR days && daterange(make_date(y, 1, 1), make_date(y, 12, 31), '[]'))
    GROUP BY 1 ORDER BY 1
) counted)
"""


def counts(choice: Choice) -> tuple[Counts, bool]:
    """The counts beside the filters, for what is chosen; and whether anything belongs to the company."""
    company = str(choice.company)
    values = [*([company] if choice.tree else []), *_values_of_rows(choice), company]
    result = planned(_counts_statement(choice.names, tree=choice.tree), values)
    return orjson.loads(result.get_value(0, 0)), result.get_value(0, 1) == b"t"


HAS_FAMILY = "EXISTS (SELECT FROM timeline_publiccompany WHERE owners @> ARRAY[%s::int] AND state = 'live')"


def _values_of_rows(choice: Choice) -> list[str]:
    return [*choice.parameters, *([] if choice.tree else [str(choice.company)])]


@cache
def _counts_statement(names: tuple[str, ...], *, tree: bool) -> str:
    family = f"{FAMILY}," if tree else ""
    return f"WITH RECURSIVE {family} {_rows('own', names, tree=tree)} SELECT {_counted('own', tree=tree)}, {HAS_FAMILY}"


def _rows(name: str, names: tuple[str, ...], *, tree: bool) -> str:
    """The entries as a table `name`, each with a column for every facet: whether it is among the chosen."""
    chosen = ", ".join(f"({CONDITIONS[facet] if facet in names else 'true'}) AS by_{facet}" for facet in FACETS)
    return OWN.format(name=name, chosen=chosen, owner=Choice(0, tree=tree).owner)


def _counted(name: str, *, tree: bool) -> str:
    """The counts as one JSON object. An event that is on several timelines counts once."""
    count = "count(DISTINCT event)" if tree else "count(*)"
    parts = {
        facet: BY_VALUE.format(
            name=name,
            value=value,
            count=count,
            beside=" CROSS JOIN unnest(roles) AS role" if facet == "role" else "",
            others=_others(facet),
            only=only,
        )
        for facet, (value, only) in COUNTED_BY.items()
    }
    parts["topic"] = BY_TOPIC.format(name=name, count=count, others=_others("topic"))
    parts["year"] = BY_YEAR.format(name=name, count=count, others=_others("period"))
    parts["found"] = f"(SELECT {count} FROM {name} WHERE {_others('')})"  # noqa: S608  our own words
    parts["total"] = f"(SELECT {count} FROM {name})"  # noqa: S608  our own words
    return "json_build_object(" + ", ".join(f"'{part}', {sql}" for part, sql in parts.items()) + ")"


def _others(facet: str) -> str:
    return " AND ".join(f"by_{other}" for other in FACETS if other != facet)


@dataclass(frozen=True, slots=True)
class Head:
    """Everything that a company's page says above its timeline.

    `lag` are days: the median (`least` to `most` of it, where dates are not precise), the `shortest` and the `longest`.
    `marks` are the entries of a short timeline, `spread` how many of each kind lie in which years of a long one.
    """

    body: bytes
    state: str
    successor: int | None
    counts: Counts = field(default_factory=dict)
    chosen: Counts | None = None
    statuses: dict[str, int] = field(default_factory=dict)
    stances: dict[str, int] = field(default_factory=dict)
    lag: dict[str, Any] = field(default_factory=dict)
    promises: dict[str, Any] = field(default_factory=dict)
    alleged: list[Face] = field(default_factory=list)
    promised: list[Face] = field(default_factory=list)
    marks: list[list] = field(default_factory=list)
    spread: list[list] = field(default_factory=list)
    family: list[Face] = field(default_factory=list)
    with_family: int = 0


HEAD = """
WITH RECURSIVE {family}, {own} {chosen}
SELECT c.body, c.state, c.successor, json_build_object(
    'counts', {counts},
    'chosen', {counts_of_chosen},
    'statuses', {statuses},
    'stances', {stances},
    'lag', (
        SELECT json_build_object(
            'n', count(*),
            'least', floor(percentile_cont(0.5) WITHIN GROUP (ORDER BY lag_least)),
            'most', ceil(percentile_cont(0.5) WITHIN GROUP (ORDER BY lag_most)),
            'shortest', min(lag_least),
            'longest', max(lag_most)
        ) FROM own WHERE lag_least IS NOT NULL
    ),
    'promises', (
        SELECT json_build_object(
            'total', count(*),
            'kept', count(*) FILTER (WHERE p.progress = 'kept'),
            'partly', count(*) FILTER (WHERE p.progress = 'partly'),
            'broken', count(*) FILTER (WHERE p.progress = 'broken'),
            'superseded', count(*) FILTER (WHERE p.progress = 'superseded'),
            'open', count(*) FILTER (WHERE p.progress = ''),
            'overdue', count(*) FILTER (WHERE p.progress IN ('', 'partly') AND p.due < %s::date),
            'next_due', min(p.due) FILTER (WHERE p.progress IN ('', 'partly') AND p.due >= %s::date)
        ) FROM own CROSS JOIN unnest(promises, promises_due) AS p(progress, due)
    ),
    'alleged', (
        SELECT coalesce(json_agg(e.body::json ORDER BY own.earliest DESC, own.latest DESC, own.event DESC), '[]')
        FROM (
            SELECT event, earliest, latest FROM own WHERE reply <> ''
            ORDER BY earliest DESC, latest DESC, event DESC LIMIT {foremost}
        ) own JOIN timeline_publicevent e ON e.number = own.event
    ),
    'promised', (
        SELECT coalesce(json_agg(e.body::json ORDER BY own.earliest DESC, own.latest DESC, own.event DESC), '[]')
        FROM (
            SELECT event, earliest, latest FROM own WHERE cardinality(promises) > 0
            ORDER BY earliest DESC, latest DESC, event DESC LIMIT {foremost}
        ) own JOIN timeline_publicevent e ON e.number = own.event
    ),
    'marks', (
        SELECT coalesce(json_agg(
            json_build_array(own.event, own.kind, e.title, e.body::json -> 'date', e.language)
            ORDER BY own.earliest, own.latest, own.event
        ), '[]')
        FROM own JOIN timeline_publicevent e ON e.number = own.event WHERE (SELECT count(*) FROM own) <= {marks}
    ),
    'spread', (
        SELECT coalesce(json_agg(json_build_array(kind, first_year, last_year, n)), '[]') FROM (
            SELECT kind, first_year, last_year, count(*) AS n FROM own GROUP BY 1, 2, 3 ORDER BY 2, 3, 1
        ) counted
    ),
    'family', (
        SELECT coalesce(json_agg(
            json_build_object('id', m.number, 'name', m.title, 'owners', m.body::json -> 'owners')
            ORDER BY m.title, m.number
        ), '[]')
        FROM (
            SELECT member.* FROM timeline_publiccompany member JOIN family USING (number)
            WHERE member.number <> c.number ORDER BY member.title, member.number LIMIT {family_shown}
        ) m
    ),
    'with_family', (
        SELECT count(DISTINCT t.event) FROM timeline_timelineentry t WHERE t.company IN (SELECT number FROM family)
    )
)
FROM timeline_publiccompany c WHERE c.number = %s::int
"""


def head(company: int, today: datetime.date, *, choice: Choice | None = None) -> Head | None:
    """The head of a company's page, in whatever state the company is; None for a number that none has.

    `choice`: its counts come in the same statement.
    """
    narrowed = choice is not None and not choice.is_plain
    names = choice.names if choice and narrowed else ()
    tree = bool(choice and narrowed and choice.tree)
    values = [
        str(company),  # the family
        str(company),  # the entries
        *(_values_of_rows(choice) if choice and narrowed else []),
        *[today.isoformat()] * 2,
        str(company),
    ]
    result = planned(_head_statement(names, narrowed=narrowed, tree=tree), values)
    if not result.ntuples:
        return None
    body, state, successor, told = (result.get_value(0, column) for column in range(4))
    if state != b"live":
        return Head(body, state.decode(), int(successor) if successor else None)
    return Head(body, "live", None, **orjson.loads(told))


@cache
def _head_statement(names: tuple[str, ...], *, narrowed: bool, tree: bool) -> str:
    of_own = {"name": "own", "count": "count(*)", "only": ""}
    return HEAD.format(
        family=FAMILY,
        foremost=FOREMOST,
        marks=MARKS,
        family_shown=FAMILY_SHOWN,
        statuses=BY_VALUE.format(value="status", beside="", others="reply <> ''", **of_own),
        stances=BY_VALUE.format(
            value="stance", beside=" CROSS JOIN unnest(stances) stance", others="reply <> ''", **of_own
        ),
        own=_rows("own", (), tree=False),
        chosen="," + _rows("chosen", names, tree=tree) if narrowed else "",
        counts=_counted("own", tree=False),
        counts_of_chosen=_counted("chosen", tree=tree) if narrowed else "NULL",
    )
