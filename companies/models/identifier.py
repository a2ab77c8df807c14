"""A number by which others know a company."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_domain_name
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from stdnum import isin, lei
from stdnum.exceptions import ValidationError as NumberRefused

from companies.history import tracked


class Scheme(models.TextChoices):
    LEI = "lei", _("LEI")
    WIKIDATA = "wikidata", _("Wikidata")
    OPENCORPORATES = "opencorporates", _("OpenCorporates")
    ISIN = "isin", _("ISIN")
    DOMAIN = "domain", _("domain")


def _with_check_digits(number):
    def check(value: str) -> None:
        try:
            number.validate(value)
        except NumberRefused:
            raise ValidationError(_("The check digits do not fit: compare it with the original.")) from None

    return check


CHECKS = {
    Scheme.LEI: _with_check_digits(lei),
    Scheme.ISIN: _with_check_digits(isin),
    Scheme.WIKIDATA: RegexValidator(r"\AQ[1-9][0-9]*\Z", _("A Wikidata item is written Q and a number, e.g. Q3884.")),
    Scheme.OPENCORPORATES: RegexValidator(r"\A[a-z_]{2,8}/\S+\Z", _("Write jurisdiction/number, e.g. us_de/2620453.")),
    Scheme.DOMAIN: validate_domain_name,
}


@tracked("company")
class Identifier(models.Model):
    """`value` in the canonical spelling of its `scheme`; the same pair never names two companies."""

    company = models.ForeignKey("companies.Company", on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=20, choices=Scheme.choices)
    value = models.CharField(_("value"), max_length=200)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_names_one_company"),
            models.CheckConstraint(condition=Q(scheme__in=Scheme.values), name="identifier_scheme_is_known"),
            models.CheckConstraint(condition=~Q(value=""), name="identifier_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"

    def clean(self) -> None:
        """Raise ValidationError at `value` when it is no identifier of its scheme."""
        if check := CHECKS.get(self.scheme):
            try:
                check(self.value)
            except ValidationError as refused:
                raise ValidationError({"value": refused}) from None
