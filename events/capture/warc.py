"""The answers of servers as they came, in WARC files below the data directory. Evidence, never shown to anybody.

Names cannot be guessed, files are readable for our own user only, and nothing serves them. A file is complete or not
there: it is written beside its place and moved. What no row names is swept away.
"""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from html import unescape
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, unquote

from django.conf import settings
from django.db import transaction
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from events.capture.fetching import Exchange
from events.capture.reading.letters import charset_in, decoded
from events.models import Capture

GRACE_SECONDS = 15 * 60
SUFFIX = ".warc.gz"
# The body is kept unpacked, so that what packed it is told under another name, as other archives do.
PACKING = {"content-encoding", "transfer-encoding", "content-length"}


@dataclass(frozen=True)
class Kept:
    """`name` is the file's, below the data directory."""

    name: str
    sha256: str


def folder() -> Path:
    return Path(settings.DATA_DIR) / "captures"


def path_of(name: str) -> Path:
    return Path(settings.DATA_DIR) / name


def keep_exchanges(exchanges: list[Exchange]) -> Kept:
    """Each request with its answer, the redirects before the document."""
    content = BytesIO()
    writer = _writer(content)
    for exchange in exchanges:
        writer.write_request_response_pair(_request(writer, exchange), _response(writer, exchange))
    return _written(content.getvalue())


def keep_file(name: str, content_type: str, content: bytes) -> Kept:
    """A file that somebody handed in, as it was."""
    file = BytesIO()
    writer = _writer(file)
    address = f"urn:file:{quote(name[-200:], safe='')}"
    record = writer.create_warc_record(
        address,
        "resource",
        payload=BytesIO(content),
        length=len(content),
        warc_content_type=content_type or "application/octet-stream",
    )
    writer.write_record(record)
    return _written(file.getvalue())


def _writer(file: BytesIO) -> WARCWriter:
    writer = WARCWriter(file, gzip=True)
    writer.write_record(writer.create_warcinfo_record("capture.warc.gz", {"software": "Answerable"}))
    return writer


def _request(writer: WARCWriter, exchange: Exchange):
    target = "/" + exchange.address.split("/", 3)[3] if exchange.address.count("/") > 2 else "/"
    head = StatusAndHeaders(f"{exchange.method} {target} HTTP/1.1", exchange.sent, is_http_request=True)
    return writer.create_warc_record(exchange.address, "request", payload=BytesIO(), length=0, http_headers=head)


def _response(writer: WARCWriter, exchange: Exchange):
    headers = [(_as_kept(name), value) for name, value in exchange.headers]
    headers.append(("Content-Length", str(len(exchange.body))))
    phrase = exchange.reason or next((known.phrase for known in HTTPStatus if known == exchange.status), "")
    head = StatusAndHeaders(f"{exchange.status} {phrase}", headers, protocol="HTTP/1.1")
    return writer.create_warc_record(
        exchange.address,
        "response",
        payload=BytesIO(exchange.body),
        length=len(exchange.body),
        http_headers=head,
        warc_headers_dict={"WARC-IP-Address": exchange.server},
    )


def _as_kept(name: str) -> str:
    return f"X-Archive-Orig-{name}" if name.lower() in PACKING else name


def _written(content: bytes) -> Kept:
    name = f"captures/{secrets.token_urlsafe(32)}{SUFFIX}"
    place = path_of(name)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = place.with_suffix(".part")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(place)
    return Kept(name, hashlib.sha256(content).hexdigest())


def discard(name: str) -> None:
    """After whatever named it is gone. A file that is not there any more is no trouble."""
    if name:
        path_of(name).unlink(missing_ok=True)


def sweep() -> int:
    """Removes files that no capture names, once they are too old to be about to be named; returns how many."""
    oldest = time.time() - GRACE_SECONDS
    files = [file for file in folder().glob("*") if file.is_file() and file.stat().st_mtime < oldest]
    names = {f"captures/{file.name}" for file in files}
    orphans = names - set(Capture.objects.filter(warc__in=names).values_list("warc", flat=True))
    for name in orphans:
        discard(name)
    return len(orphans)


# --- Redaction: words that are taken out of everything cannot stay in a file ---


def destroy_holding(words: str) -> int:
    """Within a redaction, before the rows are swept: forgets each file that holds `words`, and returns how many.

    A file goes when the transaction is committed; if this process dies just then, the sweep finds it.
    """
    gone = 0
    for capture in Capture.objects.exclude(warc="").defer("text").order_by("pk").iterator():
        if _speaks_of(capture, words) or _holds(capture, words):
            Capture.objects.filter(pk=capture.pk).update(warc="", warc_sha256="")
            transaction.on_commit(partial(discard, capture.warc), robust=True)
            gone += 1
    return gone


def _speaks_of(capture: Capture, words: str) -> bool:
    rows = Capture.objects.filter(pk=capture.pk)
    told = f"{capture.address} {capture.final_address} {capture.found}".casefold()
    return words.casefold() in told or rows.filter(text__icontains=words).exists()


def _holds(capture: Capture, words: str) -> bool:
    """Whether the letters stand in the file, whatever stands between them. Of one that is damaged nobody can say."""
    try:
        content = path_of(capture.warc).read_bytes()
    except FileNotFoundError:
        return False
    if hashlib.sha256(content).hexdigest() != capture.warc_sha256:
        return True
    sought = _letters(words)
    return any(sought in reading for text in _texts_in(content) for reading in _readings(text))


def _texts_in(content: bytes) -> Iterator[str]:
    for record in ArchiveIterator(BytesIO(content)):
        kind = record.http_headers.get_header("Content-Type", "") if record.http_headers else ""
        yield unquote(f"{record.rec_headers.get_header('WARC-Target-URI')} {record.http_headers}")
        yield decoded(record.content_stream().read(), charset_in(kind), is_page=True)


def _readings(text: str) -> Iterator[str]:
    """Its letters with what stands in its tags, and without."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda escape: chr(int(escape[1], 16)), unescape(text))
    yield _letters(text)
    yield _letters(re.sub(r"<[^<>]*>", "", text))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
