"""Dumps as work: asked for, made under a lease, taken back, swept away.

The row is the job. What a worker writes lies in a folder that only its claim knows, and counts from the moment on
that says that it is done, *where the claim is still its own*: who dies leaves the old dump in its place, and a folder
that is swept. Nothing is held in the database while files are written, but the snapshot while the bodies are read.
"""

import logging
import shutil
import time
import uuid
from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Now
from django.db.transaction import atomic
from django.utils import translation

from api.dumps import places
from api.dumps.models import KEPT, Dump, DumpState
from api.dumps.packaging import write_package
from api.dumps.snapshot import TABLES, Position, snapshot
from api.dumps.writing import Written, write_forms, write_lines

LEASE = "2 minutes"
PAUSE = "10 minutes"
MOST_ATTEMPTS = 5
BEAT_SECONDS = 20.0
HOUR = 2
"""From this hour on, in UTC, the night's dump is due."""

log = logging.getLogger(__name__)


class Lost(Exception):
    """Somebody else has the job by now."""


# --- Asking ---

ASK = "INSERT INTO dumps_dump (state) VALUES ('due') ON CONFLICT DO NOTHING RETURNING id"
# The night's, unless the newest that may be taken is of this very position; and one at once where none may be taken.
# What failed is tried again after an hour.
ASK_IF_NEEDED = """
INSERT INTO dumps_dump (state)
SELECT 'due' FROM timeline_revision r
WHERE r.publication > 0
    AND NOT EXISTS (SELECT FROM dumps_dump WHERE state IN ('due', 'making'))
    AND NOT EXISTS (
        SELECT FROM dumps_dump WHERE state = 'failed' AND asked_at > clock_timestamp() - interval '1 hour'
    )
    AND NOT EXISTS (
        SELECT FROM dumps_dump d WHERE d.id = ANY(%s) AND (
            (d.publication, d.step) = (r.publication, r.step)
            OR d.made_at >= date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC' - %s::interval) AT TIME ZONE 'UTC'
                + %s::interval
        )
    )
ON CONFLICT DO NOTHING RETURNING id
"""


def ask() -> bool:
    """Whether a dump was made due; not where one is due already."""
    return _insert(ASK, [])


def ask_if_needed() -> bool:
    standing = list(Dump.objects.standing().values_list("pk", flat=True)[:1])
    return _insert(ASK_IF_NEEDED, [standing, f"{HOUR} hours", f"{HOUR} hours"])


def _insert(statement: str, values: list) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() is not None


# --- Making ---

# One at a time: two would read and write the same.
CLAIM = """
UPDATE dumps_dump SET state = 'making', token = %s, leased_until = clock_timestamp() + %s::interval,
    attempts = attempts + 1
WHERE id IN (
    SELECT id FROM dumps_dump
    WHERE state IN ('due', 'making') AND (leased_until IS NULL OR leased_until < clock_timestamp())
        AND NOT EXISTS (SELECT FROM dumps_dump WHERE state = 'making' AND leased_until > clock_timestamp())
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, attempts
"""
HOLD = """
UPDATE dumps_dump SET leased_until = clock_timestamp() + %s::interval
WHERE id = %s AND token = %s AND state = 'making'
"""


@dataclass(slots=True)
class Claim:
    """A dump that is ours until the lease runs out. `folder` is the name of its place, which nobody else writes to."""

    dump: int
    attempts: int
    token: uuid.UUID
    held: float = 0.0

    @property
    def folder(self) -> str:
        return f"{self.dump}-{self.token.hex}"

    def hold(self) -> None:
        """Renews the lease, if it is time. Raises Lost."""
        if time.monotonic() - self.held < BEAT_SECONDS:
            return
        with connection.cursor() as cursor:
            cursor.execute(HOLD, [LEASE, self.dump, self.token])
            if not cursor.rowcount:
                raise Lost
        self.held = time.monotonic()


def claim() -> Claim | None:
    """The dump that is due, or that was left by somebody whose lease ran out."""
    token = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [token, LEASE])
        row = cursor.fetchone()
    return Claim(*row, token=token, held=time.monotonic()) if row else None


