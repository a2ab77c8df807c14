"""Who works at the desk, and the links that let them in once."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Each may do what the one before may, and more."""

    AUTHOR = "author", _("author")
    REVIEWER = "reviewer", _("reviewer")
    ADMINISTRATOR = "administrator", _("administrator")


class User(AbstractUser):
    """An editor. `byline` is what publications say in public; without it they say "an editor"."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.AUTHOR)
    byline = models.CharField(_("byline"), max_length=100, blank=True, help_text=_("Shown in public. May stay empty."))

    class Meta(AbstractUser.Meta):
        constraints = [models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_is_known")]

    @property
    def is_editor(self) -> bool:
        """Whether the desk is open to this account at all."""
        return self.is_active and self.is_staff

    @property
    def is_reviewer(self) -> bool:
        return self.is_editor and self.role in {Role.REVIEWER, Role.ADMINISTRATOR}

    @property
    def is_administrator(self) -> bool:
        return self.is_editor and self.role == Role.ADMINISTRATOR


class EntryQuerySet(models.QuerySet):
    def valid(self) -> "EntryQuerySet":
        return self.filter(used_at=None, expires_at__gt=timezone.now())


class Entry(models.Model):
    """A one-time way in: a sign-in for `user`, or the code of the set-up page where `user` is empty. Stored hashed."""

    LASTS = timedelta(hours=1)

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True)
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-time entry")
        verbose_name_plural = _("one-time entries")

    def __str__(self) -> str:
        return f"entry for {self.user or 'set-up'}"

    @classmethod
    def make(cls, user: User | None) -> str:
        """A fresh code that nobody can read again; older codes for the same purpose stop working."""
        cls.objects.filter(user=user, used_at=None).delete()
        code = secrets.token_urlsafe(24)
        cls.objects.create(user=user, code_hash=_hash(code), expires_at=timezone.now() + cls.LASTS)
        return code

    @classmethod
    def find(cls, code: str) -> "Entry | None":
        return cls.objects.valid().filter(code_hash=_hash(code)).select_related("user").first()

    @classmethod
    def use(cls, code: str) -> "Entry | None":
        """The entry that `code` opens, now used up; None if there is none. Two at once: one gets it."""
        entry = cls.find(code)
        taken = entry and cls.objects.valid().filter(pk=entry.pk).update(used_at=timezone.now())
        return entry if taken else None


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
