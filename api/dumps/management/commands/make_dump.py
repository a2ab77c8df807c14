"""Everything that is public as files, now."""

from django.core.management import BaseCommand, CommandError

from api.dumps import jobs, places
from api.dumps.models import Dump, DumpState


class Command(BaseCommand):
    help = "Makes a dump of everything that is public, unless there is one of this very position; prints where it lies."

    def handle(self, *args: str, **options: object) -> None:
        jobs.sweep()
        jobs.ask()
        jobs.work_off()
        jobs.sweep()
        if waiting := Dump.objects.open().first():
            raise CommandError(_why_not(waiting))
        newest = Dump.objects.standing().first()
        if newest is None:
            raise CommandError("It could not be made; the log says why.")
        self.stdout.write(f"{newest.position}: {places.root() / newest.folder}")


def _why_not(dump: Dump) -> str:
    if dump.state == DumpState.DUE:
        return "Another dump is being made; this one is due after it."
    return f"It stopped ({dump.reason}), and is tried again in some minutes." if dump.reason else "It is being made."
