"""Where things lie, who may see them, and what keeps two launchers apart."""

import os
import shutil
import stat

import pytest

from tracker.launch import places, postgres
from tracker.launch.trouble import Trouble, explained


@pytest.fixture
def here(scratch, monkeypatch) -> places.Places:
    monkeypatch.setenv("DATA_DIR", str(scratch / "data"))
    return places.prepare()


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_may_look_into_the_folders(here):
    passable = 0o711 if postgres.account().lent else 0o700
    found = {path.name: mode(path) for path in (here.data, here.run, here.logs, here.folder("broker"))}
    assert found == {"data": passable, "run": passable, "log": 0o700, "broker": 0o700}


def test_a_folder_that_was_there_keeps_its_mode(scratch, monkeypatch):
    (scratch / "shared").mkdir()
    (scratch / "shared").chmod(0o2775)
    monkeypatch.setenv("DATA_DIR", str(scratch / "shared"))
    assert mode(places.prepare().data) == 0o2775


def test_the_secret_key_is_made_once_and_private(here):
    key = here.secret_key()
    assert len(key) >= 50
    assert here.secret_key() == key
    assert mode(here.data / "secret_key") == 0o600


def test_a_second_launcher_is_told_of_the_first(here):
    second = places.held(here, address="http://127.0.0.1:8001")
    with places.held(here, address="http://127.0.0.1:8000"), pytest.raises(Trouble) as trouble:
        second.__enter__()
    assert str(trouble.value).startswith(
        f"Answerable already runs from {here.data}: http://127.0.0.1:8000, process {os.getpid()}. Stop it first"
    )


def test_the_lock_goes_with_its_holder(here):
    with places.held(here, address="first"):
        pass
    with places.held(here, address="second"):
        assert (here.run / "lock").read_text() == f"second, process {os.getpid()}"


def test_a_long_or_unusual_path_gets_a_short_private_folder_for_sockets(scratch, monkeypatch):
    for name in ("a" * 100, "with space"):
        monkeypatch.setenv("DATA_DIR", str(scratch / name))
        here = places.prepare()
        sockets = here.sockets()
        assert here.sockets() == sockets
        assert len(str(sockets / "postgresql/.s.PGSQL.5432.lock")) <= places.LONGEST_SOCKET_PATH
        assert mode(sockets) & 0o066 == 0
        sockets.rmdir()


@pytest.mark.usefixtures("unprivileged")
def test_an_unwritable_folder_gets_a_sentence(scratch, monkeypatch):
    closed = scratch / "closed"
    if os.geteuid() == os.stat(scratch).st_uid:
        closed.mkdir(mode=0o500)
    monkeypatch.setenv("DATA_DIR", str(closed / "data"))
    with pytest.raises(OSError, match="Permission denied") as refused:
        places.prepare()
    assert " may not be written by you (user " in str(explained(refused.value))
    assert "DATA_DIR" in str(explained(refused.value))


def test_a_full_disk_gets_a_sentence_before_anything_starts(scratch, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(scratch / "data"))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9 - 5, 5))
    with pytest.raises(Trouble, match=r"^The disk that holds .*/data is full: make room"):
        places.prepare()


def test_root_keeps_data_where_postgres_can_reach_it(monkeypatch):
    """A checkout under a closed folder: the data goes elsewhere, always to the same place."""
    monkeypatch.setattr(postgres.Account, "can_enter", lambda account, folder: False)
    assert places._data_folder() == places._data_folder() == postgres.common_folder()
    assert str(postgres.common_folder()).startswith("/var/lib/answerable-")
