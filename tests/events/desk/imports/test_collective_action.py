"""A real set, whole: 506 actions at technology companies, with its damaged addresses and its slips of spelling."""

from pathlib import Path

import pytest

from events.desk.imports import jobs, spellings
from events.desk.imports.models import Fate, State
from events.models import Event, Incident
from tests.events.desk.imports.conftest import applied

FOLDER = Path(__file__).parents[4].parent / "shared" / "data" / "collective-action-tech"

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the set lies beside the repository only where it is worked on"
)


def read(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", ["actions.json", "actions.csv"])
def test_set_imports_whole(checked, author, name):
    job = checked(read(name), name=name)
    assert job.state == State.CHECKED, job.reason
    assert jobs.fates_of(job) == {Fate.MAKE: 506}
    spellings.decide_rest_as_new(job)
    assert applied(job).state == State.APPLIED, job.reason
    assert Incident.objects.filter(author=author, status="draft").count() == Event.objects.count() == 506
    assert job.batch.incidents.count() == 506
