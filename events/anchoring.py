"""Where a quotation stands in a text, and where it stands when the text has changed.

An anchor is a W3C TextQuoteSelector (exact, prefix, suffix) with the start of a TextPositionSelector. Positions count
characters (code points), as Python does. A quotation is found again by its own words first, then by what follows it,
by what precedes it, and by its position: never by its surroundings alone.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

CONTEXT = 64
"""How many characters on either side an anchor keeps."""

EXACT, MOVED, CHANGED = "exact", "moved", "changed"

LONG_ENOUGH = 40
"""From so many characters on, a changed quotation may be known by its own words alone."""

ALIKE = 0.75
"""How alike the words must be then. Unrelated prose stays below 0.65 (tests/events/test_anchoring.py measures it)."""

ALIKE_IN_PLACE = 0.6
"""How alike they must be between surroundings that fit."""

SURROUNDED = 0.7
"""From here on, surroundings fit."""

_WEIGHTS = {"suffix": 20, "prefix": 15, "position": 5}
_QUOTE_WEIGHT = 60
_PROBE = 64  # what rapidfuzz compares in one machine word: a few milliseconds for 130,000 characters, however hostile
_WHOLE = 256  # longer quotations are looked for by their two ends only, because the time grows with both lengths
_MOST = 64  # so many places of one kind are weighed; in a text made of repetitions nobody can tell more apart

_DOUBLE, _SINGLE, _DASHES, _BLANKS = "“”„‟«»〝〞＂", "‘’‚‛‹›ʼ′`´", "‐‑‒–—―−﹣－", "\t\n\r\f\v\x85\xa0"
_FOLD = str.maketrans(
    {
        **dict.fromkeys(_DOUBLE, '"'),
        **dict.fromkeys(_SINGLE, "'"),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_BLANKS + "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a", " "),
        **dict.fromkeys("\u2028\u2029\u202f\u205f\u3000", " "),
    }
)
_UNEVEN = re.compile(" {2,}|[\u00ad\u200b-\u200d\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class Anchor:
    """`exact` are the words; `prefix` and `suffix` what stands around them; `position` where they began, if known."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """`text[start:end]` is the passage. `how`: "exact", the same words in the same surroundings; "moved", the same
    words elsewhere; "changed", other words. Blanks, quotation marks and dashes of another form are the same words.
    `score`, above 0 and up to 1, says how well words, surroundings and position fit.
    """

    start: int
    end: int
    score: float
    how: str


class _Fit(NamedTuple):
    start: int
    end: int
    score: float
    quote: float
    surroundings: float


def anchor(text: str, start: int, end: int) -> Anchor:
    """The anchor of `text[start:end]` without the blanks at its edges.

    Raises ValueError, with a sentence, for a selection that is empty or not within the text.
    """
    if not 0 <= start <= end <= len(text):
        raise ValueError("The selection lies outside the text: select the words again.")
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    exact = words.strip()
    if not exact:
        raise ValueError("Nothing is selected: select the words first.")
    end = start + len(exact)
    return Anchor(exact, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start)


def find(text: str, anchor: Anchor) -> Found | None:
    """Where the passage stands in `text` now; None if it is no longer there.

    Of several places with the same words, the one whose surroundings and position fit best; of equal ones, the first.
    """
    if not anchor.exact.strip():
        return None
    return _same_words(text, anchor, folded=False) or _same_words(text, anchor, folded=True) or _changed(text, anchor)


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text with one form of blank, quotation mark and dash; `place` leads back to the text as it is."""

    text: str
    starts: list[int]
    shifts: list[int]

    def place(self, index: int) -> int:
        """Where the folded text's character `index` stands in the text as it is."""
        at = bisect_right(self.starts, index) - 1
        return index + (self.shifts[at] if at >= 0 else 0)


def _folded(text: str) -> _Folded:
    even = text.translate(_FOLD)
    pieces, starts, shifts = [], [], []
    done = length = 0
    for uneven in _UNEVEN.finditer(even):
        kept = even[done : uneven.start()] + (" " if uneven[0][0] == " " else "")
        pieces.append(kept)
        length += len(kept)
        done = uneven.end()
        starts.append(length)
        shifts.append(done - length)
    pieces.append(even[done:])
    return _Folded("".join(pieces), starts, shifts)


def _fold_anchor(anchor: Anchor) -> Anchor:
    exact, prefix, suffix = (_folded(part).text for part in (anchor.exact, anchor.prefix, anchor.suffix))
    return Anchor(exact.strip(), prefix, suffix, anchor.position)


def _same_words(text: str, anchor: Anchor, *, folded: bool) -> Found | None:
    there = _folded(text) if folded else _Folded(text, [], [])
    wanted = _fold_anchor(anchor) if folded else anchor
    if not wanted.exact:
        return None
    places = _shortlist(there.text, wanted)
    best = _best(there, wanted, ((at, at + len(wanted.exact)) for at in places))
    if best is None:
        return None
    start, end = there.place(best.start), there.place(best.end - 1) + 1
    stays = best.surroundings >= SURROUNDED or (_bare(anchor) and anchor.position in (None, start))
    return Found(start, end, best.score, EXACT if stays else MOVED)


