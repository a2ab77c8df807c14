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


@dataclass(frozen=True)
class Run:
    """Seconds by the clock; MiB at most in the memory of the program, and of how many it had before it began."""

    seconds: float
    peak: float = 0
    begun: float = 0


@dataclass(frozen=True)
class Imported:
    """`read` is how long reading and checking the file took; `published`, handing in and publishing, if asked for."""

    rows: int
    read: Run
    product: Run
    again: Run
    bare: Run
    published: Run | None = None


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
        _dump(server, Path(folder))
        stored = _digests(server)
        for number in range(rounds):
            for name in list(runs) if number % 2 == 0 else reversed(runs):
                runs[name].append(_bare(server, Path(folder)) if name == "bare" else _write(server))
                assert name != "bare" or _digests(server) == stored, "the bare program stored something else"
        published = _publish(server) if publish else None
        for database in (CHECKED, SPOILT):
            server.drop(database)
    return Imported(rows, read, **{name: _median(of_name) for name, of_name in runs.items()}, published=published)


def _prepare(server: Server, rows: int, migrated: str) -> Run:
    """A database in which everything is read and checked, and nothing is written."""
    server.drop(CHECKED)
    if migrated:
        server.copy(migrated, CHECKED)
    else:
        server.ask(f"CREATE DATABASE {CHECKED}")
        command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environ(server.url(CHECKED)), check=True)
    return _run(server.url(CHECKED), "stage", str(rows))


def _write(server: Server) -> Run:
    server.copy(CHECKED, SPOILT)
    return _run(server.url(SPOILT), "write")


def _publish(server: Server) -> Run:
    _write(server)
    return _run(server.url(SPOILT), "publish")


def _bare(server: Server, folder: Path) -> Run:
    server.copy(CHECKED, SPOILT)
    return _run(server.url(SPOILT), "bare", str(folder))


def _run(url: str, *words: str) -> Run:
    command = [sys.executable, "-m", "tests.bench.importing", *words]
    done = subprocess.run(command, cwd=ROOT, env=environ(url), stdout=subprocess.PIPE, text=True, check=True)
    return Run(**json.loads(done.stdout))


def _median(runs: list[Run]) -> Run:
    return Run(median(run.seconds for run in runs), max(run.peak for run in runs), max(run.begun for run in runs))


def _dump(server: Server, folder: Path) -> None:
    with psycopg.connect(server.url(SPOILT)) as connection:
        for table in TABLES:
            copied = f"COPY {table} TO STDOUT (FORMAT binary)"
            with (folder / table).open("wb") as file, connection.cursor().copy(copied) as copying:
                file.writelines(copying)


def _digests(server: Server) -> list[tuple]:
    """Every row of every table that was written, as one hash for each table."""
    asked = "SELECT count(*), md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {} AS row"
    return [(table, *server.ask(asked.format(table), database=SPOILT)[0]) for table in TABLES]


# --- The programs ---


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
        begun, memory = time.perf_counter(), _peak()
        job = staging.stage_file(name="list.csv", stream=file, by=by)
        jobs.start_checking(job)
        jobs.work_on_due()
        spellings.decide_rest_as_new(job)
        return Run(time.perf_counter() - begun, _peak(), memory)


def write() -> Run:
    """Writes what was checked, in one transaction."""
    from events.desk.imports import jobs  # noqa: PLC0415  the same
    from events.desk.imports.models import Import, State  # noqa: PLC0415  the same

    job = Import.objects.get()
    jobs.start_applying(job)
    begun, memory = time.perf_counter(), _peak()
    jobs.work_on_due()
    seconds = time.perf_counter() - begun
    job.refresh_from_db()
    assert job.state == State.APPLIED, job.reason
    return Run(seconds, _peak(), memory)


def publish() -> Run:
    """Hands in the batch that was imported and publishes it as one publication, searchable and on every page."""
    from events.desk.imports.models import Import  # noqa: PLC0415  the same
    from events.record.models import Subject, SubjectKind  # noqa: PLC0415  the same
    from events.review import batches  # noqa: PLC0415  the same
    from tracker.accounts.models import Role, User  # noqa: PLC0415  the same

    job = Import.objects.get()
    reviewer = User.objects.create(username="reviewer", is_staff=True, role=Role.REVIEWER)
    begun, memory = time.perf_counter(), _peak()
    batches.submit_batch(batch=job.batch, by=job.author)
    seen = batches.digest_of(batches.open_submissions(job.batch))
    batches.publish_batch(batch=job.batch, by=reviewer, seen=seen)
    seconds = time.perf_counter() - begun
    assert Subject.objects.filter(kind=SubjectKind.INCIDENT).count() == job.batch.incidents.count()
    return Run(seconds, _peak(), memory)


def bare(folder: str) -> Run:
    """The same rows, with all constraints and indexes of their tables, and with no trigger of ours."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        for table in TABLES:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        connection.commit()
        begun, memory = time.perf_counter(), _peak()
        for table in TABLES:
            copied = f"COPY {table} FROM STDIN (FORMAT binary)"
            with (Path(folder) / table).open("rb") as file, connection.cursor().copy(copied) as copying:
                while block := file.read(2**16):
                    copying.write(block)
        connection.commit()
        return Run(time.perf_counter() - begun, _peak(), memory)


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
