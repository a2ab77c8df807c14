"""Reading: a file or a pasted table as headers and rows of text, or a refusal that says at which line and why.

Everything is streamed where its form allows it, and everything that is refused is refused before a row is kept.
"""

from events.desk.imports.reading.opening import open_file, open_pasted
from events.desk.imports.reading.refusal import FileRefused
from events.desk.imports.reading.table import (
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    UNPRINTABLE,
    Cell,
    Row,
    Table,
)

__all__ = [
    "MAX_BYTES",
    "MAX_CELL",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "UNPRINTABLE",
    "Cell",
    "FileRefused",
    "Row",
    "Table",
    "open_file",
    "open_pasted",
]
