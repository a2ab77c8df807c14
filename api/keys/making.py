"""Asking for a key, having it shown once, and ending it."""

from django.conf import settings
from django.db.models.functions import Now
from django.db.transaction import atomic
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from api.keys.models import ReaderKey, hash_of, mailbox_of, new_secret
from events.callers import outbox
from events.callers.knocking import Door, knock

FORM = Door("reader-key", each=10, all=500)
MAILBOX = Door("reader-key-mail", each=3, all=500)


def ask(*, email: str, language: str) -> None:
    """Sends the link by which the key is made. Raises TooOften."""
    knock(MAILBOX, email)
    with atomic():
        key = ReaderKey.objects.create(mailbox=mailbox_of(email))
        outbox.put(email, _question(key, language))


def _question(key: ReaderKey, language: str) -> outbox.Letterhead:
    with override(language):
        context = {
            "site": settings.SITE_NAME,
            "address": settings.SITE_ADDRESS.rstrip("/") + reverse("reader-key", args=[key.link]),
            "days": ReaderKey.TIME_TO_CONFIRM.days,
        }
        return outbox.Letterhead(
            subject=_("%(site)s: your key for the API") % context,
            text=render_to_string("keys/mail/question.txt", context),
        )


def make(key: ReaderKey) -> str:
    """The key itself, which nobody can read again; empty if it was made before, by another click perhaps."""
    secret = new_secret()
    waiting = ReaderKey.objects.filter(pk=key.pk, made_at=None)
    return secret if waiting.update(made_at=Now(), code_hash=hash_of(secret)) else ""


def end(key: ReaderKey) -> None:
    ReaderKey.objects.filter(pk=key.pk).delete()


def forget() -> int:
    """Deletes what was never confirmed; returns how many went."""
    return ReaderKey.objects.never_shown().delete()[0]
