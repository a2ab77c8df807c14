"""CSV and what is pasted from a spreadsheet: encoding and delimiter are found, and said where they are a guess."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _

from events.desk.imports.reading.refusal import refused
from events.desk.imports.reading.table import Row, Table, clean_headers, guarded

DELIMITERS = ",;\t|"
LONGEST_LINE = 4_000_000
csv.field_size_limit(LONGEST_LINE)  # a cell that is too long is told from a quotation mark that is never closed
SAMPLE_LINES = 50
BLOCK = 2**20
MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16, so it is asked first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
ENCODINGS = ["utf-8", "cp1252", "iso-8859-15", "mac_roman", "cp1250", "cp1251", "shift_jis", "gb18030", "utf-16"]
"""What an importer can name where the file does not tell."""


def read_delimited(stream: BinaryIO, *, encoding: str = "") -> Table:
    """The table of a CSV file. Raises FileRefused."""
    encoding, notes = (encoding, []) if encoding else encoding_of(stream)
    if line := _first_line_not_in(encoding, stream):
        raise refused(_("From here on this is no text in the encoding %(name)s.") % {"name": encoding}, line=line)
    text = _Text(stream, encoding=encoding, newline="")
    table = read_text(text)
    table.notes += notes
    return table


class _Text(io.TextIOWrapper):
    """Text of a stream that belongs to somebody else, who will close it."""

    def __del__(self) -> None:
        with suppress(ValueError):
            self.detach()


def read_text(text: TextIO, *, delimiter: str = "", form: str = "csv") -> Table:
    """The table of delimited text; the delimiter is found if none is given."""
    lines = _lines(text)
    sample = list(islice(lines, SAMPLE_LINES))
    while sample and not sample[0].strip():
        sample.pop(0)
    if not sample:
        raise refused(_("The file is empty."))
    delimiter = delimiter or delimiter_of(sample)
    records = _records(_chained(sample, lines), delimiter)
    first = next(records)
    headers = clean_headers(first.cells, line=first.line)
    return Table(form, headers, guarded(records, len(headers)))


def encoding_of(stream: BinaryIO) -> tuple[str, list[str]]:
    """The encoding, and what to say where it is a guess. Leaves the stream at its beginning. Raises FileRefused."""
    head = stream.read(4)
    stream.seek(0)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding, []
    if (head[1:2] == b"\0" and head[0:1] != b"\0") or (head[0:1] == b"\0" and head[1:2] != b"\0"):
        return ("utf-16-le" if head[1:2] == b"\0" else "utf-16-be"), []
    if not _first_line_not_in("utf-8", stream):
        return "utf-8", []
    if line := _first_line_not_in("cp1252", stream):
        raise refused(_("This is text neither in UTF-8 nor in Windows-1252: save the file as UTF-8."), line=line)
    return "cp1252", [_legacy()]


def _legacy() -> str:
    return _(
        "The file is not UTF-8, so it was read as Windows-1252 (Western European). If accents look wrong in the "
        "preview, import it again and say its encoding."
    )


def _first_line_not_in(encoding: str, stream: BinaryIO) -> int:
    """The line at which the stream is no text of that encoding; 0 if it is throughout."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    try:
        while block := stream.read(BLOCK):
            decoder.decode(block)
            line += block.count(b"\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n")
    except UnicodeError:  # a mark that is none
        return line
    finally:
        stream.seek(0)
    return 0


def delimiter_of(sample: list[str]) -> str:
    """The delimiter by which the first lines have the most cells, and the same number of them."""
    return max(DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: list[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter) if cells]
    except csv.Error:
        return 0, 0
    width = widths[0] if widths else 0
    return (sum(each == width for each in widths) / len(widths), width) if width > 1 else (0, 0)


def _lines(text: TextIO) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise refused(_("This line has no end: is it a CSV file?"), line=number)
        yield line


def _chained(sample: list[str], lines: Iterator[str]) -> Iterator[str]:
    yield from sample
    yield from lines


def _records(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise refused(_sentence(str(error)), line=start) from None
        yield Row(start, cells)


def _sentence(error: str) -> str:
    if "unexpected end" in error or "limit" in error:
        return _("A quotation mark is opened here and never closed: close it, or write it twice within a cell.")
    if "expected after" in error:
        return _("A quotation mark stands within a cell: write it twice.")
    return _("This line cannot be read as CSV.")
