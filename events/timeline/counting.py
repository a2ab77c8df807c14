"""How many events there are of each kind, topic, year … under the filters of a list: one query, whatever is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from events.timeline.choosing import ANSWERED
from events.timeline.listings import Listing
from events.timeline.narrowing import OF_ENTRY, WHOSE, Filters, narrow
from events.timeline.pages import COUNTED, rows_of
from events.timeline.statements import planned

MOST = 100
"""So many values of a facet are told, the most frequent ones; of years all."""
ASKED_FOR_AS = {replies[0]: name for name, replies in ANSWERED.items() if len(replies) == 1}
"""How each reply is called where it is asked for."""

OF_TRAITS = ("kind", "form", "status", "topic", "country", "language", "role", "answered", "stance")
FACETS = (*OF_TRAITS, "year", "company")
COLUMNS = {
    "role": "unnest(t.roles)",
    "answered": "nullif(t.reply, '')",
    "stance": "unnest(t.stances)",
}
"""What is told of the very companies whose events are counted, not of others in them."""

MATCHING = """
WITH matching AS MATERIALIZED (
    SELECT e.number, e.traits, e.earliest, e.latest, e.days,
        extract(year FROM e.earliest)::int AS first_year, extract(year FROM e.latest)::int AS last_year
    FROM timeline_publicevent e WHERE e.number IN (
        SELECT {number} FROM {rows} WHERE {conditions} ORDER BY {number} DESC LIMIT {most}
    )
), ends AS (
    SELECT min(y) AS low, max(y) AS high FROM matching CROSS JOIN LATERAL (VALUES (first_year), (last_year)) v (y)
    WHERE y NOT IN (1, 9999)
)
"""
TOTAL = "SELECT '' AS facet, '' AS value, count(*) AS amount, NULL::json AS names FROM matching"
BY_TRAIT = """
SELECT facet, value, amount, CASE facet WHEN 'topic' THEN (
    SELECT json_build_object('en', english, 'fr', french) FROM timeline_heading h
    WHERE h.facet = 'topic' AND h.value = counted.value ORDER BY incident DESC LIMIT 1
) END FROM (
    SELECT split_part(trait, ':', 1) AS facet, substr(trait, strpos(trait, ':') + 1) AS value, count(*) AS amount
    FROM matching CROSS JOIN unnest(traits) trait
    WHERE split_part(trait, ':', 1) = ANY(%s::text[]) GROUP BY 1, 2
) counted
"""
BY_COLUMN = """
SELECT '{facet}', value, count(DISTINCT event), NULL FROM (
    SELECT {column} AS value, t.event FROM timeline_timelineentry t JOIN matching m ON m.number = t.event WHERE {whose}
) of_own WHERE value IS NOT NULL GROUP BY value
"""
# An event counts for every year on a day of which it may lie, as the filter for that year finds it.
BY_YEAR = """
SELECT 'year', y::text, count(*), NULL FROM matching CROSS JOIN ends
    CROSS JOIN LATERAL generate_series(greatest(first_year, low), least(last_year, high)) y
WHERE first_year < 9999
    AND (first_year = last_year OR days && daterange(make_date(y, 1, 1), make_date(y, 12, 31), '[]'))
GROUP BY y
"""
BY_COMPANY = """
SELECT 'company', c.number::text, count(*),
    json_build_object('name', min(c.title), 'page', format('/companies/%%s/', c.number))
FROM matching m JOIN timeline_timelineentry t ON t.event = m.number
    JOIN timeline_publiccompany c ON c.number = t.company GROUP BY c.number
"""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet, how many have it, and what else it is called."""

    value: str
    amount: int
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """`total` ends at COUNTED + 1: of more than that the newest are counted."""

    total: int
    facets: dict[str, list[Value]]


def facets(listing: Listing, owner: Sequence[str], *, filters: Filters, by: Sequence[str]) -> Counted:
    """How many of the events that are asked for have each value of the facets `by`."""
    narrowed = narrow(filters, listing.conditions)
    own = {name: codes for name, codes in filters.items() if name in WHOSE}
    of_own = [name for name in by if own and name in COLUMNS]
    whose = narrow(own, OF_ENTRY)
    parts, values = [TOTAL], [*owner, *narrowed.values]
    if traits := [name for name in by if name in OF_TRAITS and name not in of_own]:
        parts.append(BY_TRAIT)
        values.append("{" + ",".join("reply" if name == "answered" else name for name in traits) + "}")
    for name in of_own:
        parts.append(BY_COLUMN.format(facet=name, column=COLUMNS[name], whose=" AND ".join(whose.texts)))
        values += whose.values
    parts += [part for name, part in (("year", BY_YEAR), ("company", BY_COMPANY)) if name in by]
    matching = MATCHING.format(
        number=listing.number,
        rows=rows_of(listing, narrowed.texts),
        conditions=" AND ".join([listing.only, *narrowed.texts]),
        most=COUNTED + 1,
    )
    result = planned(matching + " UNION ALL ".join(parts), values)
    return _counted([[result.get_value(row, column) for column in range(4)] for row in range(result.ntuples)], by)


def _counted(rows: list[list[bytes | None]], by: Sequence[str]) -> Counted:
    total, found = 0, {name: [] for name in by}
    for facet, value, amount, names in rows:
        name = (facet or b"").decode().replace("reply", "answered")
        if name:
            code = (value or b"").decode()
            told = ASKED_FOR_AS.get(code, code) if name == "answered" else code
            found[name].append(Value(told, int(amount), orjson.loads(names) if names else {}))
        else:
            total = int(amount)
    return Counted(total, {name: _in_order(name, values) for name, values in found.items()})


def _in_order(name: str, values: list[Value]) -> list[Value]:
    if name == "year":
        return sorted(values, key=lambda value: int(value.value))
    return sorted(values, key=lambda value: (-value.amount, value.value))[:MOST]
