"""A promise in a statement, and its progress by cited updates only."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.history import tracked
from events.models.edtf import EdtfField


class Progress(models.TextChoices):
    KEPT = "kept", _("kept")
    PARTLY = "partly", _("partly kept")
    BROKEN = "broken", _("broken")
    SUPERSEDED = "superseded", _("superseded")


@tracked("statement")
class Commitment(models.Model):
    """What was promised; an empty `due` says that no date was given. Overdue is computed, never stored."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    statement = models.ForeignKey("events.Statement", on_delete=models.CASCADE, related_name="commitments")
    text = models.CharField(_("commitment"), max_length=500)
    due = EdtfField(_("due"), blank=True, help_text=_("Empty: none given."))

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="commitment_says_something")]

    def __str__(self) -> str:
        return self.text


@tracked("commitment")
class CommitmentUpdate(models.Model):
    """What became of a commitment, on what evidence."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="updates")
    status = models.CharField(_("progress"), max_length=20, choices=Progress.choices)
    date = EdtfField(_("as of"), blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.ForeignKey("events.Source", on_delete=models.PROTECT, related_name="+", verbose_name=_("source"))
    locator = models.CharField(_("place in the source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("commitment update")
        verbose_name_plural = _("commitment updates")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Progress.values), name="commitmentupdate_is_known")
        ]

    def __str__(self) -> str:
        return self.get_status_display()
