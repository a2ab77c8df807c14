"""The alarm clock of digests, and of addresses that are to be forgotten."""

from celery import shared_task

from events.alerts import digests, following


@shared_task(ignore_result=True)
def write_digests() -> int:
    """Writes the mail of every reader whose time has come; returns how many readers were looked after."""
    done = 0
    while digests.write_due():
        done += 1
    return done


@shared_task(ignore_result=True)
def forget() -> int:
    """Deletes what was never confirmed; returns how many addresses went with it."""
    return following.forget()
