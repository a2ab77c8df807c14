"""`make check` says everything that is wrong and changes nothing; `make fix` repairs what a tool can repair."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tracker.launch import environment, requirements
from tracker.launch.environment import PYTHON, ROOT
from tracker.launch.trouble import Trouble, say

TOOLS = environment.VENV / "bin"
# The settings want a database's address; comparing models with migrations asks no database anything.
NO_DATABASE = {"DATABASE_URL": "postgres://nobody@/nothing?host=/nonexistent", "SECRET_KEY": "of a check"}


@dataclass(frozen=True)
class Check:
    title: str
    command: tuple[str | Path, ...]


CHECKS = (
    Check("Format", (TOOLS / "ruff", "format", "--check", "--no-cache", ".")),
    Check("Lint", (TOOLS / "ruff", "check", "--no-cache", ".")),
    Check("Who may import whom", (TOOLS / "lint-imports", "--no-cache")),
    Check("Types", (TOOLS / "mypy", "--no-incremental", "--cache-dir", os.devnull)),
    Check("Migrations", (PYTHON, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run")),
    Check("Translations", (PYTHON, "-m", "tracker.launch.catalogues", "--check")),
)


def say_everything() -> int:
    environment.ensure(environment.DEVELOP)
    verdicts = [_passes(check) for check in CHECKS]
    verdicts.append(_told("Requirements", "\n".join(requirements.faults(ROOT))))
    if all(verdicts):
        return 0
    say("\nSome of this `make fix` can repair.")
    return 1


def fix() -> int:
    environment.ensure(environment.DEVELOP)
    subprocess.call([TOOLS / "ruff", "check", "--fix", "--quiet", "."])
    return subprocess.call([TOOLS / "ruff", "format", "."])


def compile_catalogues() -> None:
    done = subprocess.run([PYTHON, "-m", "tracker.launch.catalogues"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"The translations cannot be compiled: {done.stderr.strip()}")


def _passes(check: Check) -> bool:
    environ = {**os.environ, **NO_DATABASE, "PYTHONDONTWRITEBYTECODE": "1", "ANSWERABLE_LOCAL": "1"}
    done = subprocess.run(
        check.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environ, check=False
    )
    return _told(check.title, done.stdout if done.returncode else "")


def _told(title: str, faults: str) -> bool:
    say(f"  {title:<24} {'wrong' if faults else 'right'}")
    if faults:
        say(faults.rstrip() + "\n")
    return not faults
