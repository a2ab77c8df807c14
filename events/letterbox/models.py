"""A letter, and what became of it. No page of the public side shows a word of it."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.record.models import SubjectKind

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without what is read as something else: 0 and O, 1, I and L, U."""
LONGEST = 20_000
KEPT_AFTER_THE_END = timedelta(days=180)
KEPT_AT_MOST = timedelta(days=730)


class LetterKind(models.TextChoices):
    REPLY = "reply", _("right of reply")
    ERROR = "error", _("error")
    SOURCE = "source", _("source")


class LetterState(models.TextChoices):
    NEW = "new", _("new")
    HANDLED = "handled", _("being handled")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")

    @classmethod
    def open(cls) -> list[str]:
        return [cls.NEW, cls.HANDLED]


def new_receipt() -> str:
    """ "K7QM-3XPD-9H": nobody guesses somebody else's."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


class LetterQuerySet(models.QuerySet):
    def waiting(self) -> "LetterQuerySet":
        """Those that somebody still has to do something about, the oldest first; a right of reply before all."""
        return self.filter(state__in=LetterState.open()).order_by(
            models.Case(models.When(kind=LetterKind.REPLY, then=0), default=1), "received_at", "pk"
        )

    def to_be_forgotten(self) -> "LetterQuerySet":
        """What its sender's name need not be kept for any longer, by the database's clock."""
        done = Q(state__in=[LetterState.ANSWERED, LetterState.CLOSED], handled_at__lte=Now() - KEPT_AFTER_THE_END)
        return self.filter(done | Q(received_at__lte=Now() - KEPT_AT_MOST))


class Letter(models.Model):
    """What somebody wrote about something that is public, or about the record as a whole.

    `form_key` is the form's: sent twice, it is one letter. The row goes half a year after it was answered or closed,
    and two years after it came in any case.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=LetterKind.choices)
    receipt = models.CharField(_("receipt number"), max_length=12, unique=True, default=new_receipt)
    form_key = models.UUIDField(unique=True, editable=False)
    about_kind = models.CharField(_("about"), max_length=10, choices=SubjectKind.choices, blank=True)
    about_number = models.PositiveIntegerField(null=True)
    about_version = models.PositiveIntegerField(null=True)
    words = models.TextField(_("what was written"), max_length=LONGEST, blank=True)
    document = models.CharField(_("address of a document"), max_length=2000, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    reply_to = models.CharField(_("e-mail address"), max_length=254, blank=True)
    capacity = models.CharField(_("in what capacity"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10)
    received_at = models.DateTimeField(_("received"), db_default=Now())
    state = models.CharField(_("state"), max_length=10, choices=LetterState.choices, default=LetterState.NEW)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    handled_at = models.DateTimeField(null=True)
    note = models.TextField(_("note"), max_length=LONGEST, blank=True, help_text=_("For the newsroom alone."))

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_is_known"),
            models.CheckConstraint(
                condition=Q(about_kind="", about_number=None, about_version=None)
                | Q(about_kind__in=SubjectKind.values, about_number__isnull=False, about_number__gte=1),
                name="letter_is_about_a_subject_or_all",
            ),
            models.CheckConstraint(condition=~Q(words="") | ~Q(document=""), name="letter_says_something"),
            models.CheckConstraint(
                condition=~Q(kind="reply") | (~Q(name="") & ~Q(reply_to="")), name="letter_of_reply_is_signed"
            ),
            models.CheckConstraint(
                condition=Q(state="new") | Q(handled_at__isnull=False), name="letter_handled_at_some_time"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-received_at"], name="letter_by_state"),
        ]

    def __str__(self) -> str:
        return f"{str(self.get_kind_display()).capitalize()} {self.receipt}"

    def get_desk_url(self) -> str:
        return reverse("admin:desk_letter", args=[self.pk])
