"""A command beside a running start gets its variables, and a sentence where nothing runs."""

import stat

import pytest

from tracker.launch import manage, places
from tracker.launch.trouble import Trouble


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return places.prepare()


def test_a_command_where_nothing_runs_gets_a_sentence(here):
    manage.remember(here.run, {"DATABASE_URL": "postgres:///of-a-start-that-ended"})
    with pytest.raises(Trouble, match="make run"):
        manage.manage(["check"])


def test_a_command_gets_what_the_start_shares_and_nothing_else(here, monkeypatch):
    called = {}
    monkeypatch.setattr(manage.subprocess, "call", lambda command, cwd, env: called.update(command=command, env=env))
    manage.remember(here.run, {"DATABASE_URL": "postgres:///here", "SECRET_KEY": "of this start", "EDITOR": "vi"})
    with places.held(here, address="http://127.0.0.1:8000"):
        manage.manage(["check", "--deploy"])
    assert called["command"][1:] == ["manage.py", "check", "--deploy"]
    assert (called["env"]["DATABASE_URL"], called["env"]["SECRET_KEY"]) == ("postgres:///here", "of this start")
    assert called["env"].get("EDITOR") != "vi"


def test_the_variables_are_for_their_owner_only(here):
    manage.remember(here.run, {"SECRET_KEY": "of this start"})
    assert stat.S_IMODE((here.run / "variables.json").stat().st_mode) == 0o600
