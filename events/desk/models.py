"""What the desk remembers about the people at it: who has which dossier open, and what they typed in vain."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class PresenceQuerySet(models.QuerySet):
    def here(self) -> "PresenceQuerySet":
        """Those who were heard of lately, by the database's clock."""
        return self.filter(seen_at__gt=Now() - Presence.LASTS)


class Presence(models.Model):
    """`user` has a page of `incident` open, or had until a moment ago: a page says so every few seconds."""

    LASTS = timedelta(seconds=45)

    incident = models.ForeignKey("events.Incident", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_default=Now())

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(fields=["incident", "user"], name="presence_once")]
        indexes = [models.Index(fields=["seen_at"], name="presence_by_time")]

    def __str__(self) -> str:
        return f"{self.user}, {self.seen_at:%H:%M:%S}"


class KeptTypingQuerySet(models.QuerySet):
    def alive(self) -> "KeptTypingQuerySet":
        return self.filter(kept_at__gt=Now() - KeptTyping.LASTS)

    def of(self, user, browser: str) -> "KeptTypingQuerySet":
        """What `user` typed in this browser, and nobody else in no other."""
        return self.alive().filter(user=user.pk, browser=browser)


class KeptTyping(models.Model):
    """What `user` sent from a form when the sign-in had expired: never acted upon, only shown again to the same person
    in the same browser (docs/decisions/0010). `fields` are readable, so that a redaction finds its words here too.
    """

    LASTS = timedelta(hours=2)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    browser = models.CharField(max_length=64)
    path = models.CharField(max_length=2000)
    fields = models.JSONField()
    kept_at = models.DateTimeField(db_default=Now())

    objects = KeptTypingQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept typing")
        verbose_name_plural = _("kept typings")
        ordering = ["-id"]
        indexes = [models.Index(fields=["kept_at"], name="kepttyping_by_time")]

    def __str__(self) -> str:
        return f"{self.user}: {self.path}"


class SavedFilter(models.Model):
    """A list of the desk as `user` filtered, searched and ordered it, by a name; nobody else sees it."""

    MOST = 30

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    subject = models.CharField(max_length=50)
    query = models.CharField(max_length=1000)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="savedfilter_has_a_name"),
            models.UniqueConstraint(fields=["user", "subject", "name"], name="savedfilter_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_desk_url(self) -> str:
        app, _dot, model = self.subject.partition(".")
        return f"{reverse(f'admin:{app}_{model}_changelist')}?{self.query}"
