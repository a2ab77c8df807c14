"""A dossier handed in for review: what exactly the reviewer is asked to approve."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.history import tracked


class SubmissionKind(models.TextChoices):
    """What the publication will be; for redactions see docs/decisions/0005."""

    FIRST = "first", _("first publication")
    UPDATE = "update", _("update")
    CLARIFICATION = "clarification", _("clarification")
    CORRECTION = "correction", _("correction")
    RETRACTION = "retraction", _("retraction")
    REDACTION = "redaction", _("redaction")


class SubmissionState(models.TextChoices):
    OPEN = "open", _("open")
    SCHEDULED = "scheduled", _("approved, to be published later")
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned")
    VOID = "void", _("void: edited after submission")

    @classmethod
    def waiting(cls) -> list[str]:
        """Those of a submission that may yet be published: an edit takes each of them back."""
        return [cls.OPEN, cls.SCHEDULED]


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BatchQuerySet":
        """Its author's own until something of it was handed in; administrators see all."""
        if user.is_administrator:
            return self
        if not user.is_editor:
            return self.none()
        return self.filter(Q(author=user) | Q(submissions__isnull=False)).distinct()

    def awaiting_review(self) -> "BatchQuerySet":
        return self.filter(submissions__state=SubmissionState.OPEN).distinct()


@tracked()
class Batch(models.Model):
    """Dossiers that came together, as by an import, and may be reviewed and published together."""

    name = models.CharField(_("name"), max_length=200)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    incidents = models.ManyToManyField("events.Incident", related_name="batches", verbose_name=_("incidents"))

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="batch_has_a_name")]

    def __str__(self) -> str:
        return self.name

    def get_desk_url(self) -> str:
        return reverse("admin:desk_batch", args=[self.pk])


@tracked("incident")
class Submission(models.Model):
    """`digest` is the hash of the proposed documents that the reviewer sees; `words` are to be redacted.

    A scheduled one was approved by `decided_by`, and is published by whoever holds its lease once `publish_at` has come
    by the database's clock. `publish_zone` is the zone in which that time was given. `ticked` is what the reviewer
    confirmed of the checklist.
    """

    incident = models.ForeignKey("events.Incident", on_delete=models.CASCADE, related_name="submissions")
    kind = models.CharField(_("kind"), max_length=20, choices=SubmissionKind.choices)
    note = models.TextField(_("public note"), blank=True)
    words = models.TextField(_("words to redact"), blank=True)
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("batch")
    )
    digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=SubmissionState.choices, default=SubmissionState.OPEN)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(_("reviewer’s comment"), blank=True)
    ticked = ArrayField(models.CharField(max_length=20), default=list, blank=True, editable=False)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    publish_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    leased_until = models.DateTimeField(null=True, editable=False)
    token = models.UUIDField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SubmissionKind.values), name="submission_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=SubmissionState.values), name="submission_state_is_known"),
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(state__in=["open", "scheduled"]),
                name="submission_one_waiting_per_incident",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "void"]) | Q(decided_at__isnull=False),
                name="submission_decision_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["clarification", "correction", "retraction", "redaction"]) | ~Q(note=""),
                name="submission_says_in_public_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(comment=""), name="submission_return_has_a_comment"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "scheduled"])
                | Q(decided_by=None)
                | ~Q(decided_by=F("submitted_by")),
                name="submission_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(publish_at=None, publish_zone="") | Q(publish_at__isnull=False) & ~Q(publish_zone=""),
                name="submission_time_has_a_zone",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled")
                | Q(publish_at__isnull=False) & ~Q(kind__in=["retraction", "redaction"]),
                name="submission_scheduled_for_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["publish_at"], condition=Q(state="scheduled"), name="submission_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.incident}"
