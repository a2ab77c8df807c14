"""`manage.py import_file FILE --as USER`: an import from the command line, with the same checks as on the page."""

from argparse import ArgumentParser
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from events.desk.imports import jobs, mapping, spellings
from events.desk.imports.mapping import TARGETS
from events.desk.imports.models import DayOrder, Fate, Import, State
from events.desk.imports.staging import stage_file
from events.exceptions import Refused
from events.models import EventKind, Role

MOST_SAID = 50


class Command(BaseCommand):
    help = "Import a CSV, XLSX, JSON or TimelineJS file as drafts of a person; all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="user", required=True, help="whose drafts they become")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--series", default="", help="files of one series know each other's rows")
        parser.add_argument(
            "--map", action="append", default=[], metavar="HEADER=FIELD", help="; FIELD empty: left out"
        )
        parser.add_argument("--kind", choices=EventKind.values, default=EventKind.REPORT)
        parser.add_argument("--role", choices=Role.values, default=Role.MENTIONED)
        parser.add_argument("--language", default="en")
        parser.add_argument("--day-order", choices=[each for each in DayOrder.values if each], default="")
        parser.add_argument("--encoding", default="")
        parser.add_argument("--make-topics", action="store_true")
        parser.add_argument("--without-refused", action="store_true", help="write the other rows")
        parser.add_argument(
            "--decide-as-new", action="store_true", help="each undecided spelling is a company of its own"
        )

    def handle(self, *args, **options) -> None:
        try:
            job = self._staged(options)
            jobs.start_checking(job)
            self._finish(job)
            if options["decide_as_new"]:
                spellings.decide_rest_as_new(job)
            self._say(job)
            if not options["dry_run"]:
                jobs.start_applying(job)
                self._finish(job)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self._conclude(job, dry=options["dry_run"])

    def _staged(self, options: dict) -> Import:
        user = get_user_model().objects.filter(username=options["user"]).first()
        if user is None or not user.is_editor:
            raise CommandError(f"There is no editor called {options['user']}.")
        try:
            with options["file"].open("rb") as stream:
                job = stage_file(name=options["file"].name, stream=stream, by=user, encoding=options["encoding"])
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        for name in ("kind", "role", "language", "day_order", "make_topics", "without_refused"):
            setattr(job, name, options[name])
        job.series = options["series"][:100] or job.series
        job.targets = self._mapped(job, options["map"])
        mapping.check(job.targets)
        job.save()
        return job

    def _mapped(self, job: Import, said: list[str]) -> list[str]:
        targets = list(job.targets)
        for pair in said:
            header, _equals, target = pair.partition("=")
            if header not in job.headers or (target and target not in TARGETS):
                raise CommandError(f"--map {pair}: a header of the file, =, and one of {', '.join(TARGETS)}.")
            targets[job.headers.index(header)] = target
        return targets

    def _finish(self, job: Import) -> None:
        """Does here and now what would be left to the worker."""
        if claimed := jobs.claim(job.pk):
            jobs.work_on(claimed)
        job.refresh_from_db()
        if job.state == State.FAILED or job.reason:
            raise CommandError(job.reason)

    def _say(self, job: Import) -> None:
        for note in job.notes:
            self.stdout.write(note)
        if unmapped := mapping.unmapped(job):
            self.stdout.write(f"Columns left out: {', '.join(unmapped)}.")
        for fate, count in sorted(jobs.fates_of(job).items()):
            self.stdout.write(f"{count:>7} {Fate(fate).label}")
        for row in job.rows.exclude(reason="").exclude(fate=Fate.SAME)[:MOST_SAID]:
            self.stdout.write(f"  line {row.line}: {row.reason}")
        for row in job.rows.filter(resolved__has_key="warnings")[:MOST_SAID]:
            for warning in row.resolved["warnings"]:
                self.stdout.write(f"  line {row.line}: {warning}")
        for spelling in spellings.open_questions(job)[:MOST_SAID]:
            near = [*(each["text"] for each in spelling.variants), *(each["why"] for each in spelling.candidates)]
            self.stdout.write(f"  who is “{spelling.text}”? ({'; '.join(near) or 'no name?'})")

    def _conclude(self, job: Import, *, dry: bool) -> None:
        if dry:
            jobs.cancel(job)
            self.stdout.write("Nothing was written.")
        else:
            self.stdout.write(self.style.SUCCESS(f"Imported; {job.batch.incidents.count()} dossiers in “{job.batch}”."))
