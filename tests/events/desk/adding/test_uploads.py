"""Files are told by their bytes."""

import gzip
import io
import zipfile

import pytest

from events.desk.adding import uploads
from events.desk.adding.uploads import Upload, check
from events.exceptions import Refused

TEXT = "Größe, naïveté, 日本語, русский текст. " * 20


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", TEXT)
    return file.getvalue()


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_may_be_written_in_any_way(code: str) -> None:
    check(Upload("a.txt", TEXT.encode(code)))


@pytest.mark.parametrize(
    "content",
    [
        b"<html><p>Words</p>",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(900),
        "naïveté".encode("latin-1"),
        b"a\0" + b"b" * 90,
    ],
)
def test_what_may_hold_a_text_is_let_through(content: bytes) -> None:
    check(Upload("a.exe", content))


@pytest.mark.parametrize(
    "content",
    [
        zipped(),
        gzip.compress(TEXT.encode(), mtime=0),
        b"MZ\x90\0\x03\0\0\0" + bytes(900),
        b"\x7fELF" + bytes(range(256)),
        b"GIF89a" + bytes(range(90)),
        b"\x89PNG\r\n\x1a\n" + bytes(90),
        b"\xff\xd8\xff\xe0" + bytes(90),
        bytes(range(32)) * 9,
        b"{\\rtf1 words}",
    ],
)
@pytest.mark.parametrize("name", ["a.html", "a.pdf", "a.txt"])
def test_what_is_no_text_is_refused_whatever_it_is_called(content: bytes, name: str) -> None:
    with pytest.raises(Refused, match="This is no HTML, PDF or plain text"):
        check(Upload(name, content))


def test_an_empty_and_a_large_file_have_sentences_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 8)

    with pytest.raises(Refused, match="empty"):
        check(Upload("a.txt", b""))
    with pytest.raises(Refused, match="larger than 20 MB"):
        check(Upload("a.txt", b"123456789"))
