"""A document's text and what it says of itself, read in a child process that may not take much or long.

Documents come from strangers. What ends the child (too much memory, too long, a crash) ends as a sentence here, and
everything that the child says is checked again.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from tld import get_fld

from events.addresses import canonical
from events.capture.reading.letters import cleaned, one_line
from events.dates import DateRefused, read
from events.exceptions import Refused
from events.models.capture import Doubt

HOUSE = Path(__file__).resolve().parents[2]
MEGABYTE = 1 << 20
LARGEST = {"html": 5 * MEGABYTE, "any": 20 * MEGABYTE}
LONGEST = {"title": 300, "publisher": 200, "authors": 300, "published": 100, "language": 2, "canonical": 2000}
EARLIEST = date(1450, 1, 1)
PLACEHOLDERS = ("0001", "1900-01-01", "1970-01-01")  # what programs write where no date was given

MEMORY = 768 * MEGABYTE
CPU_SECONDS = 15
WALL_SECONDS = 40
LARGEST_ANSWER = 24 * MEGABYTE

SENTENCES = {
    "kind": _("Only HTML, PDF and plain text can be read. Paste the text instead."),
    "large": _("The page is larger than 5 MB. Paste the text instead."),
    "huge": _("The file is larger than 20 MB. Paste the text instead."),
    "empty": _("No text was found in it. Paste the text instead."),
    "pictures": _("The PDF holds no text, perhaps only pictures of pages. Paste the text instead."),
    "password": _("The PDF opens with a password only. Paste the text instead."),
    "broken": _("The PDF is damaged and cannot be read. Paste the text instead."),
    "too_much": _("Reading it took too much memory or time. Paste the text instead."),
}


class Unreadable(Refused):
    """No text can be had from a document, and the message says why and what to do."""


@dataclass(frozen=True)
class Extracted:
    """`text` is NFC, without controls, its lines kept; `everything` is that of the whole page, with what stands around.

    `found` = {field: {"value", "place"}} for title, publisher, authors, published (EDTF: a day, a month or a year),
    language (two letters) and canonical, as far as the document says them. `doubt` is a Doubt, or empty.
    """

    text: str
    found: dict[str, dict[str, str]]
    doubt: str
    kind: str
    everything: str

    @property
    def language(self) -> str:
        return self.found.get("language", {}).get("value", "")


def extract(content: bytes, content_type: str, address: str = "") -> Extracted:
    """Reads HTML, PDF or plain text. Raises Unreadable with a sentence, whatever the document does."""
    if len(content) > LARGEST["any"]:
        raise Unreadable(SENTENCES["huge"])
    if len(content) > LARGEST["html"] and b"%PDF-" not in content[:1024]:
        raise Unreadable(SENTENCES["large"])
    answer = _asked_of_child(content, content_type, address)
    if code := answer.get("refused"):
        raise Unreadable(SENTENCES.get(code, SENTENCES["too_much"]))
    text = cleaned(str(answer.get("text", "")))
    if not text:
        raise Unreadable(SENTENCES["empty"])
    return Extracted(
        text=text,
        found=_believed(answer.get("claims"), address),
        doubt=answer["doubt"] if answer.get("doubt") in Doubt.values else "",
        kind=str(answer.get("kind", "")),
        everything=cleaned(str(answer.get("everything", ""))),
    )


def _asked_of_child(content: bytes, content_type: str, address: str) -> dict:
    """By files, not pipes: a child that is killed in the middle leaves nothing to wait for."""
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(json.dumps(_order(content_type, address)).encode() + b"\n" + content)
        question.seek(0)
        try:
            subprocess.run(
                [sys.executable, "-s", "-m", "events.capture.reading"],
                **{"stdin": question, "stdout": answer, "stderr": subprocess.DEVNULL},
                **{"cwd": HOUSE, "env": _environ(), "timeout": WALL_SECONDS, "check": True, "start_new_session": True},
            )
            answer.seek(0)
            told = json.loads(answer.read(LARGEST_ANSWER))
        except (subprocess.SubprocessError, ValueError, RecursionError):
            return {"refused": "too_much"}
    return told if isinstance(told, dict) else {"refused": "too_much"}


def _order(content_type: str, address: str) -> dict:
    limits = {"memory": MEMORY, "seconds": CPU_SECONDS, "answer": LARGEST_ANSWER}
    return {"content_type": content_type[:200], "address": address[:2000], **limits}


def _environ() -> dict[str, str]:
    """Next to nothing: no key, no password and no address of a database is where strange documents are read."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


# --- What the document says of itself, as far as it can be believed ---


def _believed(claims: object, address: str) -> dict[str, dict[str, str]]:
    """For each field the first claim that holds."""
    found = {}
    for field, check in CHECKS.items():
        for claim in claims.get(field, []) if isinstance(claims, dict) else []:
            if value := check(one_line(str(claim["value"])), address):
                found[field] = {"value": value, "place": one_line(str(claim["place"]))[:60]}
                break
    return found


def _short(value: str, longest: int) -> str:
    return value if len(value) <= longest else value[: longest - 1].rsplit(" ", 1)[0] + "…"


def _published(value: str, address: str) -> str:
    """A day, a month or a year that has been; a document may be dated tomorrow where the sun rises earlier."""
    try:
        reading = read(value)
    except DateRefused:
        return ""
    first = reading.earliest
    is_point = re.fullmatch(r"\d{4}(?:-\d\d){0,2}", reading.edtf, re.ASCII)
    if not is_point or first is None or value.startswith(PLACEHOLDERS):
        return ""
    return reading.edtf if EARLIEST <= first <= timezone.now().date() + timedelta(days=1) else ""


def _language(value: str, address: str) -> str:
    return value if re.fullmatch(r"[a-z]{2}", value) else ""


def _canonical(value: str, address: str) -> str:
    """An address on the same site: a page may not pass itself off as somebody else's."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or len(value) > LONGEST["canonical"]:
        return ""
    return canonical(value) if not address or _site(value) == _site(address) else ""


def _site(address: str) -> str:
    """The registrable domain; for a host that has none, itself with its port."""
    return get_fld(address, fail_silently=True) or urlsplit(address).netloc.lower()


CHECKS = {
    "title": lambda value, address: _short(value, LONGEST["title"]),
    "publisher": lambda value, address: _short(value, LONGEST["publisher"]),
    "authors": lambda value, address: _short(value, LONGEST["authors"]),
    "published": _published,
    "language": _language,
    "canonical": _canonical,
}
