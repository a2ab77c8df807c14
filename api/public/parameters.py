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

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from api.problems import BadParameters, Fault
from events.dates import reading_of
from events.record.known_on import end_of
from events.site import words
from events.timeline.choosing import ANSWERED
from events.timeline.search import LONGEST

LARGEST = 2**31 - 1
MOST = 100
USUAL = 50
SEVERAL = 30
"""So many values may one filter have, separated by commas: any of them."""
KEYS = {"key", "apikey", "api_key", "api-key", "token", "access_token"}
EVENT_KINDS = tuple(words.EVENT_KIND)
DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
WRITTEN_DAY = r"^(1[6-9][0-9]{2}|2[01][0-9]{2}|2200)(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
"""As far as a pattern can say which days there are."""
NUMBER = re.compile(r"[0-9]{1,10}")
SLUG = re.compile(r"[a-zA-Z0-9_-]{1,50}")
COUNTRY_CODE = re.compile(r"[A-Za-z]{2}")
LANGUAGE_TAG = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8}){0,4}")
DOMAIN = re.compile(r"[a-zA-Z0-9-]{1,63}(\.[a-zA-Z0-9-]{1,63}){1,10}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """`read` turns its text into a value, or raises ValueError with the sentence for whoever asked."""

    name: str
    read: Callable[[str], Any]
    description: str
    schema: dict[str, Any]
    example: Any = None
    required: bool = False


def values_of(query: str, parameters: Iterable[Parameter]) -> dict[str, Any]:
    """The values of what a query string gives, by name. Raises BadParameters with every fault, not only the first."""
    parameters = tuple(parameters)
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, text in _together(_pairs(query), known):
        try:
            if name in values:
                raise ValueError("It is given more than once. Give it once; several values are separated by commas.")
            values[name] = _parameter(name, known).read(text)
        except ValueError as fault:
            values.setdefault(name, None)
            faults.append(Fault(parameter=name, detail=str(fault)))
    faults += _missing(parameters, values)
    if faults:
        raise BadParameters(faults)
    return values


def _together(pairs: list[tuple[str, str]], known: dict[str, Parameter]) -> list[tuple[str, str]]:
    """The pairs, with the values of a filter that takes several in one: generated clients give each by itself."""
    several = {name for name, parameter in known.items() if parameter.schema.get("type") == "array"}
    texts: dict[str, list[str]] = {}
    for name, text in pairs:
        if name in several:
            texts.setdefault(name, []).append(text)
    joined = [(name, ",".join(each)) for name, each in texts.items()]
    return [pair for pair in pairs if pair[0] not in several] + joined


def _missing(parameters: Iterable[Parameter], values: dict[str, Any]) -> list[Fault]:
    needed = (each for each in parameters if each.required and each.name not in values)
    return [Fault(parameter=each.name, detail=f"It has to be given. {each.description}") for each in needed]


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
    if name.lower() in KEYS:
        raise ValueError("A key never stands in an address. Send it as `Authorization: Bearer …`.")
    if not known:
        raise ValueError("This address takes no parameters.")
    raise ValueError(f"There is no such parameter.{hint_of(name, known)}")


def hint_of(text: str, known: Iterable[str]) -> str:
    """What was perhaps meant, or what there is."""
    names = list(known)
    if close := difflib.get_close_matches(text[:50], names, n=1):
        return f" Did you mean “{close[0]}”?"
    return f" There are: {', '.join(names)}."


def choice(name: str, values: tuple[str, ...], description: str, *, default: str = "") -> Parameter:
    schema = {"type": "string", "enum": list(values)} | ({"default": default} if default else {})
    return Parameter(name, lambda text: _one_of(values, text), description, schema, values[0])


def _one_of(values: Iterable[str], text: str) -> str:
    if text not in values:
        raise ValueError(f"“{text[:50]}” is none of its values.{hint_of(text, values)}")
    return text


def several(
    name: str, each: Callable[[str], str], description: str, schema: dict[str, Any], example: list[Any]
) -> Parameter:
    """Values separated by commas, each read by itself; any of them counts."""

    def read(text: str) -> tuple[str, ...]:
        parts = text.split(",")
        if len(parts) > SEVERAL:
            raise ValueError(f"Give at most {SEVERAL} values.")
        return tuple(dict.fromkeys(each(part.strip()) for part in parts))

    whole = {"type": "array", "items": schema, "minItems": 1, "maxItems": SEVERAL}
    return Parameter(name, read, f"{description} Several, separated by commas: any of them.", whole, example)


def choices(name: str, values: tuple[str, ...], description: str) -> Parameter:
    schema = {"type": "string", "enum": list(values)}
    return several(name, lambda text: _one_of(values, text), description, schema, list(values[:2]))


def numbers(name: str, description: str) -> Parameter:
    schema = {"type": "integer", "minimum": 1, "maximum": LARGEST}
    return several(name, lambda text: str(_number(text, 1, LARGEST)), description, schema, [1])


def matching(name: str, pattern: re.Pattern[str], sentence: str, description: str, example: str) -> Parameter:
    """Words of one form, each a value."""

    def each(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(sentence)
        return text

    return several(name, each, description, {"type": "string", "pattern": f"^{pattern.pattern}$"}, [example])


def flag(name: str, description: str) -> Parameter:
    schema = {"type": "string", "enum": ["true", "false"], "default": "false"}
    return Parameter(name, lambda text: _one_of(("true", "false"), text) == "true", description, schema, "true")


def number(
    name: str, description: str, *, least: int = 1, most: int = LARGEST, default: int | None = None
) -> Parameter:
    schema = {"type": "integer", "minimum": least, "maximum": most}
    whole = schema if default is None else schema | {"default": default}
    return Parameter(name, lambda text: _number(text, least, most), description, whole, max(least, 1))


def _number(text: str, least: int, most: int) -> int:
    if not NUMBER.fullmatch(text) or not least <= int(text) <= most:
        raise ValueError(f"Give a whole number from {least} to {most}.")
    return int(text)


def text(name: str, description: str, *, longest: int = 100) -> Parameter:
    def read(given: str) -> str:
        if not given.strip() or len(given) > longest:
            raise ValueError(f"Give 1 to {longest} characters.")
        return given.strip()

    schema = {"type": "string", "minLength": 1, "maxLength": longest, "pattern": r"\S"}
    return Parameter(name, read, description, schema, "emails")


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

    return Parameter(name, read, description, {"type": "string", "pattern": WRITTEN_DAY}, "2016-03")


def instant(name: str, description: str, *, last: bool = False) -> Parameter:
    """A day, of which the first instant counts or the last (in UTC), or an instant; none that is still to come."""

    def read(given: str) -> datetime.datetime:
        at = _moment(given, last=last)
        if at is None:
            raise ValueError("Give a day as 2026-03-03, or an instant with its offset as 2026-03-03T12:00:00Z.")
        if at.date() > timezone.now().date():
            raise ValueError("That is still to come.")
        return at

    return Parameter(name, read, description, {"type": "string", "format": "date-time"}, "2026-03-03T12:00:00Z")


def _moment(text: str, *, last: bool) -> datetime.datetime | None:
    try:
        if day := parse_date(text):
            return end_of(day) if last else datetime.datetime.combine(day, datetime.time(), datetime.UTC)
        at = parse_datetime(text.replace(" ", "+"))  # a plus sign that was not escaped arrives as a space
        return at.astimezone(datetime.UTC) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def instant_text(at: datetime.datetime) -> str:
    """An instant as the API writes it."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


KIND = choices("kind", EVENT_KINDS, "Only events of this kind.")
FORM = choices("form", tuple(words.FORM), "Only allegations of this form.")
STATUS = choices("status", tuple(words.STATUS), "Only allegations whose legal status is this now.")
ROLE = choices("role", tuple(words.ROLE), "Only events in which a company, or the one asked for, has this role.")
ANSWERED_HOW = choices(
    "answered",
    tuple(ANSWERED),
    "Only allegations that were answered like this by a company they concern, or by the one asked for. `unanswered` "
    "holds `no_reply`, `pending` and `not_asked`; `not_asked` says that nobody recorded whether it was asked.",
)
STANCE = choices("stance", tuple(words.STANCE), "Only allegations answered, and statements answering, in this way.")
SOURCE_KIND = choices("kind", tuple(words.SOURCE_KIND), "Only sources of this kind.")
PROGRESS = choices(
    "progress",
    ("open", *words.PROGRESS),
    "Only commitments that have got so far; of `open` ones nothing is recorded yet.",
)
TOPIC = matching(
    "topic", SLUG, "Give topics as `/topics/` names them.", "Only what belongs to incidents under this topic.", "labour"
)
COUNTRY = matching(
    "country",
    COUNTRY_CODE,
    "Give a country by its two letters (ISO 3166-1).",
    "Only what belongs to incidents with a place in this country.",
    "US",
)
SEAT = matching(
    "country", COUNTRY_CODE, "Give a country by its two letters (ISO 3166-1).", "Only companies of this country.", "US"
)
LANGUAGE = matching(
    "language", LANGUAGE_TAG, "Give a language as its tag (BCP 47).", "Only what is written in this language.", "en"
)
SOURCE = numbers(
    "source", "Only events that rest on the source with this id: cite it, or another for what that has from it."
)
SOURCE_DOMAIN = matching(
    "source_domain",
    DOMAIN,
    "Give a domain as news.example.org, without https:// and path.",
    "Only what rests on a source published under this domain, or one below it.",
    "example.org",
)
INCIDENT = numbers("incident", "Only events of the incident with this id.")
TREE = number("company_tree", "Only events on the timelines of this company and of all that belongs to it.")
SUBSIDIARIES = flag("subsidiaries", "With the timelines of all that belongs to the company; each event once.")
OWNER = numbers("owner", "Only companies that this one owns, or owns a share of.")
UPDATED_SINCE = instant("updated_since", "Only what was published, or published anew, at this instant or later.")
KNOWN_ON = instant(
    "known_on",
    "As it was known at the end of this day, or at this instant. Beside it stand only `limit`, `cursor`, `order` and "
    "`fields`. What was retracted since tells no more than that.",
    last=True,
)
WORDS = text("q", 'Only what holds these words; "words in quotation marks" together, -without.', longest=LONGEST)
COUNT = flag("count", "Say how many there are in all, up to 10,000.")
ORDERS = choice(
    "order",
    ("id", "newest", "oldest", "best"),
    "By id, by date of the event, or (with `q`) first what fits best, of the newest 500 that hold the words.",
    default="id",
)
ORDER = choice("order", ("newest", "oldest"), "By date of the event.", default="newest")
FROM = day("from", "Only what may lie on this day or later: a day, month or year.")
UNTIL = day("until", "Only what may lie on this day or earlier: a day, month or year.", last=True)
COMPANY = numbers("company", "Only what is on the timeline of the company with this id, or of its successor.")
NAME = text("q", "Only companies one of whose names contains this, in whatever case.")
LIMIT = number("limit", "How many at most.", most=MOST, default=USUAL)
CURSOR = Parameter(
    "cursor",
    str,
    "Where to go on, as `next` and `previous` give it; only for this list in this order.",
    {"type": "string", "minLength": 1, "maxLength": 150},
)
