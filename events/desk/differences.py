"""Two texts as one, with what went and what came marked word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
# Comparing takes the product of both lengths; beyond this, one text is simply replaced by the other.
MOST_COMPARED = 4_000_000


def marked(old: str, new: str) -> SafeString:
    """HTML of `new` and of what it leaves out of `old`; escaped before it is marked."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) * len(after) > MOST_COMPARED:
        before, after = [old], [new]
    return mark_safe("".join(_pieces(before, after)))  # noqa: S308  each piece is escaped in _piece


def _pieces(before: list[str], after: list[str]) -> Iterator[str]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for change, start, end, new_start, new_end in matcher.get_opcodes():
        if change == "equal":
            yield escape("".join(before[start:end]))
        else:
            yield _piece("del", before[start:end])
            yield _piece("ins", after[new_start:new_end])


def _piece(tag: str, words: list[str]) -> str:
    return f"<{tag}>{escape(''.join(words))}</{tag}>" if words else ""
