"""The alarm clock of rendering that is due. The rows are the work; a lost task loses nothing."""

from celery import shared_task

from events.timeline.publishing import render_due


@shared_task(ignore_result=True)
def render_again() -> int:
    """Renders whatever is due until nothing is; returns how many incidents."""
    done = 0
    while batch := render_due():
        done += batch
    return done