def _bare(anchor: Anchor) -> bool:
    return not (anchor.prefix.strip() or anchor.suffix.strip())


def _shortlist(text: str, anchor: Anchor) -> list[int]:
    """The places of the words that are worth weighing: those with the very surroundings, and the nearest ones."""
    at = anchor.position
    places = [at] if at is not None and text.startswith(anchor.exact, at) else []
    for before, after in ((anchor.prefix, anchor.suffix), ("", anchor.suffix), (anchor.prefix, "")):
        if before or after:
            found = _nearest(_places(text, before + anchor.exact + after), at)
            places += [place + len(before) for place in found]
    return sorted({*places, *_nearest(_places(text, anchor.exact), at)})


def _places(text: str, words: str) -> list[int]:
    found: list[int] = []
    at = text.find(words) if words else -1
    while at >= 0:
        found.append(at)
        at = text.find(words, at + len(words))
    return found


def _nearest(places: list[int], position: int | None) -> list[int]:
    if len(places) <= _MOST:
        return places
    if position is None:
        return places[:_MOST]
    first = min(max(bisect_right(places, position) - _MOST // 2, 0), len(places) - _MOST)
    return places[first : first + _MOST]


def _changed(text: str, anchor: Anchor) -> Found | None:
    there, wanted = _folded(text), _fold_anchor(anchor)
    if not wanted.exact:
        return None
    spans = {_at_words(there.text, *span) for span in _likely(there.text, wanted)}
    best = _best(there, wanted, (span for span in sorted(spans) if _plausible(span, wanted)))
    if best is None or best.start == best.end or not _convincing(best, wanted):
        return None
    return Found(there.place(best.start), there.place(best.end - 1) + 1, best.score, CHANGED)


def _convincing(fit: _Fit, anchor: Anchor) -> bool:
    if fit.surroundings >= SURROUNDED and not _bare(anchor):
        return fit.quote >= ALIKE_IN_PLACE
    return len(anchor.exact) >= LONG_ENOUGH and fit.quote >= ALIKE


def _plausible(span: tuple[int, int], anchor: Anchor) -> bool:
    return len(anchor.exact) / 2 <= span[1] - span[0] <= 2 * len(anchor.exact)


def _likely(text: str, anchor: Anchor) -> Iterator[tuple[int, int]]:
    """Where changed words may stand: between their surroundings, where their two ends fit, where the whole fits."""
    exact, size = anchor.exact, len(anchor.exact)
    before = [at + len(anchor.prefix) for at in _nearest(_places(text, anchor.prefix), anchor.position)]
    after = _nearest(_places(text, anchor.suffix), anchor.position)
    head = fuzz.partial_ratio_alignment(exact[:_PROBE], text, score_cutoff=60)
    tail = fuzz.partial_ratio_alignment(exact[-_PROBE:], text, score_cutoff=60)
    whole = fuzz.partial_ratio_alignment(exact, text, score_cutoff=60) if _PROBE < size <= _WHOLE else None
    starts = [*before, *([head.dest_start] if head else [])]
    ends = [*after, *([tail.dest_end] if tail else [])]
    if whole:
        yield whole.dest_start, whole.dest_end
    for start in starts:
        yield start, min(start + size, len(text))
        yield from ((start, end) for end in ends if size / 2 <= end - start <= 2 * size)
    yield from ((max(end - size, 0), end) for end in ends)


def _at_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the words that it cuts through in full, and without blanks at its edges."""
    if 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start = next((at for at in range(start, max(start - 40, 0), -1) if not text[at - 1].isalnum()), start)
    if 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end = next((at for at in range(end, min(end + 40, len(text))) if not text[at].isalnum()), end)
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return start, end


def _best(there: _Folded, anchor: Anchor, spans: Iterator[tuple[int, int]]) -> _Fit | None:
    fits = [_weighed(there, anchor, start, end) for start, end in spans]
    return max(fits, key=lambda fit: fit.score, default=None)


def _weighed(there: _Folded, anchor: Anchor, start: int, end: int) -> _Fit:
    """How well quotation, suffix, prefix and position fit there; what the anchor does not know does not count."""
    text = there.text
    quoted = Indel.normalized_similarity(anchor.exact, text[start:end])
    parts = {}
    if anchor.prefix.strip():
        parts["prefix"] = Indel.normalized_similarity(anchor.prefix, text[max(0, start - len(anchor.prefix)) : start])
    if anchor.suffix.strip():
        parts["suffix"] = Indel.normalized_similarity(anchor.suffix, text[end : end + len(anchor.suffix)])
    surroundings = max(parts.values(), default=0.0)
    if anchor.position is not None:
        parts["position"] = 1 - min(abs(there.place(start) - anchor.position) / max(len(text), 1), 1)
    fitting = sum(_WEIGHTS[name] * value for name, value in parts.items())
    possible = sum(_WEIGHTS[name] for name in parts)
    score = (_QUOTE_WEIGHT * quoted + fitting) / (_QUOTE_WEIGHT + possible)
    return _Fit(start, end, score, quoted, surroundings)
