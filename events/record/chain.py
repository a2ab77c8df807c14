"""Hashes that prove the record: each edition's, and the chain of publications over them."""

import hashlib
import secrets
from typing import Any

import rfc8785

Document = dict[str, Any]


def canonical(document: Document) -> bytes:
    """The one byte form of a document: JSON as RFC 8785 (JCS) lays down."""
    return rfc8785.dumps(document)


def fresh_salt() -> str:
    """16 random bytes as hex: without it, a redacted short text could be guessed from its hash."""
    return secrets.token_hex(16)


def salted_hash(document: Document, salt: str) -> str:
    """SHA-256 over the salt and the canonical document, as hex."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(document)).hexdigest()


def publication_hash(*, metadata: Document, editions: list[Document], previous: str) -> str:
    """SHA-256 over a publication's metadata, its editions' hashes in order, and the previous publication's hash."""
    return hashlib.sha256(canonical({"publication": metadata, "editions": editions, "previous": previous})).hexdigest()


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
