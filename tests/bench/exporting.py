"""How fast everything leaves: the JSON Lines of a dump beside a binary COPY of the same rows, a whole dump, and a
timeline of 10,000 events streamed by the API beside a program that sends one stored document of the same bytes.

`python -m tests.bench.exporting lines|copy|dump …` is one program, each in a process of its own.
"""

import hashlib
import http.client
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psycopg

from tests.bench.database import Server, environ
from tests.bench.servers import Program, served
from tracker.launch.environment import ROOT

SPOILT = "exporting_spoilt"
LONG, LENGTH = 1, 10_000
TIMELINE, DOCUMENT = f"/api/v1/companies/{LONG}/timeline/?format=jsonl&order=oldest", f"/document?company={LONG}"


@dataclass(frozen=True)
class Run:
    """Seconds by the clock; MiB at most in the memory of the program, and of how many it had before it began."""

    seconds: float
    peak: float
    begun: float
    sha256: str = ""


@dataclass(frozen=True)
class Stream:
    """Seconds until the first byte and until the last, and MiB that the server's memory grew meanwhile."""

    first: float
    last: float
    grown: float


@dataclass(frozen=True)
class Exported:
    rows: int
    product: Run
    again: Run
    bare: Run
    streamed: Stream
    streamed_again: Stream
    document: Stream
    dump: Run | None = None


def measured(server: Server, name: str, *, rows: int, rounds: int, logs: Path, whole: bool = False) -> Exported:
    """The quickest of the copies and the medians of the streams. Nothing counts before all programs have sent the same
    bytes. With `whole` a whole dump is made, too, once.
    """
    server.copy(name, SPOILT)
    with psycopg.connect(server.url(SPOILT)) as connection:
        count = _multiply(connection, rows)
        _lengthen(connection)
        _keep_document(connection)
    server.ask("VACUUM ANALYZE", database=SPOILT)
    streams = _streams(server, rounds, logs)
    runs: dict[str, list[Run]] = {"product": [], "bare": [], "again": []}
    for number in range(rounds):
        for each in list(runs) if number % 2 == 0 else reversed(runs):
            runs[each].append(_run(server, "copy" if each == "bare" else "lines"))
    dump = _run(server, "dump") if whole else None
    server.drop(SPOILT)
    copied = {each: min(of_each, key=lambda run: run.seconds) for each, of_each in runs.items()}
    return Exported(count, **copied, **streams, dump=dump)


def _keep_document(connection: psycopg.Connection) -> None:
    """The timeline of the company with the most events, as the one document that the limit sends."""
    connection.execute("CREATE TABLE bench_document (company int PRIMARY KEY, body text)")
    connection.execute(
        "INSERT INTO bench_document SELECT %s, string_agg(e.body || E'\\n', '' ORDER BY t.earliest, t.latest, t.event) "
        "FROM timeline_timelineentry t JOIN timeline_publicevent e ON e.number = t.event WHERE t.company = %s",
        [LONG, LONG],
    )


