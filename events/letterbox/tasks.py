"""The alarm clock of letters that are to be forgotten."""

from celery import shared_task

from events.letterbox import letters


@shared_task(ignore_result=True)
def forget() -> int:
    """Deletes letters that were answered half a year ago, and any that are two years old; returns how many."""
    return letters.forget()
