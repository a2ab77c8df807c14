"""Another name of a company, with its kind, language and dates."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.history import tracked
from companies.models.calendar import CalendarField


class NameKind(models.TextChoices):
    LEGAL = "legal", _("legal name")
    TRADING = "trading", _("trading name")
    FORMER = "former", _("former name")
    SHORT = "short", _("short name")


@tracked("company")
class CompanyName(models.Model):
    company = models.ForeignKey("companies.Company", on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=NameKind.choices, default=NameKind.LEGAL)
    language = models.CharField(_("language"), max_length=10, blank=True, help_text=_("BCP 47, e.g. en or fr."))
    since = CalendarField(_("since"))
    until = CalendarField(_("until"))

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["kind", "name", "id"]
        indexes = [GinIndex(fields=["name"], name="companyname_by_trigrams", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="companyname_is_not_empty"),
            models.CheckConstraint(condition=Q(kind__in=NameKind.values), name="companyname_kind_is_known"),
            models.UniqueConstraint(fields=["company", "name", "kind", "language"], name="companyname_once"),
        ]

    def __str__(self) -> str:
        return self.name
