"""What OpenRefine asks, read strictly: a batch of queries, or companies with the properties that are wanted of them.

Whatever is not understood is refused with its place in the body, before the database is asked.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from api.problems import BadParameters, Fault
from api.public.parameters import LARGEST, hint_of
from api.reconcile.vocabulary import COMPARED, EXTENDED, TYPES, any_organisation
from events.timeline.search import LONGEST

MOST_QUERIES = 50
MOST_IDS = 500
MOST_CANDIDATES = 20
USUAL_CANDIDATES = 5
MOST_VALUES = 10
ID = re.compile(r"[1-9][0-9]{0,9}")
KEYS = ("query", "type", "type_strict", "limit", "properties")
STRICTNESS = ("any", "should", "all")


@dataclass(frozen=True, slots=True)
class Query:
    """A name, and what else is known of the company that is meant. `kinds` is empty where any will do."""

    name: str
    kinds: frozenset[str]
    limit: int
    known: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Extension:
    ids: tuple[str, ...]
    properties: tuple[str, ...]


class _Wrong(ValueError):
    """With the place of what is wrong, below what is being read."""

    def __init__(self, place: str, sentence: str) -> None:
        self.place = place
        super().__init__(sentence)


def queries_in(text: str) -> dict[str, Query]:
    """The queries of a batch by their keys. Raises BadParameters with the faults of all."""
    batch = _json("queries", text)
    if not 1 <= len(batch) <= MOST_QUERIES:
        raise _refused("queries", f"Give 1 to {MOST_QUERIES} queries at once.")
    queries, faults = {}, []
    for key, asked in batch.items():
        try:
            queries[key] = _query(asked)
        except _Wrong as wrong:
            pointer = f"/{key[:50].replace('~', '~0').replace('/', '~1')}{wrong.place}"
            faults.append(Fault(parameter="queries", pointer=pointer, detail=str(wrong)))
    if faults:
        raise BadParameters(faults)
    return queries


def extension_in(text: str) -> Extension:
    asked = _json("extend", text)
    ids, wanted = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or len(ids) > MOST_IDS or not all(isinstance(each, str) for each in ids):
        raise _refused("extend", f"“ids” has to be a list of at most {MOST_IDS} ids, each a text.")
    if not isinstance(wanted, list) or not all(isinstance(each, dict) for each in wanted):
        raise _refused("extend", "“properties” has to be a list of objects with an “id” each.")
    names = tuple(each.get("id") for each in wanted)
    for name in names:
        if name not in EXTENDED:
            raise _refused("extend", f"There is no property “{str(name)[:50]}”.{hint_of(str(name), EXTENDED)}")
    return Extension(tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(names)))


def number_in(text: str) -> int | None:
    """The number of a company by its id; None for what can be none."""
    return int(text) if ID.fullmatch(text) and int(text) <= LARGEST else None


def kinds_of(names: list[str]) -> frozenset[str]:
    """The kinds that types stand for; none for any. Raises ValueError for a type that there is not."""
    for name in names:
        if name not in TYPES:
            raise ValueError(f"There is no type “{name[:50]}”.{hint_of(name, TYPES)}")
    return frozenset() if any_organisation(names) else frozenset(names)


def _query(asked: Any) -> Query:
    if not isinstance(asked, dict):
        raise _Wrong("", "A query is an object with “query”, “properties” or both.")
    for key in asked:
        if key not in KEYS:
            raise _Wrong("", f"There is no “{key[:50]}” in a query.{hint_of(key, KEYS)}")
    name, known = asked.get("query", ""), tuple(_known(asked.get("properties") or []))
    if not isinstance(name, str) or len(name) > LONGEST:
        raise _Wrong("/query", f"Give a text of at most {LONGEST} characters.")
    if not name.strip() and not known:
        raise _Wrong("/query", "There is nothing to look for: give a name, or a property such as “lei”.")
    return Query(name.strip(), _kinds(asked), _limit(asked.get("limit")), known)


def _kinds(asked: dict[str, Any]) -> frozenset[str]:
    """Those that candidates have to be of: `should` is a wish, which the score does not know."""
    given, strictness = asked.get("type") or [], asked.get("type_strict") or "any"
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise _Wrong("/type", "Give a type, or a list of types.")
    if strictness not in STRICTNESS:
        raise _Wrong("/type_strict", f"It is one of {', '.join(STRICTNESS)}.")
    try:
        return kinds_of(names)
    except ValueError as wrong:
        raise _Wrong("/type", str(wrong)) from None


def _limit(given: Any) -> int:
    if given is None:
        return USUAL_CANDIDATES
    if isinstance(given, bool) or not isinstance(given, int | float) or given < 1:
        raise _Wrong("/limit", "Give a whole number of at least 1.")
    return min(int(given), MOST_CANDIDATES)


def _known(properties: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not isinstance(properties, list) or len(properties) > MOST_VALUES:
        raise _Wrong("/properties", f"Give a list of at most {MOST_VALUES} properties.")
    for position, each in enumerate(properties):
        place = f"/properties/{position}"
        if not isinstance(each, dict) or not isinstance(each.get("pid"), str) or "v" not in each:
            raise _Wrong(place, "A property is an object with “pid” and “v”.")
        if each["pid"] not in COMPARED:
            raise _Wrong(f"{place}/pid", f"There is no property “{each['pid'][:50]}”.{hint_of(each['pid'], COMPARED)}")
        values = each["v"] if isinstance(each["v"], list) else [each["v"]]
        if len(values) > MOST_VALUES:
            raise _Wrong(f"{place}/v", f"Give at most {MOST_VALUES} values.")
        if texts := tuple(text for value in values if (text := _text(value, place).strip())):
            yield each["pid"], texts


def _text(value: Any, place: str) -> str:
    """The text of a value: one that was reconciled itself is known by its id."""
    if isinstance(value, dict):
        value = value.get("id")
    if value is None or isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _Wrong(f"{place}/v", "Give a text, a number, or an object with the “id” of a company.")
    if len(text := str(value)) > LONGEST:
        raise _Wrong(f"{place}/v", f"Give a text of at most {LONGEST} characters.")
    return text.replace("\0", "")


def _json(name: str, text: str) -> dict[str, Any]:
    """The object that `text` says. It is read twice: one parser is strict, the other sees a key that comes twice."""
    try:
        document = orjson.loads(text)
        json.loads(text, object_pairs_hook=partial(_once, name))
    except (orjson.JSONDecodeError, RecursionError):
        raise _refused(name, "It is not JSON.") from None
    if not isinstance(document, dict):
        raise _refused(name, "It has to be a JSON object.")
    return document


def _once(name: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _refused(name, "A key stands twice in one object: which is meant?")
    return found


def _refused(name: str, sentence: str) -> BadParameters:
    return BadParameters([Fault(parameter=name, detail=sentence)])
