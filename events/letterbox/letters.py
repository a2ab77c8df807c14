"""Taking a letter in, handling it, and forgetting it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.callers import outbox
from events.callers.knocking import Door
from events.exceptions import Refused, Stale
from events.letterbox.models import Letter, LetterState
from events.record.models import SubjectKind

SLOT = Door("letter", each=6, all=300)


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is about: a subject by kind and number, in the version that its writer read; or nothing."""

    kind: str = ""
    number: int | None = None
    version: int | None = None

    @classmethod
    def read(cls, text: str, version: str = "") -> "About":
        """ "event-12" with "3" is version 3 of event 12. Raises ValueError for what names no kind and number."""
        if not text:
            return cls()
        kind, _dash, number = text.partition("-")
        if kind not in SubjectKind.values:
            raise ValueError(text)
        return cls(kind, _number(number), _number(version) if version else None)

    def __str__(self) -> str:
        return f"{self.kind}-{self.number}" if self.kind else ""


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise ValueError(text)
    return int(text)


@atomic
def receive(*, kind: str, about: About, form_key: UUID, language: str, said: dict[str, Any]) -> Letter:
    """The letter, kept; the one that is kept already where the same form is sent again."""
    letter, is_new = Letter.objects.get_or_create(
        form_key=form_key,
        defaults={
            "kind": kind,
            "about_kind": about.kind,
            "about_number": about.number,
            "about_version": about.version,
            "language": language,
            **said,
        },
    )
    if is_new and settings.NEWSROOM_EMAIL:
        _tell_newsroom(letter)
    return letter


def _tell_newsroom(letter: Letter) -> None:
    """That a letter came, and not a word of it: mail is read in more places than the desk."""
    with override(settings.LANGUAGE_CODE):
        told = {
            "site": settings.SITE_NAME,
            "kind": letter.get_kind_display(),
            "receipt": letter.receipt,
            "address": settings.SITE_ADDRESS.rstrip("/") + letter.get_desk_url(),
        }
        subject = _("%(site)s: a letter came (%(kind)s, %(receipt)s)") % told
        text = _("It lies on the desk, where you are asked to sign in: %(address)s") % told
    outbox.put(settings.NEWSROOM_EMAIL, outbox.Letterhead(subject, text + "\n"))


@atomic
def move(*, letter: Letter, to: str, note: str, by, seen: str) -> Letter:
    """Puts a letter into state `to`, with who and when, and keeps `note`. `seen` is the state that `by` saw.

    Raises Refused where `to` is no state, Stale where somebody else moved it in the meantime.
    """
    if to not in LetterState.values:
        raise Refused(_("There is no such state."))
    row = Letter.objects.select_for_update().get(pk=letter.pk)
    if row.state != seen:
        raise Stale(
            _("In the meantime this letter was marked “%(state)s” by somebody else. Look, and save again.")
            % {"state": row.get_state_display()}
        )
    row.note = note
    if to != row.state:
        row.state, row.handled_by, row.handled_at = to, by, Now()
        if to == LetterState.NEW:
            row.handled_by, row.handled_at = None, None
    row.save(update_fields=["state", "note", "handled_by", "handled_at"])
    return row


def forget() -> int:
    """Deletes the letters whose time is over; returns how many."""
    with transaction.atomic():
        count, _by_model = Letter.objects.to_be_forgotten().delete()
    return count
