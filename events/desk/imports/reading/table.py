"""A table as it was read, whatever form the file has; and the limits that hold for all of them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from events.desk.imports.reading.refusal import MOST_FAULTS, Fault, FileRefused, refused
from events.formulas import unguarded

MAX_BYTES = 200 * 2**20
MAX_COLUMNS = 200
MAX_ROWS = 100_000
MAX_CELL = 50_000
MAX_HEADER = 200
LONGEST_LOOKED_AT = 2_000

Cell = str | list[str]
"""What stands in a cell; a list where the form itself can say that it is several."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: list[Cell]


@dataclass(slots=True)
class Table:
    """`rows` is read once; `notes` are sentences about the file that its importer should know, complete after that."""

    form: str
    headers: list[str]
    rows: Iterable[Row]
    notes: list[str] = field(default_factory=list)


def guarded(rows: Iterable[Row], width: int) -> Iterator[Row]:
    """The rows that are not empty, as wide as the headers. Raises FileRefused with the lines that break a limit."""
    faults: list[Fault] = []
    count = 0
    try:
        for row in filter(lambda row: any(row.cells), rows):
            count += 1
            if count > MAX_ROWS:
                raise refused(_("More than %(most)d rows: split the file.") % {"most": MAX_ROWS}, line=row.line)
            faults += [Fault(row.line, sentence) for sentence in _faults_of(row, width)]
            if len(faults) >= MOST_FAULTS:
                break
            if not faults:
                yield Row(row.line, [tidy(cell) for cell in row.cells] + [""] * (width - len(row.cells)))
    except FileRefused as broken_off:
        faults += broken_off.faults
    if faults:
        raise FileRefused(*faults[:MOST_FAULTS])
    if not count:
        raise refused(_("There is a line of headers and no row below it."))


def _faults_of(row: Row, width: int) -> Iterator[str]:
    if any(row.cells[width:]):
        yield _("It has %(count)d cells, and there are %(width)d headers.") % {"count": len(row.cells), "width": width}
    for place, cell in enumerate(row.cells, start=1):
        for text in [cell] if isinstance(cell, str) else cell:
            if len(text) > MAX_CELL:
                yield _("Cell %(place)d has %(count)d characters; %(most)d are the most.") % {
                    "place": place,
                    "count": len(text),
                    "most": MAX_CELL,
                }
            if found := UNPRINTABLE.search(text):
                yield unprintable(found[0], place)


def unprintable(sign: str, place: int) -> str:
    if "\ud800" <= sign <= "\udfff":
        return _("Cell %(place)d holds half of a character: save the file anew as UTF-8.") % {"place": place}
    return _("Cell %(place)d holds a character that is no text (U+%(code)04X): remove it.") % {
        "place": place,
        "code": ord(sign),
    }


def tidy(cell: Cell) -> Cell:
    """Without blanks around it, with plain line breaks, and without the apostrophe that guards a spreadsheet."""
    if not isinstance(cell, str):
        return [tidy(text) for text in cell]
    return unguarded(cell).strip().replace("\r\n", "\n").replace("\r", "\n") if cell else ""


# Letters of other alphabets that look like Latin ones: the Cyrillic and Greek letters that pass for headers.
LOOKALIKES = str.maketrans(
    "аеорсхуіјѕһԁԛԝАВЕКМНОРСТХУІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανιρυ",
    "aeopcxyijshdqwABEKMHOPCTXYIJSABEZHIKMNOPTYXoavipu",
)


def clean_headers(names: list[str], *, line: int = 1) -> list[str]:
    """The headers as they are shown. Raises FileRefused for none, too many, two that are one, and false letters."""
    names = [_clean(name) for name in names]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise refused(_("The first line has to name the columns, and it is empty."), line=line)
    if len(names) > MAX_COLUMNS:
        sentence = _("There are %(count)d columns; %(most)d are the most.")
        raise refused(sentence % {"count": len(names), "most": MAX_COLUMNS}, line=line)
    faults = [Fault(line, sentence) for sentence in _header_faults(names)]
    if faults:
        raise FileRefused(*faults[:MOST_FAULTS])
    return [name or _("(column %(place)d)") % {"place": place} for place, name in enumerate(names, start=1)]


def _clean(name: str) -> str:
    visible = "".join(sign for sign in name[:LONGEST_LOOKED_AT] if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _header_faults(names: list[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        if found := UNPRINTABLE.search(name):
            yield unprintable(found[0], place)
        elif len(name) > MAX_HEADER:
            yield _("The header of column %(place)d is too long: is this the line of headers?") % {"place": place}
        elif name and _mixes_alphabets(name):
            sentence = _("The header “%(name)s” mixes letters of two alphabets that look alike: type it anew.")
            yield sentence % {"name": name}
        elif name and (first := seen.setdefault(_skeleton(name), place)) != place:
            sentence = _("The columns %(first)d and %(place)d are both called “%(name)s”: rename one.")
            yield sentence % {"first": first, "place": place, "name": name}


def _skeleton(name: str) -> str:
    return unicodedata.normalize("NFKC", name).translate(LOOKALIKES).casefold()


def _mixes_alphabets(name: str) -> bool:
    alphabets = {unicodedata.name(sign, "").partition(" ")[0] for sign in name if sign.isalpha()}
    return len(alphabets & {"LATIN", "CYRILLIC", "GREEK"}) > 1
