"""Our own copy of a source at a time, or the reason why there is none. Private."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.history import tracked


class CaptureState(models.TextChoices):
    QUEUED = "queued", _("queued")
    FETCHING = "fetching", _("fetching")
    KEPT = "kept", _("kept")
    FAILED = "failed", _("failed")


class CaptureOrigin(models.TextChoices):
    """How the text came to us."""

    FETCHED = "fetched", _("fetched from its address")
    PASTED = "pasted", _("pasted")
    UPLOADED = "uploaded", _("uploaded as a file")


class Doubt(models.TextChoices):
    """Why a kept text may not be the whole document."""

    THIN = "thin", _("hardly any text was found")
    TRUNCATED = "truncated", _("the text seems to break off")
    WALLED = "walled", _("the page shows only the beginning to those who do not pay or sign in")


@tracked("source")
class Capture(models.Model):
    """Kept: the text and its SHA-256. Failed: the reason. Public are the hash and the date, never the text.

    The row is the job: a queued capture is fetched by whoever holds its lease (`leased_until`, `token`), and a lease
    that ran out is anybody's again. `found` holds what the document says of itself, field by field, each with where it
    was found: {"title": {"value": "…", "place": "og:title"}, …}. `warc` names the file below the data directory.
    """

    source = models.ForeignKey("events.Source", on_delete=models.CASCADE, related_name="captures")
    state = models.CharField(_("state"), max_length=10, choices=CaptureState.choices)
    origin = models.CharField(
        _("how it came"), max_length=10, choices=CaptureOrigin.choices, default=CaptureOrigin.PASTED
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken at"), null=True, default=timezone.now, editable=False)
    address = models.CharField(_("address"), max_length=2000, blank=True)
    final_address = models.CharField(_("address it led to"), max_length=2000, blank=True)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    content_type = models.CharField(_("content type"), max_length=100, blank=True)
    text = models.TextField(_("text"), blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    found = models.JSONField(_("what it says of itself"), default=dict, blank=True)
    doubt = models.CharField(_("doubt"), max_length=10, choices=Doubt.choices, blank=True)
    warc = models.CharField(_("WARC file"), max_length=200, blank=True)
    warc_sha256 = models.CharField(_("SHA-256 of the WARC file"), max_length=64, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    leased_until = models.DateTimeField(null=True, editable=False)
    token = models.UUIDField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="kept", sha256__regex="^[0-9a-f]{64}$", reason="", taken_at__isnull=False)
                | Q(state="failed", sha256="", text="", taken_at__isnull=False) & ~Q(reason="")
                | Q(state__in=["queued", "fetching"], sha256="", text="", reason="", taken_at=None) & ~Q(address=""),
                name="capture_is_kept_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=~Q(state="fetching") | Q(leased_until__isnull=False, token__isnull=False),
                name="capture_is_fetched_under_a_lease",
            ),
            models.CheckConstraint(condition=Q(origin__in=CaptureOrigin.values), name="capture_origin_is_known"),
            models.CheckConstraint(condition=Q(doubt__in=["", *Doubt.values]), name="capture_doubt_is_known"),
            models.CheckConstraint(
                condition=Q(warc="", warc_sha256="") | ~Q(warc="") & Q(warc_sha256__regex="^[0-9a-f]{64}$"),
                name="capture_file_has_a_hash",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], condition=Q(state__in=["queued", "fetching"]), name="capture_due"),
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="capture_by_text"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.taken_at or self.asked_at:%Y-%m-%d}"
