"""The requirement files: what may stand in them, and how the pinned ones are made."""

import itertools
import os
import re
import subprocess
from pathlib import Path

from tracker.launch import environment
from tracker.launch.environment import PYTHON, ROOT

# Written as what is allowed, so that no address, index, host or option that nobody thought of slips through: where
# packages come from is each machine's own business.
PINNED = re.compile(
    r"""
    (\#\ .*)?                                             # nothing, or a comment
    | [a-z0-9._-]+(\[[a-z,]+\])?==[\w.!+]+(\ ;\ [\w\ .'<>=!()]+)?\ \\   # one version, perhaps not for every Python
    | \ {4}--hash=sha256:[0-9a-f]{64}(\ \\)?
    """,
    re.VERBOSE,
)
WISHED = re.compile(r"(#\ .*|[a-z0-9-]+(\[[a-z,]+\])?([<>=!~]=?[\d.]+,?)*)?")
COMPILE = (
    *("--universal", "--python-version", "3.11", "--fork-strategy", "fewest", "--only-binary", ":all:"),
    *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"),
)


def faults(folder: Path) -> list[str]:
    """What is wrong in these files, one sentence each."""
    found = []
    for stem in ("requirements", "requirements-dev", "requirements-mcp"):
        found += _strange_lines(folder / f"{stem}.txt", PINNED)
        found += _strange_lines(folder / f"{stem}.in", WISHED)
        found += _without_reason(folder / f"{stem}.in")
    return found


def lock(options: list[str]) -> int:
    """Pin anew what the .in files wish for. Pins that still fit are kept, unless `make lock ARGS=--upgrade` is said."""
    environment.ensure(environment.DEVELOP)
    compile_one = [str(PYTHON), "-m", "uv", "pip", "compile", *COMPILE, *options]
    environ = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    for words in (
        ["-o", "requirements.txt", "requirements.in"],
        ["-c", "requirements.txt", "-o", "requirements-dev.txt", "requirements-dev.in"],
        ["-c", "requirements-dev.txt", "-o", "requirements-mcp.txt", "requirements-mcp.in"],
    ):
        if code := subprocess.call([*compile_one, *words], cwd=ROOT, env=environ):
            return code
    return 0


def _strange_lines(file: Path, allowed: re.Pattern[str]) -> list[str]:
    lines = enumerate(file.read_text().splitlines(), start=1)
    return [f"{file.name}:{number}: not allowed here: {line}" for number, line in lines if not allowed.fullmatch(line)]


def _without_reason(file: Path) -> list[str]:
    """Every wish carries a comment above it saying what it is for."""
    lines = [line for line in file.read_text().splitlines() if line]
    return [
        f"{file.name}: say above {line} what it is for"
        for before, line in itertools.pairwise(lines)
        if not line.startswith("#") and not before.startswith("#")
    ]
