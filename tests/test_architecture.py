"""The house stands as it was drawn: imports go one way, and every module is called after something."""

from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[1]
UNDECIDED = {"utils", "util", "helpers", "helper", "common", "core", "misc"}
WINGS = ["tracker", "api", "events", "companies", "tests"]


def test_imports_keep_to_the_contracts(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS


@pytest.mark.parametrize("wing", WINGS)
def test_no_module_is_named_for_being_undecided(wing):
    paths = [path.relative_to(ROOT) for path in (ROOT / wing).rglob("*.py")]
    assert [str(path) for path in paths if UNDECIDED & {path.stem, *path.parts}] == []
