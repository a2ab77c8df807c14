"""Draws the pages of the companies that are measured, in a loaded database: `python -m tests.bench.drawing`.

Drawing all of them is work for the background, and measures nothing.
"""

import datetime
import os

import django
from django.db import connection
from django.utils import timezone

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()

from events.site.drawing import draw
from events.timeline.drawing import Claim
from events.timeline.models import DrawingDue
from tests.bench.scale import LONG, MIDDLING, SHORT


def draw_measured() -> None:
    for company in (LONG, MIDDLING, SHORT):
        lease = timezone.now() + datetime.timedelta(hours=1)
        due, _made = DrawingDue.objects.update_or_create(company=company, defaults={"leased_until": lease})
        draw(Claim(company, due.change, lease))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) timeline_fragment, timeline_frame")


if __name__ == "__main__":
    draw_measured()
