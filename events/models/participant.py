"""Who takes part in an event, and as what."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from companies.history import tracked


class Role(models.TextChoices):
    ACCUSED = "accused", _("accused")
    CLAIMANT = "claimant", _("claimant")
    SPEAKER = "speaker", _("speaker")
    AUTHORITY = "authority", _("authority")
    CUSTOMER = "customer", _("customer")
    EMPLOYER = "employer", _("employer")
    AFFECTED = "affected", _("affected")
    MENTIONED = "mentioned", _("mentioned")


@tracked("event")
class Participant(models.Model):
    """A company, or a described group with a count or a range. A protected group is never named, anywhere."""

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="participants")
    company = models.ForeignKey(
        "companies.Company",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("company"),
    )
    group = models.CharField(
        _("or a group"), max_length=200, blank=True, help_text=_("Described, not named: “fifty women”.")
    )
    count_least = models.PositiveIntegerField(_("at least"), null=True, blank=True)
    count_most = models.PositiveIntegerField(_("at most"), null=True, blank=True)
    protected = models.BooleanField(_("protected"), default=False, help_text=_("People who must not be named."))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(company__isnull=False) & Q(group="")) | (Q(company=None) & ~Q(group="")),
                name="participant_is_company_or_group",
                violation_error_message=_("Choose a company or describe a group, not both."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="participant_role_is_known"),
            models.CheckConstraint(
                condition=Q(company=None) | Q(count_least=None, count_most=None, protected=False),
                name="participant_company_is_not_counted",
                violation_error_message=_("Only a group has a count or is protected."),
            ),
            models.CheckConstraint(
                condition=Q(count_least=None) | Q(count_most=None) | Q(count_least__lte=F("count_most")),
                name="participant_count_runs_upwards",
                violation_error_message=_("The lower count must not exceed the upper one."),
            ),
            models.UniqueConstraint(
                fields=["event", "company", "role"],
                condition=Q(company__isnull=False),
                name="participant_once_per_role",
            ),
        ]

    def __str__(self) -> str:
        return self.company.name if self.company else self.group
