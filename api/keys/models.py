"""The keys of readers. Neither a key nor an address can be read from a row: both are kept as hashes."""

import hashlib
import secrets
import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare, salted_hmac

MARK = "anrk_"  # by which people, and programs that look for lost secrets, know what it is
SIGNED = 12


class ReaderKeyQuerySet(models.QuerySet):
    def never_shown(self) -> "ReaderKeyQuerySet":
        return self.filter(made_at=None, asked_at__lte=Now() - ReaderKey.TIME_TO_CONFIRM)


class ReaderKey(models.Model):
    """A key that was asked for, and is made when its `link`, which went to the mailbox, is confirmed.

    All keys of one mailbox share what they may, so that nobody gains by having many. Ended is deleted.
    """

    TIME_TO_CONFIRM = timedelta(days=2)

    link = models.UUIDField(default=uuid.uuid4, unique=True)
    mailbox = models.CharField(max_length=64)
    asked_at = models.DateTimeField(db_default=Now())
    made_at = models.DateTimeField(null=True)
    code_hash = models.CharField(max_length=64, null=True, unique=True)

    objects = ReaderKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at=None, code_hash=None) | Q(made_at__isnull=False, code_hash__isnull=False),
                name="reader_key_made_with_a_hash",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(made_at=None), name="reader_key_waiting")]

    def __str__(self) -> str:
        return f"reader's key {self.pk}"


def new_secret() -> str:
    """A key nobody can guess, signed, so that one that was only made up is known without a look at the database."""
    drawn = MARK + secrets.token_urlsafe(24)
    return drawn + _signature(drawn)


def is_ours(secret: str) -> bool:
    """Whether we made it, whether or not it was ended since."""
    return secret.startswith(MARK) and constant_time_compare(_signature(secret[:-SIGNED]), secret[-SIGNED:])


def _signature(drawn: str) -> str:
    return salted_hmac("api.keys", drawn.encode("utf-8", "replace"), algorithm="sha256").hexdigest()[:SIGNED]


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def mailbox_of(email: str) -> str:
    return salted_hmac("api.keys.mailbox", email.casefold(), algorithm="sha256").hexdigest()
