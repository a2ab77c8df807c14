"""A file that somebody hands in: told by its bytes, whatever it is called."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.exceptions import Refused

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
LOOKED_AT = 4096
# Programs, archives, pictures and office files begin with these, and no text does.
OTHERS = (b"PK\x03\x04", b"\x7fELF", b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"BZh")
OTHERS += (b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\xca\xfe\xba\xbe", b"{\\rtf", b"II*\0", b"MM\0*", b"OggS", b"ID3")
WIDE = (b"\xff\xfe", b"\xfe\xff")
CONTROLS = bytes({*range(32)} - set(b"\t\n\v\f\r\x1b"))
MOST_CONTROLS = 0.05


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its own name, and its bytes. Neither is trusted: the name becomes no name of ours."""

    name: str
    content: bytes


def check(upload: Upload) -> None:
    """Raises Refused for what cannot be the text of a document, before anything tries to read it as one."""
    if not upload.content:
        raise Refused(_("This file is empty."))
    if len(upload.content) > LARGEST:
        raise Refused(_("This file is larger than 20 MB. Paste its text instead."))
    if not _may_be_text(upload.content) and b"%PDF-" not in upload.content[:1024]:
        raise Refused(_("This is no HTML, PDF or plain text, whatever its name says. Paste the text instead."))


def _may_be_text(content: bytes) -> bool:
    start = content[:LOOKED_AT]
    if start.startswith(WIDE):
        return True
    controls = len(start) - len(start.translate(None, CONTROLS))
    return not start.startswith(OTHERS) and controls <= MOST_CONTROLS * len(start)
