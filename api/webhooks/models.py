"""Who is told of changes at which address, and each message to them: the row is the job."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    EVERYTHING = "everything", _("everything")
    COMPANY = "company", _("a company")
    INCIDENT = "incident", _("an incident")
    TOPIC = "topic", _("a topic")


class SubscriptionState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("waits for its code")
    ACTIVE = "active", _("active")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")


class Subscription(models.Model):
    """An address that is told of what changes. It follows the change feed from its `position`.

    Secrets are sealed (events.sealing). After a rotation the old one signs too, until `old_secret_until`. `code` is
    what the owner reads at the target and types in, which proves that the target is theirs.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("address"), max_length=2000)
    scope = models.CharField(_("about"), max_length=10, choices=Scope.choices, default=Scope.EVERYTHING)
    number = models.PositiveIntegerField(_("public number"), null=True, blank=True)
    topic = models.SlugField(_("topic"), blank=True)
    state = models.CharField(max_length=12, choices=SubscriptionState.choices, default=SubscriptionState.UNCONFIRMED)
    reason = models.CharField(max_length=300, blank=True)
    secret = models.TextField(blank=True)
    old_secret = models.TextField(blank=True)
    old_secret_until = models.DateTimeField(null=True)
    code = models.CharField(max_length=16, blank=True)
    position = models.CharField(max_length=60, blank=True)
    failing_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="everything", number=None, topic="")
                | (Q(scope__in=["company", "incident"], number__isnull=False, topic=""))
                | (Q(scope="topic", number=None) & ~Q(topic="")),
                name="subscription_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", secret="", old_secret="") | (~Q(state="ended") & ~Q(secret="")),
                name="subscription_has_a_secret_while_it_lasts",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["unconfirmed", "active"]) | ~Q(reason=""), name="subscription_rests_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.address

    def get_desk_url(self) -> str:
        return reverse("webhook", args=[self.pk])


class DeliveryKind(models.TextChoices):
    CHANGES = "changes", _("changes")
    TEST = "test", _("test")
    CONFIRM = "confirm", _("code")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    DEAD = "dead", _("given up")


class Delivery(models.Model):
    """One message. `key` makes its `webhook-id`, the same at every attempt; `after` is the position that it begins at.

    Of changes a subscription has one on its way at a time, so they come in order and do not pile up.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=10, choices=DeliveryKind.choices)
    payload = models.TextField()
    after = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["subscription"],
                condition=Q(kind="changes", state="waiting"),
                name="delivery_of_changes_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(leased_until=None, token=None) | Q(leased_until__isnull=False, token__isnull=False),
                name="delivery_leased_with_a_token",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", finished_at=None)
                | Q(state="delivered", finished_at__isnull=False)
                | (Q(state="dead", finished_at__isnull=False) & ~Q(reason="")),
                name="delivery_finished_or_not",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="delivery_next"),
            models.Index(fields=["subscription", "-id"], name="delivery_log"),
        ]

    def __str__(self) -> str:
        return f"{self.key} to {self.subscription}"

    @property
    def message_id(self) -> str:
        return f"msg_{self.key.hex}"
