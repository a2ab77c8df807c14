"""Link watch: when a cited page is looked at again, and what became of each passage that is cited from it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from events.models import Citation, Incident


class Watch(models.Model):
    """A page that is cited. The row is the job: who takes it writes a token and pushes `due_at` on, so that a killed
    look is due again within the hour, and only the last who took it may write what was seen.
    """

    source = models.OneToOneField("events.Source", on_delete=models.CASCADE, related_name="watch")
    host = models.CharField(max_length=253)
    due_at = models.DateTimeField()
    token = models.UUIDField(null=True)
    looked_at = models.DateTimeField(_("last looked at"), null=True)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    final_address = models.CharField(_("address it led to"), max_length=2000, blank=True)
    reason = models.CharField(_("why it could not be checked"), max_length=300, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("watched page")
        verbose_name_plural = _("watched pages")
        constraints = [
            models.CheckConstraint(
                condition=Q(failures=0, failing_since=None) | Q(failures__gt=0, failing_since__isnull=False),
                name="watch_fails_since_some_day",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="watch_due"), models.Index(fields=["host"], name="watch_host")]

    def __str__(self) -> str:
        return self.host


class PassageState(models.TextChoices):
    """What became of the cited words on the page. None of them says that the page differs otherwise."""

    THERE = "there", _("still there")
    CHANGED = "changed", _("changed")
    MOVED = "moved", _("moved")
    GONE = "gone", _("gone")
    UNREACHABLE = "unreachable", _("could not be checked")


class FindingQuerySet(models.QuerySet):
    def current(self) -> "FindingQuerySet":
        """Those of citations that nobody has changed since."""
        history = Citation.history.rel.related_model.objects
        later = history.filter(pgh_obj=OuterRef("citation"), pgh_id__gt=OuterRef("as_of"))
        return self.exclude(Exists(later))

    def in_incidents(self, incidents: QuerySet[Incident]) -> "FindingQuerySet":
        return self.filter(citation__event__incident__in=incidents)

    def broken(self) -> "FindingQuerySet":
        """The words changed, stand elsewhere, or are gone."""
        return self.filter(state__in=BROKEN)


BROKEN = (PassageState.GONE, PassageState.CHANGED, PassageState.MOVED)


class Finding(models.Model):
    """What was seen of one citation, last. `since` is the day on which it was first seen so; `there_on` the last day on
    which the words were there. `as_of` is the citation's place in its history: who changes it makes this out of date.
    """

    citation = models.OneToOneField("events.Citation", on_delete=models.CASCADE, related_name="finding")
    state = models.CharField(_("state"), max_length=12, choices=PassageState.choices)
    since = models.DateField(_("since"))
    seen_on = models.DateField(_("looked at on"))
    there_on = models.DateField(_("last there on"), null=True)
    as_of = models.BigIntegerField(default=0)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("cited passage")
        verbose_name_plural = _("cited passages")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PassageState.values), name="finding_state_is_known"),
            models.CheckConstraint(condition=Q(since__lte=models.F("seen_on")), name="finding_since_is_not_later"),
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state__in=BROKEN), name="finding_broken")]

    def __str__(self) -> str:
        return self.get_state_display()


class Saving(models.Model):
    """A page that the Wayback Machine is asked to save: due, saved (`copy`) or given up (`reason`)."""

    source = models.OneToOneField("events.Source", on_delete=models.CASCADE, related_name="saving")
    due_at = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    job = models.CharField(max_length=200, blank=True)
    copy = models.CharField(_("copy"), max_length=2200, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("saving to the Wayback Machine")
        verbose_name_plural = _("savings to the Wayback Machine")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=False, copy="", reason="")
                | Q(due_at=None) & (Q(copy="") & ~Q(reason="") | ~Q(copy="") & Q(reason="")),
                name="saving_is_due_or_done",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="saving_due")]

    def __str__(self) -> str:
        return self.copy or self.reason or self.job
