"""Whose key it is, without a query for each request: what was looked up is remembered for half a minute."""

import logging
import time

from django.db import DatabaseError

from api.keys.models import ReaderKey, hash_of, is_ours

log = logging.getLogger(__name__)

REMEMBERED_FOR = 30
MOST_REMEMBERED = 10_000
_remembered: dict[str, tuple[float, str | None]] = {}


def holder_of(secret: str) -> str | None:
    """The mailbox to which the key was given; empty where that cannot be looked up just now, None if it is unknown.

    A key that was ended is known for up to REMEMBERED_FOR seconds more.
    """
    if not is_ours(secret):
        return None
    code_hash = hash_of(secret)
    until, holder = _remembered.get(code_hash, (0.0, None))
    if until > time.monotonic():
        return holder
    try:
        holder = ReaderKey.objects.filter(code_hash=code_hash).values_list("mailbox", flat=True).first()
    except DatabaseError:
        log.warning("A reader's key cannot be looked up: it counts as none for now.")
        holder = ""
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    _remembered[code_hash] = (time.monotonic() + REMEMBERED_FOR, holder)
    return holder


def forget_all() -> None:
    _remembered.clear()
