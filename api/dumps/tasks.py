"""The alarm clock of dumps. The rows are the work; a lost task loses nothing."""

from celery import shared_task

from api.dumps import jobs

LONGEST = 6 * 60 * 60
"""Longer than other tasks may take: a lease that is renewed says whether somebody works, not the clock."""


@shared_task(ignore_result=True, time_limit=LONGEST)
def make_dumps() -> int:
    """Deletes what was taken back, makes what is due, and deletes what is old by then; returns how many it made."""
    jobs.sweep()
    jobs.ask_if_needed()
    if done := jobs.work_off():
        jobs.sweep()
    return done
