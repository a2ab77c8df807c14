"""Whatever file comes: no error of the server, no row written, and a sentence that says what to mend and where."""

import hashlib
import io
from contextlib import suppress

import pytest
from django.db import connection
from django.urls import reverse

from events.desk.imports import jobs
from events.desk.imports.models import Fate, Import, State
from events.exceptions import Refused
from tests.events.desk.imports.hostile import cases

CASES = list(cases())
GROUPS = 8


def test_there_are_three_hundred():
    assert len(set(CASES)) == len(CASES) >= 300


def desk_state() -> str:
    """A hash of every row of the desk."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() "
            "AND table_name ~ '^(events|companies|record|timeline)_' ORDER BY 1"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t')
            digest.update(repr((table, cursor.fetchone())).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("group", range(GROUPS))
def test_malformed_file_leaves_nothing_but_its_sentence(group, at_desk):
    before = desk_state()
    wrong = [why for why, name, content in CASES[group::GROUPS] if not refuses(at_desk, name, content)]
    assert wrong == []
    assert desk_state() == before


def refuses(at_desk, name: str, content: bytes) -> bool:
    """Whether the file is refused as a whole, or one of its rows is, which keeps all of them from being written."""
    file = io.BytesIO(content)
    file.name = name
    page = at_desk.post(reverse("admin:imports"), {"file": file})
    if page.status_code == 200:
        faults = page.context["faults"] or page.context["form"].errors
        return bool(faults) and Import.objects.count() == 0
    job = Import.objects.get()
    try:
        return page.status_code == 302 and row_refused(job)
    finally:
        job.delete()


def row_refused(job: Import) -> bool:
    jobs.start_checking(job)
    if job.state != State.CHECKED:
        return False
    stopped = job.rows.filter(fate__in=[Fate.REFUSED, Fate.ASK])
    with suppress(Refused):
        jobs.start_applying(job)
    return job.state == State.CHECKED and bool(stopped) and all(row.reason and row.line for row in stopped)


def test_file_without_fault_is_not_refused(at_desk):
    """The control: the harness tells a good file from a bad one."""
    assert not refuses(at_desk, "a.csv", b"title,date\nA,2016\n")
