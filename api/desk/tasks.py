"""What the clock does for the desk API."""

from celery import shared_task

from api.desk import repeating


@shared_task
def forget() -> int:
    """Answers that nobody may ask for again."""
    return repeating.forget_old()
