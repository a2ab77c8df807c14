"""Redaction of the ledger: the one change that what was appended ever undergoes."""

import json
import re

from django.db.models import QuerySet
from django.db.transaction import atomic

from events.record.append import Change, Imprint, append, hold_publishing_lock
from events.record.chain import Document
from events.record.models import Edition, Publication, PublicationKind

# Never longer than what it replaces, so that it fits wherever the words stood.
MARK = "███"
# A slug is part of addresses, which have no such sign.
MARKS = {"slug": "x"}

# What stands under these names is keys, hashes, days, numbers and codes, which nobody has written. A redaction leaves
# them whole: "cafe" occurs in random keys, and a key that is cut leads nowhere.
WHOLE = {
    *("key", "source", "origin", "company", "addressee", "speaker", "into", "related", "citation", "preferred"),
    *("allegation", "demand", "sha256", "captured", "edtf", "date", "published", "asked", "deadline", "outcome_by"),
    *("due", "since", "until", "number_least", "number_most", "kind", "country", "language"),
    *("words_language", "translation_language"),
}


@atomic
def redact(words: str, *, imprint: Imprint) -> Publication:
    """Appends editions without `words` where current ones hold them, then blanks every edition and imprint that does.

    Returns the redaction. A blank keeps its hash, so the chain still verifies.
    """
    hold_publishing_lock()
    holding = [edition for edition in _candidates(words) if holds(edition.document, words)]
    current = [edition for edition in holding if edition.known.upper is None]
    publication = append(
        [_cleaned(edition, words) for edition in current], kind=PublicationKind.REDACTION, imprint=imprint
    )
    blank = [edition.pk for edition in holding]
    Edition.objects.filter(pk__in=blank).update(document=None, salt=None, redacted_in=publication)
    _blank_imprints(words)
    return publication


def _candidates(words: str) -> QuerySet[Edition]:
    editions = Edition.objects.filter(document__isnull=False).select_related("subject__parent").order_by("id")
    return editions.extra(where=["record_edition.document::text ILIKE %s"], params=[containing(words)])


def _blank_imprints(words: str) -> None:
    candidates = Publication.objects.filter(imprint__isnull=False).extra(
        where=["imprint::text ILIKE %s"], params=[containing(words)]
    )
    blank = [publication.pk for publication in candidates if holds(publication.imprint, words)]
    Publication.objects.filter(pk__in=blank).update(imprint=None, salt=None)


def in_json(words: str) -> str:
    """`words` as they stand inside a JSON string."""
    return json.dumps(words, ensure_ascii=False)[1:-1]


def containing(words: str) -> str:
    """The LIKE pattern of a JSON text in which `words` may stand; names, keys and escapes may fit it by chance."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", in_json(words)) + "%"


def _cleaned(edition: Edition, words: str) -> Change:
    subject = edition.subject
    return Change(
        kind=subject.kind,
        key=subject.key,
        document=without(edition.document, words),
        state=edition.state,
        parent=subject.parent.key if subject.parent else None,
    )


def holds(value: Document | list | str | int | None, words: str) -> bool:
    """Whether somebody wrote `words`, in whatever case, anywhere in `value`."""
    return without(value, words) != value


def without(value: Document | list | str | int | None, words: str, name: str = "", *, whole: set[str] = WHOLE):
    """`value` with every occurrence of `words`, in whatever case, replaced by the mark."""
    if isinstance(value, dict):
        return {inner_name: without(inner, words, inner_name, whole=whole) for inner_name, inner in value.items()}
    if isinstance(value, list):
        return [without(inner, words, name, whole=whole) for inner in value]
    if isinstance(value, str) and name not in whole:
        return re.sub(re.escape(words), MARKS.get(name, MARK), value, flags=re.IGNORECASE)
    return value
