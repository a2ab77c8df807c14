"""The Celery application: the alarm clock of work whose rows lie in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("answerable")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "api.desk",
        "api.dumps",
        "api.keys",
        "api.webhooks",
        "events.alerts",
        "events.callers",
        "events.capture",
        "events.desk",
        "events.desk.imports",
        "events.letterbox",
        "events.review",
        "events.site",
        "events.timeline",
    ]
)
