"""The alarm clock of drawing ahead. The rows are the work; a lost task loses nothing."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from events.site import frames
from events.site.drawing import draw_next
from events.timeline import drawing

AT_MOST = 200
"""So many companies in one run: after an upgrade all are due, and other work waits for its turn too."""


@shared_task(ignore_result=True)
def draw_again() -> int:
    """Draws company pages that have to be drawn, until none has or it is somebody else's turn; returns how many."""
    languages = [code for code, _name in settings.LANGUAGES]
    drawing.make_due(languages, program=frames.program(), today=timezone.now().date())
    done = 0
    while done < AT_MOST and draw_next():
        done += 1
    return done
