"""The alarm clock of webhooks. The rows are the work; a lost task loses nothing."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from api.webhooks import following, sending, subscriptions

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def deliver() -> int:
    """Writes what there is to say to whom, and sends what is due until nothing is; returns how many were sent."""
    subscriptions.end_those_of_people_who_left()
    done = 0
    while following.follow_all() + (sent := sending.send_due()):
        done += sent
    return done


@shared_task(ignore_result=True)
def forget() -> None:
    following.forget()


def ring() -> None:
    """Wakes a worker; without a broker the clock does."""
    try:
        deliver.delay()
    except OperationalError:
        log.info("No broker was there: the message goes out with the clock.")
