"""Passages between quotation marks: straight, curly and French, nested, and going on over several paragraphs."""

import re
from dataclasses import dataclass, replace

QUOTED = "\ue000"
"""What stands for each quoted character where quoted words are not to be read."""

OPEN, CLOSE = "“„«", "”»"
_PAIRS = {"“": "”", "„": "”“", "«": "»"}
_PARAGRAPH = re.compile(r"[^\n]+")
_MARK = re.compile("[“”„«»\"]|(?:(?<=\\W)|^)[‘'](?=\\w)|[’'](?!\\w)")
MOST_SINGLE = 400
"""Single marks that lie further apart are apostrophes."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """`start` to `end` are the words between the marks; `single`: the marks are single ones."""

    start: int
    end: int
    single: bool = False
    starts_paragraph: bool = False


@dataclass(slots=True)
class _Open:
    mark: str
    start: int
    starts_paragraph: bool
    depth: int = 1


def quoted_in(text: str) -> list[Quoted]:
    """The outermost quoted passages, in order; they do not overlap.

    A passage that is not closed in its paragraph goes on if the next one begins with an opening mark; otherwise the
    mark is taken for a stray one, and nothing is quoted.
    """
    found: list[Quoted] = []
    open_one: _Open | None = None
    for paragraph in _PARAGRAPH.finditer(text):
        marks = _MARK.finditer(text, paragraph.start(), paragraph.end())
        if open_one and not _goes_on(paragraph, open_one):
            open_one = None
        open_one = _read(text, paragraph, marks, open_one, found)
    return sorted((_tight(text, one) for one in found if text[one.start : one.end].strip()), key=_start)


def _start(one: Quoted) -> int:
    return one.start


def _tight(text: str, one: Quoted) -> Quoted:
    """Without the blanks that French sets within its marks."""
    words = text[one.start : one.end]
    start = one.start + len(words) - len(words.lstrip())
    return replace(one, start=start, end=start + len(words.strip()))


def masked(text: str, quoted: list[Quoted]) -> str:
    pieces, done = [], 0
    for one in quoted:
        pieces += [text[done : one.start], QUOTED * (one.end - one.start)]
        done = one.end
    return "".join([*pieces, text[done:]])


def _goes_on(paragraph: re.Match, open_one: _Open) -> bool:
    first = paragraph[0].lstrip()[:1]
    return first == open_one.mark or (open_one.mark == "«" and first in "«»")


def _read(text: str, paragraph: re.Match, marks, open_one: _Open | None, found: list[Quoted]) -> _Open | None:
    """Reads one paragraph; returns what is still open at its end."""
    first = paragraph.start() + len(paragraph[0]) - len(paragraph[0].lstrip())
    single: tuple[int, bool] | None = None
    continued = open_one is not None
    for mark in marks:
        sign, at = mark[0], mark.start()
        if open_one is None:
            if sign in OPEN or (sign == '"' and _opens(text, at)):
                open_one, single = _Open(sign, at + 1, at == first), None
            elif sign in "‘'" and text[at + 1 : at + 2].strip() and _opens(text, at):
                single = (at + 1, at == first)
            elif sign in "’'" and single and at - single[0] <= MOST_SINGLE:
                found.append(Quoted(single[0], at, True, single[1]))
                single = None
        elif continued and at == first:
            continued = False  # the mark that says that the quotation goes on
        elif _closes(text, at, sign, open_one):
            open_one.depth -= 1
            if not open_one.depth:
                found.append(Quoted(open_one.start, at, False, open_one.starts_paragraph))
                open_one = None
        elif sign == open_one.mark and sign in "“«":
            open_one.depth += 1
    return open_one


def _opens(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return bool(after.strip()) and (not before or before.isspace() or before in "([{—–-:/’'“«‘")


def _closes(text: str, at: int, sign: str, open_one: _Open) -> bool:
    if open_one.mark == '"':
        return sign in '"”' and not (_opens(text, at) and text[at - 1 : at].isspace())
    if sign == '"' and open_one.mark == "“":
        return not _opens(text, at)  # closed on another keyboard
    return sign in _PAIRS[open_one.mark]
