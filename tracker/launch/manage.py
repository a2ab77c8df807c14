"""`make manage ARGS="verify_record"`: a command of Django's for the Answerable that runs here."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tracker.launch import environment, places
from tracker.launch.trouble import Trouble

# What the parts of a start share; the rest of the environment is the shell's own.
SHARED = (
    *("DATABASE_URL", "PUBLIC_DATABASE_URL", "CELERY_BROKER_URL", "SECRET_KEY", "SITE_ADDRESS"),
    *("ANSWERABLE_DATA", "ANSWERABLE_LOCAL", "ALLOWED_HOSTS", "STATIC_COLLECTED"),
)


def remember(run: Path, environ: Mapping[str, str]) -> None:
    """Keep the variables of this start for commands beside it, readable by its owner only."""
    kept = _kept(run)
    kept.unlink(missing_ok=True)
    descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w") as file:
        json.dump({name: environ[name] for name in SHARED if name in environ}, file)


def manage(arguments: list[str]) -> int:
    """Runs `manage.py` with the variables of the running start; its exit code."""
    here = places.prepare()
    if not places.is_held(here) or not _kept(here.run).exists():
        raise Trouble("Answerable does not run here: start it with `make run` in another window first.")
    variables = json.loads(_kept(here.run).read_text())
    command = [str(environment.PYTHON), "manage.py", *arguments]
    return subprocess.call(command, cwd=environment.ROOT, env={**os.environ, **variables})


def _kept(run: Path) -> Path:
    return run / "variables.json"
