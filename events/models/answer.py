"""The link that no other system has: which statement answers which allegation, for which company."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.history import tracked


class Stance(models.TextChoices):
    DENIES = "denies", _("denies")
    DISPUTES_IN_PART = "disputes_in_part", _("disputes in part")
    ACKNOWLEDGES = "acknowledges", _("acknowledges")
    APOLOGISES = "apologises", _("apologises")
    DEFENDS = "defends", _("defends its conduct")
    SHIFTS_RESPONSIBILITY = "shifts_responsibility", _("shifts responsibility")
    ANNOUNCES_ACTION = "announces_action", _("announces action")
    DECLINES_TO_COMMENT = "declines_to_comment", _("declines to comment")


@tracked("statement", "allegation")
class Answer(models.Model):
    """`company` answers an allegation, or one demand of it, by a statement of the same incident."""

    statement = models.ForeignKey("events.Statement", on_delete=models.CASCADE, related_name="answers")
    allegation = models.ForeignKey(
        "events.Allegation", on_delete=models.CASCADE, related_name="answers", verbose_name=_("allegation")
    )
    demand = models.ForeignKey(
        "events.Demand",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("only this demand"),
    )
    company = models.ForeignKey(
        "companies.Company", on_delete=models.PROTECT, related_name="answers", verbose_name=_("company")
    )
    stance = models.CharField(_("stance"), max_length=30, choices=Stance.choices)
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("For example: and says all the same that …")
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(stance__in=Stance.values), name="answer_stance_is_known"),
            models.UniqueConstraint(
                fields=["statement", "allegation", "demand", "company", "stance"],
                nulls_distinct=False,
                name="answer_once_per_stance",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company.name}: {self.get_stance_display()}"
