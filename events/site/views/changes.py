"""What changed between two days: of one subject, or of the whole record."""

import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.record.known_on import end_of
from events.record.models import Edition
from events.site import differences, instants
from events.site.pages import Context, NotOnRecord, Unreadable, page
from events.timeline import changes, queries

USUAL = datetime.timedelta(days=30)
"""So far back it goes where nobody says from which day."""


def changes_of(kind: str = ""):
    """The view of what changed of one kind of subject, or of everything."""

    @page("site/changes.html")
    def changed(request: HttpRequest, number: int = 0) -> Context:
        edition = _subject(kind, number) if kind else None
        since, until = _days(request)
        place = _place(request.GET.get("after"))
        span = changes.span(since, until)
        about = changes.of_subject(edition.subject, span) if edition else None
        shown, further = changes.changes(span, about, place)
        return {
            "kind": kind,
            "number": number,
            "title": _title(edition) if edition else "",
            "tongue": (edition.document or {}).get("language", "") if edition else "",
            "present": reverse(kind, args=[number]) if kind else "",
            "span": span,
            "changes": _with_words(shown),
            "begun": place is not None,
            "next": further,
            "days": {"from": f"{since:%Y-%m-%d}", "to": f"{until:%Y-%m-%d}"},
        }

    return changed


def _subject(kind: str, number: int) -> Edition:
    edition = queries.versions_of(kind, number).first()
    if edition is None:
        raise NotOnRecord(_("Nothing on the record has this number."))
    return edition


def _title(edition: Edition) -> str:
    """Empty where it was taken back: its own page gives the reason."""
    if edition.state != "live" or edition.document is None:
        return ""
    return edition.document.get("title") or edition.document.get("name") or ""


def _days(request: HttpRequest) -> tuple[datetime.datetime, datetime.datetime]:
    """The two moments asked for; the second is today's end without one. Raises Unreadable with what to mend."""
    last = instants.asked_for(request, "to")
    until = last or end_of(timezone.now().date())
    since = instants.asked_for(request, "from") or until - USUAL
    if since > until or since == last:
        raise Unreadable(_("The first day has to come before the second."))
    return since, until


def _place(text: str | None) -> changes.Place | None:
    try:
        return changes.Place.read(text) if text else None
    except ValueError:
        raise Unreadable(_("No page begins there. Go back to the beginning of the list.")) from None


def _with_words(shown: list[changes.Change]) -> list[Context]:
    """Each change with its differences word by word; one query for the names in all of them."""
    comparable = [change for change in shown if change.is_comparable]
    told = differences.between_all([(change.old, change.new) for change in comparable])
    by_subject = {change.new.subject_id: each for change, each in zip(comparable, told, strict=True)}
    return [
        {
            "change": change,
            "kind": change.new.subject.kind,
            "number": change.new.subject.number,
            "title": "" if change.is_silent else _title(change.new),
            "differences": by_subject.get(change.new.subject_id, []),
        }
        for change in shown
    ]
