"""The bytes that are hashed are those of RFC 8785, whichever library writes them and however many pieces there are."""

import hashlib

import orjson
import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as some

from events.record import chain
from events.record.append import Change
from events.review import proposals

WHOLE = 2**53 - 1
TEXT = some.text(some.characters(exclude_categories=["Cs"]))
VALUES = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-WHOLE, WHOLE)
    | some.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
DOCUMENTS = some.dictionaries(TEXT, VALUES, max_size=6)
# Sorted by code point these two change places; a number with a fraction is written otherwise.
BY_UTF_16 = {"\U0001f600": 1, "\ufb33": 2}
WITH_FRACTION = {"number": 1e21, "zero": -0.0, "one": 1.0}


@given(DOCUMENTS)
@example(BY_UTF_16)
@example(WITH_FRACTION)
@example({"text": "".join(map(chr, range(256))) + "\u2028\U0001f600", "b": [True, None, {}]})
def test_canonical_bytes_are_those_of_rfc_8785(document):
    assert chain.canonical(document) == rfc8785.dumps(document)


@pytest.mark.parametrize("document", [BY_UTF_16, WITH_FRACTION])
def test_faster_library_alone_would_write_others(document):
    assert orjson.dumps(document, option=chain.AS_JCS) != rfc8785.dumps(document)


@pytest.mark.parametrize("document", [{"number": 2**53}, {"number": float("nan")}, {"text": "\ud800"}])
def test_what_json_cannot_have_is_refused(document):
    with pytest.raises((ValueError, rfc8785.CanonicalizationError)):
        chain.canonical(document)


@given(DOCUMENTS, some.lists(DOCUMENTS, max_size=4), TEXT)
def test_hash_of_a_publication_in_pieces_is_that_of_the_whole(metadata, editions, previous):
    whole = rfc8785.dumps({"publication": metadata, "editions": editions, "previous": previous})
    in_pieces = chain.publication_hash(metadata=metadata, editions=iter(editions), previous=previous)
    assert in_pieces == hashlib.sha256(whole).hexdigest()


@given(some.lists(DOCUMENTS, max_size=4), TEXT, TEXT)
def test_digest_in_pieces_is_that_of_the_whole(contents, note, words):
    changes = [Change(kind="source", key=None, document=document) for document in contents]
    said = [{"state": "live", "document": document} for document in contents]
    whole = rfc8785.dumps({"kind": "first", "note": note, "words": words, "documents": said})
    assert proposals.digest(changes, kind="first", note=note, words=words) == hashlib.sha256(whole).hexdigest()
