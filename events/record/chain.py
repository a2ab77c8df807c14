"""Hashes that prove the record: each edition's, and the chain of publications over them."""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

import orjson
import rfc8785

Document = dict[str, Any]

# Of these, orjson writes the very bytes that RFC 8785 asks for, some fifty times faster; numbers with a fraction and
# names that are not ASCII (sorted by UTF-16 there) are left to rfc8785.
PLAIN = {str, int, bool, type(None)}
AS_JCS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def canonical(document: Document) -> bytes:
    """The one byte form of a document: JSON as RFC 8785 (JCS) lays down."""
    if _is_plain(document):
        try:
            return orjson.dumps(document, option=AS_JCS)
        except orjson.JSONEncodeError:
            pass  # rfc8785 says what it is that JSON cannot have
    return rfc8785.dumps(document)


def _is_plain(value) -> bool:
    kind = type(value)
    if kind is dict:
        return all(type(name) is str and name.isascii() for name in value) and all(map(_is_plain, value.values()))
    return all(map(_is_plain, value)) if kind is list else kind in PLAIN


def fresh_salt() -> str:
    """16 random bytes as hex: without it, a redacted short text could be guessed from its hash."""
    return secrets.token_hex(16)


def salted_hash(document: Document, salt: str) -> str:
    """SHA-256 over the salt and the canonical document, as hex."""
    return hash_of_canonical(canonical(document), salt)


def hash_of_canonical(written: bytes, salt: str) -> str:
    """The same of a document that is in its canonical form already."""
    return hashlib.sha256(bytes.fromhex(salt) + written).hexdigest()


def publication_hash(*, metadata: Document, editions: Iterable[Document], previous: str) -> str:
    """SHA-256 over a publication's metadata, its editions' hashes in order, and the previous publication's hash.

    What is hashed is one canonical document; it is written piece by piece, because there may be many editions.
    """
    links = hashlib.sha256(b'{"editions":[')
    for place, link in enumerate(editions):
        links.update((b"," if place else b"") + canonical(link))
    links.update(b'],"previous":' + canonical(previous) + b',"publication":' + canonical(metadata) + b"}")
    return links.hexdigest()


def metadata_of(publication) -> Document:
    """What of a publication is hashed as it stands; the imprint only through its salted hash."""
    return {
        "number": publication.number,
        "kind": publication.kind,
        "at": publication.at.isoformat(timespec="microseconds"),
        "authors": list(publication.authors),
        "reviewer": publication.reviewer,
        "four_eyes": publication.four_eyes,
        "imprint": publication.imprint_hash,
    }


def link_of(edition) -> Document:
    """What a publication's hash says of one of its editions."""
    return {
        "kind": edition.subject.kind,
        "number": edition.subject.number,
        "version": edition.version,
        "state": edition.state,
        "hash": edition.hash,
    }
