"""How fast an import is written, beside a bare COPY of the rows that it writes, and how much memory it takes.

`python -m tests.bench.importing stage|write|publish|bare …` is one program, each in a process of its own.
"""

import csv
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median

import psycopg

from tests.bench import cpu
from tests.bench.database import Server, environ
from tracker.launch.environment import ROOT

CHECKED, SPOILT = "importing_checked", "importing_spoilt"
AN_INCIDENT = 10
HEADERS = [
    *("id", "incident_id", "incident_title", "incident_summary", "kind", "title", "text", "date", "companies"),
    *("source_url", "source_title", "publisher", "quotation"),
]
# What is copied, in an order in which nothing that is there has to be counted up.
TABLES = [
    *("companies_company", "events_source", "events_place", "events_incident_topics"),
    *("events_participant", "events_citation", "events_event", "events_incident", "events_contribution"),
]
# What publishing adds to the record and to the public tables; every row of them is there because of it.
PUBLIC = [
    *("record_publication", "record_subject", "record_edition"),
    *("timeline_publiccompany", "timeline_publicsource", "timeline_publicincident", "timeline_publicevent"),
    *("timeline_timelineentry", "timeline_pastentry", "timeline_sourceuse", "timeline_heading", "timeline_change"),
]


@dataclass(frozen=True)
class Run:
    """Seconds by the clock, and of CPU time, PostgreSQL's among them; MiB at most in the memory of the program, and of
    how many it had before it began.
    """

    seconds: float
    peak: float = 0
    begun: float = 0
    cpu: float = 0


@dataclass(frozen=True)
class Imported:
    """`read` is how long reading and checking the file took; `published`, handing in and publishing, if asked for, and
    `bare_public`, the bare COPY of all that is stored then: the desk's rows, the record's and the public ones.
    """

    rows: int
    read: Run
    product: Run
    again: Run
    bare: Run
    published: Run | None = None
    bare_public: Run | None = None


def measured(server: Server, *, rows: int, rounds: int, publish: bool = False, migrated: str = "") -> Imported:
    """The medians; nothing counts before the bare program has stored what the product stored.

    With `publish` the batch of the last import is published, once. `migrated` names a database that is migrated and
    empty; without one it is made.
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        read = _prepare(server, rows, migrated)
        runs: dict[str, list[Run]] = {"product": [], "bare": [], "again": []}
        _write(server)
        _dump(server, Path(folder), TABLES)
        stored = _digests(server, TABLES)
        for number in range(rounds):
            for name in list(runs) if number % 2 == 0 else reversed(runs):
                runs[name].append(_bare(server, Path(folder)) if name == "bare" else _write(server))
                assert name != "bare" or _digests(server, TABLES) == stored, "the bare program stored something else"
        published = _published(server, Path(folder)) if publish else {}
        for database in (CHECKED, SPOILT):
            server.drop(database)
    return Imported(rows, read, **{name: _median(of_name) for name, of_name in runs.items()}, **published)


def _published(server: Server, folder: Path) -> dict[str, Run]:
    """The batch of an import handed in and published, and the bare COPY of every row that is stored then."""
    _write(server)
    published = _run(server, "publish")
    tables = [*TABLES, *PUBLIC]
    _dump(server, folder, tables)
    stored = _digests(server, tables)
    bare = _bare(server, folder, *PUBLIC)
    assert _digests(server, tables) == stored, "the bare program stored something else"
    return {"published": published, "bare_public": bare}


def _prepare(server: Server, rows: int, migrated: str) -> Run:
    """A database in which everything is read and checked, and nothing is written."""
    server.drop(CHECKED)
    if migrated:
        server.copy(migrated, CHECKED)
    else:
        server.ask(f"CREATE DATABASE {CHECKED}")
        command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environ(server.url(CHECKED)), check=True)
    return _run(server, "stage", str(rows), database=CHECKED)


def _write(server: Server) -> Run:
    server.copy(CHECKED, SPOILT)
    return _run(server, "write")


def _bare(server: Server, folder: Path, *more: str) -> Run:
    server.copy(CHECKED, SPOILT)
    return _run(server, "bare", str(folder), *more)


def _run(server: Server, *words: str, database: str = SPOILT) -> Run:
    command = [sys.executable, "-m", "tests.bench.importing", *words]
    given = environ(server.url(database), POSTMASTER=str(server.postmaster))
    done = subprocess.run(command, cwd=ROOT, env=given, stdout=subprocess.PIPE, text=True, check=True)
    return Run(**json.loads(done.stdout))


def _median(runs: list[Run]) -> Run:
    return Run(
        seconds=median(run.seconds for run in runs),
        peak=max(run.peak for run in runs),
        begun=max(run.begun for run in runs),
        cpu=median(run.cpu for run in runs),
    )


def _dump(server: Server, folder: Path, tables: list[str]) -> None:
    with psycopg.connect(server.url(SPOILT)) as connection:
        for table in tables:
            copied = f"COPY {table} TO STDOUT (FORMAT binary)"
            with (folder / table).open("wb") as file, connection.cursor().copy(copied) as copying:
                file.writelines(copying)


def _digests(server: Server, tables: list[str]) -> list[tuple]:
    """Every row of every table that was written, as one hash for each table."""
    asked = "SELECT count(*), md5(string_agg(md5(row::text), '|' ORDER BY md5(row::text))) FROM {} AS row"
    return [(table, *server.ask(asked.format(table), database=SPOILT)[0]) for table in tables]


# --- The programs ---


class Clock:
    """Since it was made: the time, the CPU time of this process and of PostgreSQL, and how much memory there was."""

    def __init__(self) -> None:
        self.begun, self.cpu, self.memory = time.perf_counter(), self._cpu(), _peak()

    def _cpu(self) -> float:
        return time.process_time() + cpu.seconds(int(os.environ["POSTMASTER"]))

    def read(self) -> Run:
        return Run(time.perf_counter() - self.begun, _peak(), self.memory, self._cpu() - self.cpu)


def rows_of(count: int) -> Iterator[list[str]]:
    """Rows as a newsroom's list may have them: ten events an incident, one to four companies, a source each."""
    from tests.bench import generate  # noqa: PLC0415  Django is set up by now

    def company(number: int) -> str:
        return generate.prose(generate.random_of(f"import company {number}"), 8, 24)

    for number in range(count):
        incident = number // AN_INCIDENT
        about, draw = generate.random_of(f"import {incident}"), generate.random_of(f"import {incident} {number}")
        companies = {company(draw.randint(1, 2_000)) for _ in range(draw.randint(1, 4))}
        yield [
            *(str(number), str(incident), generate.prose(about, 30, 80), generate.prose(about, 150, 400)),
            *(
                "report",
                generate.prose(draw, 30, 90),
                generate.prose(draw, 300, 800),
                generate.dates_in_order(draw, 1)[0].edtf,
            ),
            *(";".join(sorted(companies)), f"https://news.example/{incident}-{number % 2}"),
            *(generate.prose(draw, 40, 100), draw.choice(generate.OUTLETS), generate.prose(draw, 40, 160)),
        ]


