"""The requirement files name packages, versions and hashes, and never a place they come from."""

import shutil

import pytest

from tracker.launch import requirements
from tracker.launch.environment import ROOT

FILES = tuple(
    f"{stem}.{form}" for stem in ("requirements", "requirements-dev", "requirements-mcp") for form in ("in", "txt")
)


@pytest.fixture
def folder(tmp_path):
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def add(folder, name, line) -> None:
    with (folder / name).open("a") as file:
        file.write(line + "\n")


def test_ours_are_in_order():
    assert requirements.faults(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "--extra-index-url=file:///somewhere",
        "-i packages.example",
        "--find-links /wheels",
        "--trusted-host packages.example",
        "thing @ https://packages.example/thing.whl",
        "git+ssh://packages.example/thing",
        "-e .",
        "-r other.txt",
        "thing==1.0",
    ],
)
def test_a_place_an_option_or_a_missing_hash_is_found(folder, line):
    add(folder, "requirements.txt", line)
    last = len((folder / "requirements.txt").read_text().splitlines())
    assert requirements.faults(folder) == [f"requirements.txt:{last}: not allowed here: {line}"]


def test_a_wish_without_its_reason_is_found(folder):
    add(folder, "requirements.in", "thing>=1")
    assert requirements.faults(folder) == ["requirements.in: say above thing>=1 what it is for"]
