"""Where the files of dumps lie: one folder for each below `DUMPS_DIR`. What no row names is swept away."""

import os
import shutil
from pathlib import Path

from django.conf import settings

UNFINISHED = ".part"


def root() -> Path:
    return Path(settings.DUMPS_DIR)


def path_of(folder: str, name: str) -> Path:
    return root() / folder / name


def begun(folder: str) -> Path:
    """An empty folder to write into, which nobody else knows."""
    place = root() / f"{folder}{UNFINISHED}"
    place.mkdir(mode=0o700, parents=True)
    return place


def completed(folder: str) -> None:
    """What was written is on the disk, and from now on under its name: all of it at once, or nothing."""
    unfinished = root() / f"{folder}{UNFINISHED}"
    for path in unfinished.iterdir():
        _on_disk(path)
    _on_disk(unfinished)
    unfinished.rename(root() / folder)
    _on_disk(root())


def _on_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def found() -> list[str]:
    """The name of every folder there is."""
    return sorted(path.name for path in root().iterdir()) if root().is_dir() else []


def remove(folder: str) -> None:
    shutil.rmtree(root() / folder, ignore_errors=True)
