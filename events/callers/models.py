"""How often somebody knocked, and the mail that is to go out. Neither outlives its use."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Knock(models.Model):
    """How often one door was knocked at within an hour: by everybody (`who` is empty), or by one address.

    `who` is a keyed hash of the hour and the address, so that no two hours can be joined; the row goes with its hour.
    """

    door = models.CharField(max_length=20)
    who = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["door", "who", "until"], name="knock_counted_once")]
        indexes = [models.Index(fields=["until"], name="knock_by_time")]

    def __str__(self) -> str:
        return f"{self.door}: {self.times}"


class MailQuerySet(models.QuerySet):
    def given_up(self) -> "MailQuerySet":
        return self.exclude(given_up=None)


class Mail(models.Model):
    """A mail that is to be sent: the row is the job, and is gone once the mail server has taken it.

    Whoever sends it holds it until `leased_until` by the database's clock, under a `token` of their own. `key` makes
    the Message-ID, the same at every attempt, so that a mail that goes out twice can be recognised as one.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    email = models.EmailField(_("e-mail address"))
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    stop_address = models.CharField(max_length=500, blank=True)
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    given_up = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail to be sent")
        verbose_name_plural = _("mails to be sent")
        constraints = [
            models.CheckConstraint(
                condition=Q(leased_until=None, token=None) | Q(leased_until__isnull=False, token__isnull=False),
                name="mail_leased_with_a_token",
            ),
            models.CheckConstraint(
                condition=Q(given_up=None) | (Q(leased_until=None) & ~Q(reason="")), name="mail_given_up_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(given_up=None), name="mail_next")]

    def __str__(self) -> str:
        return f"{self.subject} ({self.key})"
