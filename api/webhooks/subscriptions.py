"""What can be done with a webhook: asked for, confirmed, tried out, given another secret, paused, ended."""

import base64
import datetime
import secrets

import orjson
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from api.webhooks.models import Delivery, DeliveryKind, DeliveryState, Subscription, SubscriptionState
from events.callers import outbox
from events.callers.outbox import Letterhead
from events.exceptions import Refused
from events.sealing import seal, unseal
from events.timeline import subjects
from events.timeline.positions import Position

PURPOSE = "api.webhooks.secret"
BOTH_SIGN_FOR = datetime.timedelta(hours=24)
MOST = 20
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@transaction.atomic
def subscribe(subscription: Subscription) -> str:
    """Keeps a new subscription and sends its code; returns the secret, which nobody can read again.

    Raises Refused where its owner has too many.
    """
    theirs = Subscription.objects.filter(owner=subscription.owner).exclude(state=SubscriptionState.ENDED)
    if theirs.count() >= MOST:
        raise Refused(_("You have %(most)d webhooks already. End one first.") % {"most": MOST})
    secret = _fresh_secret()
    subscription.secret = seal(secret, PURPOSE)
    subscription.save()
    send_code(subscription)
    return secret


@transaction.atomic
def send_code(subscription: Subscription) -> None:
    """Another code to the target; an older one counts no more. Raises Refused where none is needed."""
    subscription = _locked(subscription)
    if subscription.state != SubscriptionState.UNCONFIRMED:
        raise Refused(_("This webhook is confirmed already."))
    subscription.code = "".join(secrets.choice(CODE_LETTERS) for _letter in range(8))
    subscription.save(update_fields=["code"])
    _put(subscription, DeliveryKind.CONFIRM, {"code": subscription.code})


@transaction.atomic
def confirm(subscription: Subscription, code: str) -> None:
    """From now on it is told of what changes. Raises Refused for another code than the one that was sent."""
    subscription = _locked(subscription)
    if subscription.state != SubscriptionState.UNCONFIRMED:
        raise Refused(_("This webhook is confirmed already."))
    if not secrets.compare_digest(code.strip().upper().encode(), subscription.code.encode()):
        raise Refused(_("This is not the code that was sent last. It is in the body of the message, as “code”."))
    subscription.state, subscription.code = SubscriptionState.ACTIVE, ""
    subscription.position = str(Position.of(subjects.standing()))
    subscription.save(update_fields=["state", "code", "position"])


@transaction.atomic
def send_test(subscription: Subscription) -> None:
    subscription = _locked(subscription)
    if subscription.state not in (SubscriptionState.ACTIVE, SubscriptionState.PAUSED):
        raise Refused(_("It has to be confirmed first."))
    if subscription.deliveries.filter(kind=DeliveryKind.TEST, state=DeliveryState.WAITING).exists():
        raise Refused(_("A test is on its way already."))
    _put(subscription, DeliveryKind.TEST, {"position": subscription.position})


@transaction.atomic
def rotate(subscription: Subscription) -> str:
    """A new secret, which nobody can read again; for a day messages carry the signatures of both."""
    subscription = _locked(subscription)
    _check_lasting(subscription)
    secret = _fresh_secret()
    subscription.old_secret, subscription.old_secret_until = subscription.secret, timezone.now() + BOTH_SIGN_FOR
    subscription.secret = seal(secret, PURPOSE)
    subscription.save(update_fields=["secret", "old_secret", "old_secret_until"])
    return secret


@transaction.atomic
def pause(subscription: Subscription, reason: str) -> None:
    """It is told of nothing until it is resumed; then of all that changed meanwhile."""
    subscription = _locked(subscription)
    if subscription.state != SubscriptionState.ACTIVE:
        raise Refused(_("It is not active."))
    subscription.state, subscription.reason = SubscriptionState.PAUSED, reason[:300]
    subscription.save(update_fields=["state", "reason"])


@transaction.atomic
def resume(subscription: Subscription) -> None:
    subscription = _locked(subscription)
    if subscription.state != SubscriptionState.PAUSED:
        raise Refused(_("It is not paused."))
    subscription.state, subscription.reason, subscription.failing_since = SubscriptionState.ACTIVE, "", None
    subscription.save(update_fields=["state", "reason", "failing_since"])
    waiting = subscription.deliveries.filter(kind=DeliveryKind.CHANGES, state=DeliveryState.WAITING)
    waiting.update(due_at=Now(), attempts=0)


@transaction.atomic
def end(subscription: Subscription, reason: str) -> None:
    """For good: its secrets go, and so does what was on its way."""
    subscription = _locked(subscription)
    _check_lasting(subscription)
    subscription.state, subscription.reason = SubscriptionState.ENDED, reason[:300]
    subscription.secret = subscription.old_secret = subscription.code = ""
    subscription.old_secret_until = None
    subscription.save()
    subscription.deliveries.filter(state=DeliveryState.WAITING).update(
        state=DeliveryState.DEAD, reason=reason[:300], finished_at=Now(), token=None, leased_until=None
    )


def give_up(delivery: Delivery, reason: str) -> None:
    """Rests the subscription whose message could not be delivered, and tells its owner by mail.

    What the message said is told again when it is resumed.
    """
    subscription = _locked(delivery.subscription)
    if subscription.state != SubscriptionState.ACTIVE:
        return
    subscription.state, subscription.reason = SubscriptionState.PAUSED, reason[:300]
    subscription.position = delivery.after
    subscription.save(update_fields=["state", "reason", "position"])
    if subscription.owner.email:
        outbox.put(subscription.owner.email, _notice(subscription, reason))


def end_those_of_people_who_left() -> int:
    """Who may no longer enter the desk is told of nothing through it. Returns how many were ended."""
    living = Subscription.objects.exclude(state=SubscriptionState.ENDED).select_related("owner")
    left = [subscription for subscription in living if not subscription.owner.is_editor]
    for subscription in left:
        end(subscription, _("Its owner no longer works here."))
    return len(left)


def secrets_of(subscription: Subscription) -> list[str]:
    """Those that sign now, the newest first."""
    sealed = [subscription.secret]
    if subscription.old_secret_until and subscription.old_secret_until > timezone.now():
        sealed.append(subscription.old_secret)
    return [unseal(each, PURPOSE) for each in sealed]


def message(kind: str, data: dict) -> str:
    """What is sent, in the form of the Standard Webhooks."""
    return orjson.dumps({"type": kind, "timestamp": timezone.now().isoformat(), "data": data}).decode()


def _put(subscription: Subscription, kind: str, data: dict) -> None:
    from api.webhooks.tasks import ring  # noqa: PLC0415  the tasks import this module

    subscription.deliveries.create(kind=kind, payload=message(f"webhook.{kind}", data))
    transaction.on_commit(ring, robust=True)


def _locked(subscription: Subscription) -> Subscription:
    return Subscription.objects.select_for_update(of=("self",)).select_related("owner").get(pk=subscription.pk)


def _check_lasting(subscription: Subscription) -> None:
    if subscription.state == SubscriptionState.ENDED:
        raise Refused(_("This webhook was ended."))


def _fresh_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _notice(subscription: Subscription, reason: str) -> Letterhead:
    text = _(
        "The webhook to %(address)s rests, because its messages could not be delivered.\n\n%(reason)s\n\n"
        "Nothing is lost: once you have resumed it at the desk, it is told of all that changed meanwhile."
    )
    return Letterhead(_("A webhook rests"), text % {"address": subscription.address, "reason": reason})
