"""One affair: the unit that is edited, reviewed and published as a whole, with its events."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.transaction import atomic
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.history import tracked


class Status(models.TextChoices):
    """Where a dossier stands; `events.review.states` says what may follow what."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    CHANGES_REQUESTED = "changes_requested", _("changes requested")
    SCHEDULED = "scheduled", _("approved, to be published later")
    PUBLISHED = "published", _("published")
    PENDING = "pending", _("published with pending changes")
    RETRACTED = "retracted", _("retracted")


class Topic(models.Model):
    """A subject that incidents share, named in both languages of the site."""

    slug = models.SlugField(_("slug"), unique=True)
    name_en = models.CharField(_("name in English"), max_length=100)
    name_fr = models.CharField(_("name in French"), max_length=100)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name_en


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "IncidentQuerySet":
        """What `user` may know of: the own dossiers, what was handed in or published, for administrators all.

        The list rule of `events.review.permissions.check_can_view`; a test holds the two equal.
        """
        if user.is_administrator:
            return self
        if not user.is_editor:
            return self.none()
        own = Q(author=user) | Q(contribution__user=user)
        return self.filter(own | ~Q(status__in=[Status.DRAFT, Status.CHANGES_REQUESTED])).distinct()

    def awaiting_review_by(self, user) -> "IncidentQuerySet":
        """Submitted, and not written by `user`: the queue of a reviewer."""
        if not user.is_reviewer:
            return self.none()
        submitted = self.filter(status=Status.IN_REVIEW)
        if not settings.FOUR_EYES:
            return submitted
        return submitted.exclude(pk__in=Incident.objects.written_by(user).values("pk"))

    def written_by(self, user) -> "IncidentQuerySet":
        """Of which `user` wrote something that is not published yet: the list rule of `permissions.wrote`."""
        began = Q(author=user) & ~Q(submissions__state="approved")
        handed_in = Q(submissions__state__in=["open", "scheduled"], submissions__submitted_by=user)
        return self.filter(began | handed_in | Q(contribution__user=user))

    def locked(self) -> "IncidentQuerySet":
        """Rows held to the end of the transaction: the first lock of the order in docs/decisions/0004."""
        return self.select_for_update(of=("self",))


@tracked()
class Incident(models.Model):
    """A dossier. `author` is who began it; `version` counts changes of this row, so that a stale form is noticed."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True, help_text=_("What the affair is about, worded as alleged."))
    language = models.CharField(_("language"), max_length=10, default="en")
    topics = models.ManyToManyField(Topic, blank=True, verbose_name=_("topics"))
    related = models.ManyToManyField("self", blank=True, verbose_name=_("related incidents"))
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.DRAFT, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="incidents",
        editable=False,
        verbose_name=_("author"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="incident_has_a_title"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="incident_status_is_known"),
        ]
        indexes = [models.Index(fields=["status"], name="incident_by_status")]

    def __str__(self) -> str:
        return self.title

    def get_desk_url(self) -> str:
        return reverse("admin:events_incident_change", args=[self.pk])

    @atomic
    def delete(self, *args, **options) -> tuple[int, dict[str, int]]:
        """What hangs on it goes first: each going is noted as a contribution, and the last would be left over."""
        self.topics.clear()
        self.related.clear()
        self.places.all().delete()
        for event in self.events.all():
            event.delete()
        return super().delete(*args, **options)


@tracked("incident")
class Place(models.Model):
    """Where an incident took place, as precisely as it is known."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(_("place"), max_length=200)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Two letters of ISO 3166."))

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex="^[A-Z]{2}$"), name="place_country_is_iso"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contribution(models.Model):
    """`user` changed `incident` since it was last published, and so may not review it. Written by a trigger."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [models.UniqueConstraint(fields=["incident", "user"], name="contribution_once")]

    def __str__(self) -> str:
        return f"{self.user} → {self.incident}"
