"""Who works at the desk, and the links that let them in once."""

import hashlib
import secrets
import uuid
from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Each may do what the one before may, and more."""

    AUTHOR = "author", _("author")
    REVIEWER = "reviewer", _("reviewer")
    ADMINISTRATOR = "administrator", _("administrator")


class User(AbstractUser):
    """An editor. `byline` is what publications say in public; without it they say "an editor".

    `session_salt` goes into the hash that every session carries, so a new one ends them all at the next request. The
    database makes a new one, and takes back the unused one-time links, when somebody is sent home (migration 0002).
    """

    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.AUTHOR)
    byline = models.CharField(_("byline"), max_length=100, blank=True, help_text=_("Shown in public. May stay empty."))
    session_salt = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_is_known"),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_is_one_persons",
                violation_error_message=_("Somebody else has this e-mail address."),
            ),
        ]

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

    def sign_out_everywhere(self) -> None:
        """Ends every session of this person and takes back the one-time links that nobody used yet."""
        self.session_salt = uuid.uuid4()
        self.save(update_fields=["session_salt"])
        Entry.objects.filter(user=self, used_at=None).delete()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's own hook: what a session must still carry to be this person's."""
        content = f"{self.password}:{self.session_salt}"
        return salted_hmac("tracker.accounts.session", content, secret=secret, algorithm="sha256").hexdigest()


class EntryQuerySet(models.QuerySet):
    def valid(self) -> "EntryQuerySet":
        return self.filter(used_at=None, expires_at__gt=timezone.now())


class Purpose(models.TextChoices):
    SIGN_IN = "sign_in", _("sign-in")
    SET_UP = "set_up", _("set-up")
    INVITATION = "invitation", _("invitation")


LASTS = {
    Purpose.SIGN_IN: timedelta(hours=1),
    Purpose.SET_UP: timedelta(hours=1),
    Purpose.INVITATION: timedelta(days=7),
}


class Entry(models.Model):
    """A one-time way in for `user`, or for whoever sets up an empty newsroom. Stored hashed."""

    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.SIGN_IN)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True)
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-time entry")
        verbose_name_plural = _("one-time entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="set_up", user=None) | Q(purpose__in=["sign_in", "invitation"], user__isnull=False),
                name="entry_is_somebodys_or_sets_up",
            ),
        ]

    def __str__(self) -> str:
        return f"entry for {self.user or 'set-up'}"

    @classmethod
    def make(cls, user: User | None, purpose: Purpose | None = None) -> str:
        """A fresh code that nobody can read again; older codes for the same purpose stop working."""
        purpose = purpose or (Purpose.SIGN_IN if user else Purpose.SET_UP)
        cls.objects.filter(user=user, purpose=purpose, used_at=None).delete()
        code = secrets.token_urlsafe(24)
        expires_at = timezone.now() + LASTS[purpose]
        cls.objects.create(user=user, purpose=purpose, code_hash=_hash(code), expires_at=expires_at)
        return code

    @classmethod
    def find(cls, code: str, purpose: Purpose) -> "Entry | None":
        return cls.objects.valid().filter(code_hash=_hash(code), purpose=purpose).select_related("user").first()

    @classmethod
    def use(cls, code: str, purpose: Purpose) -> "Entry | None":
        """The entry that `code` opens, now used up; None if there is none. Two at once: one gets it."""
        entry = cls.find(code, purpose)
        taken = entry and cls.objects.valid().filter(pk=entry.pk).update(used_at=timezone.now())
        return entry if taken else None


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
