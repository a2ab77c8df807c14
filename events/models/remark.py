"""What a reviewer says at a place of a dossier, and what a reviewer decides about a sentence that the check marked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from companies.history import tracked
from events.models.incident import Incident, Status


class About(models.TextChoices):
    """Whose page the place is on; its `key` is the one that documents use."""

    INCIDENT = "incident", _("incident")
    EVENT = "event", _("event")
    COMPANY = "company", _("company")
    SOURCE = "source", _("source")


class RemarkQuerySet(models.QuerySet):
    def unresolved(self) -> "RemarkQuerySet":
        return self.filter(resolved_at=None)

    def on(self, incident) -> "RemarkQuerySet":
        """Those of all submissions of `incident`, oldest first."""
        return self.filter(submission__incident=incident).select_related("by").order_by("id")


@tracked()
class Remark(models.Model):
    """What has to change, at which field of which subject; resolved when ticked, or handed in again."""

    submission = models.ForeignKey("events.Submission", on_delete=models.CASCADE, related_name="remarks")
    about = models.CharField(_("about"), max_length=10, choices=About.choices)
    key = models.UUIDField(editable=False)
    field = models.CharField(_("field"), max_length=50, blank=True)
    text = models.TextField(_("remark"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(about__in=About.values), name="remark_about_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="remark_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class OverrulingQuerySet(models.QuerySet):
    def asked(self) -> "OverrulingQuerySet":
        """What a writer asked for and nobody has decided yet."""
        return self.filter(by=None)

    def awaiting(self, user) -> "OverrulingQuerySet":
        """What a reviewer who wrote none of it may decide: the list rule of `permissions.check_can_overrule`."""
        if not user.is_reviewer:
            return self.none()
        asked = self.asked().exclude(incident__status=Status.RETRACTED)
        if not settings.FOUR_EYES:
            return asked
        return asked.exclude(incident__in=Incident.objects.written_by(user))

    def granted(self) -> "OverrulingQuerySet":
        return self.filter(by__isnull=False)


@tracked()
class Overruling(models.Model):
    """`by`, a reviewer who wrote nothing of it, lets `sentence` stand at its place, and says why in `reason`.

    It holds for exactly this sentence at this field: another wording needs another decision. The sentence itself is
    kept, not a hash of it, so that a redaction finds it. Without `by` it is what `asked_by` asks for; asking shows the
    sentence and its event to reviewers.
    """

    incident = models.ForeignKey("events.Incident", on_delete=models.CASCADE, related_name="overrulings")
    about = models.CharField(_("about"), max_length=10, choices=About.choices)
    key = models.UUIDField(editable=False)
    field = models.CharField(_("field"), max_length=50)
    sentence = models.TextField(_("sentence"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    reason = models.TextField(_("why it may stand"), blank=True)

    objects = OverrulingQuerySet.as_manager()

    class Meta:
        verbose_name = _("overruling")
        verbose_name_plural = _("overrulings")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(about__in=About.values), name="overruling_about_is_known"),
            models.CheckConstraint(condition=~Q(sentence=""), name="overruling_names_a_sentence"),
            models.CheckConstraint(
                condition=Q(by=None, at=None, reason="", asked_by__isnull=False)
                | Q(by__isnull=False, at__isnull=False) & ~Q(reason=""),
                name="overruling_says_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(by=None) | Q(asked_by=None) | ~Q(by=F("asked_by")), name="overruling_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence
