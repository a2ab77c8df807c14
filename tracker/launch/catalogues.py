"""Translations: compiled with Babel, because gettext's own tools are not on every machine; runs in the environment."""

import os
import re
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

# Babel reads over a forgotten quotation mark and drops letters; a line is one of these or wrong.
LINE = re.compile(r'\s*(#.*|(msg[a-z_]+(\[\d\])?\s+)?"([^"\\]|\\.)*"\s*)?')
LOCALES = Path(__file__).resolve().parents[1] / "locale"


def compile_all(*, write: bool = True) -> list[str]:
    """Compile each catalogue that is newer than its result; returns what is wrong, one sentence each."""
    return [wrong for source in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")) for wrong in _compile(source, write=write)]


def _compile(source: Path, *, write: bool) -> list[str]:
    target = source.with_suffix(".mo")
    if write and target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return []
    try:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
    except (PoFileError, ValueError) as error:
        return [f"{source}: {error}"]
    lines = enumerate(source.read_text().splitlines(), start=1)
    faults = [f"{source}:{number}: misses a quotation mark" for number, line in lines if not LINE.fullmatch(line)]
    faults += [f"{source}:{message.lineno}: {fault}" for message, errors in catalogue.check() for fault in errors]
    if write and not faults:
        half = target.with_suffix(f".{os.getpid()}")  # several targets may run at once
        with half.open("wb") as file:
            write_mo(file, catalogue)
        half.replace(target)
    return faults


if __name__ == "__main__":
    sys.exit("\n".join(compile_all(write="--check" not in sys.argv)) or 0)
