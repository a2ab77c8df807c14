"""`manage.py sign_in_link author`: a link that signs an editor in once."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from tracker.accounts.models import Entry, Role, User


class Command(BaseCommand):
    help = "Prints a one-time sign-in link for the first account with this role, or with this user name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("who", help="author, reviewer, administrator, or a user name")
        parser.add_argument("--base", default=settings.SITE_ADDRESS, help="the address in front of the path")

    def handle(self, *, who: str, base: str, **options) -> None:
        chosen = {"role": who} if who in Role.values else {"username": who}
        user = User.objects.filter(is_active=True, is_staff=True, **chosen).order_by("id").first()
        if user is None:
            raise CommandError(f"Nobody here is called {who} or has that role.")
        self.stdout.write(base.rstrip("/") + reverse("enter", args=[Entry.make(user)]))
