"""PDF: the text of its pages, and what its information says."""

import logging
import re
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from events.capture.reading import Unreadable
from events.capture.reading.answers import LONGEST_TEXT, Answer, Claim
from events.capture.reading.letters import cleaned, language_code, one_line

MOST_PAGES = 400
PLACES = {"title": ("title", "PDF Title"), "authors": ("author", "PDF Author")}
_DAY = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(content: bytes) -> Answer:
    """Raises Unreadable for what is broken, or opens with a password only."""
    try:
        paper = PdfReader(BytesIO(content))
        if paper.is_encrypted and not paper.decrypt(""):
            raise Unreadable("password")
        pages, whole = _pages(paper)
        claims = _claims(paper)
    except Unreadable:
        raise
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, OSError) as error:
        raise Unreadable("broken") from error
    return Answer(kind="pdf", text=pages, everything="", claims=claims, doubt="" if whole else "truncated")


def _pages(paper: PdfReader) -> tuple[str, bool]:
    """The text, page beneath page, and whether that is all of it."""
    pages, length = [], 0
    for number, page in enumerate(paper.pages):
        if number == MOST_PAGES or length > LONGEST_TEXT:
            return cleaned("\n\n".join(pages)), False
        pages.append(page.extract_text() or "")
        length += len(pages[-1])
    return cleaned("\n\n".join(pages)), True


def _claims(paper: PdfReader) -> dict[str, list[Claim]]:
    told = paper.metadata
    claims = {}
    for field, (name, place) in PLACES.items():
        if isinstance(value := getattr(told, name, None), str) and one_line(value):
            claims[field] = [Claim(value=one_line(value), place=place)]
    if day := _DAY.match(str((told or {}).get("/CreationDate", ""))):
        claims["published"] = [Claim(value="-".join(day.groups()), place="PDF CreationDate")]
    if language := language_code(str(paper.root_object.get("/Lang", ""))):
        claims["language"] = [Claim(value=language, place="PDF Lang")]
    return claims
