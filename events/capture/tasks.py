"""The alarm clock of captures. The rows are the work; a lost task loses nothing."""

from celery import shared_task

from events.capture import job, warc, watching

AT_A_TIME = 4  # within the time that a task may take, each with its thirty seconds and more


@shared_task(ignore_result=True)
def fetch_due() -> int:
    """Fetches what is due, and rings again if there may be more; returns how many."""
    done = job.work_off(AT_A_TIME)
    if done == AT_A_TIME:
        job.ring()
    return done


@shared_task(ignore_result=True)
def sweep_files() -> int:
    return warc.sweep()


@shared_task(ignore_result=True)
def look_again() -> int:
    """Watches what is newly cited, and looks at some of the pages that are due; returns how many."""
    watching.enlist()
    return watching.work_off(AT_A_TIME)
