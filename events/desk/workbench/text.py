"""A captured text as paragraphs, with the passages marked that are cited or that propose something."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

CITED, PROPOSED, CHOSEN = "is-cited", "is-proposed", "is-chosen"


@dataclass(frozen=True, slots=True)
class Mark:
    """From `start` to `end` the text is `kind`; `subject` is what it is cited for, or what it proposes."""

    start: int
    end: int
    kind: str
    subject: object = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a paragraph that are marked alike."""

    text: str
    kinds: str

    @property
    def html(self) -> SafeString:
        """Escaped; a carriage return too, which a browser would take for a line feed, and count fewer characters."""
        return mark_safe(escape(self.text).replace("\r", "&#13;"))  # noqa: S308  escaped a moment ago


@dataclass(slots=True)
class Paragraph:
    number: int
    start: int
    end: int
    pieces: list[Piece] = field(default_factory=list)
    cited_for: list[object] = field(default_factory=list)


def paragraphs_of(text: str, marks: Iterable[Mark]) -> list[Paragraph]:
    """The lines of `text` that hold something, each in pieces."""
    lines = _lines(text)
    starts = [line.start for line in lines]
    marked: list[list[Mark]] = [[] for _line in lines]
    for mark in marks:
        at = max(bisect_right(starts, mark.start) - 1, 0)
        while at < len(lines) and lines[at].start < mark.end:
            if mark.start < lines[at].end:
                marked[at].append(mark)
            at += 1
    for line, own in zip(lines, marked, strict=True):
        line.pieces = _pieces(text, line, own)
        line.cited_for = [mark.subject for mark in own if mark.kind == CITED]
    return lines


def _lines(text: str) -> list[Paragraph]:
    lines, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            lines.append(Paragraph(len(lines) + 1, start, end))
        start = end + 1
    return lines


def _pieces(text: str, line: Paragraph, marks: list[Mark]) -> list[Piece]:
    """Cut wherever a mark begins or ends; goes through them once, however many overlap."""
    changes: dict[int, Counter[str]] = defaultdict(Counter)
    for mark in marks:
        changes[max(mark.start, line.start)][mark.kind] += 1
        changes[min(mark.end, line.end)][mark.kind] -= 1
    cuts = sorted({line.start, line.end, *changes})
    standing: Counter[str] = Counter()
    pieces = []
    for start, end in pairwise(cuts):
        standing.update(changes[start])
        pieces.append(Piece(text[start:end], " ".join(sorted(kind for kind, open_ in standing.items() if open_ > 0))))
    return pieces
