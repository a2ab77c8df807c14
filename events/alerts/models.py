"""Who wants to hear of what. An address is kept as long as somebody follows something with it, and shown nowhere."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    DAILY = "daily", _("every morning")
    WEEKLY = "weekly", _("every Monday")


class FollowKind(models.TextChoices):
    EVERYTHING = "everything", _("everything")
    CORRECTIONS = "corrections", _("corrections")
    COMPANY = "company", _("company")
    INCIDENT = "incident", _("incident")
    TOPIC = "topic", _("topic")
    SEARCH = "search", _("search")

    @classmethod
    def numbered(cls) -> list[str]:
        return [cls.COMPANY, cls.INCIDENT]

    @classmethod
    def worded(cls) -> list[str]:
        return [cls.TOPIC, cls.SEARCH]


class Reader(models.Model):
    """An e-mail address, and how far it was told: whatever was published after number `seen` is still to come.

    The row is the job: it is due at `due_at`. `key` stands in the link that stops everything.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    email = models.EmailField()
    language = models.CharField(max_length=10)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    seen = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="reader_once"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="reader_rhythm_is_known"),
        ]
        indexes = [models.Index(fields=["due_at"], name="reader_next")]

    def __str__(self) -> str:
        return f"reader {self.pk}"


class FollowQuerySet(models.QuerySet):
    def confirmed(self) -> "FollowQuerySet":
        return self.exclude(confirmed_at=None)

    def never_confirmed(self) -> "FollowQuerySet":
        return self.filter(confirmed_at=None, asked_at__lte=Now() - Follow.TIME_TO_CONFIRM)


class Follow(models.Model):
    """One thing that a reader follows, or asked to: nothing is sent before `confirmed_at`, but the question itself.

    `key` stands in the link of that question. `rhythm` and `language` become the reader's when it is answered.
    """

    TIME_TO_CONFIRM = timedelta(days=2)

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="follows")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=20, choices=FollowKind.choices)
    number = models.PositiveIntegerField(null=True)
    words = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)
    asked_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FollowKind.values), name="follow_kind_is_known"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="follow_rhythm_is_known"),
            models.CheckConstraint(
                condition=(Q(kind__in=["company", "incident"], number__isnull=False, words=""))
                | (Q(kind__in=["topic", "search"], number=None) & ~Q(words=""))
                | Q(kind__in=["everything", "corrections"], number=None, words=""),
                name="follow_of_a_number_or_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number or ''}".strip()
