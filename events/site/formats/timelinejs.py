"""A timeline in the shape that TimelineJS 3 loads. It shows texts as HTML, so ours are escaped; there are no media."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from django.utils.html import escape, format_html, format_html_join
from django.utils.translation import gettext as _

from events.dates.days import month_length
from events.site.formats.addresses import absolute
from events.site.formats.signs import writable
from events.site.language import spoken
from events.site.phrases import date_text, in_brief, status_line, who_says_so
from events.site.words import word
from events.timeline.queries import Face

Slide = dict[str, Any]


def written(faces: Iterable[Face], *, headline: str, address: str) -> Iterator[bytes]:
    """The file, event by event. What has no date has no place there; the title, which comes last, says how many."""
    undated = 0
    yield b'{"scale":"human","events":['
    comma = b""
    for face in faces:
        slide = slide_of(face)
        if slide is None:
            undated += 1
            continue
        yield comma + orjson.dumps(slide)
        comma = b","
    yield b'],"title":' + orjson.dumps(_title(headline, address, undated)) + b"}"


def slide_of(face: Face) -> Slide | None:
    """One event; None where nothing is known of its date."""
    first, last = face["date"].get("earliest"), face["date"].get("latest")
    if not (first or last):
        return None
    slide = {
        "unique_id": f"event-{face['id']}",
        "start_date": _start(first or last, last),
        "display_date": escape(writable(date_text(face["date"]))),
        "group": escape(word("event_kind", face["kind"])),
        "text": {"headline": escape(writable(face["title"])), "text": _text(face)},
    }
    return slide | ({"end_date": end} if first and last and (end := _end(first, last)) else {})


def _start(first: str, last: str | None) -> dict[str, int]:
    """The first day it may have been, no more precise than the whole is known."""
    year, month, day = _parts(first)
    if (month, day) == (1, 1) and last and last.endswith("-12-31"):
        return {"year": year}
    if day == 1 and last and _ends_month(last):
        return {"year": year, "month": month}
    return {"year": year, "month": month, "day": day}


def _end(first: str, last: str) -> dict[str, int] | None:
    """The last day it may have been, as precise as the first; None for one day, one month or one year."""
    year, month, day = _parts(last)
    precision = len(_start(first, last))
    if first[: (4, 7, 10)[precision - 1]] == last[: (4, 7, 10)[precision - 1]]:
        return None
    return dict(list({"year": year, "month": month, "day": day}.items())[:precision])


def _parts(day: str) -> tuple[int, int, int]:
    year, month, number = day.split("-")
    return int(year), int(month), int(number)


def _ends_month(day: str) -> bool:
    year, month, number = _parts(day)
    return number == month_length(year, month)


def _text(face: Face) -> str:
    """What the entry says, who says so, and what was answered: no allegation goes without its reply."""
    told = [word("event_kind", face["kind"])]
    if "allegation" in face:
        told = [f"{told[0]} · {status_line(face['allegation'])}"]
    paragraphs = [*told, *face["text"].splitlines(), _("Who says so: %(who)s.") % {"who": who_says_so(face)}]
    paragraphs += in_brief(face)
    body = format_html_join("", "<p>{}</p>", ((writable(line),) for line in paragraphs if line.strip()))
    link = format_html('<p><a href="{}">{}</a></p>', absolute(spoken(face["page"])), _("Sources and quotations"))
    return body + link


def _title(headline: str, address: str, undated: int) -> Slide:
    text = format_html('<p><a href="{}">{}</a></p>', address, _("The whole timeline, with its sources"))
    if undated:
        text += format_html("<p>{}</p>", _("Entries without a date, left out here: %(n)s.") % {"n": undated})
    return {"unique_id": "title", "text": {"headline": escape(writable(headline)), "text": text}}
