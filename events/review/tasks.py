"""The alarm clock of what was approved for a later time. The rows are the work; a lost task loses nothing."""

from celery import shared_task

from events.review import due


@shared_task(ignore_result=True)
def publish_due() -> int:
    """Publishes whatever is due; returns how many dossiers."""
    return due.publish_due()
