"""XLSX: the ZIP around it is checked before anything is unpacked, and only plain cells of the first sheet are read."""

import datetime
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from events.desk.imports.reading.refusal import FileRefused, refused
from events.desk.imports.reading.table import MAX_COLUMNS, Row, Table, clean_headers, guarded

MOST_PARTS = 2_000
MOST_UNPACKED = 400 * 2**20
MOST_SHARED = 64 * 2**20  # texts that are held in memory while a sheet is read
MOST_RATIO = 200
SMALL = 2**20
LAST_ROW = 1_048_576
BLOCK = 2**20
ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"'](\d{1,9})[\"']")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(stream: BinaryIO) -> Table:
    """The table of the first sheet. Raises FileRefused."""
    try:
        check_parts(stream)
        stream.seek(0)
        book = openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
        sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
        if sheet is None:
            raise refused(_("The workbook has no visible sheet."))
        sheet.reset_dimensions()  # what a sheet says of its own size may be wrong, and cells beyond would be lost
        records = _records(sheet)
        first = next((row for row in records if any(row.cells)), None)
    except FileRefused:
        raise
    except _BROKEN as error:
        raise _unreadable() from error
    if first is None:
        raise refused(_("The sheet “%(name)s” is empty.") % {"name": sheet.title})
    headers = clean_headers(first.cells, line=first.line)
    notes = []
    if len(book.worksheets) > 1:
        notes.append(_("The workbook has several sheets; “%(name)s” was read.") % {"name": sheet.title})
    return Table("xlsx", headers, guarded(records, len(headers)), notes)


def refuse_old_or_encrypted(stream: BinaryIO) -> FileRefused:
    """Which of the two an OLE file is: Excel before 2007, or any Excel behind a password."""
    stream.seek(0)
    if ENCRYPTED in stream.read(2**20):
        return refused(_("The workbook is protected by a password: save it without one."))
    return refused(_("This is a workbook of Excel before 2007 (.xls): save it as .xlsx."))


def check_parts(stream: BinaryIO) -> None:
    """Raises FileRefused for a ZIP that is no honest workbook, from its directory alone."""
    with zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if sentence := _fault_of_all(parts, names) or next(filter(None, map(_fault_of, parts)), ""):
            raise refused(sentence)
        if _overlap(parts):
            raise refused(_("Parts of the file lie over each other: it was not made by a spreadsheet."))
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and b"<!" in archive.open(part).read(4096).replace(
                b"<!--", b""
            ):
                raise refused(_("The workbook holds declarations that no spreadsheet writes."))
            if part.filename.startswith("xl/worksheets/") and not _ascends(archive.open(part)):
                raise refused(_("Rows of a sheet stand out of order, or twice: it was not made by a spreadsheet."))
        if b"macroEnabled" in archive.read("[Content_Types].xml"):
            raise refused(_macros())


def _ascends(sheet: IO[bytes]) -> bool:
    """Whether each row stands after the one before: others are passed over by openpyxl without a word."""
    last, rest = 0, b""
    while block := sheet.read(BLOCK):
        whole, sign, rest = (rest + block).rpartition(b"<")
        rest = sign + rest if sign else b""  # so much without a tag holds no row
        for number in map(int, ROW.findall(whole)):
            if number <= last:
                return False
            last = number
    return True


def _fault_of_all(parts: list[zipfile.ZipInfo], names: set[str]) -> str:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return _("Unpacked, the workbook is too large: save only the sheet that is to be imported.")
    if len(names) != len(parts):
        return _("The file holds a part twice: it was not made by a spreadsheet.")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        return _("This is a ZIP file, and no workbook (.xlsx).")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return _macros()
    if any("externallink" in name.lower() for name in names):
        return _("The workbook takes values from other workbooks: paste them as values and save it again.")
    return ""


def _macros() -> str:
    return _("The workbook holds macros: save it as .xlsx without them.")


def _fault_of(part: zipfile.ZipInfo) -> str:
    name = part.filename
    if name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/"):
        return _("A part of the file leads outside it: it was not made by a spreadsheet.")
    if part.flag_bits & 1:
        return _("The workbook is protected by a password: save it without one.")
    if stat.S_ISLNK(part.external_attr >> 16) or name.lower().endswith(
        (".zip", ".xlsx", ".xlsm", ".gz", ".7z", ".rar")
    ):
        return _("The file holds another archive or a link: it was not made by a spreadsheet.")
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return _("The file is packed in a way that no spreadsheet uses.")
    if part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1):
        return _("A part of the file unpacks to far more than it is: it is not read.")
    if name.lower().endswith("sharedstrings.xml") and part.file_size > MOST_SHARED:
        return _("Its texts are too many to be held at once: save the sheet as CSV.")
    return ""


def _overlap(parts: list[zipfile.ZipInfo]) -> bool:
    ends = 0
    for part in sorted(parts, key=lambda each: each.header_offset):
        if part.header_offset < ends:
            return True
        ends = part.header_offset + 30 + len(part.filename.encode()) + part.compress_size
    return False


_BROKEN = (
    *(
        zlib.error,
        zipfile.BadZipFile,
        DefusedXmlException,
        ParseError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OverflowError, AssertionError),
)
"""What openpyxl raises for a workbook that is broken somewhere: it has no exception of its own for all of them."""


def _unreadable(line: int = 0) -> FileRefused:
    return refused(_("The workbook cannot be read: open it in a spreadsheet and save it again as .xlsx."), line=line)


def _records(sheet) -> Iterator[Row]:
    number = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if number > LAST_ROW:
                raise refused(_("The sheet claims more rows than a sheet can have."), line=number)
            if any(cell.value is not None for cell in cells[MAX_COLUMNS:]):
                raise refused(_("It has more than %(most)d columns.") % {"most": MAX_COLUMNS}, line=number)
            yield Row(number, _trimmed([_text(cell, number) for cell in cells[:MAX_COLUMNS]]))
    except FileRefused:
        raise
    except _BROKEN as error:
        raise _unreadable(number + 1) from error


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(cell, line: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        sentence = _("Cell %(place)s holds a formula: paste its value instead.")
        raise refused(sentence % {"place": getattr(cell, "coordinate", cell.column)}, line=line)
    if cell.data_type == "e":
        raise refused(
            _("Cell %(place)s holds the error %(what)s.") % {"place": cell.coordinate, "what": value}, line=line
        )
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
