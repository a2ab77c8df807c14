"""Keys by which programs work at the desk for a person, and answers that are given again to the same request."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MARK = "ansk_"  # by which people, and programs that look for lost secrets, know what it is
SHOWN = len(MARK) + 6
SEEN_EVERY = timedelta(minutes=1)
KEPT_FOR = timedelta(hours=24)


class Scope(models.TextChoices):
    READ = "read", _("read what you may see")
    WRITE = "write", _("write, and hand in for review")
    REVIEW = "review", _("review, publish and send back")


class KeyQuerySet(models.QuerySet):
    def valid(self) -> "KeyQuerySet":
        """By the database's clock, and of people to whom the desk is open."""
        open_to = Q(user__is_active=True, user__is_staff=True)
        return self.filter(open_to, revoked_at=None, expires_at__gt=Now())

    def known_as(self, key: str) -> "KeyQuerySet":
        return self.filter(code_hash=hash_of(key))


class Key(models.Model):
    """Only `begins`, its first letters, can be read again. What its owner may not do, it may not do either.

    A trigger ends the keys of whoever is sent home or signed out everywhere (migration 0001).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_keys")
    name = models.CharField(_("name"), max_length=100, help_text=_("What it is for, so that you know which to end."))
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope.choices), verbose_name=_("it may"))
    begins = models.CharField(max_length=20, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = KeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key")
        verbose_name_plural = _("keys")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="key_has_a_name"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__contains=["read"]),
                name="key_scopes_are_known",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="key_expires_later"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.begins}…)"

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @classmethod
    def make(cls, *, user, name: str, scopes: list[str], lasts: timedelta) -> tuple["Key", str]:
        """The row, and the key itself, which nobody can read again."""
        secret = MARK + secrets.token_urlsafe(32)
        now = timezone.now()
        row = cls(user=user, name=name, scopes=sorted({Scope.READ.value, *scopes}), created_at=now)
        row.begins, row.code_hash, row.expires_at = secret[:SHOWN], hash_of(secret), now + lasts
        row.full_clean()
        row.save()
        return row, secret

    @classmethod
    def find(cls, secret: str) -> "Key | None":
        """The valid key that reads `secret`, noted as used, to the minute."""
        found = cls.objects.valid().known_as(secret).select_related("user").first()
        if found and (found.last_used_at is None or found.last_used_at < timezone.now() - SEEN_EVERY):
            cls.objects.filter(pk=found.pk).update(last_used_at=Now())
        return found

    def revoke(self) -> None:
        """Ends it for good; ending it twice is ending it once."""
        Key.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=Now())


def hash_of(key: str) -> str:
    """A key is too long to be guessed, so a plain hash keeps it as well as a slow one."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class Answered(models.Model):
    """What a POST with that `Idempotency-Key` was answered; committed with what it did, and so never said of nothing.

    `digest` is of address and body, made with the site's secret: nobody can try guesses against it. The body is JSON
    and not text, so that a redaction takes its words out value by value.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.JSONField(null=True)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answered_once")]
        indexes = [models.Index(fields=["answered_at"], name="answered_by_age")]

    def __str__(self) -> str:
        return f"{self.status} {self.key}"
