"""What narrows a list, as conditions in SQL: each filter has one meaning, whichever list it narrows.

On timelines of companies these are the conditions of the reader's page (`events.timeline.choosing`), which hold of one
entry: role, reply and stance are those of the very company whose timeline it is. On lists of events each is a trait of
the event; where several of these three are asked for, it has to be one company that has them all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from events.timeline.choosing import ANSWERED, CONDITIONS, FAMILY, IN_FAMILY
from events.timeline.folding import words_in

Codes = tuple[str, ...]
Filters = Mapping[str, Codes]
"""By name, what is asked for, as text: any of these. `period` has two days; `words` are a `tsquery`, and how far apart
those lie that hold them (`wanted.Wanted.one_in`).
"""


@dataclass(frozen=True, slots=True)
class Condition:
    """`values` makes the parameters of its text from what was asked for."""

    text: str
    values: Callable[[Codes], list[str]]


def _each(codes: Codes) -> list[str]:
    return list(codes)


def array_of(texts: Iterable[str]) -> str:
    """As PostgreSQL writes an array."""
    escaped = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in escaped) + "}"


def _array(codes: Iterable[str]) -> list[str]:
    return [array_of(codes)]


def _replies(codes: Codes) -> Codes:
    return tuple(reply for code in codes for reply in ANSWERED[code])


def _trait(name: str) -> Condition:
    if name == "answered":
        return Condition("e.traits && %s::text[]", lambda codes: _array(f"reply:{code}" for code in _replies(codes)))
    return Condition("e.traits && %s::text[]", lambda codes: _array(f"{name}:{code}" for code in codes))


def _period(rows: str) -> Condition:
    """That `latest` does not lie before it follows from the days; but the index in order knows `latest` alone, and so
    passes over all that ended before without a look at the rows.
    """
    text = f"{rows}.{CONDITIONS['period']} AND {rows}.latest >= %s::date"
    return Condition(text, lambda codes: [*codes, codes[0]])


HOLDING = "{rows}search @@ {query}::tsquery"
AMONG_HOLDING = "{rows}ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE search @@ {query}::tsquery))"
"""The same, with all that hold the words found along their index before anything else is asked of them, which
`wanted.Wanted.is_frequent` decides. By the place of the row (`ctid`), which costs no look into another index.
"""

NEAR = (
    "e.ctid = ANY (ARRAY(SELECT ctid FROM timeline_publicevent "
    "WHERE search @@ %s::tsquery AND {column} BETWEEN %s::{kind} AND %s::{kind}))"
)
"""Those of them alone that lie between two places in the order: PostgreSQL then lays the index of the words over that
of the order, and fetches what stands in both.
"""


def holding(is_frequent: bool, **names: str) -> str:
    """What says of rows, by the name before their columns, that they hold words. `names`: rows, table, query."""
    return (HOLDING if is_frequent else AMONG_HOLDING).format(**names)


def _words(rows: str, table: str) -> dict[str, "Condition"]:
    names = {"rows": f"{rows}.", "table": table, "query": "%s"}
    return {
        "words": Condition(holding(is_frequent=False, **names), lambda codes: [codes[0]]),
        "frequent_words": Condition(holding(is_frequent=True, **names), lambda codes: [codes[0]]),
    }


OWN_TRAITS = ("answered", "role", "stance")
OWN_TOGETHER = tuple("+".join(names) for size in (2, 3) for names in combinations(OWN_TRAITS, size))
TRAITS = ("kind", "form", "status", "topic", "country", "language", "role", "answered", "stance", "has", "progress")
OF_EVENT: dict[str, Condition] = {
    **{name: _trait(name) for name in (*TRAITS, *OWN_TOGETHER)},
    "period": _period("e"),
    "incident": Condition("e.incident = ANY(%s::int[])", _array),
    "source": Condition("e.number IN (SELECT event FROM timeline_sourceuse WHERE source = ANY(%s::int[]))", _array),
    "source_domain": _trait("domain"),
    "since": Condition("e.publication >= %s::int", _each),
    **_words("e", "timeline_publicevent"),
    "words_near_day": Condition(NEAR.format(column="earliest", kind="date"), _each),
    "words_near_number": Condition(NEAR.format(column="number", kind="int"), _each),
}
"""On `timeline_publicevent e`. Whose event it is, is a matter of its entries: `narrow` asks them."""

WHOSE = ("company", "companies", "company_tree")
OF_ONE_COMPANY = (*WHOSE, *OWN_TRAITS)
_OWN = {
    "company": Condition("t.company = %s::int", _each),
    "companies": Condition("t.company = ANY(%s::int[])", _array),
    "company_tree": Condition(f"t.{IN_FAMILY.format(family=FAMILY)}", _each),
    **{name: Condition(f"t.{CONDITIONS[name]}", _array) for name in ("kind", "topic", "status", "role")},
    "answered": Condition(f"t.{CONDITIONS['answered']}", lambda codes: _array(_replies(codes))),
    "stance": Condition("t.stances::text[] && %s::text[]", _array),
    "period": _period("t"),
}
OF_ENTRY: dict[str, Condition] = {**OF_EVENT, **_OWN}
"""On `timeline_timelineentry t`; what an entry does not know itself, its event `e` does."""

OF_COMPANY: dict[str, Condition] = {
    "name": Condition("(upper(c.title) LIKE upper(%s) OR c.names LIKE %s)", lambda codes: _called(codes[0])),
    "country": Condition("c.country = ANY(%s::text[])", _array),
    "owner": Condition("c.owners && %s::int[]", _array),
    "since": Condition("c.publication >= %s::int", _each),
}
"""On `timeline_publiccompany c`."""


def _under(facet: str) -> Condition:
    text = f"i.number IN (SELECT incident FROM timeline_heading WHERE facet = '{facet}' AND value = ANY(%s::text[]))"  # noqa: S608
    return Condition(text, _array)


OF_INCIDENT: dict[str, Condition] = {
    "topic": _under("topic"),
    "country": _under("country"),
    **dict.fromkeys(
        ("company", "companies"),
        Condition("i.number IN (SELECT incident FROM timeline_timelineentry WHERE company = ANY(%s::int[]))", _array),
    ),
    "since": Condition("i.publication >= %s::int", _each),
    **_words("i", "timeline_publicincident"),
}
"""On `timeline_publicincident i`."""

OF_SOURCE: dict[str, Condition] = {
    "kind": Condition("s.kind = ANY(%s::text[])", _array),
    "language": Condition("s.language = ANY(%s::text[])", _array),
    "source_domain": Condition("s.domains && %s::text[]", _array),
    "since": Condition("s.publication >= %s::int", _each),
    **_words("s", "timeline_publicsource"),
}
"""On `timeline_publicsource s`."""


OF_PART: dict[str, Condition] = {
    "progress": Condition("coalesce(p.part -> 'updates' -> -1 ->> 'status', 'open') = ANY(%s::text[])", _array),
}
"""On a part `p` of an event."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Conditions, and the values of their parameters in the same order."""

    texts: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


