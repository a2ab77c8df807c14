"""The alarm clock of imports that are due. The rows are the work; a lost task loses nothing."""

from celery import shared_task

from events.desk.imports.jobs import work_on_due


@shared_task(ignore_result=True)
def work() -> int:
    """Works on whatever imports are due until none is; returns how many."""
    return work_on_due()
