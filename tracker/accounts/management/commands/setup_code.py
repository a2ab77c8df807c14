"""`manage.py setup_code`: the address of the set-up page with its one-time code."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from tracker.accounts.models import Entry, Role, User


class Command(BaseCommand):
    help = "Prints where to make the first administrator; nothing if there is one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base", default=settings.SITE_ADDRESS, help="the address in front of the path")

    def handle(self, *, base: str, **options) -> None:
        if User.objects.filter(role=Role.ADMINISTRATOR).exists():
            self.stderr.write("There is an administrator already: sign in at /desk/.")
        else:
            self.stdout.write(f"{base.rstrip('/')}{reverse('set-up')}?code={Entry.make(None)}")
