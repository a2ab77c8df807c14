"""Everything that is public, as files. The row is the job; its files lie in a folder of their own (`places`)."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from events.record.models import Edition, Publication, PublicationKind, State

KEPT = 12
"""So many of the newest are kept; older ones are deleted."""


class DumpState(models.TextChoices):
    DUE = "due", _("due")
    MAKING = "making", _("being made")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    GONE = "gone", _("deleted")


class DumpQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state__in=[DumpState.DUE, DumpState.MAKING])

    def finished(self) -> Self:
        """The newest first; each knows whether something has been taken back since (`taken_back`)."""
        redacted = Publication.objects.filter(
            number__gt=OuterRef("publication"), kind__in=[PublicationKind.RETRACTION, PublicationKind.REDACTION]
        )
        retracted = Edition.objects.filter(publication__gt=OuterRef("publication"), state=State.RETRACTED)
        finished = self.filter(state__in=[DumpState.DONE, DumpState.GONE])
        return finished.annotate(taken_back=Exists(redacted) | Exists(retracted)).order_by("-publication", "-step")

    def standing(self) -> Self:
        """Those that may be taken, the newest first: the database is asked each time."""
        return self.finished().filter(state=DumpState.DONE, taken_back=False)


class Dump(models.Model):
    """All bodies that were live at one position of the public tables, `publication` and `step`.

    `mark` and `published_at` are of that publication. `files` say name, media type, bytes, SHA-256 and number of rows
    of each. Whoever makes it holds `token` until `leased_until` by the database's clock; then somebody else may.
    """

    state = models.CharField(_("state"), max_length=10, choices=DumpState.choices, db_default=DumpState.DUE)
    asked_at = models.DateTimeField(_("asked for"), db_default=Now())
    made_at = models.DateTimeField(_("made"), null=True)
    publication = models.PositiveIntegerField(_("publication"), null=True)
    step = models.PositiveIntegerField(_("step"), null=True)
    mark = models.CharField(max_length=64, blank=True, db_default="")
    published_at = models.DateTimeField(null=True)
    folder = models.CharField(max_length=100, blank=True, db_default="")
    files = models.JSONField(db_default=[])
    reason = models.CharField(_("reason"), max_length=300, blank=True, db_default="")
    attempts = models.PositiveSmallIntegerField(db_default=0)
    token = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    objects = DumpQuerySet.as_manager()

    class Meta:
        verbose_name = _("dump")
        verbose_name_plural = _("dumps")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DumpState.values), name="dump_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "gone"])
                | (Q(publication__isnull=False, step__isnull=False, made_at__isnull=False) & ~Q(folder="")),
                name="dump_that_is_made_has_its_place",
            ),
            models.UniqueConstraint(
                fields=["publication", "step"], condition=Q(state="done"), name="dump_once_for_a_position"
            ),
            models.UniqueConstraint(fields=["state"], condition=Q(state="due"), name="dump_due_once"),
        ]

    def __str__(self) -> str:
        return f"dump {self.position}" if self.made_at else f"dump no. {self.pk}"

    @property
    def position(self) -> str:
        return f"{self.publication}.{self.step}"

    @property
    def reached(self) -> str:
        """The same as the change feed names it: with a mark of this past, should the record ever be restored."""
        return f"{self.position}-{self.mark[:12]}"
