"""Makes the public tables anew from the record."""

from django.core.management import BaseCommand

from events.record.models import Subject, SubjectKind
from events.timeline.rebuild import analyse, rebuild

STEP = 500


class Command(BaseCommand):
    help = "Empties and fills the public tables from the record; readers see the old rows until it is done."

    def handle(self, *args: str, **options: object) -> None:
        counts = {kind: Subject.objects.filter(kind=kind).count() for kind in SubjectKind}
        self.incidents = counts[SubjectKind.INCIDENT]
        self.stdout.write(
            f"{self.incidents} incidents, {counts[SubjectKind.COMPANY]} companies and "
            f"{counts[SubjectKind.SOURCE]} sources to render."
        )
        rows = rebuild(after_some=self.tell)
        analyse()
        self.stdout.write(", ".join(f"{table}: {count}" for table, count in rows.items()))
        self.stdout.write("The public tables are what the record says.")

    def tell(self, done: int) -> None:
        if done % STEP == 0 or done == self.incidents:
            self.stdout.write(f"Incidents: {done} of {self.incidents}")
