"""Companies of the desk's list in a text: by name and alias, whatever the legal form, at the bounds of words."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from events.intake.proposals import DeskCompany, Kind, Mention, Named, Proposal
from events.intake.text import Text, Word

LEGAL_FORMS = frozenset(
    (
        *("inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "lp", "plc"),
        *("gmbh", "mbh", "ag", "kg", "kgaa", "se", "sa", "sas", "sasu", "sarl", "spa", "srl", "bv", "nv", "ab", "asa"),
        *("oy", "oyj", "aps", "kk", "pty", "pte", "pbc", "eurl", "scop", "cie"),
    )
)
_LEADING = ("the", "le", "la", "les", "l", "u s", "us", "uk")
_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[ \xa0\u202f.,&'’+/‐‑-]{1,3}")
_LONGEST = 12
"""A name of more words is looked for by its first twelve."""


@dataclass(frozen=True, slots=True)
class _Name:
    company: DeskCompany
    words: tuple[str, ...]
    written: tuple[str, ...]


@dataclass(frozen=True)
class Companies:
    """The desk's list against one text."""

    text: Text
    listed: tuple[DeskCompany, ...]
    voices: list[tuple[int, Named]] = field(default_factory=list)
    """Where a listed company speaks, for those who resolve “the company” (`quotations.voices` fills it)."""

    @cached_property
    def mentions(self) -> list[tuple[int, int, DeskCompany]]:
        """Every place of every listed company, in order; the longest name that fits is meant.

        Once a name of several words has stood, its first word alone is the company too, as in the news.
        """
        found = list(self._mentions(self._names))
        short = self._short_names(found)
        if not short:
            return found
        taken = {word for start, end, _ in found for word in range(start, end)}
        more = [one for one in self._mentions(short) if one[0] not in taken]
        return sorted([*found, *more], key=lambda one: one[0])

    def _short_names(self, found: list[tuple[int, int, DeskCompany]]) -> dict[str, list[_Name]]:
        vocabulary = self.text.vocabulary
        common = vocabulary.stop_words | vocabulary.no_names | vocabulary.organisation_heads | vocabulary.first_names
        common |= vocabulary.organisation_cues
        first: dict[str, set[DeskCompany]] = {}
        for start, end, company in found:
            words = self.text.words_in(start, end)
            if len(words) > 1 and len(words[0].lower) > 3 and words[0].lower not in common and not company.media:
                first.setdefault(words[0].lower, set()).add(company)
        names = {folded(word): (word, *held) for word, held in first.items() if len(held) == 1}
        return {key: [_Name(held, (key,), (word.capitalize(),))] for key, (word, held) in names.items()}

    def in_span(self, start: int, end: int) -> list[tuple[int, int, DeskCompany]]:
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return self.mentions[low:high]

    def spans_in(self, start: int, end: int) -> list[tuple[int, int]]:
        return [(first, last) for first, last, _ in self.in_span(start, end)]

    def named_in(self, start: int, end: int) -> Named | None:
        """The last listed company that is named there."""
        found = self.in_span(start, end)
        return self._named(*found[-1]) if found else None

    def last_voice(self, place: int) -> Named | None:
        """The listed company that spoke last before `place`."""
        at = bisect_left(self.voices, place, key=lambda voice: voice[0]) - 1
        return self.voices[at][1] if at >= 0 else None

    def last_before(self, place: int, *, since: int = 0) -> Named | None:
        """The listed company named last between `since` and `place`, outlets aside: what “the company” may mean."""
        at = bisect_left(self._starts, place) - 1
        for first, last, company in reversed(self.mentions[max(0, at - 50) : at + 1]):
            if first >= since and not company.media:
                return self._named(first, last, company)
        return None

    def _named(self, start: int, end: int, company: DeskCompany) -> Named:
        return Named(self.text.text[start:end], company.id)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _, _ in self.mentions]

    @cached_property
    def _names(self) -> dict[str, list[_Name]]:
        """The names by their first word, the longest first."""
        found: dict[str, list[_Name]] = {}
        for company in self.listed:
            for name in {_name for spelled in (company.name, *company.aliases) for _name in _variants(spelled)}:
                words = tuple(folded(word) for word in name)
                found.setdefault(words[0], []).append(_Name(company, words, name))
        for names in found.values():
            names.sort(key=lambda name: len(name.words), reverse=True)
        return found

    def _mentions(self, names: dict[str, list[_Name]]) -> Iterator[tuple[int, int, DeskCompany]]:
        words = self.text.words
        at = 0
        while at < len(words):
            found = next((one for one in names.get(folded(words[at].lower), ()) if self._fits(one, at)), None)
            if found is None:
                at += 1
                continue
            last = words[at + len(found.words) - 1]
            yield words[at].start, last.end, found.company
            at += len(found.words)

    def _fits(self, name: _Name, at: int) -> bool:
        words = self.text.words[at : at + len(name.words)]
        if tuple(folded(word.lower) for word in words) != name.words:
            return False
        if not all(self._written(word, written) for word, written in zip(words, name.written, strict=True)):
            return False
        gaps = (self.text.text[one.end : two.start] for one, two in pairwise(words))
        return all(_BETWEEN.fullmatch(gap) for gap in gaps) and not self._is_persons(at)

    def _written(self, word: Word, written: str) -> bool:
        """A capital in the name is one in the text; short capitals (“ICE”) are the same in the text."""
        there = self.text.text[word.start : word.end]
        if written.isupper() and 1 < len(written) <= 5:
            return there == written
        return not written[:1].isupper() or not there[:1].islower()

    def _is_persons(self, at: int) -> bool:
        """“Harrison Ford”: a first name stands before it."""
        if at == 0:
            return False
        before, word = self.text.words[at - 1], self.text.words[at]
        joined = self.text.text[before.end : word.start] == " "
        return joined and self.text.text[before.start].isupper() and before.lower in self.text.vocabulary.first_names


def folded(text: str) -> str:
    """Without accents, in lower case: “Société” and “SOCIETE” are one."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def known_companies(companies: Companies) -> Iterator[Proposal]:
    """One proposal for each listed company that the text names."""
    places: dict[int, list[tuple[int, int]]] = {}
    for start, end, company in companies.mentions:
        places.setdefault(company.id, []).append((start, end))
    for key, spans in places.items():
        start, end = spans[0]
        words = companies.text.text[start:end]
        yield Proposal(Kind.COMPANY_KNOWN, start, end, words, Mention(Named(words, key), tuple(spans), "on the list"))


def _variants(name: str) -> Iterator[tuple[str, ...]]:
    """The words of a name: as it is, without its legal form, and without “The” or “U.S.” before it."""
    words = tuple(_WORD.findall(name))[:_LONGEST]
    if not words:
        return
    yield words
    short = words
    while len(short) > 1 and folded(short[-1]) in LEGAL_FORMS:
        short = short[:-1]
    yield short
    for lead in _LEADING:
        size = len(lead.split())
        if len(short) > size and " ".join(folded(word) for word in short[:size]) == lead:
            yield short[size:]
