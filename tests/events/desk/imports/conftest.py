"""Imports as a person makes them, and nobody is rung for."""

import io
from collections.abc import Callable

import pytest

from events.desk.imports import jobs, mapping
from events.desk.imports.models import Import
from events.desk.imports.staging import stage_file
from tracker.accounts.models import User


@pytest.fixture(autouse=True)
def nobody_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no broker in these tests; what is due is worked on when a test says so."""
    monkeypatch.setattr(jobs, "_ring", lambda: None)


@pytest.fixture
def checked(author: User) -> Callable[..., Import]:
    """Stages and checks a file of the author: `checked("a,b\\n…", kind="report")`."""

    def make(content: str | bytes, *, name: str = "list.csv", by: User = author, **choices: object) -> Import:
        data = content.encode() if isinstance(content, str) else content
        job = stage_file(name=name, stream=io.BytesIO(data), by=by)
        for field, value in choices.items():
            setattr(job, field, value)
        mapping.check(job.targets)
        job.save()
        jobs.start_checking(job)
        finish(job)
        return job

    return make


def finish(job: Import) -> Import:
    """What a worker would do."""
    if claimed := jobs.claim(job.pk):
        jobs.work_on(claimed)
    job.refresh_from_db()
    return job


def applied(job: Import) -> Import:
    jobs.start_applying(job)
    return finish(job)
