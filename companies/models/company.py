"""An organisation on the record."""

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.history import tracked


class CompanyKind(models.TextChoices):
    COMPANY = "company", _("company")
    PUBLIC_BODY = "public_body", _("public body")
    ASSOCIATION = "association", _("association")
    NGO = "ngo", _("NGO")
    UNION = "union", _("union")
    MEDIA = "media", _("media outlet")


class CompanyQuerySet(models.QuerySet):
    def matching(self, words: str) -> "CompanyQuerySet":
        """Those whose own or other name contains `words`, case aside."""
        return self.filter(Q(name__icontains=words) | Q(names__name__icontains=words)).distinct()

    def standing(self) -> "CompanyQuerySet":
        """Those that were not merged into another."""
        return self.filter(merged_into=None)

    def with_details(self) -> "CompanyQuerySet":
        """Names, identifiers and owners, as its document needs them."""
        return self.prefetch_related(*self.model.DETAILS)


@tracked()
class Company(models.Model):
    """An organisation that events name; `version` counts its changes, so that a stale form is noticed."""

    DETAILS: ClassVar = ("names", "identifiers", "owners__parent")  # what its document is made of

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=CompanyKind.choices, default=CompanyKind.COMPANY)
    name = models.CharField(_("name"), max_length=200, help_text=_("The name readers know, e.g. Amazon."))
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"\A[A-Z]{2}\Z", _("Two capitals, e.g. US."))],
        help_text=_("Where it has its seat, as two letters of ISO 3166: US, FR, GB."),
    )
    about = models.TextField(_("about"), blank=True, help_text=_("One sentence: what it is, without judgement."))
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        editable=False,
        verbose_name=_("merged into"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name", "id"]
        indexes = [GinIndex(fields=["name"], name="company_by_trigrams", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="company_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=CompanyKind.values), name="company_kind_is_known"),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex="^[A-Z]{2}$"), name="company_country_is_iso"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="company_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.country}" if self.country else self.name

    def get_desk_url(self) -> str:
        return reverse("admin:companies_company_change", args=[self.pk])
