"""Signs that some formats have no way to write."""

import re

# What XML 1.0 does not allow, however it is written.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# What ends a line for one program or another.
BREAKS = re.compile("[\\s\x1c-\x1f\x85\u2028\u2029]+")


def writable(text: str) -> str:
    """Without control characters: one of them would break a whole feed or calendar."""
    return UNWRITABLE.sub("", text)


def one_line(text: str) -> str:
    """The same in one line, for formats in which a new line begins a new field."""
    return BREAKS.sub(" ", writable(text)).strip()
