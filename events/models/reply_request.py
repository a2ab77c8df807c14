"""A company was asked. "Not asked" is never shown as "no reply"."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.history import tracked
from events.models.edtf import EdtfField


class Outcome(models.TextChoices):
    ANSWERED = "answered", _("answered")
    DECLINED = "declined", _("declined to answer")
    NO_REPLY = "no_reply", _("no reply")
    PENDING = "pending", _("pending")


@tracked("allegation")
class ReplyRequest(models.Model):
    """By whom `company` was asked about the allegation, when, until when, and what came of it."""

    allegation = models.ForeignKey("events.Allegation", on_delete=models.CASCADE, related_name="reply_requests")
    company = models.ForeignKey(
        "companies.Company", on_delete=models.PROTECT, related_name="+", verbose_name=_("company")
    )
    asked_by = models.CharField(_("asked by"), max_length=200)
    asked = EdtfField(_("asked on"), blank=True)
    deadline = EdtfField(_("deadline"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    outcome_by = EdtfField(_("no reply by"), blank=True, help_text=_("The day up to which no reply is known."))
    source = models.ForeignKey(
        "events.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    locator = models.CharField(_("place in the source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("reply request")
        verbose_name_plural = _("reply requests")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="replyrequest_outcome_is_known"),
            models.CheckConstraint(condition=~Q(asked_by=""), name="replyrequest_names_who_asked"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.NO_REPLY) | Q(source__isnull=False),
                name="replyrequest_silence_is_cited",
                violation_error_message=_("That a company did not reply needs the source that says so."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by} → {self.company.name}"
