"""Event → source, with the words that carry it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.history import tracked


class Supports(models.TextChoices):
    FACT = "fact", _("the fact")
    DATE = "date", _("the date")
    WORDS = "words", _("the words")


@tracked("event")
class Citation(models.Model):
    """`quotation` are the exact words; prefix, suffix and position find them again in the captured text.

    `origin` is the source that this passage itself names for the claim, or the source itself where it speaks at first
    hand; without it, the lineage of the source decides.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(
        "events.Source", on_delete=models.PROTECT, related_name="citations", verbose_name=_("source")
    )
    origin = models.ForeignKey(
        "events.Source",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("it relays"),
        help_text=_(
            "What this passage names as its source for the claim; the source itself, if it speaks at first hand."
        ),
    )
    quotation = models.TextField(_("quotation"), blank=True)
    prefix = models.CharField(_("words before"), max_length=200, blank=True)
    suffix = models.CharField(_("words after"), max_length=200, blank=True)
    position = models.PositiveIntegerField(_("position"), null=True, blank=True)
    locator = models.CharField(
        _("place in the source"), max_length=200, blank=True, help_text=_("Page, paragraph, minute.")
    )
    supports = ArrayField(
        models.CharField(max_length=10, choices=Supports.choices), default=list, blank=True, verbose_name=_("supports")
    )

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(supports__contained_by=Supports.values), name="citation_supports_is_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.source)
