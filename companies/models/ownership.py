"""Who owns whom, since when and until when."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies.history import tracked
from companies.models.calendar import CalendarField


@tracked("child")
class Ownership(models.Model):
    """`parent` owns `child`; `share` in per cent where it is known."""

    parent = models.ForeignKey(
        "companies.Company", on_delete=models.PROTECT, related_name="holdings", verbose_name=_("owner")
    )
    child = models.ForeignKey(
        "companies.Company", on_delete=models.CASCADE, related_name="owners", verbose_name=_("owned")
    )
    share = models.PositiveSmallIntegerField(_("share in per cent"), null=True, blank=True)
    since = CalendarField(_("since"))
    until = CalendarField(_("until"))

    class Meta:
        verbose_name = _("ownership")
        verbose_name_plural = _("ownership")
        ordering = ["parent__name", "since", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("child")), name="ownership_not_of_itself"),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__range=(1, 100)), name="ownership_share_is_per_cent"
            ),
            models.UniqueConstraint(fields=["parent", "child", "since"], name="ownership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.parent.name} → {self.child.name}"

    def clean(self) -> None:
        """Raise ValidationError for an owner that turned out to be another company."""
        owner = getattr(self, "parent", None)
        if owner and owner.merged_into_id:
            sentence = gettext("“%(name)s” became another company: name that one.")
            raise ValidationError({"parent": sentence % {"name": owner}})
