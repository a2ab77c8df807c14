"""The files of the demonstration, as Python's own TOML reader gives them."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"
Table = dict[str, Any]


def topics() -> list[Table]:
    return _read(FOLDER / "topics.toml")["topics"]


def companies() -> list[Table]:
    return _read(FOLDER / "companies.toml")["companies"]


def sources() -> list[Table]:
    return _read(FOLDER / "sources.toml")["sources"]


def acts() -> list[Table]:
    """What the two editors do, one file for each act, in the order of the files' names."""
    return [_read(path) for path in sorted((FOLDER / "acts").glob("*.toml"))]


def _read(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))
