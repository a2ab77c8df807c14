"""The parameters of the lists: declared once, for reading them strictly and for describing them in the schema.

Whatever is not understood is refused by name: a filter that is quietly ignored gives a wrong answer that looks right.
"""

import datetime
import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from api.problems import BadParameters, Fault
from events.dates import reading_of

LARGEST = 2**31 - 1
MOST = 100
USUAL = 50
EVENT_KINDS = (
    "allegation",
    "statement",
    "legal_step",
    "official_action",
    "company_action",
    "report",
    "context",
)
DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
NUMBER = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """`read` turns its text into a value, or raises ValueError with the sentence for whoever asked."""

    name: str
    read: Callable[[str], Any]
    description: str
    schema: dict[str, Any]


def values_of(query: str, parameters: Iterable[Parameter]) -> dict[str, Any]:
    """The values of what a query string gives, by name. Raises BadParameters with every fault, not only the first."""
    if not query:
        return {}
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, text in _pairs(query):
        try:
            if name in values:
                raise ValueError("It is given more than once. Give it once.")
            values[name] = _parameter(name, known).read(text)
        except ValueError as fault:
            values.setdefault(name, None)
            faults.append(Fault(parameter=name, detail=str(fault)))
    if faults:
        raise BadParameters(faults)
    return values


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        if not query.isascii():  # WSGI hands bytes on as Latin-1
            query = query.encode("latin-1").decode()
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=50)
    except UnicodeError:
        raise BadParameters([Fault(detail="The query is not UTF-8.")]) from None
    except ValueError:
        raise BadParameters([Fault(detail="These are too many parameters.")]) from None
    if any("\0" in name or "\0" in text for name, text in pairs):
        raise BadParameters([Fault(detail="The query holds a NUL character.")])
    return pairs


def _parameter(name: str, known: dict[str, Parameter]) -> Parameter:
    if name in known:
        return known[name]
    if not known:
        raise ValueError("This address takes no parameters.")
    raise ValueError(f"There is no such parameter.{_hint(name, known)}")


def _hint(text: str, known: Iterable[str]) -> str:
    names = list(known)
    if close := difflib.get_close_matches(text[:50], names, n=1):
        return f" Did you mean “{close[0]}”?"
    return f" There are: {', '.join(names)}."


def choice(name: str, values: tuple[str, ...], description: str, *, default: str = "") -> Parameter:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError(f"“{text[:50]}” is none of its values.{_hint(text, values)}")
        return text

    schema = {"type": "string", "enum": list(values)} | ({"default": default} if default else {})
    return Parameter(name, read, description, schema)


def number(
    name: str, description: str, *, least: int = 1, most: int = LARGEST, default: int | None = None
) -> Parameter:
    def read(text: str) -> int:
        if not NUMBER.fullmatch(text) or not least <= int(text) <= most:
            raise ValueError(f"Give a whole number from {least} to {most}.")
        return int(text)

    schema = {"type": "integer", "minimum": least, "maximum": most}
    return Parameter(name, read, description, schema if default is None else schema | {"default": default})


def text(name: str, description: str, *, longest: int = 100) -> Parameter:
    def read(given: str) -> str:
        if not given.strip() or len(given) > longest:
            raise ValueError(f"Give 1 to {longest} characters.")
        return given.strip()

    return Parameter(name, read, description, {"type": "string", "minLength": 1, "maxLength": longest})


def day(name: str, description: str, *, last: bool = False) -> Parameter:
    """A day, month or year; of a month or year its first day counts, or the last."""

    def read(given: str) -> datetime.date:
        try:
            reading = reading_of(given) if DAY.fullmatch(given) else None
        except ValueError:
            reading = None
        if reading is None:
            raise ValueError("Give a date from 1600 to 2200 as 2016-03-01, 2016-03 or 2016.")
        return reading.latest if last else reading.earliest

    return Parameter(name, read, description, {"type": "string", "pattern": f"^{DAY.pattern}$"})


KIND = choice("kind", EVENT_KINDS, "Only events of this kind.")
ORDER = choice("order", ("newest", "oldest"), "By date of the event.", default="newest")
FROM = day("from", "Only what may lie on this day or later: a day, month or year.")
UNTIL = day("until", "Only what may lie on this day or earlier: a day, month or year.", last=True)
COMPANY = number("company", "Only events on the timeline of the company with this id.")
NAME = text("q", "Only companies whose name contains this, in whatever case.")
LIMIT = number("limit", "How many at most.", most=MOST, default=USUAL)
CURSOR = Parameter(
    "cursor",
    str,
    "Where to go on, as `next` and `previous` give it; only for this list in this order.",
    {"type": "string"},
)
