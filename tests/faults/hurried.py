"""The worker and the clock that `make run` starts, with leases and rounds of seconds, so that a test sees them end.

Nothing else is changed. How often a job may be begun is not what is tried here, so that it is never too often.
"""

import django

django.setup()

from events.capture import job  # noqa: E402
from events.desk.imports import jobs  # noqa: E402
from tracker.celery import app  # noqa: E402

ROUND = 3.0
LEASE = "15 seconds"

job.LEASE = LEASE
job.MOST_LEASES = jobs.MOST_ATTEMPTS = 1000
jobs.CLAIM, jobs.HOLD = (words.replace("2 minutes", LEASE) for words in (jobs.CLAIM, jobs.HOLD))
jobs.CHUNK = 200
app.conf.beat_schedule = {name: {**entry, "schedule": ROUND} for name, entry in app.conf.beat_schedule.items()}
