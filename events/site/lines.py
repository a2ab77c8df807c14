"""A timeline as readers see it: events under years, each allegation with its replies beside it."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.site.phrases import group_in_words
from events.timeline.queries import Face, Place
from events.timeline.statistics import OPEN_YEARS


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `replies` are those that belong beside it: of the company whose timeline it is, or of all."""

    face: Face
    replies: list[Face]


Years = tuple[str, str]
"""The first and the last in which something may lie; empty where that is open."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The entries under one heading, which may come again: its address in the page is made of the first."""

    years: Years
    lines: list[Line]

    @property
    def heading(self) -> str:
        return heading(self.years)

    @property
    def anchor(self) -> str:
        return f"from-{self.lines[0].face['id']}"

    @property
    def opening(self) -> SafeString:
        return opening(self.years, self.lines[0].face["id"])


def stretches(faces: list[Face], *, company: int | None = None) -> list[Stretch]:
    """The faces, in the order given, under the years in which they may lie."""
    grouped_by_years = [(years, list(group)) for years, group in groupby(faces, key=years_of_face)]
    return [Stretch(years, [line(face, company) for face in group]) for years, group in grouped_by_years]


def opening(years: Years, first: int) -> SafeString:
    """Begins a stretch of a timeline, whose first event is `first`: its heading, and the list that follows."""
    html = OPENING.format(first, _safe_heading(years, get_language() or ""))
    return mark_safe(html)  # noqa: S308  numbers, and what is escaped


OPENING = '<section aria-labelledby="from-{0}">\n<h3 class="year" id="from-{0}">{1}</h3>\n<ol class="line">\n'


@lru_cache(maxsize=1024)
def _safe_heading(years: Years, language: str) -> SafeString:
    return conditional_escape(heading(years))


CLOSING = "</ol>\n</section>\n"


def line(face: Face, company: int | None) -> Line:
    replies = face.get("allegation", {}).get("replies", [])
    return Line(face, [reply for reply in replies if company in (None, reply["company"]["id"])])


def years_of_face(face: Face) -> Years:
    date = face["date"]
    return ((date.get("earliest") or "")[:4], (date.get("latest") or "")[:4])


def years_of(place: Place) -> Years:
    """The same from the place of an entry, whose open bounds are the first or the last day that there is."""
    return _year(place.earliest), _year(place.latest)


def _year(day: datetime.date) -> str:
    return "" if day.year in OPEN_YEARS else f"{day.year:04}"


def heading(years: Years) -> str:
    first, last = years
    if first == last:
        return first or _("Date not known")
    if not last:
        return _("Since %(year)s") % {"year": first}
    if not first:
        return _("Until %(year)s") % {"year": last}
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def grouped(answers: list[Face], name: str) -> list[Face]:
    """Answers of one statement, or to one allegation (`name`), as one: its words once, with all its `stances`."""
    found: dict[int, Face] = {}
    for answer in answers:
        one = found.setdefault(answer[name]["id"], answer | {"stances": []})
        stance = (answer["stance"], answer["note"])
        if stance not in one["stances"]:
            one["stances"].append(stance)
    return list(found.values())


def demands_of(faces: list[Face]) -> list[Face]:
    """Every demand with the event in which it is made."""
    return [
        demand | {"event": face} for face in faces if "allegation" in face for demand in face["allegation"]["demands"]
    ]


def commitments_of(faces: list[Face]) -> list[Face]:
    """Every commitment with the statement in which it is made."""
    return [
        commitment | {"event": face}
        for face in faces
        if "statement" in face
        for commitment in face["statement"]["commitments"]
    ]


def differing(faces: list[Face]) -> list[Face]:
    """Every fact on which accounts differ, with its event, each value with the words in which its source gives it."""
    return [
        fact | {"event": face, "values": _quoted(fact["values"], face["citations"])}
        for face in faces
        for fact in face["facts"]
        if fact["differ"]
    ]


def _quoted(values: list[Face], citations: list[Face]) -> list[Face]:
    words = {citation["id"]: citation["quotation"] for citation in citations}
    return [value | {"quotation": words.get(value["citation"], "")} for value in values]


def by_status(allegations: list[Face]) -> list[tuple[str, list[Face]]]:
    """The allegations under the legal status that each has now, in the order in which they first come up."""
    found: dict[str, list[Face]] = {}
    for event in allegations:
        found.setdefault(event["allegation"]["status"]["status"], []).append(event)
    return list(found.items())


def parties_of(incident: Face, faces: list[Face]) -> list[Face]:
    """Everybody in an incident: its companies, then the described groups, each once with all roles."""
    groups: dict[str, Face] = {}
    for part in (part for face in faces for part in face["participants"] if not part["company"] and part["group"]):
        group = groups.setdefault(group_in_words(part), {"group": part, "roles": [], "protected": part["protected"]})
        if part["role"] not in group["roles"]:
            group["roles"].append(part["role"])
    return [*incident["parties"], *groups.values()]


def is_overdue(commitment: Face, today: datetime.date) -> bool:
    """Due, and neither kept nor given up so far: computed when it is read, never stored."""
    due = commitment["due"]
    if not due or not due["latest"] or due["latest"] >= today.isoformat():
        return False
    return not commitment["updates"] or commitment["updates"][-1]["status"] == "partly"


def sources_of(faces: list[Face]) -> list[int]:
    """The numbers of the sources that events cite or rest on, each once, in the order in which they appear."""
    numbers: dict[int, None] = {}
    for face in faces:
        for citation in face["citations"]:
            for source in (citation["source"], citation["relays"]):
                if source:
                    numbers[source["id"]] = None
        numbers |= dict.fromkeys(source["id"] for source in face["origins"]["sources"])
    return list(numbers)
