"""Which words of a captured text are meant, and how they are found again.

The browser says where the words stand and of which text (its SHA-256); the words themselves are always taken from the
text that is stored here. Words that were pasted into a form are looked for in it.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from events.anchoring import Anchor, anchor, find
from events.exceptions import Refused
from events.models import Capture, CaptureState, Citation, Source

MOST_WORDS = 10_000
MOST_DIGITS = 9
MOST_PLACES = 20
AROUND = 40
DOUBLE, SINGLE = '"“”„‟«»', "'‘’‚‛"


class SaidTwice(Refused):
    """The words stand at several places: `places` are (start, end) of each, of which one has to be chosen."""

    def __init__(self, places: list[tuple[int, int]]) -> None:
        self.places = places
        super().__init__(_("These words stand at several places. Say which one you mean."))


@dataclass(frozen=True, slots=True)
class Passage:
    """`anchor.exact` are the words as `source` has them."""

    source: Source
    anchor: Anchor

    @property
    def words(self) -> str:
        return self.anchor.exact

    @property
    def place(self) -> tuple[int, int]:
        return self.anchor.position, self.anchor.position + len(self.words)

    @property
    def unquoted(self) -> str:
        """The words without the quotation marks around the whole of them."""
        words = self.words.strip(" \u00a0\u202f,")
        if words[:1] in DOUBLE + SINGLE and words[-1:] in DOUBLE + SINGLE and len(words) > 2:
            words = words[1:-1].strip(" \u00a0\u202f").removesuffix(",")  # the comma is the writer's, not the speaker's
        return words

    def as_citation(self) -> dict[str, object]:
        """The fields of a citation of these words."""
        found = self.anchor
        fields = {"quotation": found.exact, "prefix": found.prefix, "suffix": found.suffix, "position": found.position}
        return {"source": self.source, **fields}


class CapturedText:
    """The text of a source as our latest copy has it."""

    def __init__(self, capture: Capture) -> None:
        self.capture, self.source, self.text = capture, capture.source, capture.text

    @cached_property
    def sha256(self) -> str:
        """Of the text as it is now: a redaction changes it, and leaves the hash of the capture as it was."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def passage(self, start: int, end: int, sha256: str) -> Passage:
        """The words between two places. Raises Refused if they were chosen in another text, or lie outside of it."""
        if sha256 != self.sha256:
            raise Refused(_("The text is not the one in which you chose the words. Choose them again."))
        if end - start > MOST_WORDS:
            raise Refused(_("So long a passage is no quotation: choose fewer words."))
        try:
            return Passage(self.source, anchor(self.text, start, end))
        except ValueError:
            raise Refused(_("There are no words at this place of the text. Choose them again.")) from None

    def search(self, words: str, *, within: tuple[int, int] | None = None, nth: int | None = None) -> Passage:
        """The place of `words`; first `within` two places, if the words stand there. `nth` counts from 1.

        Quotation marks and blanks may be of another form. Raises Refused if the words are not there, SaidTwice if
        they stand at several places and `nth` names none of them.
        """
        places = self._places(words, within) or self._places(words, None)
        if not places:
            raise Refused(_("These words do not stand in the text. Paste them exactly as the source has them."))
        if len(places) > 1 and not (nth and 1 <= nth <= len(places)):
            raise SaidTwice(places[:MOST_PLACES])
        start, end = places[nth - 1] if len(places) > 1 else places[0]
        return Passage(self.source, anchor(self.text, start, end))

    def around(self, start: int, end: int) -> tuple[str, str, str]:
        """What stands before, the words, and what stands after: enough to tell one place from another."""
        return self.text[max(0, start - AROUND) : start], self.text[start:end], self.text[end : end + AROUND]

    def _places(self, words: str, within: tuple[int, int] | None) -> list[tuple[int, int]]:
        start, end = within or (0, len(self.text))
        if not words.strip():
            return []
        return [each.span() for each in _pattern(words).finditer(self.text, start, end)]


def place_in(start: str, end: str) -> tuple[int, int]:
    """The two places that a form or an address gives. Raises Refused if they are no places."""
    if not all(each.isascii() and each.isdecimal() and len(each) <= MOST_DIGITS for each in (start, end)):
        raise Refused(_("There are no words at this place of the text. Choose them again."))
    return int(start), int(end)


def latest_text(source: Source) -> CapturedText | None:
    """What can be worked on: the latest copy that holds a text."""
    kept = Capture.objects.filter(source=source, state=CaptureState.KEPT).exclude(text="")
    capture = kept.select_related("source").order_by("-taken_at", "-id").first()
    return CapturedText(capture) if capture else None


def place_of(citation: Citation, text: str) -> tuple[int, int] | None:
    """Where a citation's words stand in `text` now."""
    found = find(text, Anchor(citation.quotation, citation.prefix, citation.suffix, citation.position))
    return (found.start, found.end) if found else None


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join("".join(map(_any_form, word)) for word in words.split()))


def _any_form(character: str) -> str:
    forms = next((forms for forms in (DOUBLE, SINGLE) if character in forms), "")
    return f"[{re.escape(forms)}]" if forms else re.escape(character)
