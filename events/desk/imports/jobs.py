"""An import's work under a lease: checked a thousand rows at a time, written in one transaction.

The row is the job, and its lease is the database's word on who works: every step is committed only *where the token is
still mine*. A worker that dies leaves rows that are checked, or nothing written; the sweeper finds what went silent.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

import orjson
import pghistory
from celery import current_app
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import override
from kombu.exceptions import OperationalError

from events.desk.imports import spellings
from events.desk.imports.checking import Desk, check
from events.desk.imports.copying import copy
from events.desk.imports.models import Fate, Import, State
from events.desk.imports.resolving import Content
from events.desk.imports.writing import Written, write
from events.exceptions import Refused, Stale
from events.models import Batch, Incident

CHUNK = 1_000
AT_ONCE = 500
"""Up to so many rows are checked or written while the person waits; more are a job."""
MOST_ATTEMPTS = 5
WRITTEN = (Fate.MAKE, Fate.CHANGE)

log = logging.getLogger(__name__)


class Lost(Exception):
    """Somebody else has the job by now, or it was cancelled: what was done in this step is rolled back."""


CLAIM = """
UPDATE imports_import SET leased_until = clock_timestamp() + interval '2 minutes', token = %s, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM imports_import
    WHERE state IN ('checking', 'applying') AND (leased_until IS NULL OR leased_until < clock_timestamp())
        AND (%s::bigint IS NULL OR id = %s)
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
"""
HOLD = """
UPDATE imports_import SET leased_until = clock_timestamp() + interval '2 minutes', done = %s, attempts = 0
WHERE id = %s AND token = %s AND state = %s
"""


def claim(pk: int | None = None) -> Import | None:
    """Takes the lease of an import that is due, or of that one; None if there is nothing to be had."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [uuid.uuid4(), pk, pk])
        row = cursor.fetchone()
    return Import.objects.select_related("author").get(pk=row[0]) if row else None


def work_on_due() -> int:
    """Works on whatever is due until nothing is; returns how many jobs."""
    done = 0
    while job := claim():
        work_on(job)
        done += 1
    return done


def work_on(job: Import) -> None:
    """Checks or writes `job`, whose lease is held; it ends at rest, unless somebody else took it over."""
    try:
        with override(job.spoken):
            _work_on(job)
    except Lost:
        log.info("import %s was taken over or cancelled", job.pk)
    except Exception:
        log.exception("import %s stopped", job.pk)
        with suppress(Lost):
            _rest(
                job, State.FAILED, _("It stopped by a fault of ours. Nothing was written. Tell whoever runs this site.")
            )


def _work_on(job: Import) -> None:
    if job.attempts > MOST_ATTEMPTS:
        _rest(job, State.FAILED, _("It was begun several times and never came to an end. Nothing was written."))
    elif job.state == State.CHECKING:
        _check(job)
    else:
        _apply(job)


# --- Checking: every chunk is committed ---


def _check(job: Import) -> None:
    while rows := list(job.rows.filter(ordinal__gt=job.done)[:CHUNK]):
        with atomic():
            check(job, rows)
            _hold(job, rows[-1].ordinal)
        job.done = rows[-1].ordinal
    with atomic():
        spellings.match(job)
        _rest(job, State.CHECKED)


def _hold(job: Import, done: int) -> None:
    """Renews the lease and says how far it is. Raises Lost."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [done, job.pk, job.token, job.state])
        if not cursor.rowcount:
            raise Lost


def _rest(job: Import, state: str, reason: str = "", **changes: object) -> None:
    """Ends the work, if it is still ours. Raises Lost."""
    mine = Import.objects.filter(pk=job.pk, token=job.token, state=job.state)
    changes |= {"state": state, "reason": reason, "leased_until": None, "token": None, "attempts": 0}
    if not mine.update(**changes):
        raise Lost


# --- Writing: all of it or nothing ---


def _apply(job: Import) -> None:
    try:
        with pghistory.context(user=job.author_id), atomic():
            _write_all(job)
    except IntegrityError:
        _rest(job, State.CHECKED, _("Somebody wrote the same at the same moment. Nothing was written: check again."))
    except Refused as refused:
        _rest(job, State.CHECKED, _("Nothing was written. %(why)s") % {"why": refused})


def _write_all(job: Import) -> None:
    _hold_author(job)
    check_may_apply(job)
    companies = spellings.companies_of(job)
    _lock_incidents(job)
    with _beating(job) as beat:
        written = write(_contents(job), job=job, companies=companies, beat=beat)
    batch = _batch_of(job, written)
    _rest(job, State.APPLIED, batch=batch, done=F("row_count"))


def _hold_author(job: Import) -> None:
    """Imports of one person are written one after the other: the second finds what the first made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(502026, %s)", [job.author_id % 2**31])


def _lock_incidents(job: Import) -> None:
    there = job.rows.filter(fate__in=WRITTEN, goes_into__isnull=False).values("goes_into")
    list(Incident.objects.locked().filter(pk__in=there).order_by("pk").values_list("pk"))


