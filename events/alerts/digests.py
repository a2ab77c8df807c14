"""What is new, in one mail for each reader: written once, by moving `seen` in the transaction that writes the mail.

A worker that dies before the commit has written nothing; after it, the mail is a row of its own, which is sent as
`events.callers.outbox` says. What was taken back by the time of writing is not repeated: only that it was.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.transaction import atomic
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from events.alerts import following, subjects
from events.alerts.models import Follow, Reader
from events.callers import outbox
from events.site.language import in_language
from events.site.phrases import date_text, in_brief, status_line, who_says_so
from events.site.words import word
from events.timeline.queries import Face, face_of

MOST = 30
NEXT = """
SELECT id FROM alerts_reader WHERE due_at <= clock_timestamp() ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in a few lines: never an allegation without what was answered."""

    title: str
    address: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was corrected or taken back, in the words of its public note."""

    kind: str
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class Section:
    """What is new of one thing; `more` entries stand on its page only."""

    name: str
    address: str
    entries: list[Entry]
    acts: list[Act]
    more: int


def write_due() -> bool:
    """Writes the mail of one reader whose time has come, if there is anything to tell; False where nobody is due."""
    with atomic():
        with connection.cursor() as cursor:
            cursor.execute(NEXT)
            found = cursor.fetchone()
        if found is None:
            return False
        _write(Reader.objects.get(pk=found[0]))
    return True


def _write(reader: Reader) -> None:
    until = subjects.newest()
    with override(reader.language):
        sections = [
            section
            for follow in reader.follows.confirmed()
            if (section := _section(follow, reader.seen, until)).entries or section.acts
        ]
        if sections:
            outbox.put(reader.email, _mail(reader, sections))
    reader.seen = max(until, reader.seen)
    reader.due_at = following.next_time(reader.rhythm, timezone.now()) if reader.follows.confirmed().exists() else None
    reader.save(update_fields=["seen", "due_at"])


def _section(follow: Follow, after: int, until: int) -> Section:
    subject = following.subject_of(follow)
    rows = list(subjects.entries(subject, after, until)[: MOST + 1])
    more = subjects.entries(subject, after, until).count() - MOST if len(rows) > MOST else 0
    acts = subjects.corrections(subject, after, until)[:MOST]
    try:
        name = subject.name()
    except LookupError:
        name = follow.words or f"{word('subject', follow.kind)} {follow.number}"
    return Section(
        name=name,
        address=following.absolute(subject.address),
        entries=[_entry(face_of(row)) for row in rows[:MOST]],
        acts=[
            Act(
                kind=word("publication", act.kind),
                note=act.note,
                address=following.absolute(reverse("publication", args=[act.number])),
            )
            for act in acts
        ],
        more=more,
    )


def _entry(face: Face) -> Entry:
    kind = word("event_kind", face["kind"])
    told = f"{kind} · {status_line(face['allegation'])}" if "allegation" in face else kind
    when = date_text(face["date"]) or _("date not known")
    source = _("Who says so: %(who)s.") % {"who": who_says_so(face)}
    address = following.absolute(in_language(face["page"], get_language()))
    return Entry(face["title"], address, [f"{told} · {when}", source, *in_brief(face)])


def _mail(reader: Reader, sections: list[Section]) -> outbox.Letterhead:
    stop = following.absolute(reverse("alerts", args=[reader.key]))
    count = sum(len(section.entries) + section.more + len(section.acts) for section in sections)
    context = {
        "site": settings.SITE_NAME,
        "home": following.absolute(reverse("home")),
        "sections": sections,
        "stop": stop,
        "language": reader.language,
    }
    subject = ngettext("%(site)s: one new entry", "%(site)s: %(count)s new entries", count)
    return outbox.Letterhead(
        subject=subject % {"site": settings.SITE_NAME, "count": count},
        text=render_to_string("alerts/mail/digest.txt", context),
        html=render_to_string("alerts/mail/digest.html", context),
        stop_address=stop,
    )
