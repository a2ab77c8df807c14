"""CSV and XLSX of a sheet, row by row: no more than a chunk of it is ever in memory."""

import csv
import tempfile
from collections.abc import Iterator
from typing import IO

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from events.desk.exports.columns import Column, Sheet, Value
from events.exceptions import Refused
from events.formulas import guarded

CHUNK = 500
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_575
BOM = "\ufeff"  # without it, spreadsheets take UTF-8 for something else


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(sheet: Sheet, rows: QuerySet) -> Iterator[str]:
    """The lines of a CSV file: UTF-8, commas, CR LF."""
    columns = sheet.columns(rows)
    writer = csv.writer(Echo(), lineterminator="\r\n")
    yield BOM + writer.writerow([column.header for column in columns])
    for row in _in_chunks(sheet, rows):
        yield writer.writerow(_cells(columns, row))


def as_workbook(sheet: Sheet, rows: QuerySet) -> IO[bytes]:
    """A file that is gone when it is closed, at its beginning. Raises Refused for what no workbook can hold."""
    columns = sheet.columns(rows)
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.name)
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed by the answer that sends it
    try:
        page.append([column.header for column in columns])
        for number, row in enumerate(_in_chunks(sheet, rows), start=1):
            cells = _cells(columns, row)
            _check_fits(cells, number)
            page.append([_workbook_cell(page, value) for value in cells])
    except BaseException:
        book.save(file)  # only saving ends what the library has begun, and removes its scratch files
        file.close()
        raise
    book.save(file)
    file.seek(0)
    return file


def _in_chunks(sheet: Sheet, rows: QuerySet) -> Iterator[Model]:
    return sheet.prepared(rows).iterator(chunk_size=CHUNK)


def _cells(columns: list[Column], row: Model) -> list[Value]:
    """Texts are guarded; numbers are numbers, and start nothing."""
    values = (column.value(row) for column in columns)
    return [guarded(value) if isinstance(value, str) else value for value in values]


def _check_fits(cells: list[Value], number: int) -> None:
    if number > MOST_ROWS:
        raise Refused(_("A workbook cannot hold so many rows. Take CSV."))
    for cell in cells:
        if isinstance(cell, str) and (len(cell) > LONGEST_CELL or ILLEGAL_CHARACTERS_RE.search(cell)):
            raise Refused(
                _("Row %(row)d holds a text that no workbook can hold whole. Take CSV.") % {"row": number + 1}
            )


def _workbook_cell(page, value: Value) -> Value | Cell:
    """`#N/A` is a text that somebody wrote, and no error."""
    if not (isinstance(value, str) and value.startswith("#")):
        return value
    cell = WriteOnlyCell(page, value)
    cell.data_type = "s"
    return cell
