"""`manage.py demo load` and `manage.py demo clear`."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.demo.clearing import NotOurs, clear
from tracker.demo.loading import NotEmpty, load


class Command(BaseCommand):
    help = "Puts the demonstration record into an empty database, or takes it away again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["load", "clear"])
        parser.add_argument("--everything", action="store_true", help="clear: also what was added by hand since")

    def handle(self, *, what: str, everything: bool, **options) -> None:
        if what == "load":
            self._load()
        else:
            self._clear(everything)

    def _load(self) -> None:
        try:
            publications = load()
        except NotEmpty:
            raise CommandError("This database holds a newsroom’s work; the demonstration needs an empty one.") from None
        if publications:
            self.stdout.write(f"Loaded the demonstration record: {publications} publications.")
        else:
            self.stdout.write("The demonstration record is already here; nothing was changed.")

    def _clear(self, everything: bool) -> None:
        try:
            clear(everything=everything)
        except NotOurs as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(
            "The demonstration and its two editors are gone. `DEMO=0 make run` starts without loading it again; "
            "`setup_code` prints where to make the first administrator."
        )
