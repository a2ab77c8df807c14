"""Which moment of the record a reader asks for: `?known_on=2026-03-03`, or an instant of that day."""

import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from events.record.known_on import end_of
from events.site.pages import Answer, Context, Unreadable, View


def asked_for(request: HttpRequest, name: str = "known_on") -> datetime.datetime | None:
    """The moment in the parameter `name`, None without one. Raises Unreadable for what is no day, or still to come."""
    text = request.GET.get(name)
    if not text:
        return None
    at = _moment(text)
    if at is None:
        raise Unreadable(_("Write the day as 2026-03-03, or an instant as 2026-03-03T12:00:00Z."))
    if at.date() > timezone.now().date():
        raise Unreadable(_("That day is still to come: nobody knows what the record will say."))
    return at


def only_now(view: View) -> View:
    """The view of a page that there is as of today alone. Where a day is asked for it raises Unreadable."""

    @wraps(view)
    def of_today(request: HttpRequest, **named: Any) -> Context | HttpResponse | Answer:
        if request.GET.get("known_on"):
            raise Unreadable(
                _("This page holds what the record says now. Read the page of a company or an affair as of that day.")
            )
        return view(request, **named)

    return of_today


def written(at: datetime.datetime) -> str:
    """The moment as an address names it."""
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _moment(text: str) -> datetime.datetime | None:
    try:
        if day := parse_date(text):
            return end_of(day)
        at = parse_datetime(text.replace(" ", "+"))  # a plus sign that was not escaped arrives as a space
        return at.astimezone(datetime.UTC) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None
