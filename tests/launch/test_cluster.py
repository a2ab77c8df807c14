"""What a killed run of the tests leaves is removed by the next, and a living one's is left alone."""

import json
import os
import shutil

import pytest

from tests import cluster
from tracker.launch import processes


@pytest.fixture
def folders(scratch, monkeypatch):
    monkeypatch.setattr(cluster, "PLACE", scratch)
    yield scratch
    shutil.rmtree(scratch / "answerable-test-dead", ignore_errors=True)


def leave(folders, name, birth):
    folder = folders / f"{cluster.PREFIX}{name}"
    folder.mkdir()
    (folder / "owner.json").write_text(json.dumps([os.getpid(), birth]))
    return folder


def test_only_the_folders_of_dead_runs_are_removed(folders):
    dead = leave(folders, "dead", "another time")
    living = leave(folders, "living", processes.birth(os.getpid()))
    unknown = folders / f"{cluster.PREFIX}unknown"
    unknown.mkdir()
    cluster._remove_what_dead_runs_left()
    assert [folder.exists() for folder in (dead, living, unknown)] == [False, True, True]
