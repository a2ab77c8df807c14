"""What is in one cell: several values, a choice, a date, an address; or the sentence that says what to mend."""

import ast
import contextlib
import json
import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from companies.matching import normalised
from events.dates import DateRefused, Reading, read
from events.desk.imports.models import DayOrder
from events.desk.imports.reading import UNPRINTABLE, Cell
from events.models.source import check_signs_nobody_in

LONGEST_TITLE = 200
LONGEST_CHOICE = 200
LONGEST_ADDRESS = 2000
NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
YES, NO = {"yes", "y", "true", "1", "x", "oui", "o", "vrai"}, {"", "no", "n", "false", "0", "non", "faux"}
BETWEEN_ADDRESSES = re.compile(r"\s+|[,;|]\s*(?=https?://)", re.IGNORECASE)
IS_ADDRESS = URLValidator(schemes=["http", "https"])


class CellRefused(ValueError):
    """The sentence says what to mend."""


class Ambiguous(CellRefused):
    """The same cell can be read in two ways, and the importer has to say which."""


def one(cell: Cell) -> str:
    return cell if isinstance(cell, str) else "; ".join(filter(None, cell))


def several(cell: Cell, separator: str) -> list[str]:
    """The values of a cell: a list as it is, a list written out as Python and JSON do, or parted by the separator."""
    if isinstance(cell, str):
        cell = listed(cell) or cell.replace("\n", separator).split(separator)
    return [text for each in cell if (text := each.strip())]


def listed(text: str) -> list[str] | None:
    """The texts of `["a", "b"]` or `['a', 'b']`; None for anything else, and for the word that says there are none."""
    if text in {"None", "null", "NULL"}:
        return [""]
    if not (text.startswith("[") and text.endswith("]")):
        return None
    for parse in (json.loads, ast.literal_eval):
        with contextlib.suppress(ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            texts = [str(value) for value in parse(text) if not isinstance(value, list | dict | tuple)]
            return None if any(map(UNPRINTABLE.search, texts)) else texts  # escapes can write what no text holds
    return None


def addresses(cell: Cell) -> list[str]:
    """The addresses of a cell: no address holds a blank, but it may well hold what parts other values."""
    cells = (listed(cell) or [cell]) if isinstance(cell, str) else cell
    return [each for text in cells for each in BETWEEN_ADDRESSES.split(text.strip()) if each]


def damage_of(address: str) -> str:
    """What is wrong with an address, or nothing."""
    if len(address) > LONGEST_ADDRESS:
        return _("The address is longer than %(most)d characters.") % {"most": LONGEST_ADDRESS}
    if not re.match(r"https?://", address, re.IGNORECASE):
        return _("“%(address)s” does not begin with http:// or https://.") % {"address": clipped(address)}
    try:
        IS_ADDRESS(address)
    except ValidationError:
        return _("“%(address)s” is no address of a page.") % {"address": clipped(address)}
    try:
        check_signs_nobody_in(address)
    except ValidationError as refused:
        return str(refused.message)
    return ""


def choice(text: str, choices: type[models.TextChoices]) -> str:
    """The code of a choice that was written as its code or as its words in English or French; "" for an empty cell."""
    if not text:
        return ""
    if code := _codes(choices).get(normalised(text[:LONGEST_CHOICE])):
        return code
    known = ", ".join(str(label) for label in choices.labels)
    raise CellRefused(_("“%(text)s” is none of: %(known)s.") % {"text": clipped(text), "known": known})


@lru_cache(maxsize=64)
def _codes(choices: type[models.TextChoices]) -> dict[str, str]:
    codes = {}
    for language in ("fr", "en"):
        with override(language):
            codes |= {normalised(str(label)): code for code, label in choices.choices}
    return codes | {normalised(code): code for code in choices.values}


def yes(text: str) -> bool:
    word = normalised(text[:LONGEST_CHOICE])
    if word in YES or word in NO:
        return word in YES
    raise CellRefused(_("“%(text)s” is neither yes nor no.") % {"text": clipped(text)})


def counted(text: str) -> tuple[int | None, int | None]:
    """At least and at most: `50`, `50-60`, `1,200`."""
    if not text:
        return None, None
    found = re.fullmatch(r"(\d{1,9})(?:\s*(?:-|–|to|à|/)\s*(\d{1,9}))?", re.sub(r"(?<=\d)[,.\s ](?=\d{3}\b)", "", text))
    if not found:
        raise CellRefused(_("“%(text)s” is no number: write 50, or 50-60.") % {"text": clipped(text)})
    least, most = int(found[1]), int(found[2] or found[1])
    if least > most:
        raise CellRefused(_("“%(text)s”: the lower number comes first.") % {"text": clipped(text)})
    return least, most


def dated(text: str, order: str) -> Reading | None:
    """The date of a cell. Raises Ambiguous where day and month cannot be told apart, and CellRefused."""
    if not text:
        return None
    try:
        return _read(text, order)
    except DateRefused as refused:
        kind = Ambiguous if refused.code == "ambiguous" else CellRefused
        raise kind(refused.sentence((get_language() or "en")[:2])) from None


@lru_cache(maxsize=4096)
def _read(text: str, order: str) -> Reading:
    if found := WITH_TIME.fullmatch(text):
        text = found[1]
    try:
        return read(text)
    except DateRefused as refused:
        found = NUMERIC.fullmatch(text)
        if refused.code != "ambiguous" or not order or not found:
            raise
        day, month = (found[1], found[3]) if order == DayOrder.DAY_FIRST else (found[3], found[1])
        return read(f"{found[4]}-{month:0>2}-{day:0>2}")


def language(text: str, default: str) -> str:
    if not text:
        return default
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,6})?", text):
        raise CellRefused(_("“%(text)s” is no language: write en, fr, de …") % {"text": clipped(text)})
    return text.lower()


def title_from(text: str, most: int = LONGEST_TITLE) -> str:
    """The first sentence of a text as a title, cut at a word where it is too long."""
    line = text.strip().split("\n", 1)[0]
    sentence = re.split(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý“\"«(])", line, maxsplit=1)[0].strip()
    if len(sentence) <= most:
        return sentence.rstrip(".") if sentence.count(".") == 1 else sentence
    return sentence[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def title_of_address(address: str) -> str:
    """What a page is called of which nothing but its address is known."""
    return re.sub(r"^https?://(www\.)?", "", address, flags=re.IGNORECASE).rstrip("/")[:300]


def clipped(text: str, most: int = 80) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