def stage(rows: int) -> Run:
    """Reads a file of `rows` rows and checks them; every company is said to be a new one."""
    from events.desk.imports import jobs, spellings, staging  # noqa: PLC0415  the same
    from tracker.accounts.models import Role, User  # noqa: PLC0415  the same

    with tempfile.TemporaryFile() as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        csv.writer(text).writerows(chain([HEADERS], rows_of(rows)))
        text.flush()
        file.seek(0)
        by = User.objects.create(username="importer", is_staff=True, role=Role.AUTHOR)
        clock = Clock()
        job = staging.stage_file(name="list.csv", stream=file, by=by)
        jobs.start_checking(job)
        jobs.work_on_due()
        spellings.decide_rest_as_new(job)
        return clock.read()


def write() -> Run:
    """Writes what was checked, in one transaction."""
    from events.desk.imports import jobs  # noqa: PLC0415  the same
    from events.desk.imports.models import Import, State  # noqa: PLC0415  the same

    job = Import.objects.get()
    jobs.start_applying(job)
    clock = Clock()
    jobs.work_on_due()
    run = clock.read()
    job.refresh_from_db()
    assert job.state == State.APPLIED, job.reason
    return run


def publish() -> Run:
    """Hands in the batch that was imported and publishes it as one publication, searchable and on every page."""
    from events.desk.imports.models import Import  # noqa: PLC0415  the same
    from events.record.models import Subject, SubjectKind  # noqa: PLC0415  the same
    from events.review import batches  # noqa: PLC0415  the same
    from tracker.accounts.models import Role, User  # noqa: PLC0415  the same

    job = Import.objects.get()
    reviewer = User.objects.create(username="reviewer", is_staff=True, role=Role.REVIEWER)
    clock = Clock()
    batches.submit_batch(batch=job.batch, by=job.author)
    seen = batches.digest_of(batches.open_submissions(job.batch))
    batches.publish_batch(batch=job.batch, by=reviewer, seen=seen)
    run = clock.read()
    assert Subject.objects.filter(kind=SubjectKind.INCIDENT).count() == job.batch.incidents.count()
    return run


def bare(folder: str, *more: str) -> Run:
    """The same rows, with all constraints and indexes of their tables, and with no trigger of ours."""
    tables = [*TABLES, *more]
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        for table in tables:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        connection.commit()
        clock = Clock()
        for table in tables:
            copied = f"COPY {table} FROM STDIN (FORMAT binary)"
            with (Path(folder) / table).open("rb") as file, connection.cursor().copy(copied) as copying:
                while block := file.read(2**16):
                    copying.write(block)
        connection.commit()
        return clock.read()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    chosen, *words = sys.argv[1:]
    program = {"stage": stage, "write": write, "publish": publish, "bare": bare}[chosen]
    done = program(*map(int, words)) if chosen == "stage" else program(*words)
    sys.stdout.write(json.dumps(vars(done)))
