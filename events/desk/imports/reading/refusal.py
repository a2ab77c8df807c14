"""Why a file is not read, line by line."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.exceptions import Refused

MOST_FAULTS = 20
"""How many faults of one file are said before reading stops."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` is that of the file, the row of a sheet, or the number of a record; 0 for the file as a whole."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return _("Line %(line)d: %(what)s") % {"line": self.line, "what": self.sentence} if self.line else self.sentence


class FileRefused(Refused):
    """The whole file is refused and nothing of it kept; `faults` says why, each with its line."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(" ".join(map(str, faults)))


def refused(sentence: str, *, line: int = 0) -> FileRefused:
    return FileRefused(Fault(line, sentence))
