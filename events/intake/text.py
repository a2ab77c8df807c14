"""A captured text, cut once for everything that reads it: words, paragraphs, sentences, quoted passages."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from events.intake.marks import QUOTED, Quoted, masked, quoted_in
from events.intake.vocabulary import Vocabulary

LONGEST = 1200
"""A sentence of more characters is cut: what looks at a whole sentence costs no more in a text without full stops."""

_WORD = re.compile(r"\w+", re.UNICODE)
_STOP = re.compile(rf"(?<![.!?…])[.!?…]++[”\"»’')\]]{{0,3}}(?=\s)|[{QUOTED}.!?…] ?[”\"»](?=\s)|\n")
_BLANKS = dict.fromkeys(map(ord, "\t\xa0\u2007\u2009\u202f"), " ")
_SOFT = re.compile(r"\S+\s*$")


class Span(NamedTuple):
    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


class Word(NamedTuple):
    start: int
    end: int
    lower: str
    """In lower case; apostrophes part words, so that “d’Amazon” is two."""


@dataclass(frozen=True)
class Text:
    """`text` as captured: all places count its characters."""

    text: str
    vocabulary: Vocabulary

    @cached_property
    def even(self) -> str:
        """The text with one form of blank within lines, as long as the text itself."""
        return self.text.translate(_BLANKS)

    @cached_property
    def quoted(self) -> list[Quoted]:
        return quoted_in(self.text)

    @cached_property
    def outside(self) -> str:
        """`even` with quoted words blotted out, as long as the text itself."""
        return masked(self.even, self.quoted)

    @cached_property
    def words(self) -> list[Word]:
        return [Word(found.start(), found.end(), found[0].lower()) for found in _WORD.finditer(self.text)]

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    def words_in(self, start: int, end: int) -> list[Word]:
        """The words that begin there."""
        return self.words[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    @cached_property
    def sentences(self) -> list[Span]:
        """In order; a sentence never goes beyond its line, and quoted words never end one."""
        ends = [0, *self._sentence_ends(), len(self.text)]
        return [piece for start, end in pairwise(ends) for piece in _pieces(self.outside, start, end)]

    def sentence_at(self, place: int) -> int:
        """The index of the sentence that `place` lies in, or of the last one before it."""
        return max(bisect_right(self._sentence_starts, place) - 1, 0)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def _sentence_ends(self) -> list[int]:
        return [found.end() for found in _STOP.finditer(self.outside) if self._ends_sentence(found)]

    def _ends_sentence(self, stop: re.Match) -> bool:
        if stop[0] == "\n":
            return True
        after = self.outside[stop.end() : stop.end() + 3].lstrip(" \xa0")[:1]
        if after and not (after.isupper() or after.isdigit() or after in "“\"«‘'(—–-•\n"):
            return False
        if stop[0][0] != ".":
            return (
                stop[0][0] != QUOTED or self.text[max(0, stop.start() - 2) : stop.start() + 1].rstrip()[-1:] in ".!?…"
            )
        before = _SOFT.search(self.outside, max(0, stop.start() - 20), stop.start())
        last = before[0].strip().lower().lstrip("(“\"'‘«") if before else ""
        return not (last in self.vocabulary.abbreviations or re.fullmatch(r"(?:\w\.)*\w", last))


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """The sentence without blanks at its edges; in pieces, if it is too long."""
    found = []
    while start < end:
        stop = end if end - start <= LONGEST else text.rfind(" ", start + 1, start + LONGEST)
        stop = stop if stop > start else min(start + LONGEST, end)
        piece = text[start:stop]
        if piece.strip():
            found.append(Span(start + len(piece) - len(piece.lstrip()), stop - len(piece) + len(piece.rstrip())))
        start = stop
    return found
