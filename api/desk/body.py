"""What a program sent, read without guessing: JSON in UTF-8, each name once, nothing that no table can hold."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser

from api.problems import Fault, Refusal

LARGEST = 4 * 2**20
DEEPEST = 24
LONGEST_NUMBER = 40
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*+\\?(?:"|\Z)', re.DOTALL)  # one that never ends is read once, too
_BRACKETS = re.compile(r"[\[\]{}]")


class StrictJSONParser(BaseParser):
    """Raises Refusal with what is wrong and, where there is one, the place of it."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: dict | None = None) -> Any:
        return parsed(_read(stream))


def _read(stream: Any) -> bytes:
    check_size(stream, LARGEST)
    sent = stream.read(LARGEST + 1)
    if len(sent) > LARGEST:
        raise _too_large(LARGEST)
    return sent


def check_size(request: Any, most: int) -> None:
    """What says that it is too large is not read; a length that is no number is no length."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        raise Refusal(400, _("The body is not understood."))
    if int(length) > most:
        raise _too_large(most)


def _too_large(most: int) -> Refusal:
    return Refusal(413, _("The body has more than %(most)d bytes. Send it in parts.") % {"most": most})


def parsed(sent: bytes) -> Any:
    """The value that JSON says. Raises Refusal."""
    try:
        text = sent.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as trouble:
        raise _not_understood(_("It is not UTF-8 at byte %(place)d.") % {"place": trouble.start}) from None
    _check_depth(text)
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_constant, parse_int=_whole, parse_float=_broken
        )
    except json.JSONDecodeError as trouble:
        place = {"line": trouble.lineno, "column": trouble.colno}
        raise _not_understood(_("It is no JSON at line %(line)d, column %(column)d.") % place) from None
    if faults := list(_unreadable(value, "")):
        raise Refusal(400, _("The body is not understood."), faults=faults[:20])
    return value


def _not_understood(detail: str) -> Refusal:
    return Refusal(400, _("The body is not understood."), faults=[Fault(detail=detail, pointer="")])


def _check_depth(text: str) -> None:
    """Before it is parsed: a parser that calls itself breaks on what is deep enough."""
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub('""', text)):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST:
            raise _not_understood(_("It is nested deeper than %(most)d.") % {"most": DEEPEST})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _not_understood(_("The name “%(name)s” occurs twice in one object.") % {"name": shown(name)})
        found[name] = value
    return found


def _constant(name: str) -> None:
    raise _not_understood(_("“%(name)s” is no number.") % {"name": name})


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise _not_understood(_("A number is longer than %(most)d digits.") % {"most": LONGEST_NUMBER})
    return int(digits)


def _broken(digits: str) -> float:
    number = float(digits)
    if len(digits) > LONGEST_NUMBER or number in (float("inf"), float("-inf")):
        raise _not_understood(_("“%(name)s” is no number that can be kept.") % {"name": digits[:LONGEST_NUMBER]})
    return number


def shown(text: str) -> str:
    """A name from outside as it can be said in a sentence."""
    return text.encode("utf-8", "replace").decode().replace("\0", "�")[:64]


def _unreadable(value: Any, pointer: str) -> Iterator[Fault]:
    """Where a text holds what no table can."""
    if isinstance(value, str):
        if "\0" in value:
            yield Fault(pointer=pointer, detail=_("It holds a NUL, which no text can."))
        elif not _is_whole(value):
            yield Fault(pointer=pointer, detail=_("It holds half a letter (a lone surrogate)."))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _unreadable(name, pointer)
            yield from _unreadable(inner, f"{pointer}/{escaped(name)}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _unreadable(inner, f"{pointer}/{position}")


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def escaped(name: str) -> str:
    """A name as RFC 6901 writes it in a pointer."""
    return shown(name).replace("~", "~0").replace("/", "~1")


def check_is_utf8(content_type: str) -> None:
    """Raises UnsupportedMediaType for JSON that says it is in other letters."""
    _kind, _semicolon, parameters = content_type.partition(";")
    charset = re.search(r"charset=\s*\"?([^\s;\"]+)", parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise UnsupportedMediaType(content_type[:100])
