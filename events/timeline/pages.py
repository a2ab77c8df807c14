"""Keyset pages of stored bodies for the API, read as the bytes that PostgreSQL sends and never decoded."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from psycopg.pq.abc import PGresult

from events.timeline.listings import ENTRIES, OWN, PARTS, PLAIN, WEIGHED, Listing, Place
from events.timeline.narrowing import OF_ENTRY, OF_PART, Codes, Filters, Narrowed, narrow
from events.timeline.search import WEIGHED as SEARCHED
from events.timeline.statements import planned, prepared, text_of


@dataclass(frozen=True, slots=True)
class Page:
    """Bodies in order, the places of the first and last, and whether there are more beyond, in the way one looked."""

    bodies: list[bytes]
    first: Place | None
    last: Place | None
    more: bool

    @classmethod
    def of(cls, result: PGresult, limit: int, *, backwards: bool = False) -> Self:
        """Of rows of a body and its place, of which one was asked for more than `limit`."""
        rows = list(range(min(result.ntuples, limit)))
        if backwards:
            rows.reverse()
        ends = (_place(result, rows[0]), _place(result, rows[-1])) if rows else (None, None)
        return cls([result.get_value(row, 0) for row in rows], *ends, more=result.ntuples > limit)


def _place(result: PGresult, row: int) -> Place:
    return tuple(text_of(result, row, column) for column in range(1, result.nfields))


def page(
    listing: Listing,
    owner: Sequence[str] = (),
    *,
    filters: Filters,
    beyond: Place | None,
    limit: int,
    newest: bool = False,
    backwards: bool = False,
) -> Page:
    """The next `limit` bodies beyond a place, or the ones before it; one query, or two to three for words.

    `owner` fills the listing's own condition, `filters` says what is asked for of the listing's conditions.
    """
    descending = newest != backwards
    start = beyond or _beginning(listing, filters, descending)
    near = _near(listing, filters, start, limit + 1, descending)
    result = _rows(listing, owner, near, start, limit + 1, descending) if near else None
    if result is None or result.ntuples <= limit:
        result = _rows(listing, owner, filters, start, limit + 1, descending)
    return Page.of(result, limit, backwards=backwards)


def _rows(
    listing: Listing, owner: Sequence[str], filters: Filters, start: Place, limit: int, descending: bool
) -> PGresult:
    narrowed = narrow(filters, listing.conditions)
    values = [
        *([_words(filters)[0]] if listing.statement is WEIGHED else ()),
        *owner,
        *narrowed.values,
        *((start[0], str(limit)) if listing.statement is PARTS else ()),
        *_of_parts(listing, filters).values,
        *start,
        str(limit),
    ]
    read = planned if filters else prepared
    parts = _of_parts(listing, filters).texts
    return read(_statement(listing, narrowed.texts, parts, descending), values)


def _words(filters: Filters) -> Codes:
    return filters.get("words") or filters.get("frequent_words") or ("", "0")


REACH = 3
"""So many times as far as a page of them should lie one looks for words: they may stand closer in some years."""
PLACE_AT = """
SELECT {column} FROM {rows} WHERE ({key}) {beyond} ({place}) ORDER BY {order} OFFSET %s::int LIMIT 1
"""


def _near(listing: Listing, filters: Filters, start: Place, limit: int, descending: bool) -> Filters | None:
    """The same, with the words looked for only as far from `start` as so many of them should lie; None where that is
    not known, or as far as all there is. Whoever finds fewer there has to look everywhere.
    """
    query, one_in = _words(filters)
    if not listing.near or not int(one_in):
        return None
    found = planned(_place_at(listing, descending), [*start, str(REACH * limit * int(one_in))])
    if not found.ntuples:
        return None
    ends = [text_of(found, 0, 0), start[0]] if descending else [start[0], text_of(found, 0, 0)]
    others = {name: codes for name, codes in filters.items() if name not in ("words", "frequent_words")}
    return others | {listing.near: (query, *ends)}


@lru_cache
def _place_at(listing: Listing, descending: bool) -> str:
    """Along the index alone: rows are not looked at, so that some may not be shown."""
    return PLACE_AT.format(column=listing.key[0], **_in_order(listing, descending))


def _in_order(listing: Listing, descending: bool) -> dict[str, str]:
    """What a statement has to say of rows beyond a place, in one direction."""
    way = "DESC" if descending else "ASC"
    return {
        "rows": listing.rows,
        "key": ", ".join(listing.key),
        "beyond": "<" if descending else ">",
        "place": ", ".join(f"%s::{kind}" for kind in listing.types),
        "order": ", ".join(f"{column} {way}" for column in listing.key),
        "way": way,
    }


def _beginning(listing: Listing, filters: Filters, descending: bool) -> Place:
    """Nothing that a period finds begins after it: from the newest on, what does need not be read to be passed over."""
    if descending and listing.is_dated and "period" in filters:
        return filters["period"][1], *listing.last[1:]
    return listing.last if descending else listing.first


@lru_cache(maxsize=512)
def _statement(listing: Listing, conditions: tuple[str, ...], parts: tuple[str, ...], descending: bool) -> str:
    """The one text for these conditions in this direction; made of our own words only."""
    names = _in_order(listing, descending) | {"rows": rows_of(listing, conditions)}
    return listing.statement.format(
        **names,
        body=listing.body,
        conditions=" AND ".join([listing.only, *conditions]),
        only_parts=" AND ".join(["TRUE", *parts]),
        from_on="<=" if descending else ">=",
        number=listing.number,
        array=listing.array,
        weighed=SEARCHED,
    )


def rows_of(listing: Listing, conditions: tuple[str, ...]) -> str:
    """Without the events, where entries know all that is asked of them."""
    asked = any(re.search(r"\be\.", condition) for condition in conditions)
    return OWN if listing.rows == ENTRIES and listing.statement != PLAIN and not asked else listing.rows


COUNTED = 10_000
"""Nothing is counted further: it would cost more than the list."""


def count(listing: Listing, owner: Sequence[str] = (), *, filters: Filters) -> int:
    """How many there are under these filters, up to COUNTED + 1; one query."""
    narrowed = narrow(filters, listing.conditions)
    parts = _of_parts(listing, filters)
    result = planned(_counting(listing, narrowed.texts, parts.texts), [*owner, *narrowed.values, *parts.values])
    return int(result.get_value(0, 0))


def _of_parts(listing: Listing, filters: Filters) -> Narrowed:
    """What is asked of the parts themselves, beside what is asked of their events."""
    return narrow({name: filters[name] for name in OF_PART if name in filters and listing.array}, OF_PART)


def _counting(listing: Listing, conditions: tuple[str, ...], parts: tuple[str, ...]) -> str:
    where = " AND ".join([listing.only, *conditions])
    number = f"DISTINCT {listing.number}" if listing.conditions is OF_ENTRY else listing.number
    rows = f"SELECT {number} FROM {rows_of(listing, conditions)} WHERE {where}"  # noqa: S608  our own words
    if listing.statement is PARTS:
        rows = (
            f"SELECT FROM (SELECT e.body::json AS body FROM {listing.rows} WHERE {where}) e "  # noqa: S608
            f"CROSS JOIN LATERAL json_array_elements({listing.array}) p (part) WHERE {' AND '.join(['TRUE', *parts])}"
        )
    return f"SELECT count(*) FROM ({rows} LIMIT {COUNTED + 1}) counted"  # noqa: S608
