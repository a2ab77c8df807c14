"""Every thread of every process sends its tasks through the application that the settings describe."""

from concurrent.futures import ThreadPoolExecutor

from celery import current_app

from events.timeline.tasks import render_again


def test_task_belongs_to_our_application_in_any_thread():
    with ThreadPoolExecutor(1) as pool:
        names = pool.submit(lambda: (current_app.main, render_again.app.main)).result()
    assert names == ("answerable", "answerable")
    assert render_again.app.conf.broker_transport_options["visibility_timeout"] == 600
