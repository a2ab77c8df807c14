"""Company pages drawn ahead, so that a reader's request only puts them together.

The same functions draw what a request finds missing: what was drawn ahead and what was not are the same bytes.
"""

import datetime
from types import SimpleNamespace

import orjson
from django.conf import settings
from django.db.transaction import atomic
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language

from events.site import choosing, frames, lines, portrait
from events.site.language import in_language
from events.timeline import drawing
from events.timeline.choosing import Choice
from events.timeline.companies import Drawn, Entry, Head, head
from events.timeline.queries import Face, Standing

SOME = Standing(publication=1, at=datetime.datetime.min.replace(tzinfo=datetime.UTC))
"""The frame says that there is a record, so that it can be cited; how far it has got stands in the holes."""
CLOSING = lines.CLOSING.encode()
AT_ONCE = 200
"""So many entries are drawn in one transaction, which holds the company's due row at its end only."""


def drawn_now() -> Drawn:
    """What may be shown now, in the language that is spoken."""
    return Drawn(get_language() or settings.LANGUAGE_CODE, frames.program(), timezone.now().date())


def frame_of(told: Head, *, today: datetime.date, public: bool = True) -> str:
    """A living company's page with its holes, in the language that is spoken; what is not `public` is not to be taken
    away.
    """
    number = orjson.loads(told.body)["id"]
    path = reverse("company", args=[number])
    holes = frames.holes()
    context = {
        "request": SimpleNamespace(path=path),  # all that the frame of every page may ask of a request
        "site_name": settings.SITE_NAME,
        "site_address": settings.SITE_ADDRESS.rstrip("/"),
        "language": get_language(),
        "public": public,
        "standing": SOME,
        "canonical": settings.SITE_ADDRESS.rstrip("/") + path,
        "alternates": [
            {"code": code, "path": in_language(path, code) + holes["query"]} for code, _name in settings.LANGUAGES
        ],
        "holes": holes,
        "portrait": (shown := portrait.of_head(told, here=path, today=today)),
        "face": shown.face,
        "account": shown.account,
        "cite_stub": frames.stub(shown.face),
        "choose": choosing.offered(
            Choice(number), told.counts, has_family=bool(told.family), with_family=told.with_family
        ),
    }
    return render_to_string("site/company.html", context)


def stale_on(told: Head) -> datetime.date | None:
    """The day on which a promise will be overdue that is not yet, and the frame says something else."""
    due = told.promises.get("next_due")
    return datetime.date.fromisoformat(due) + datetime.timedelta(days=1) if due else None


def entry_of(face: Face, company: int | None) -> str:
    """One entry of a company's timeline with the company's replies; of a family's, with everybody's."""
    line = lines.line(face, company)
    context = {"face": line.face, "replies": line.replies, "beside": company is not None, "language": get_language()}
    return render_to_string("site/parts/entry.html", context)


def timeline_of(entries: list[Entry], company: int | None) -> bytes:
    """Entries under the years in which they may lie; what was not drawn ahead is drawn now."""
    parts: list[bytes] = []
    years = None
    for entry in entries:
        if (own := lines.years_of(entry.place)) != years:
            parts += [CLOSING] if years else []
            parts.append(lines.opening(own, entry.place.event).encode())
            years = own
        parts.append(entry.html or entry_of(orjson.loads(entry.body or b""), company).encode())
    return b"".join([*parts, CLOSING] if parts else [])


def draw_next() -> bool:
    """Draws the page of a company that is due, in every language; False if there was none to draw."""
    held = drawing.claim()
    if held:
        draw(held)
    return held is not None


def draw(held: drawing.Claim) -> None:
    """Draws a company's page and whatever is missing of its timeline, or stops as soon as somebody changes it."""
    still: drawing.Claim | None = held
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            still = still and _draw_entries(still)
            still = still and _draw_frame(still)
    if still:
        drawing.finish(still)


def _draw_entries(held: drawing.Claim) -> drawing.Claim | None:
    """Some at a time, each time a transaction; None if the claim was lost."""
    drawn = drawn_now()
    still: drawing.Claim | None = held
    while still and (missing := drawing.undrawn(held.company, drawn, most=AT_ONCE)):
        html = {event: entry_of(orjson.loads(body), held.company) for event, body in missing}
        with atomic():
            if still := drawing.prolonged(still):
                drawing.keep_entries(held.company, drawn, html)
    return still


def _draw_frame(held: drawing.Claim) -> drawing.Claim | None:
    drawn = drawn_now()
    told = head(held.company, drawn.today)
    if told is None or told.state != "live":
        return held
    html = frame_of(told, today=drawn.today)
    with atomic():
        if still := drawing.prolonged(held):
            drawing.keep_frame(held.company, drawn, html, stale_on=stale_on(told))
    return still