def _multiply(connection: psycopg.Connection, rows: int) -> int:
    """The events again and again under other numbers, until there are `rows`: only their bodies are read here."""
    connection.execute("ALTER TABLE timeline_publicevent DISABLE TRIGGER USER")
    indexes = connection.execute(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'timeline_publicevent'::regclass "
        "AND NOT indisunique"
    ).fetchall()
    for (index,) in indexes:
        connection.execute(f"DROP INDEX {index}")
    there, highest = connection.execute("SELECT count(*), max(number) FROM timeline_publicevent").fetchone()
    columns = [
        column
        for (column,) in connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'timeline_publicevent'::regclass AND attnum > 0 "
            "AND NOT attisdropped ORDER BY attnum"
        )
    ]
    values = {"number": f"number + copy * {highest}", "key": "gen_random_uuid()", "search": "''"}
    chosen = ", ".join(values.get(column, column) for column in columns)
    connection.execute(
        f"INSERT INTO timeline_publicevent ({', '.join(columns)}) SELECT {chosen} "
        "FROM generate_series(1, %s) AS copy CROSS JOIN timeline_publicevent ORDER BY copy, number LIMIT %s",
        [-(-rows // there), max(rows - there, 0)],
    )
    return connection.execute("SELECT count(*) FROM timeline_publicevent").fetchone()[0]


def _lengthen(connection: psycopg.Connection) -> None:
    """The timeline of the company with the most events, until it has LENGTH of them, where it had fewer."""
    columns = "incident, earliest, latest, days, kind, roles, topics, status, reply, stances, promises, promises_due"
    connection.execute("ALTER TABLE timeline_timelineentry DISABLE TRIGGER USER")
    connection.execute(
        f"INSERT INTO timeline_timelineentry (company, event, {columns}) "
        f"SELECT %s, e.number, {', '.join(f't.{column}' for column in columns.split(', '))} "
        "FROM (SELECT * FROM timeline_timelineentry WHERE company = %s LIMIT 1) t CROSS JOIN timeline_publicevent e "
        "WHERE e.number NOT IN (SELECT event FROM timeline_timelineentry WHERE company = %s) ORDER BY e.number "
        "LIMIT greatest(%s - (SELECT count(*) FROM timeline_timelineentry WHERE company = %s), 0)",
        [LONG, LONG, LONG, LENGTH, LONG],
    )


def _run(server: Server, program: str) -> Run:
    command = [sys.executable, "-m", "tests.bench.exporting", program]
    done = subprocess.run(command, cwd=ROOT, env=environ(server.url(SPOILT)), check=True, capture_output=True)
    return Run(**json.loads(done.stdout))


# --- Streams ---


def _streams(server: Server, rounds: int, logs: Path) -> dict[str, Stream]:
    with served(server.url(SPOILT), names=("product", "product again", "bare"), logs=logs) as programs:
        targets = {
            "streamed": (programs["product"], TIMELINE),
            "document": (programs["bare"], DOCUMENT),
            "streamed_again": (programs["product again"], TIMELINE),
        }
        digests = {_fetched(program, path)[1] for program, path in targets.values()}
        assert len(digests) == 1, "the programs send something else"
        taken: dict[str, list[Stream]] = {each: [] for each in targets}
        for number in range(max(rounds, 2)):
            for each in list(targets) if number % 2 == 0 else reversed(targets):
                taken[each].append(_fetched(*targets[each])[0])
    return {each: _median(of_each) for each, of_each in taken.items()}


def _fetched(program: Program, path: str) -> tuple[Stream, str]:
    """One request, read to its end as it comes, and the digest of what came."""
    before, digest = _memory(program.pid), hashlib.sha256()
    connection = http.client.HTTPConnection("127.0.0.1", program.port, timeout=120)
    begun = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    digest.update(answer.read(1))
    first = time.perf_counter() - begun
    while piece := answer.read(2**16):
        digest.update(piece)
    last = time.perf_counter() - begun
    connection.close()
    return Stream(first, last, _memory(program.pid) - before), digest.hexdigest()


def _memory(root: int) -> float:
    """MiB at most so far in the memory of a process and of its children."""
    found = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = dict(line.split(":\t", 1) for line in (folder / "status").read_text().splitlines() if ":\t" in line)
        except OSError:
            continue
        if root in (int(folder.name), int(told["PPid"])):
            found += int(told.get("VmHWM", "0 kB").split()[0]) / 1024
    return found


def _median(streams: list[Stream]) -> Stream:
    names = ("first", "last", "grown")
    return Stream(**{name: median(getattr(stream, name) for stream in streams) for name in names})


# --- The programs ---


def lines() -> Run:
    """The JSON Lines of a dump, as they are before they are packed."""
    from api.dumps.snapshot import snapshot  # noqa: PLC0415  Django is set up by now

    with snapshot() as public, tempfile.TemporaryFile() as file:
        begun, memory = time.perf_counter(), _peak()
        file.writelines(public.lines("events"))
        return Run(time.perf_counter() - begun, _peak(), memory)


def copy() -> Run:
    """The same rows as PostgreSQL has them itself."""
    copied = (
        "COPY (SELECT body FROM timeline_publicevent WHERE state = 'live' ORDER BY number) TO STDOUT (FORMAT binary)"
    )
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection, tempfile.TemporaryFile() as file:
        begun, memory = time.perf_counter(), _peak()
        with connection.cursor().copy(copied) as copying:
            file.writelines(copying)
        return Run(time.perf_counter() - begun, _peak(), memory)


def dump() -> Run:
    """A whole dump: every form of every kind of subject, packed, on the disk, and in its place."""
    from django.conf import settings  # noqa: PLC0415  the same

    from api.dumps import jobs  # noqa: PLC0415  the same
    from api.dumps.models import Dump  # noqa: PLC0415  the same

    with tempfile.TemporaryDirectory() as folder:
        settings.DUMPS_DIR = folder
        jobs.ask()
        begun, memory = time.perf_counter(), _peak()
        assert jobs.work_off() == 1
        run = Run(time.perf_counter() - begun, _peak(), memory)
        assert Dump.objects.standing().exists(), Dump.objects.values_list("reason", flat=True)
        return run


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    done = {"lines": lines, "copy": copy, "dump": dump}[sys.argv[1]]()
    sys.stdout.write(json.dumps(vars(done)))