def work_off() -> int:
    """Makes what is due until nothing is; returns how many were begun."""
    begun = 0
    while claimed := claim():
        make(claimed)
        begun += 1
    return begun


def make(claimed: Claim) -> None:
    """Makes a dump, or says why not. What it has written goes again unless it counts."""
    try:
        if claimed.attempts > MOST_ATTEMPTS:
            _rest(claimed, DumpState.FAILED, reason="It was begun several times and never came to an end.")
            return
        _make(claimed)
    except Lost:
        log.info("dump %s was taken over", claimed.dump)
    except Exception as trouble:
        log.exception("dump %s stopped", claimed.dump)
        _pause(claimed, type(trouble).__name__)
    finally:
        shutil.rmtree(places.root() / f"{claimed.folder}{places.UNFINISHED}", ignore_errors=True)


def _make(claimed: Claim) -> None:
    with snapshot() as public:
        position = public.position
        if not position.publication or _is_there(position):
            Dump.objects.filter(pk=claimed.dump, token=claimed.token).delete()
            return
        folder = places.begun(claimed.folder)
        written = [write_lines(folder, name, public.lines(name), claimed.hold) for name in TABLES]
    with translation.override("en"):
        written += write_forms(folder, claimed.hold)
        written = write_package(folder, written, position=position, made=_now())
    claimed.held = 0.0
    claimed.hold()
    places.completed(claimed.folder)
    _finish(claimed, position, written)


def _is_there(position: Position) -> bool:
    """Whether a dump of this very position may be taken already: another would hold the same."""
    standing = Dump.objects.standing().filter(publication=position.publication, step=position.step)
    return standing.filter(mark=position.mark).exists()


def _now() -> str:
    """By the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
        return cursor.fetchone()[0]


def _finish(claimed: Claim, position: Position, written: list[Written]) -> None:
    """From this transaction on it is what `latest` leads to. Another of the same position is of a record that was put
    aside when an older copy was restored.
    """
    try:
        with atomic():
            same = Dump.objects.filter(state=DumpState.DONE, publication=position.publication, step=position.step)
            same.update(state=DumpState.GONE)
            _rest(
                claimed,
                DumpState.DONE,
                made_at=Now(),
                publication=position.publication,
                step=position.step,
                mark=position.mark,
                published_at=position.at,
                folder=claimed.folder,
                files=[file.document() for file in written],
                reason="",
            )
    except Lost:
        places.remove(claimed.folder)
        raise


def _rest(claimed: Claim, state: str, **facts: object) -> None:
    """Ends the work, if it is still ours. Raises Lost."""
    mine = Dump.objects.filter(pk=claimed.dump, token=claimed.token, state=DumpState.MAKING)
    if not mine.update(state=state, token=None, leased_until=None, **facts):
        raise Lost


def _pause(claimed: Claim, reason: str) -> None:
    """It stays what it is, and is tried again after a while: a full disk may have room by then."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dumps_dump SET reason = %s, token = NULL, leased_until = clock_timestamp() + %s::interval "
            "WHERE id = %s AND token = %s AND state = 'making'",
            [reason, PAUSE, claimed.dump, claimed.token],
        )


# --- Sweeping ---


def sweep() -> int:
    """Deletes what may not be taken any more, what is older than the newest KEPT, and what nobody finished.

    Returns how many folders. Rows go first: a folder whose row says that it is there, is there.
    """
    there = places.found()  # before the rows are asked, so that each was claimed, and is known, by then
    standing = list(Dump.objects.standing().values_list("pk", flat=True)[:KEPT])
    Dump.objects.filter(state=DumpState.DONE).exclude(pk__in=standing).update(state=DumpState.GONE)
    wanted = set(Dump.objects.filter(state=DumpState.DONE).values_list("folder", flat=True))
    for dump, token in Dump.objects.filter(state=DumpState.MAKING, token__isnull=False).values_list("pk", "token"):
        folder = Claim(dump, 0, token).folder
        wanted |= {folder, f"{folder}{places.UNFINISHED}"}
    left = [folder for folder in there if folder not in wanted]
    for folder in left:
        places.remove(folder)
    return len(left)
