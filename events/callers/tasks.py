"""The alarm clock of mail that is to go out, and of what is to be forgotten."""

from celery import shared_task

from events.callers import knocking, outbox


@shared_task(ignore_result=True)
def send_mail() -> int:
    """Sends whatever is due until nothing is; returns how many mails were tried."""
    done = 0
    while tried := outbox.send_due():
        done += tried
    return done


@shared_task(ignore_result=True)
def forget() -> None:
    """The hours that are over, and the mail that was given up a month ago."""
    knocking.forget()
    outbox.forget()
