"""What the worker does every half minute, for a cron job where there is no worker."""

from django.core.management import BaseCommand

from events.review import due


class Command(BaseCommand):
    help = "Publishes what was approved for a time that has come by now. As often as you like: each is published once."

    def handle(self, *args: str, **options: object) -> None:
        self.stdout.write(f"{due.publish_due()} published")
