"""Companies: the list, a company's timeline, and the same as it was known on a day."""

import datetime
from dataclasses import replace
from functools import lru_cache

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.record.models import SubjectKind
from events.site import choosing, drawing, frames, instants, lines, portrait
from events.site.asked import choice_of, place_of, query_of
from events.site.pages import Answer, Context, NotOnRecord, check_standing, page
from events.timeline import known, queries
from events.timeline.choosing import Choice
from events.timeline.choosing import entries as entries_of
from events.timeline.companies import Counts, Stretch, counts, head, stretch
from events.timeline.models import TimelineEntry


@page("site/company.html")
def company(request: HttpRequest, number: int, *, public: bool = True) -> Context | HttpResponse | Answer:
    """Frame and entries were drawn ahead; whatever of them is missing is drawn now, to the same bytes.

    Of an editor's preview, which is not `public`, the frame is always drawn.
    """
    if at := instants.asked_for(request):
        return as_known(number, at, place_of(request)) | {"known_on": at}
    choice = choice_of(request, number)
    drawn = drawing.drawn_now()
    found = stretch(choice, drawn)
    frame, counted = found.frame if public else None, None
    if frame is None:
        told = head(number, drawn.today, choice=choice)
        if told is None:
            raise NotOnRecord(_("Nothing on the record has this number."))
        if told.successor:
            return HttpResponsePermanentRedirect(reverse("company", args=[told.successor]))
        check_standing(orjson.loads(told.body))
        frame = drawing.frame_of(told, today=drawn.today, public=public).encode()
        counted = told.chosen and (told.chosen, bool(told.family))
    elif not choice.is_plain:
        counted = counts(choice)
    contents = {b"stretch": _stretch(choice, found)}
    if counted:
        contents[b"choose"] = _choose(choice, *counted)
    return lambda around: HttpResponse(frames.filled(frame, contents | frames.of_request(request, around["standing"])))


def _choose(choice: Choice, counted: Counts, has_family: bool) -> bytes:
    offer = choosing.offered(choice, counted, has_family=has_family)
    return render_to_string("site/parts/choose.html", {"choose": offer}).encode()


def _stretch(choice: Choice, found: Stretch) -> bytes:
    """The entries, and the links to those before and after them."""
    whose = None if choice.tree else choice.company
    following = query_of(choice, place=found.following) if found.following else ""
    whole = replace(choice, place=None)
    turning = _turning(whole, choice.place is not None, bool(following), not found.entries, get_language() or "")
    return drawing.timeline_of(found.entries, whose) + turning.replace(NEXT, escape(following).encode())


NEXT = b"?next"
"""Stands where the address of the next page goes; no address that we make looks like it."""


@lru_cache(maxsize=256)
def _turning(choice: Choice, is_begun: bool, has_next: bool, is_empty: bool, language: str) -> bytes:
    """The links to the pages before and after, the same for all pages of what is chosen but for one address."""
    turning = {
        "choice": choice,
        "is_begun": is_begun,
        "next": NEXT.decode() if has_next else "",
        "first": query_of(choice),
        "is_empty": is_empty,
    }
    return render_to_string("site/parts/turning.html", turning).encode()


def entries_asked(request: HttpRequest, number: int) -> tuple[QuerySet[TimelineEntry], bool]:
    """All entries that are asked for, oldest first, for those who take them away; and whether that is what is asked."""
    choice = choice_of(request, number)
    return entries_of(choice), choice.oldest


def as_known(number: int, at: datetime.datetime, place: queries.Place | None = None) -> Context:
    """A company and its timeline as of `at`, or a page of it. Raises NotOnRecord where it was not public then."""
    then = known.subject(SubjectKind.COMPANY, number, at, place=place)
    if then is None:
        raise NotOnRecord(_("This was not on record on that day."))
    check_standing(then.face)
    return {
        "face": then.face,
        "then": then,
        "portrait": (shown := portrait.of_known(then)),
        "account": shown.account,
        "stretches": lines.stretches(then.events[::-1], company=number),
        "next_then": then.next,
        "instant": instants.written(at),
    }
