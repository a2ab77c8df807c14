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
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, dict):
                _gather(names, each, found)
            elif name in names and isinstance(each, str):
                found.append(each)