def narrow(filters: Filters, conditions: Mapping[str, Condition]) -> Narrowed:
    """What `filters` ask of a list on which `conditions` can be put."""
    if conditions is OF_EVENT:
        filters = _together(filters)
    texts, values = [], []
    for name in sorted(name for name in filters if name in conditions or name not in OF_ONE_COMPANY):
        texts.append(conditions[name].text)
        values += conditions[name].values(filters[name])
    if conditions is OF_EVENT and filters.keys() & set(WHOSE):
        own = sorted(filters.keys() & set(OF_ONE_COMPANY))
        one = " AND ".join(_OWN[name].text for name in own)
        texts.append(f"e.number IN (SELECT t.event FROM timeline_timelineentry t WHERE {one})")  # noqa: S608
        values += [value for name in own for value in _OWN[name].values(filters[name])]
    return Narrowed(tuple(texts), tuple(values))


def _together(filters: Filters) -> Filters:
    """Several of role, reply and stance as the one trait that a company has which has them all; with whose it is, its
    entries tell.
    """
    own = sorted(filters.keys() & set(OWN_TRAITS))
    if len(own) < 2 or filters.keys() & set(WHOSE):
        return filters
    codes = (_replies(filters[name]) if name == "answered" else filters[name] for name in own)
    others = {name: filters[name] for name in filters if name not in own}
    return others | {"+".join(own): tuple("+".join(having) for having in product(*codes))}


def _called(name: str) -> list[str]:
    """Patterns for a present name as it is written, and for any name as it is folded if there is enough of it."""
    folded = " ".join(words_in(name))
    return [f"%{_literal(name)}%", f"%{folded}%" if len(folded) > 2 else ""]


def _literal(text: str) -> str:
    """A text whose signs LIKE takes as they are."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
