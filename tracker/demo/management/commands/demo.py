"""`manage.py demo load` and `manage.py demo clear`."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.demo.clearing import NotOurs, clear
from tracker.demo.loading import NotEmpty, load


class Command(BaseCommand):
    help = "Puts the demonstration record into an empty database, or takes it away again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["load", "clear"])

    def handle(self, *, what: str, **options) -> None:
        {"load": self._load, "clear": self._clear}[what]()

    def _load(self) -> None:
        try:
            publications = load()
        except NotEmpty:
            raise CommandError("This database holds a newsroom’s work; the demonstration needs an empty one.") from None
        if publications:
            self.stdout.write(f"Loaded the demonstration record: {publications} publications.")
        else:
            self.stdout.write("The demonstration record is already here; nothing was changed.")

    def _clear(self) -> None:
        try:
            clear()
        except NotOurs as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write("The demonstration record is gone. `make run DEMO=0` starts without loading it again.")
