"""The Python environment `.venv`: made once, and again whenever a requirements file changes."""

import contextlib
import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

from tracker.launch.trouble import Trouble, failed

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "made-from.json"
LOG = VENV / "install.log"
RUN = ("requirements.txt",)
DEVELOP = ("requirements.txt", "requirements-dev.txt")


def ensure(files: tuple[str, ...]) -> None:
    """Make `.venv` hold what these files pin; nothing is done when it does already."""
    wanted = _checksums(files)
    if _holds(wanted):
        return
    with _alone():
        if _holds(wanted):  # somebody else made it while we waited
            return
        _make_venv()
        _install(files)
        _remember(wanted)


def site_packages() -> Path:
    found = sorted(VENV.glob("lib/python3.*/site-packages"))
    if not found:
        raise Trouble(f"{VENV} is not whole: remove it and start again.")
    return found[-1]


def _checksums(files: tuple[str, ...]) -> dict[str, str]:
    """What the environment depends on: the pinned files, and the place, since its scripts hold absolute paths."""
    sums = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in files}
    return {"place": str(ROOT), **sums}


def _holds(wanted: dict[str, str]) -> bool:
    return wanted.items() <= _stamp().items() and _works()


def _stamp() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def _works() -> bool:
    """An environment outlives the Python it was made from; only running it tells."""
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, "-I", "-c", "import django"], capture_output=True, check=False).returncode == 0


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two targets started at once must not install into the same folder."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _make_venv() -> None:
    """Keep an environment that works (others may be running in it); make a broken, moved or missing one anew."""
    if _works() and _stamp().get("place") == str(ROOT):
        STAMP.unlink(missing_ok=True)  # until the installation is through, it is not what the stamp says
        return
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        venv.EnvBuilder(with_pip=True, symlinks=True).create(VENV)
    except subprocess.CalledProcessError as error:
        output = (error.output or b"").decode(errors="replace")
        raise Trouble(f"Python {platform.python_version()} could not make {VENV}: {output[-300:]}") from error
    # Lets the tools of the environment (pytest, lint-imports) find our packages from any folder.
    (site_packages() / "answerable.pth").write_text(f"{ROOT}\n")


def _install(files: tuple[str, ...]) -> None:
    """uv is ten times as fast, but reads none of pip's configuration: pip comes in where uv fails or must fail."""
    LOG.unlink(missing_ok=True)
    wanted = [word for name in files for word in ("-r", str(ROOT / name))]
    options = ["--require-hashes", "--only-binary", ":all:", *wanted]
    # Compiled now, by all cores at once, or every first start would do it one file after another.
    with_uv = [str(PYTHON), "-m", "uv", "pip", "install", "--compile-bytecode", "--python", str(PYTHON), *options]
    with_pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *options]
    if not _pip_has_its_own_index() and _run(_pip_install_uv()) and _run(with_uv):
        return
    if not _run(with_pip):
        raise failed("Installing the packages failed", LOG.read_text(errors="replace"), LOG)


def _pip_has_its_own_index() -> bool:
    told = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False).stdout
    has_index = any(line.partition("=")[0].endswith(".index-url") for line in told.splitlines())
    return has_index and not {"UV_INDEX_URL", "UV_DEFAULT_INDEX"} & os.environ.keys()


def _pip_install_uv() -> list[str]:
    """uv itself comes pinned and hashed too: its lines are cut out of the developers' file."""
    pinned = VENV / "uv.txt"
    entries = (ROOT / "requirements-dev.txt").read_text().replace("\\\n", " ").splitlines()
    pinned.write_text("\n".join(line for line in entries if line.startswith("uv==")))
    options = ["--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes"]
    return [str(PYTHON), "-m", "pip", "install", *options, "-r", str(pinned)]


def _run(command: list[str]) -> bool:
    # Like pip, uv is to trust the certificates that the machine trusts.
    environ = {"UV_SYSTEM_CERTS": "1", **os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    with LOG.open("a") as log:
        return subprocess.run(command, stdout=log, stderr=log, env=environ, check=False).returncode == 0


def _remember(wanted: dict[str, str]) -> None:
    half = STAMP.with_suffix(".new")
    half.write_text(json.dumps({**wanted, "python": sys.version}, indent=1))
    half.replace(STAMP)
