"""What the desk forgets by itself."""

from celery import shared_task
from django.db.models.functions import Now

from events.desk.models import KeptTyping, Presence


@shared_task(ignore_result=True)
def forget_what_expired() -> None:
    """Typing that nobody came back for, and who was somewhere long ago."""
    KeptTyping.objects.filter(kept_at__lte=Now() - KeptTyping.LASTS).delete()
    Presence.objects.filter(seen_at__lte=Now() - Presence.LASTS).delete()
