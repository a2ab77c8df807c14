"""Asking to follow something, confirming it from one's mailbox, and stopping it."""

import datetime

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.db.transaction import atomic
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.alerts import subjects
from events.alerts.models import Follow, Reader, Rhythm
from events.alerts.subjects import Subject
from events.callers import outbox
from events.callers.knocking import Door, knock

FORM = Door("follow", each=10, all=500)
MAILBOX = Door("mailbox", each=3, all=500)
"""One mailbox gets no more questions than this within an hour, whoever asks in its name."""
HOUR = 5  # UTC: morning wherever most readers are


def ask(*, email: str, subject: Subject, rhythm: str, language: str) -> None:
    """Sends the question to `email`; nothing is followed before it is answered. Raises TooOften.

    Whoever asks learns nothing of what that address follows already.
    """
    knock(MAILBOX, email)
    _ask(email=email, subject=subject, rhythm=rhythm, language=language)


@atomic
def _ask(*, email: str, subject: Subject, rhythm: str, language: str) -> None:
    reader = _reader(email, rhythm, language)
    same = {"kind": subject.kind, "number": subject.number, "words": subject.words}
    follow = reader.follows.filter(**same).first()
    if follow is None:
        follow = Follow.objects.create(reader=reader, rhythm=rhythm, language=language, **same)
    elif follow.confirmed_at is None:
        follow.rhythm, follow.language = rhythm, language
        follow.save(update_fields=["rhythm", "language"])
    _send_question(follow, reader, subject, language)


def _reader(email: str, rhythm: str, language: str) -> Reader:
    """The row of an address, held until the transaction ends; made if need be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"alerts {email.lower()}"])
    found = Reader.objects.select_for_update().filter(email__iexact=email).first()
    return found or Reader.objects.create(email=email, rhythm=rhythm, language=language)


def _send_question(follow: Follow, reader: Reader, subject: Subject, language: str) -> None:
    with override(language):
        context = {
            "site": settings.SITE_NAME,
            "what": subject.name(),
            "address": absolute(reverse("alert", args=[follow.key])),
            "stop": absolute(reverse("alerts", args=[reader.key])),
            "rhythm": Rhythm(follow.rhythm),
            "is_known": follow.confirmed_at is not None,
            "days": Follow.TIME_TO_CONFIRM.days,
            "language": language,
        }
        said = outbox.Letterhead(
            subject=_("%(site)s: please confirm that you want to follow “%(what)s”") % context,
            text=render_to_string("alerts/mail/question.txt", context),
            html=render_to_string("alerts/mail/question.html", context),
        )
    outbox.put(reader.email, said)


@atomic
def confirm(follow: Follow) -> None:
    """From now on it is told of. The first thing that a reader confirms begins with what is published next."""
    reader = Reader.objects.select_for_update().get(pk=follow.reader_id)
    is_first = not reader.follows.confirmed().exists()
    updated = Follow.objects.filter(pk=follow.pk, confirmed_at=None).update(confirmed_at=Now())
    if not updated:
        return
    reader.rhythm, reader.language = follow.rhythm, follow.language
    reader.due_at = next_time(reader.rhythm, timezone.now())
    if is_first:
        reader.seen = subjects.newest()
    reader.save(update_fields=["rhythm", "language", "due_at", "seen"])


@atomic
def stop(follow: Follow) -> None:
    """Ends it; the address goes with the last thing that it followed."""
    reader = Reader.objects.select_for_update().get(pk=follow.reader_id)
    Follow.objects.filter(pk=follow.pk).delete()
    if not reader.follows.exists():
        reader.delete()


def stop_all(reader: Reader) -> None:
    Reader.objects.filter(pk=reader.pk).delete()


@atomic
def forget() -> int:
    """What was never confirmed, and addresses that follow nothing; returns how many addresses went."""
    Follow.objects.never_confirmed().delete()
    return Reader.objects.filter(follows=None).delete()[1].get("alerts.Reader", 0)


def next_time(rhythm: str, now: datetime.datetime) -> datetime.datetime:
    """The next morning, or the next Monday's, in UTC."""
    morning = now.astimezone(datetime.UTC).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    days = 1 if rhythm == Rhythm.DAILY else 7 - morning.weekday()
    if rhythm == Rhythm.DAILY and now < morning:
        days = 0
    return morning + datetime.timedelta(days=days)


def subject_of(follow: Follow) -> Subject:
    return Subject(follow.kind, follow.number, follow.words)


def absolute(path: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + path
