"""What an address asks of a company's timeline, and the addresses that ask for something else.

`?kind=allegation&topic=safety&status=settled&answered=not_asked&role=accused&year=2016` (or `from=2014&until=2016`)
`&tree=1&order=oldest&after=2016-01-01,2016-01-31,5`. Each is given once; values of one are separated by commas.
"""

import calendar
import datetime
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from events.site import words
from events.site.pages import Unreadable
from events.timeline.choosing import ANSWERED, Choice
from events.timeline.queries import Place

VALUES: dict[str, tuple[str, ...]] = {
    "kind": tuple(words.EVENT_KIND),
    "status": tuple(words.STATUS),
    "answered": tuple(ANSWERED),
    "role": tuple(words.ROLE),
}
ORDERS = ("newest", "oldest")
TOPIC = re.compile(r"[a-zA-Z0-9_-]{1,50}")
DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
NAMES = ("kind", "topic", "status", "answered", "role", "year", "from", "until", "tree", "order", "after")
YEARS = range(1600, 2201)


def choice_of(request: HttpRequest, company: int) -> Choice:
    """What of the timeline is asked for. Raises Unreadable with the sentence that says what to mend."""
    asked = {name: _once(request.GET, name) for name in NAMES}
    first, last = _period(asked)
    return Choice(
        company,
        **{name: _values(name, asked[name]) for name in VALUES},
        topic=_topics(asked["topic"]),
        first=first,
        last=last,
        tree=_one_of("tree", asked["tree"], ("1",)) == "1",
        oldest=_one_of("order", asked["order"], ORDERS) == "oldest",
        place=_place(asked["after"]),
    )


def _once(asked: QueryDict, name: str) -> str:
    given = asked.getlist(name)
    if len(given) > 1:
        raise Unreadable(_("Give “%(name)s” once; several values are separated by commas.") % {"name": name})
    return given[0] if given else ""


def _values(name: str, text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_one_of(name, value, VALUES[name]) for value in text.split(",") if value))


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value and value not in known:
        raise Unreadable(_("“%(name)s” is one of: %(values)s.") % {"name": name, "values": ", ".join(known)})
    return value


def _topics(text: str) -> tuple[str, ...]:
    topics = tuple(dict.fromkeys(topic for topic in text.split(",") if topic))
    if len(topics) > 20 or not all(TOPIC.fullmatch(topic) for topic in topics):
        raise Unreadable(_("A topic is named as it is in the list of topics: letters, digits and hyphens."))
    return topics


def _period(asked: dict[str, str]) -> tuple[datetime.date | None, datetime.date | None]:
    if asked["year"]:
        if asked["from"] or asked["until"]:
            raise Unreadable(_("Ask for one year, or for a period; not for both."))
        if len(asked["year"]) != 4:
            raise Unreadable(_unreadable_day())
        return days_of(asked["year"])
    first, last = days_of(asked["from"])[0], days_of(asked["until"])[1]
    if first and last and first > last:
        raise Unreadable(_("The period ends before it begins."))
    return first, last


def days_of(text: str) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and the last day of a year, a month or a day; None for nothing."""
    if not text:
        return None, None
    found = DAY.fullmatch(text)
    if not found or int(found[1]) not in YEARS:
        raise Unreadable(_unreadable_day())
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = datetime.date(year, 1 if month is None else month, 1 if day is None else day)
        end = calendar.monthrange(year, 12 if month is None else month)[1]
        last = datetime.date(year, 12 if month is None else month, end if day is None else day)
    except (ValueError, calendar.IllegalMonthError):
        raise Unreadable(_unreadable_day()) from None
    return first, last


def _unreadable_day() -> str:
    return _("A year has four digits, from 1600 to 2200; a month is written 2016-03, a day 2016-03-31.")


def place_of(request: HttpRequest) -> Place | None:
    """Where the page begins that is asked for. Raises Unreadable for what is no place."""
    return _place(_once(request.GET, "after"))


def _place(text: str) -> Place | None:
    try:
        return Place.read(text) if text else None
    except ValueError:
        raise Unreadable(_("No page begins there. Go back to the beginning of the timeline.")) from None


def query_of(choice: Choice, **changes: Any) -> str:
    """The query string that asks for `choice` with these changes, always in the same order; `?` asks for everything.

    What narrows differently begins at the beginning again, unless `place` is among the changes.
    """
    asked = urlencode(fields_of(replace(choice, **{"place": None, **changes})), safe=",")
    return f"?{asked}"


def address_of(choice: Choice, **changes: Any) -> str:
    """Where the entries stand that `choice` asks for, with these changes: on the timeline of its company."""
    return f"{reverse('company', args=[choice.company])}{query_of(choice, **changes).rstrip('?')}#timeline"


def fields_of(choice: Choice) -> dict[str, str]:
    """The parameters of an address that asks for `choice`, as a form would send them."""
    fields = {name: ",".join(getattr(choice, name)) for name in ("kind", "topic", "status", "answered", "role")}
    fields |= _fields_of_period(choice.first, choice.last)
    fields |= {"tree": "1" if choice.tree else "", "order": "oldest" if choice.oldest else ""}
    fields["after"] = str(choice.place) if choice.place else ""
    return {name: value for name, value in fields.items() if value}


def _fields_of_period(first: datetime.date | None, last: datetime.date | None) -> dict[str, str]:
    since = _shortest(first, (1, 1)) if first else ""
    until = _shortest(last, (12, 31)) if last else ""
    if since == until and len(since) == 4:
        return {"year": since}
    return {"from": since, "until": until}


def _shortest(day: datetime.date, end_of_year: tuple[int, int]) -> str:
    return f"{day.year:04}" if (day.month, day.day) == end_of_year else day.isoformat()
