"""Our own copy of a source at a time, or the reason why there is none. Private."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.history import tracked


class CaptureState(models.TextChoices):
    KEPT = "kept", _("kept")
    FAILED = "failed", _("failed")


@tracked
class Capture(models.Model):
    """Kept: the text and its SHA-256. Failed: the reason. Public are the hash and the date, never the text."""

    source = models.ForeignKey("events.Source", on_delete=models.CASCADE, related_name="captures")
    state = models.CharField(_("state"), max_length=10, choices=CaptureState.choices)
    taken_at = models.DateTimeField(_("taken at"), auto_now_add=True)
    text = models.TextField(_("text"), blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        ordering = ["-taken_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="kept", sha256__regex="^[0-9a-f]{64}$", reason="")
                | Q(state="failed", sha256="", text="") & ~Q(reason=""),
                name="capture_is_kept_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.taken_at:%Y-%m-%d}"
