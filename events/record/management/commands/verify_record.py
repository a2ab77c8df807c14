"""Proves that nobody changed the record."""

from django.core.management import BaseCommand, CommandError

from events.record import verify
from events.record.models import Edition, Publication


class Command(BaseCommand):
    help = "Computes every hash of the record again and prints one sentence for each fault; fails if there is one."

    def handle(self, *args: str, **options: object) -> None:
        faults = 0
        for sentence in verify.faults():
            self.stdout.write(sentence)
            faults += 1
        if faults:
            raise CommandError(f"{faults} fault{'s' if faults > 1 else ''}: the record is not whole.", returncode=1)
        publications, editions = Publication.objects.count(), Edition.objects.count()
        self.stdout.write(f"{publications} publications, {editions} editions: the record is whole.")
