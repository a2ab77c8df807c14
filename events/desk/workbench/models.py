"""What an editor does not want to be proposed again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Dismissal(models.Model):
    """`user` put aside what the text with this hash proposes between two places. Nobody else's proposals change."""

    capture = models.ForeignKey("events.Capture", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(_("kind"), max_length=20)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("dismissed proposal")
        verbose_name_plural = _("dismissed proposals")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["capture", "user", "sha256", "kind", "start", "end"], name="dismissed_once"
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="dismissal_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}–{self.end}"
