"""JSON: a list of records, one record a line, our own nested form, and TimelineJS."""

import json
import math
from collections.abc import Callable, Iterator
from typing import BinaryIO, NoReturn

from django.utils.translation import gettext as _

from events.desk.imports.reading.nested import is_nested, records_of
from events.desk.imports.reading.refusal import MOST_FAULTS, Fault, FileRefused, refused
from events.desk.imports.reading.table import MAX_COLUMNS, Cell, Row, Table, clean_headers, guarded
from events.desk.imports.reading.timelinejs import rows_of_json

MAX_DOCUMENT = 20 * 2**20
LONGEST_LINE = 4_000_000
LONGEST_NUMBER = 40


def read_json(stream: BinaryIO) -> Table:
    """The table of a JSON document or of JSON Lines. Raises FileRefused."""
    first, second = _two_lines(stream)
    whole_lines = first.startswith(b"{") and first.endswith(b"}") and (not second or second.startswith(b"{"))
    if whole_lines and (second or not _is_document(_parsed(first, 1))):
        return _table("jsonl", lambda: _from_lines(stream))
    return _from_document(stream)


def _from_document(stream: BinaryIO) -> Table:
    content = stream.read(MAX_DOCUMENT + 1)
    if len(content) > MAX_DOCUMENT:
        sentence = _("One JSON document may have %(most)d MiB. Write one record a line (JSON Lines) for more.")
        raise refused(sentence % {"most": MAX_DOCUMENT // 2**20})
    document = _parsed(content, 0)
    if isinstance(document, dict) and isinstance(document.get("events"), list) and not is_nested(document):
        return rows_of_json(document)
    records = document
    if isinstance(document, dict):
        records = document.get("incidents", [document])
    if not isinstance(records, list):
        raise refused(_("Expected is a list of records: [{…}, {…}]."))
    return _table("json", lambda: enumerate(records, start=1))


def _table(form: str, records: Callable[[], Iterator[tuple[int, object]]]) -> Table:
    """Goes through the records twice: first for the names of their fields, then for the rows."""
    names: dict[str, None] = {}
    faults: list[Fault] = []
    for line, record in _flat(records(), faults):
        names |= dict.fromkeys(record)
        if len(names) > MAX_COLUMNS:
            raise refused(_("Its records have more than %(most)d fields.") % {"most": MAX_COLUMNS}, line=line)
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise FileRefused(*faults[:MOST_FAULTS])
    order = list(names)
    headers = clean_headers(order)
    rows = (Row(line, [_cell(record.get(name)) for name in order]) for line, record in _flat(records(), faults))
    return Table(form, headers, guarded(rows, len(headers)))


def _flat(records: Iterator[tuple[int, object]], faults: list[Fault]) -> Iterator[tuple[int, dict]]:
    """Records of plain fields; what is none is put among the faults."""
    for line, record in records:
        try:
            if not isinstance(record, dict):
                raise TypeError(_("This is no record: expected is {…}."))
            if isinstance(record.get("events"), dict):
                raise TypeError(_("“events” is a list of records: [{…}]."))
            yield from ((line, flat) for flat in (records_of(record) if is_nested(record) else [record]))
        except TypeError as fault:
            faults.append(Fault(line, str(fault)))


def _from_lines(stream: BinaryIO) -> Iterator[tuple[int, object]]:
    stream.seek(0)
    faults, number = [], 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise refused(_("This line has no end."), line=number)
        if line.strip() in (b"", b"\xef\xbb\xbf"):
            continue
        try:
            yield number, _parsed(line, number)
        except FileRefused as fault:
            faults += fault.faults
            if len(faults) >= MOST_FAULTS:
                break
    if faults:
        raise FileRefused(*faults)


def _two_lines(stream: BinaryIO) -> tuple[bytes, bytes]:
    """The first two lines that hold something, as far as they are needed to tell the form."""
    lines = []
    while len(lines) < 2 and (line := stream.readline(LONGEST_LINE)):
        if stripped := line.removeprefix(b"\xef\xbb\xbf").strip():
            lines.append(stripped)
    stream.seek(0)
    first, second, *_rest = [*lines, b"", b""]
    return first, second


def _is_document(value: object) -> bool:
    """Whether a single line is a whole document of a form with records inside."""
    return isinstance(value, dict) and (isinstance(value.get("events"), list) or is_nested(value))


def _parsed(content: bytes, line: int) -> object:
    """Raises FileRefused for what is no JSON, and for JSON that says two things at once."""
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_without_doubles,
            parse_constant=_no_number,
            parse_int=_whole,
            parse_float=_broken,
        )
    except UnicodeDecodeError as error:
        at = line or content[: error.start].count(b"\n") + 1
        raise refused(_("JSON is written in UTF-8, and this is not."), line=at) from None
    except json.JSONDecodeError as error:
        sentence = _("This is no JSON: %(why)s, at character %(column)d.")
        raise refused(sentence % {"why": error.msg, "column": error.colno}, line=line or error.lineno) from None
    except RecursionError:
        raise refused(_("It is nested too deeply."), line=line) from None
    except ValueError as error:
        raise refused(str(error), line=line) from None


def _without_doubles(pairs: list[tuple[str, object]]) -> dict:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _value in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(_("A record names the field “%(name)s” twice.") % {"name": double[:60]})
    return fields


def _no_number(name: str) -> NoReturn:
    raise ValueError(_("%(name)s is no number.") % {"name": name})


def _whole(digits: str) -> int:
    return int(digits) if len(digits) <= LONGEST_NUMBER else _no_number(f"{digits[:LONGEST_NUMBER]}…")


def _broken(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits[:LONGEST_NUMBER])


def _cell(value: object) -> Cell:
    """A value as text: a list of plain values stays several, anything deeper is kept as its JSON."""
    if isinstance(value, list):
        return [_text(each) for each in value if each is not None]
    return _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
