"""Every thread of every process sends its tasks through the application that the settings describe."""

from concurrent.futures import ThreadPoolExecutor

from celery import current_app
from django.conf import settings

from events.timeline.tasks import render_again


def test_task_belongs_to_our_application_in_any_thread():
    with ThreadPoolExecutor(1) as pool:
        names = pool.submit(lambda: (current_app.main, render_again.app.main)).result()
    assert names == ("answerable", "answerable")
    assert render_again.app.conf.broker_transport_options["visibility_timeout"] == 600


def test_clock_rings_only_for_what_a_worker_knows():
    current_app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(current_app.tasks)
