"""iCalendar of what is due: promises, deadlines of demands and of replies, and steps that are still to come.

All entries are of whole days. What is known by its month, its season or a span of days covers all of these and says so;
what is known by the year only, or open on one side, is no entry of a calendar and is left out, which the calendar says.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from events.site.formats.addresses import absolute, permanent
from events.site.formats.signs import one_line, writable
from events.site.language import spoken
from events.site.phrases import date_text, in_brief, status_line, who_says_so
from events.site.words import word
from events.timeline.queries import Face

TYPE = "text/calendar; charset=utf-8"
LONGEST = 100
"""At most so many days an entry may cover: a season and a bit."""


@dataclass(frozen=True, slots=True)
class Due:
    """One entry: what is due on which date, of which event. `name` is the same for ever, within that event."""

    name: str
    date: Face
    summary: str
    told: list[str]
    face: Face


def written(faces: Iterable[Face], *, name: str, page: str, today: datetime.date) -> Iterator[bytes]:
    """The calendar, entry by entry. `page` is the path of what it is a calendar of."""
    frame = _frame(name, page).to_ical().partition(b"END:VCALENDAR")
    yield frame[0]
    for face in faces:
        for due in dues_of(face, today):
            if span := days_of(due.date):
                yield _entry(due, *span).to_ical()
    yield b"".join(frame[1:])


def dues_of(face: Face, today: datetime.date) -> Iterator[Due]:
    """Everything in an event that has a day to watch."""
    yield from _promises(face)
    yield from _demands(face)
    yield from _replies(face)
    if (face["date"].get("earliest") or "") >= today.isoformat():
        kind = f"{word('event_kind', face['kind'])}: {face['title']}"
        yield Due("step", face["date"], kind, [face["text"]], face)


def days_of(date: Face | None) -> tuple[datetime.date, datetime.date] | None:
    """The first and last day that a calendar can show; None where that would say more than is known."""
    if not date or not date.get("earliest") or not date.get("latest"):
        return None
    first, last = (datetime.date.fromisoformat(date[name]) for name in ("earliest", "latest"))
    return (first, last) if (last - first).days < LONGEST else None


def _promises(face: Face) -> Iterator[Due]:
    statement = face.get("statement") or {"commitments": []}
    for promise in statement["commitments"]:
        if promise["due"]:
            told = []
            if promise["updates"]:
                told = [_("So far: %(progress)s.") % {"progress": word("progress", promise["updates"][-1]["status"])}]
            who = {"who": who_says_so(face), "what": promise["text"]}
            yield Due(promise["id"], promise["due"], _("Due: %(who)s promised “%(what)s”") % who, told, face)


def _demands(face: Face) -> Iterator[Due]:
    allegation = face.get("allegation") or {"demands": []}
    for demand in allegation["demands"]:
        if demand["deadline"]:
            asked = {"company": (demand["addressee"] or {"name": ""})["name"], "what": demand["text"]}
            summary = _("Deadline of a demand on %(company)s: “%(what)s”") % asked
            yield Due(demand["id"], demand["deadline"], summary, [status_line(allegation), *in_brief(face)], face)


def _replies(face: Face) -> Iterator[Due]:
    allegation = face.get("allegation") or {"replies": []}
    for reply in allegation["replies"]:
        for place, request in enumerate(reply["requests"], start=1):
            if request["deadline"] and request["outcome"] == "pending":
                asked = {"company": reply["company"]["name"], "by": request["asked_by"]}
                summary = _("Reply of %(company)s due, asked by %(by)s") % asked
                told = [status_line(allegation), *in_brief(face)]
                yield Due(f"reply-{reply['company']['id']}-{place}", request["deadline"], summary, told, face)


def _frame(name: str, page: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Answerable//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", one_line(name))
    calendar.add("x-wr-calname", vText(one_line(name)))
    said = _(
        "Whole days. What is known by its month, its season or a span covers all its days; what is known by the year "
        "only is left out."
    )
    calendar.add("description", said)
    calendar.add("x-wr-caldesc", vText(said))
    calendar.add("url", absolute(page))
    calendar.add("refresh-interval", datetime.timedelta(days=1), parameters={"VALUE": "DURATION"})
    return calendar


def _entry(due: Due, first: datetime.date, last: datetime.date) -> Event:
    face, changed = due.face, datetime.datetime.fromisoformat(due.face["changed"])
    entry = Event()
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    entry.add("uid", f"{due.name}.event-{face['id']}@{host}")
    entry.add("sequence", face["version"] - 1)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("dtstart", first)
    entry.add("dtend", last + datetime.timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    language = {"LANGUAGE": get_language()}
    entry.add("summary", one_line(due.summary), parameters=language)
    entry.add("description", writable("\n".join(_description(due, exact=first == last))), parameters=language)
    entry.add("url", permanent(face["page"]))
    entry.add("categories", [word("event_kind", face["kind"])])
    return entry


def _description(due: Due, *, exact: bool) -> Iterator[str]:
    date = {"date": date_text(due.date)}
    yield _("Date: %(date)s.") % date if exact else _("Date: %(date)s. The day is not known.") % date
    yield from filter(None, due.told)
    yield f"{due.face['title']}. " + _("Who says so: %(who)s.") % {"who": who_says_so(due.face)}
    yield absolute(spoken(due.face["page"]))
