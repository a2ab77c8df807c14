"""From the change feed into the outbox: for each webhook the next message about what concerns it."""

import datetime

from django.conf import settings
from django.db.models.functions import Now
from django.db.transaction import atomic

from api.webhooks import subscriptions
from api.webhooks.models import Delivery, DeliveryKind, DeliveryState, Scope, Subscription, SubscriptionState
from events.record.models import Edition, Publication, SubjectKind
from events.timeline import positions, subjects
from events.timeline.models import Change, PastEntry, PublicEvent
from events.timeline.positions import Position
from events.timeline.statements import PUBLIC

A_MESSAGE = 100
A_STRETCH = 1000
KEPT_FOR = datetime.timedelta(days=30)
MOST_KEPT = 100


def follow_all() -> int:
    """Writes a message for each active webhook that something concerns and that waits for none; returns how many.

    The position moves in the same transaction: whatever ends in between, nothing is missed and nothing said twice.
    """
    here = str(Position.of(subjects.standing()))
    waiting = Subscription.objects.filter(
        deliveries__kind=DeliveryKind.CHANGES, deliveries__state=DeliveryState.WAITING
    )
    behind = Subscription.objects.filter(state=SubscriptionState.ACTIVE).exclude(position=here).exclude(pk__in=waiting)
    return sum(_follow(pk) for pk in behind.order_by("pk").values_list("pk", flat=True))


@atomic
def _follow(pk: int) -> bool:
    """Whether there was something to say."""
    own = Subscription.objects.select_for_update(skip_locked=True).filter(pk=pk, state=SubscriptionState.ACTIVE)
    subscription = own.first()
    if subscription is None or _has_one_on_its_way(subscription):
        return False
    after, found, reached = _next(subscription)
    begins_again = str(after) != subscription.position
    if found or begins_again:
        payload = subscriptions.message("record.changed", _data(after, found, reached))
        subscription.deliveries.create(kind=DeliveryKind.CHANGES, payload=payload, after=str(after))
    subscription.position = str(reached)
    subscription.save(update_fields=["position"])
    return bool(found) or begins_again


def _has_one_on_its_way(subscription: Subscription) -> bool:
    waiting = subscription.deliveries.filter(kind=DeliveryKind.CHANGES, state=DeliveryState.WAITING)
    return waiting.exists()


def _next(subscription: Subscription) -> tuple[Position, list[Change], Position]:
    """Where it was, the next changes that concern it, and how far one has read to find them.

    After an older copy of the database was restored it begins again where that stands.
    """
    standing = subjects.standing()
    here, after = Position.of(standing), Position.read(subscription.position)
    if not positions.is_known(after, standing):
        return Position(), [], here
    reached = after
    while reached != here:
        changes, end = positions.subjects_after(reached, standing, limit=A_STRETCH)
        concerned = _concerning(subscription, changes, after)[:A_MESSAGE]
        if len(concerned) == A_MESSAGE:
            return after, concerned, positions.place_of(concerned[-1])
        if concerned or not changes:
            return after, concerned, end
        reached = end
    return after, [], here


def _concerning(subscription: Subscription, changes: list[Change], since: Position) -> list[Change]:
    """Those of `changes` that it is told of: what has to do with its subject now, or had at `since`."""
    if subscription.scope == Scope.EVERYTHING:
        return changes
    numbers = {kind: {change.number for change in changes if change.kind == kind} for kind in SubjectKind.values}
    if subscription.scope == Scope.COMPANY:
        wanted = {
            SubjectKind.COMPANY: {subscription.number},
            SubjectKind.EVENT: _events_of_company(subscription, since),
        }
    else:
        incidents = (
            {subscription.number} if subscription.scope == Scope.INCIDENT else _incidents_on(subscription, since)
        )
        events = PublicEvent.objects.using(PUBLIC).filter(number__in=numbers[SubjectKind.EVENT], incident__in=incidents)
        wanted = {SubjectKind.INCIDENT: incidents, SubjectKind.EVENT: set(events.values_list("number", flat=True))}
    return [change for change in changes if change.number in wanted.get(change.kind, ())]


def _events_of_company(subscription: Subscription, since: Position) -> set[int]:
    rows = PastEntry.objects.using(PUBLIC).filter(company=subscription.number)
    return {event for event, until in rows.values_list("event", "until") if until is None or until > since.publication}


def _incidents_on(subscription: Subscription, since: Position) -> set[int]:
    """Those with its topic in what was said of them since then."""
    editions = Edition.objects.using(PUBLIC).filter(
        subject__kind=SubjectKind.INCIDENT, document__topics__contains=[{"slug": subscription.topic}]
    )
    current = editions.filter(known__upper_inf=True)
    ended = editions.filter(known__endswith__gt=_instant_of(since.publication))
    return {number for rows in (current, ended) for number in rows.values_list("subject__number", flat=True)}


def _instant_of(publication: int) -> datetime.datetime:
    at = Publication.objects.using(PUBLIC).filter(number=publication).values_list("at", flat=True).first()
    return at or datetime.datetime.min.replace(tzinfo=datetime.UTC)


KINDS = {"company": "companies", "incident": "incidents", "event": "events", "source": "sources"}


def _data(after: Position, changes: list[Change], reached: Position) -> dict:
    """Numbers, kinds, positions and addresses: what is sent cannot be taken back, so it says nothing of anybody."""
    here = settings.SITE_ADDRESS
    return {
        "position": str(reached),
        "feed": f"{here}/api/v1/changes/?after={after}",
        "changes": [
            {
                "type": change.kind,
                "id": change.number,
                "position": f"{change.publication}.{change.step}",
                "publication": change.publication,
                "api": f"{here}/api/v1/{KINDS[change.kind]}/{change.number}/",
                "page": f"{here}/{KINDS[change.kind]}/{change.number}/",
            }
            for change in changes
        ],
    }


def forget() -> None:
    """The log of each webhook keeps its last messages, and none for longer than a month."""
    done = Delivery.objects.exclude(state=DeliveryState.WAITING)
    done.filter(finished_at__lt=Now() - KEPT_FOR).delete()
    for subscription in Subscription.objects.all():
        last = done.filter(subscription=subscription).order_by("-pk").values_list("pk", flat=True)[:MOST_KEPT]
        done.filter(subscription=subscription).exclude(pk__in=list(last)).delete()
