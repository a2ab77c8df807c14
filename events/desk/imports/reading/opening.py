"""Which form a file has, told by what is in it and not by its name alone."""

import io
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from events.desk.imports.reading.delimited import read_delimited, read_text
from events.desk.imports.reading.records import read_json
from events.desk.imports.reading.refusal import refused
from events.desk.imports.reading.table import MAX_BYTES, Table
from events.desk.imports.reading.timelinejs import from_spreadsheet, is_timelinejs
from events.desk.imports.reading.workbook import read_workbook, refuse_old_or_encrypted

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"\x7fELF": "ELF",
    b"{\\rtf": "RTF",
    b"SQLite": "SQLite",
}
WORKBOOKS, JSONS, TEXTS = {".xlsx"}, {".json", ".jsonl", ".ndjson"}, {".csv", ".tsv", ".txt", ".tab", ""}


def open_file(name: str, stream: BinaryIO, *, encoding: str = "") -> Table:
    """The table of an uploaded file. Raises FileRefused, at once or while its rows are read."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if not size:
        raise refused(_("The file is empty."))
    if size > MAX_BYTES:
        raise refused(_("The file is larger than %(most)d MiB: split it.") % {"most": MAX_BYTES // 2**20})
    table = _opened(PurePath(name).suffix.lower(), stream, encoding)
    return from_spreadsheet(table) if is_timelinejs(table.headers) else table


def open_pasted(text: str) -> Table:
    """The table of cells that were copied in a spreadsheet and pasted. Raises FileRefused."""
    if not text.strip():
        raise refused(_("Nothing was pasted."))
    first = text.lstrip("\r\n").split("\n", 1)[0]
    if first.lstrip().startswith(("[", "{")):
        return open_file("pasted.json", io.BytesIO(text.encode("utf-8", "surrogatepass")))
    table = read_text(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else "", form="paste")
    return from_spreadsheet(table) if is_timelinejs(table.headers) else table


def _opened(suffix: str, stream: BinaryIO, encoding: str) -> Table:
    head = stream.read(8)
    stream.seek(0)
    if head.startswith(OLE):
        raise refuse_old_or_encrypted(stream)
    foreign = next((kind for mark, kind in FOREIGN.items() if head.startswith(mark)), "")
    if foreign or (head[:2] == b"PK") != (suffix in WORKBOOKS):
        raise refused(_wrong_name(suffix, "ZIP" if head[:2] == b"PK" else foreign))
    if suffix in WORKBOOKS:
        return read_workbook(stream)
    if suffix in JSONS:
        return read_json(stream)
    if suffix not in TEXTS:
        raise refused(_("“%(suffix)s” files are not read: CSV, XLSX and JSON are.") % {"suffix": suffix[:20]})
    return read_delimited(stream, encoding=encoding)


def _wrong_name(suffix: str, kind: str) -> str:
    if suffix in {".xlsm", ".xltm", ".xlsb"}:
        return _("Workbooks with macros are not read: save it as .xlsx.")
    if kind:
        return _("What is in the file is %(kind)s, whatever its name says: CSV, XLSX and JSON are read.") % {
            "kind": kind
        }
    return _("It is called .xlsx, and is no workbook: save it again from the spreadsheet.")
