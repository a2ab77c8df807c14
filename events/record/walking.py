"""Through a document, however deep."""

from collections.abc import Collection

from events.record.chain import Document


def texts_under(names: Collection[str], document: Document | None) -> list[str]:
    """Every text that stands under one of `names`, anywhere in the document, in its order; of a list, each text."""
    found: list[str] = []
    if document:
        _gather(names, document, found)
    return found


def _gather(names: Collection[str], part: Document, found: list[str]) -> None:
    for name, value in part.items():
        if isinstance(value, str):
            if name in names:
                found.append(value)
        elif isinstance(value, dict):
            _gather(names, value, found)
        elif isinstance(value, list):
            for each in value:
                _gather(names, each if isinstance(each, dict) else {name: each}, found)
