"""Which kind of document it is, by what is said and by what it begins with, and who reads that kind."""

import re
from collections.abc import Callable

from events.capture.reading import Unreadable
from events.capture.reading.answers import LONGEST_TEXT, Answer, Claim
from events.capture.reading.letters import charset_in, cleaned, decoded, first_line, is_thin

HTML = ("text/html", "application/xhtml+xml")
PLAIN = ("text/plain", "text/markdown")
UNSAID = ("", "application/octet-stream", "binary/octet-stream", "application/force-download")
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta)\b", re.I | re.S
)


def read(content: bytes, content_type: str, address: str) -> Answer:
    """The document as text. Raises Unreadable."""
    reader = _reader_of(content, content_type.partition(";")[0].strip().lower())
    answer = reader(content, charset_in(content_type), address)
    if not answer["text"]:
        raise Unreadable("pictures" if answer["kind"] == "pdf" else "empty")
    if len(answer["text"]) > LONGEST_TEXT:
        answer["text"], answer["doubt"] = answer["text"][:LONGEST_TEXT], "truncated"
    answer["everything"] = answer.get("everything", "")[:LONGEST_TEXT]
    return answer


def _reader_of(content: bytes, kind: str) -> Callable[[bytes, str, str], Answer]:
    """A PDF is one whatever the server calls it; the other kinds are believed, and guessed only where none is said."""
    if b"%PDF-" in content[:1024]:
        return _pdf
    if kind in HTML or (kind in UNSAID and _MARKUP.match(content[:4096].removeprefix(b"\xef\xbb\xbf"))):
        return _html
    if kind in (*PLAIN, *UNSAID) and _may_be_text(content):
        return _plain
    raise Unreadable("kind")


def _may_be_text(content: bytes) -> bool:
    return content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in content


def _html(content: bytes, charset: str, address: str) -> Answer:
    from events.capture.reading.pages import read_page  # noqa: PLC0415  a PDF needs none of the libraries of a page

    return read_page(decoded(content, charset, is_page=True), address)


def _pdf(content: bytes, charset: str, address: str) -> Answer:
    from events.capture.reading.papers import read_pdf  # noqa: PLC0415  the same the other way round

    return read_pdf(content)


def _plain(content: bytes, charset: str, address: str) -> Answer:
    text = cleaned(decoded(content, charset))
    title = first_line(text)
    claims = {"title": [Claim(value=title, place="first line")]} if title else {}
    return Answer(kind="plain", text=text, everything="", claims=claims, doubt="thin" if is_thin(text) else "")
