"""Which Python is taken: the first that proves itself, whatever the names on the PATH promise."""

import subprocess
import sys
from pathlib import Path

import pytest

from tracker.launch.environment import ROOT

FAILING_SHIM = "echo 'pyenv: command not found' >&2; exit 127"
TOO_OLD = 'case "$3" in *ensurepip*) exit 1;; *) echo 3.9.2;; esac'
GOOD = f'exec "{sys.executable}" "$@"'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "bin").mkdir()
    return tmp_path


def put(place: Path, script: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\n{script}\n")
    place.chmod(0o755)


def chosen(home: Path, **variables: str) -> subprocess.CompletedProcess:
    command = ["/bin/sh", ROOT / "tracker/launch/python.sh", "-c", "import os; print(os.environ.get('CHOSEN'))"]
    environ = {"PATH": str(home / "bin"), "HOME": str(home), **variables}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def test_failing_shims_and_old_pythons_are_passed_over(home):
    put(home / "bin/python3.14", FAILING_SHIM)
    put(home / "bin/python3.12", TOO_OLD)
    put(home / "bin/python3", f"export CHOSEN=python3\n{GOOD}")
    assert chosen(home).stdout == "python3\n"


def test_pyenv_is_searched_where_its_shims_fail(home):
    put(home / "bin/python3", FAILING_SHIM)
    put(home / ".pyenv/versions/3.9.9/bin/python3", TOO_OLD)
    put(home / ".pyenv/versions/3.12.1/bin/python3", f"export CHOSEN=pyenv\n{GOOD}")
    assert chosen(home).stdout == "pyenv\n"


def test_the_named_python_comes_first(home):
    put(home / "bin/python3", f"export CHOSEN=python3\n{GOOD}")
    put(home / "own python", f"export CHOSEN=named\n{GOOD}")
    assert chosen(home, PYTHON=str(home / "own python")).stdout == "named\n"


def test_no_python_gets_one_sentence(home):
    put(home / "bin/python3", TOO_OLD)
    done = chosen(home)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Answerable needs Python 3.11 or newer with its venv module; python3 is 3.9.2; "
        "install one (on Debian: apt install python3 python3-venv) or name it: make run PYTHON=/path/to/python3\n"
    )
