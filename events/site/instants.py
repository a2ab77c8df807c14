"""Which moment of the record a reader asks for: `?known_on=2026-03-03`, or an instant of that day."""

import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from events.record.known_on import end_of
from events.site.pages import Unreadable


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
