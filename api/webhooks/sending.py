"""Messages on their way: claimed with a lease, signed, sent to the checked server, tried again, given up with a reason.

A worker that dies leaves a lease that ends: a message may come twice, under the same `webhook-id`, and none is lost.
"""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID, uuid4

from cryptography.fernet import InvalidToken
from django.db import connection
from django.db.models.functions import Now
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _
from standardwebhooks import Webhook

from api.webhooks import subscriptions
from api.webhooks.models import Delivery, DeliveryKind, DeliveryState, Subscription
from events.capture.destinations import NotFetched
from events.capture.fetching import Exchange, Limits, send

PAUSES = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds between attempts: with the first, ten within three days and three hours."""
JITTER = 0.1
SLOW_DOWN = {429, 502, 503, 504}
LEAST_WHEN_SLOW = 600
GONE = 410
AT_A_TIME = 10
LIMITS = Limits(whole=15.0, body=1 << 20, kinds=None)

CLAIM = """
UPDATE webhooks_delivery SET leased_until = clock_timestamp() + interval '2 minutes', token = %(token)s,
    attempts = attempts + 1
WHERE id IN (
    SELECT d.id FROM webhooks_delivery d JOIN webhooks_subscription s ON s.id = d.subscription_id
    WHERE d.state = 'waiting' AND d.due_at <= clock_timestamp()
    AND (d.leased_until IS NULL OR d.leased_until < clock_timestamp())
    AND (s.state = 'active' OR d.kind <> 'changes')
    ORDER BY d.due_at, d.id LIMIT %(most)s FOR UPDATE OF d SKIP LOCKED
) RETURNING id
"""
AGAIN = """
UPDATE webhooks_delivery SET leased_until = NULL, token = NULL, status = %(status)s, reason = %(reason)s,
    due_at = clock_timestamp() + %(pause)s * interval '1 second'
WHERE id = %(id)s AND token = %(token)s AND state = 'waiting'
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """All that is needed to send a message, so that whoever sends it asks the database nothing."""

    address: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an attempt: `reason` is empty if the target took it."""

    reason: str = ""
    status: int | None = None

    @property
    def is_final(self) -> bool:
        return self.status == GONE


def send_due() -> int:
    """Sends up to AT_A_TIME messages that are due, side by side; returns how many."""
    token = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"token": token, "most": AT_A_TIME})
        claimed = [key for (key,) in cursor.fetchall()]
    if not claimed:
        return 0
    rows = Delivery.objects.filter(pk__in=claimed, token=token).select_related("subscription__owner").order_by("pk")
    deliveries = [delivery for delivery in rows if delivery.subscription.owner.is_editor]
    with ThreadPoolExecutor(len(deliveries) or 1) as together:
        outcomes = list(together.map(_attempt, [_letter_or_none(delivery) for delivery in deliveries]))
    for delivery, outcome in zip(deliveries, outcomes, strict=True):
        _write(delivery, outcome, token)
    return len(claimed)


def _letter_or_none(delivery: Delivery) -> Letter | None:
    """None where the secret was sealed with a key that the environment no longer has."""
    try:
        return _letter(delivery)
    except InvalidToken:
        return None


def _letter(delivery: Delivery) -> Letter:
    """Signed at this instant, as the Standard Webhooks ask, under the id that it has at every attempt."""
    now = timezone.now()
    keys = [Webhook(secret) for secret in subscriptions.secrets_of(delivery.subscription)]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Answerable",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(key.sign(delivery.message_id, now, delivery.payload) for key in keys),
    }
    return Letter(delivery.subscription.address, headers, delivery.payload.encode())


def _attempt(letter: Letter | None) -> Outcome:
    """Posts it as safely as captures are fetched: to a server that was checked, in bounded time, and no further."""
    if letter is None:
        return Outcome(_("Its secret can no longer be read here: the server’s key was changed. Make another secret."))
    try:
        answered = send(letter.address, letter.body, letter.headers, LIMITS)
    except NotFetched as refusal:
        return Outcome(str(refusal)[:300])
    return Outcome("" if 200 <= answered.status < 300 else _said(answered), answered.status)


def _said(answered: Exchange) -> str:
    if 300 <= answered.status < 400:
        return _("The target answered with a redirect (HTTP %(status)d), which is not followed.") % vars(answered)
    if answered.status == GONE:
        return _("The target says that it is gone (HTTP 410).")
    return _("The target answered HTTP %(status)d.") % {"status": answered.status}


@atomic
def _write(delivery: Delivery, outcome: Outcome, token: UUID) -> None:
    """Done, another time, or given up; nothing where somebody else holds it by now.

    The subscription is locked first, as by whoever ends it.
    """
    Subscription.objects.select_for_update().get(pk=delivery.subscription_id)
    if not outcome.reason:
        _finish(delivery, token, state=DeliveryState.DELIVERED, status=outcome.status, reason="")
        Subscription.objects.filter(pk=delivery.subscription_id).update(failing_since=None)
    elif outcome.is_final or delivery.kind != DeliveryKind.CHANGES or delivery.attempts > len(PAUSES):
        own = _finish(delivery, token, state=DeliveryState.DEAD, status=outcome.status, reason=outcome.reason)
        if own and delivery.kind == DeliveryKind.CHANGES:
            subscriptions.give_up(delivery, outcome.reason)
    else:
        _postpone(delivery, outcome, token)


def _finish(delivery: Delivery, token: UUID, **facts: object) -> bool:
    own = Delivery.objects.filter(pk=delivery.pk, token=token, state=DeliveryState.WAITING)
    return bool(own.update(finished_at=Now(), token=None, leased_until=None, **facts))


def _postpone(delivery: Delivery, outcome: Outcome, token: UUID) -> None:
    pause = PAUSES[delivery.attempts - 1]
    if outcome.status in SLOW_DOWN:
        pause = max(pause, LEAST_WHEN_SLOW)
    pause *= random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  so that targets are not all asked at once
    with connection.cursor() as cursor:
        told = {"status": outcome.status, "reason": outcome.reason, "pause": pause}
        cursor.execute(AGAIN, {"id": delivery.pk, "token": token, **told})
    Subscription.objects.filter(pk=delivery.subscription_id, failing_since=None).update(failing_since=Now())
