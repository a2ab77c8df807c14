"""The alarm clock of what was approved for a later time. The rows are the work; a lost task loses nothing."""

from celery import shared_task

from events.capture import wayback
from events.review import due
from events.timeline.models import PublicSource, SourceUse

PAGES_AT_A_TIME = 5


@shared_task(ignore_result=True)
def publish_due() -> int:
    """Publishes whatever is due; returns how many dossiers."""
    return due.publish_due()


@shared_task(ignore_result=True)
def save_public_pages() -> int:
    """Has the Wayback Machine save what published events rest on, if the settings want it; returns how many."""
    if not wayback.is_on():
        return 0
    public = list(
        PublicSource.objects.filter(number__in=SourceUse.objects.values("source")).values_list("key", flat=True)
    )
    wayback.enlist(public)
    return wayback.work_off(PAGES_AT_A_TIME, public)
