"""The alarm clock of keys that nobody came for."""

from celery import shared_task

from api.keys import making


@shared_task(ignore_result=True)
def forget() -> int:
    return making.forget()
