"""A point on which sources can differ, with each reported value. Differences are shown, never overwritten."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.history import tracked
from events.models.edtf import EdtfField


class FactKind(models.TextChoices):
    NUMBER = "number", _("number")
    DATE = "date", _("date")
    NAME = "name", _("name")


@tracked("event")
class Fact(models.Model):
    """`label` names the point, e.g. "people arrested"; an editor may prefer one value and says why."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(_("kind"), max_length=10, choices=FactKind.choices)
    label = models.CharField(_("what it is about"), max_length=200)
    preferred = models.ForeignKey(
        "events.ReportedValue",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("preferred value"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FactKind.values), name="fact_kind_is_known"),
            models.CheckConstraint(condition=~Q(label=""), name="fact_has_a_label"),
            models.CheckConstraint(
                condition=Q(preferred=None) | ~Q(reason=""),
                name="fact_preference_has_a_reason",
                violation_error_message=_("Say why you prefer this value."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


@tracked("fact")
class ReportedValue(models.Model):
    """What one citation reports; a number may be a range ("over 40" has a lower end only)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="values")
    citation = models.ForeignKey(
        "events.Citation", on_delete=models.PROTECT, related_name="values", verbose_name=_("citation")
    )
    text = models.CharField(_("as reported"), max_length=200)
    number_least = models.DecimalField(_("at least"), max_digits=20, decimal_places=4, null=True, blank=True)
    number_most = models.DecimalField(_("at most"), max_digits=20, decimal_places=4, null=True, blank=True)
    date = EdtfField(_("date"), blank=True)

    class Meta:
        verbose_name = _("reported value")
        verbose_name_plural = _("reported values")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="reportedvalue_says_something"),
            models.UniqueConstraint(fields=["fact", "citation", "text"], name="reportedvalue_once"),
        ]

    def __str__(self) -> str:
        return self.text
