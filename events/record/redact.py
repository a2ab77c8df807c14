"""Redaction of the ledger: the one change that what was appended ever undergoes."""

import json
import re

from django.db.transaction import atomic

from events.record.append import Change, Imprint, append, hold_publishing_lock
from events.record.chain import Document
from events.record.models import Edition, Publication, PublicationKind

# Never longer than what it replaces, so that it fits wherever the words stood.
MARK = "███"


@atomic
def redact(words: str, *, imprint: Imprint) -> Publication:
    """Appends editions without `words` where current ones hold them, then blanks every edition and imprint that does.

    Returns the redaction. A blank keeps its hash, so the chain still verifies.
    """
    hold_publishing_lock()
    holding = _holding(words)
    current = holding.filter(known__upper_inf=True).select_related("subject__parent").order_by("id")
    publication = append(
        [_cleaned(edition, words) for edition in current], kind=PublicationKind.REDACTION, imprint=imprint
    )
    _holding(words).update(document=None, salt=None, redacted_in=publication)
    Publication.objects.filter(imprint__isnull=False).extra(
        where=["imprint::text ILIKE %s"], params=[containing(words)]
    ).update(imprint=None, salt=None)
    return publication


def in_json(words: str) -> str:
    """`words` as they stand inside a JSON string."""
    return json.dumps(words, ensure_ascii=False)[1:-1]


def _holding(words: str):
    return Edition.objects.filter(document__isnull=False).extra(
        where=["record_edition.document::text ILIKE %s"], params=[containing(words)]
    )


def containing(words: str) -> str:
    """The LIKE pattern of a JSON text in which `words` stand."""
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


def without(value: Document | list | str | int | None, words: str):
    """`value` with every occurrence of `words`, in whatever case, replaced by the mark."""
    if isinstance(value, dict):
        return {name: without(inner, words) for name, inner in value.items()}
    if isinstance(value, list):
        return [without(inner, words) for inner in value]
    if isinstance(value, str):
        return re.sub(re.escape(words), MARK, value, flags=re.IGNORECASE)
    return value
