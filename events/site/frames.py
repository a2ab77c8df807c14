"""A page with holes: drawn once, kept as bytes, and filled for each reader.

What goes into the holes is what depends on the address or on the state of the record; all the rest is the frame.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from hashlib import sha256
from types import SimpleNamespace

import orjson
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from events.site import pages
from events.timeline.queries import Face, Standing

Content = bytes | Callable[[bytes], bytes]

NAMES = ("query", "asked", "asked_and", "demonstration", "standing", "choose", "chosen", "stretch", "cite", "cited")


@lru_cache(maxsize=1)
def _mark() -> str:
    """Begins every hole. Nobody can guess it, so that no text of the record can open one."""
    return salted_hmac("events.site.frames", "hole", algorithm="sha256").hexdigest()[:24]


@lru_cache(maxsize=1)
def program() -> str:
    """A digest of what draws frames and entries: what another program drew is shown by nobody."""
    return sha256(f"{pages.program()} {_mark()}".encode()).hexdigest()[:12]


def holes() -> dict[str, str]:
    """What a template writes where a hole is to be, by name: `{{ holes.stretch }}`."""
    return {name: f"{_mark()}{name};" for name in NAMES}


def filled(frame: bytes, contents: Mapping[bytes, Content]) -> bytes:
    """The frame with `contents` in its holes.

    Between the holes `choose` and `chosen` stands what fits the whole timeline, and is kept unless `choose` is given.
    Between `cite` and `cited` stands what is cited, which the content of `cite` makes a citation of.
    """
    first, *pieces = frame.split(_mark().encode())
    parts = [first]
    for piece in pieces:
        name, _, text = piece.partition(b";")
        content = contents.get(name)
        if callable(content):
            parts.append(filled(content(text), contents))
        else:
            parts += [content or b"", b"" if name == b"choose" and content else text]
    return b"".join(parts)


def of_request(request: HttpRequest, standing: Standing) -> dict[bytes, Content]:
    """What every frame says of the state of the record and of the address, in the language of the page."""
    language = get_language() or settings.LANGUAGE_CODE
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    kept = request.GET.copy()
    for name in ("after", "known_on"):
        kept.pop(name, None)
    asked = f"?{kept.urlencode()}" if kept else ""
    return {
        b"query": escape(query).encode(),
        b"asked": escape(asked).encode(),
        b"asked_and": escape(f"{asked}&" if asked else "?").encode(),
        b"cite": partial(_citation, standing, language, request.path),
        **_of_record(standing, language),
    }


@lru_cache(maxsize=16)
def _of_record(standing: Standing, language: str) -> dict[bytes, bytes]:
    context = {"standing": standing}
    return {
        name.encode(): render_to_string(f"site/parts/{name}.html", context).encode()
        for name in ("demonstration", "standing")
    }


def stub(face: Face) -> SafeString:
    """What a citation is made of, for between the holes `cite` and `cited`. No reader meets it."""
    kept = ("type", "id", "state", "version", "page", "name", "language", "changed")
    return mark_safe(orjson.dumps({name: face[name] for name in kept if name in face}).decode())  # noqa: S308


@lru_cache(maxsize=256)
def _citation(standing: Standing, language: str, path: str, cited: bytes) -> bytes:
    """How to cite the page as of this state of the record, with holes of its own."""
    context = {
        "request": SimpleNamespace(path=path),
        "face": orjson.loads(cited),
        "standing": standing,
        "public": True,
        "holes": holes(),
    }
    return render_to_string("site/parts/cite.html", context).encode()
