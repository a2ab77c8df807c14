"""Which source draws on which: independent origins of a claim are counted from it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from companies.history import tracked


class Relation(models.TextChoices):
    REPORTS = "reports", _("reports")
    QUOTES = "quotes", _("quotes")
    TRANSLATES = "translates", _("translates")
    SYNDICATES = "syndicates", _("syndicates")


@tracked("source")
class Lineage(models.Model):
    """`source` draws on `origin`. A chain never comes back to where it began (trigger)."""

    source = models.ForeignKey("events.Source", on_delete=models.CASCADE, related_name="origins")
    origin = models.ForeignKey(
        "events.Source", on_delete=models.PROTECT, related_name="relays", verbose_name=_("origin")
    )
    relation = models.CharField(_("relation"), max_length=20, choices=Relation.choices, default=Relation.REPORTS)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("lineage")
        verbose_name_plural = _("lineage")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="lineage_relation_is_known"),
            models.CheckConstraint(condition=~Q(source=F("origin")), name="lineage_not_to_itself"),
            models.UniqueConstraint(fields=["source", "origin"], name="lineage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source.title} ← {self.origin.title}"