def _contents(job: Import) -> Iterator[list[Content]]:
    """The rows to be written, each still as it was shown. Raises Stale where the desk has changed since."""
    written = job.rows.filter(fate__in=WRITTEN).annotate(content=Cast("resolved", TextField()))
    columns = written.values_list("line", "fate", "content")
    for start in range(0, job.row_count, CHUNK):  # a LIMIT would have all that follows read and sorted each time
        rows = list(columns.filter(ordinal__gt=start, ordinal__lte=start + CHUNK))
        contents = [orjson.loads(content) for *_shown, content in rows]
        desk = Desk(job, contents)
        for (line, fate, _text), content in zip(rows, contents, strict=True):
            if desk.fate_of(content)[0] != fate:
                sentence = _("Line %(line)d: the desk has changed since it was checked. Check again.")
                raise Stale(sentence % {"line": line})
        yield contents


@contextmanager
def _beating(job: Import) -> Iterator[Callable[[int], None]]:
    """Says how far it is by a connection of its own, because what the transaction says is seen only at its end.

    A row that this connection cannot see at all was never committed, and nobody waits for its progress.
    """
    own = connections.create_connection(connection.alias)

    def beat(done: int) -> None:
        with own.cursor() as cursor:
            cursor.execute(HOLD, [done, job.pk, job.token, job.state])
            if cursor.rowcount:
                return
            cursor.execute("SELECT FROM imports_import WHERE id = %s", [job.pk])
            if cursor.rowcount:
                raise Lost

    try:
        yield beat
    finally:
        own.close()


def _batch_of(job: Import, written: Written) -> Batch | None:
    """The dossiers that were touched, to be reviewed together."""
    if not written.incidents:
        return None
    batch = Batch.objects.create(name=job.name, author=get_user_model().objects.get(pk=job.author_id))
    through = Batch.incidents.through
    copy(through, [{"batch_id": batch.pk, "incident_id": pk} for pk in sorted(written.incidents)])
    return batch


# --- What people ask for ---


def start_checking(job: Import, *, with_changes: Iterable[str] = ()) -> None:
    """Has all rows checked, at once if they are few; `with_changes` names fields of `job` that are stored with it.

    Raises Refused where that is not possible now.
    """
    changes = {name: getattr(job, name) for name in with_changes}
    _move(job, [State.MAPPING, State.CHECKED, State.CANCELLED, State.FAILED], State.CHECKING, changes)
    spellings.forget_counts(job)
    _go(job)


def start_applying(job: Import) -> None:
    """Has the checked rows written, at once if they are few. Raises Refused where something is still open."""
    check_may_apply(job)
    _move(job, [State.CHECKED], State.APPLYING, {"without_refused": job.without_refused})
    _go(job)


def check_may_apply(job: Import) -> None:
    """Raises Refused with what stands against it."""
    fates = fates_of(job)
    if fates.get(Fate.ASK) or fates.get(Fate.UNCHECKED):
        raise Refused(_("Some dates can be read in two ways: say which is meant."))
    if spellings.open_questions(job).exists():
        raise Refused(_("Some companies are not decided yet."))
    if fates.get(Fate.REFUSED) and not job.without_refused:
        raise Refused(_("Some rows are refused. Mend the file and import it again, or choose to leave them out."))
    if not (fates.get(Fate.MAKE) or fates.get(Fate.CHANGE)):
        raise Refused(_("There is nothing to write: no row makes or changes anything."))


def fates_of(job: Import) -> dict[str, int]:
    """How many rows have which fate."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fate, count(*) FROM imports_importrow WHERE job_id = %s GROUP BY fate", [job.pk])
        return dict(cursor.fetchall())


def cancel(job: Import) -> None:
    """Stops it wherever it is. What is being written is rolled back; what was imported stays. Raises Refused."""
    _move(job, [State.MAPPING, State.CHECKING, State.CHECKED, State.APPLYING, State.FAILED], State.CANCELLED)


def _move(job: Import, states: list[str], to: str, changes: Mapping[str, object] | None = None) -> None:
    changes = {
        **(changes or {}),
        "state": to,
        "reason": "",
        "done": 0,
        "leased_until": None,
        "token": None,
        "attempts": 0,
    }
    if not Import.objects.filter(pk=job.pk, state__in=states).update(**changes):
        job.refresh_from_db()
        sentence = _("This import is “%(state)s”: that is not possible now.")
        raise Refused(sentence % {"state": job.get_state_display()})
    job.refresh_from_db()


def _go(job: Import) -> None:
    if job.row_count <= AT_ONCE:
        if claimed := claim(job.pk):
            work_on(claimed)
        job.refresh_from_db()
    else:
        transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    """Wakes the worker. Without a broker the row stays due, and the sweep finds it."""
    try:
        current_app.send_task("events.desk.imports.tasks.work")
    except OperationalError:
        log.warning("The broker cannot be reached: imports are left to the clock.")
