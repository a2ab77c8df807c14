"""Who said what: words between quotation marks that somebody is said to have spoken, and reports of words.

Direct words are proposed where a verb of speech attributes them, before, after or between them, or where they are long
enough to be somebody's words even so. Indirect ones where “said that” or the like reports a clause.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from events.intake.companies import Companies
from events.intake.marks import QUOTED, Quoted
from events.intake.proposals import Kind, Named, Proposal, Quotation
from events.intake.speakers import Speaker, after_verb, before_verb, before_verb_after
from events.intake.text import Span, Text, Word

LONG = 8
"""So many words between marks are somebody's words, even where the text does not say whose."""

_NEAR = 150
_REPORTS_WITHIN = 14


@dataclass(frozen=True, slots=True)
class _Said:
    verb: str
    speaker: Speaker | None


def direct_quotations(text: Text, companies: Companies) -> list[Proposal]:
    """Every attributed passage between marks, and every long one."""
    found: list[Proposal] = []
    last: tuple[Quoted, _Said] | None = None
    for place, quoted in enumerate(text.quoted):
        said = _said(text, companies, place)
        if said is None or said.speaker is None:
            said = _carried_on(text, place, last) or said
        size = len(text.words_in(quoted.start, quoted.end))
        unsaid = said is None and (size < LONG or quoted.single)
        if unsaid or not size or (size == 1 and quoted.single) or _is_title(text, quoted):
            continue
        said = _resolved(text, companies, quoted, said, found)
        last = (quoted, said)
        found.append(_proposal(text, Span(quoted.start, quoted.end), said, direct=True))
    return found


def indirect_quotations(text: Text, companies: Companies, direct: list[Proposal]) -> Iterator[Proposal]:
    """Every clause that is reported as said, unless it holds words that are proposed as quoted already."""
    taken = [(one.start, one.end) for one in direct]
    at = 0
    spoke: list[Proposal] = []
    for sentence in text.sentences:
        while at < len(taken) and taken[at][1] <= sentence.start:
            spoke.append(direct[at])
            at += 1
        quoted = [Span(*span) for span in taken[at : at + 20] if span[0] < sentence.end]
        for clause, verb, speaker in _reports(text, companies, sentence):
            if any(clause.overlaps(one) for one in quoted):
                continue
            said = _resolved(text, companies, clause, _Said(verb.lower, speaker), spoke)
            made = _proposal(text, clause, said, direct=False)
            spoke.append(made)
            yield made


def _proposal(text: Text, span: Span, said: _Said, *, direct: bool) -> Proposal:
    speaker = said.speaker
    details = Quotation(direct, verb=said.verb)
    if speaker:
        details = replace(
            details,
            speaker=speaker.name,
            capacity=speaker.capacity,
            company=speaker.company,
            by=(speaker.start, speaker.end),
        )
    return Proposal(Kind.QUOTATION, span.start, span.end, text.text[span.start : span.end], details)


def _said(text: Text, companies: Companies, place: int) -> _Said | None:
    """What the sentence around the marks says of who speaks."""
    quoted = text.quoted[place]
    sentence = text.sentences[text.sentence_at(quoted.start)]
    before = text.quoted[place - 1].end + 1 if place else 0
    floor = max(sentence.start, before)
    following = text.quoted[place + 1].start if place + 1 < len(text.quoted) else len(text.text)
    end = text.sentences[text.sentence_at(quoted.end)].end
    ceiling = min(max(end, quoted.end), following)
    ends_open = text.text[max(0, quoted.end - 2) : quoted.end].strip()[-1:] in ",?!…—–"
    comma = text.text[quoted.end + 1 : quoted.end + 4].lstrip('” »"\xa0')[:1] == ","
    sides = [_before, _after] if not (ends_open or comma) else [_after, _before]
    for side in sides:
        said = side(text, companies, Span(floor, ceiling), quoted, sentence)
        if said:
            return said
    return None


def _after(text: Text, companies: Companies, around: Span, quoted: Quoted, _: Span) -> _Said | None:
    """“…,” she said · “…,” said the company · « … », a déclaré Marie · “…,” X told Y"""
    words = text.words_in(quoted.end + 1, min(around.end, quoted.end + _NEAR))
    if words and words[0].lower in text.vocabulary.joins:
        return None
    for at, word in enumerate(words[:14]):
        if word.lower not in text.vocabulary.speech or word.lower.endswith(text.vocabulary.participles):
            if at and _stops(text, words[at - 1].end, word.start):
                return None
            continue
        speaker = before_verb_after(text, companies, word, quoted.end + 1)
        if speaker is None and word.lower not in text.vocabulary.told:
            speaker = after_verb(text, companies, word, around.end)
        return _Said(word.lower, speaker)
    return None


def _stops(text: Text, start: int, end: int) -> bool:
    return any(sign in ".;:!?" for sign in text.text[start:end])


def _before(text: Text, companies: Companies, around: Span, quoted: Quoted, sentence: Span) -> _Said | None:
    """X said: “…” · X said that it was “…” · “…” and “…” · a letter to staff: “…”"""
    words = text.words_in(max(around.start, quoted.start - _NEAR), quoted.start)
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        if word.lower in text.vocabulary.speech and not _passive(text, words, at):
            speaker = before_verb(text, companies, word, sentence.start)
            if speaker is None:
                speaker = _first_speaker(text, companies, sentence, word)
            return _Said(word.lower, speaker)
    if text.text[around.start : quoted.start].rstrip("“\"«‘' \xa0").endswith(":"):
        return _Said("", _before_colon(text, companies, words))
    return None


def _passive(text: Text, words: list[Word], at: int) -> bool:
    """“it is said”, and “to comment”, which nobody did."""
    return bool(at) and words[at - 1].lower in text.vocabulary.passives


def _before_colon(text: Text, companies: Companies, words: list[Word]) -> Speaker | None:
    """The nearest that speaks for a company in what leads to the colon, or the company's letter."""
    vocabulary = text.vocabulary
    acting = [word for word in words if word.lower in vocabulary.capacities | vocabulary.letters]
    if not acting:
        return None
    start, end = acting[-1].start, acting[-1].end
    sentence = text.sentences[text.sentence_at(start)]
    company = companies.named_in(sentence.start, sentence.end) or Named()
    is_letter = acting[-1].lower in vocabulary.letters
    return Speaker(start, end, "", "" if is_letter else text.text[start:end], company, pronoun=True)


def _first_speaker(text: Text, companies: Companies, sentence: Span, before: Word) -> Speaker | None:
    """The subject of the first verb of speech in the sentence: “X claimed … and declared that …”."""
    for word in text.words_in(sentence.start, before.start):
        if word.lower in text.vocabulary.speech and text.outside[word.start] != QUOTED:
            return before_verb(text, companies, word, sentence.start)
    return None


def _carried_on(text: Text, place: int, last: tuple[Quoted, _Said] | None) -> _Said | None:
    """The same speaker goes on: in the same sentence, or in a sentence of quoted words right after his."""
    if last is None:
        return None
    quoted, said = text.quoted[place], last[1]
    between = text.text[last[0].end + 1 : quoted.start]
    if "\n" in between or len(between) > 2 * _NEAR:
        return None
    here, there = text.sentence_at(quoted.start), text.sentence_at(last[0].end)
    if here == there and len(between) < 60:
        return said
    begins = text.text[text.sentences[here].start : quoted.start].strip(" “\"«‘'") == ""
    return said if begins and here <= text.sentence_at(last[0].end + len(between) - 3) + 1 else None


def _is_title(text: Text, quoted: Quoted) -> bool:
    """A name between marks: “Owner's Manual”."""
    words = text.words_in(quoted.start, quoted.end)
    ending = text.text[quoted.end - 1 : quoted.end]
    if len(words) > 7 or ending in ",.?!…":
        return False
    small = text.vocabulary.name_links | text.vocabulary.determiners | {"s"}
    return all(word.lower in small or not text.text[word.start].islower() for word in words)


def _resolved(text: Text, companies: Companies, span, said: _Said | None, spoke: list[Proposal]) -> _Said:
    """“she”, “the company”, “the spokesman”, “Jensen”: who was named before."""
    if said is None or said.speaker is None:
        return said or _Said("", None)
    speaker, vocabulary = said.speaker, text.vocabulary
    if speaker.company.words:
        return said
    words = [word.lower for word in text.words_in(speaker.start, speaker.end)]
    if speaker.name:
        before = _same_person(speaker.name, spoke)
        if before:
            capacity = speaker.capacity or before.capacity
            return replace(said, speaker=replace(speaker, capacity=capacity, company=before.company))
    if speaker.pronoun and (words[0] in vocabulary.pronouns or vocabulary.letters.intersection(words)):
        return replace(said, speaker=_as_before(speaker, spoke))
    words += re.findall(r"\w+", speaker.capacity.lower())
    if vocabulary.strangers.intersection(words):
        return said
    if (vocabulary.firm_nouns | vocabulary.capacities).intersection(words):
        company = _meant(text, companies, min(speaker.start, span.start))
        return replace(said, speaker=replace(speaker, company=company))
    return said


def _meant(text: Text, companies: Companies, place: int) -> Named:
    """“the company”: the one named last in this paragraph, or that spoke last, or that was named last."""
    start = text.text.rfind("\n", max(0, place - 2000), place) + 1
    here = companies.last_before(place, since=start)
    return here or companies.last_voice(place) or companies.last_before(place) or Named()


def _same_person(name: str, spoke: list[Proposal]) -> Quotation | None:
    """What was said of him when he was named before, maybe in full."""
    last = name.split()[-1]
    for one in reversed(spoke[-40:]):
        if one.details.speaker and one.details.speaker.split()[-1] == last:
            return one.details
    return None


def _as_before(speaker: Speaker, spoke: list[Proposal]) -> Speaker:
    """The one who spoke last before him in the text."""
    before = max((one for one in spoke[-40:] if one.end <= speaker.start), key=lambda one: one.end, default=None)
    if before is None:
        before = next((one for one in reversed(spoke[-40:]) if one.start < speaker.start), None)
    if before is None:
        return speaker
    said = before.details
    return replace(speaker, name=said.speaker, capacity=speaker.capacity or said.capacity, company=said.company)


def voices(text: Text, companies: Companies) -> list[tuple[int, Named]]:
    """Where a listed company speaks, itself or through somebody, in order of the text."""
    found = []
    for word in text.words:
        if word.lower not in text.vocabulary.reporting or text.outside[word.start] == QUOTED:
            continue
        sentence = text.sentences[text.sentence_at(word.start)]
        before = text.words_in(max(sentence.start, word.start - 30), word.start)
        if before and before[-1].lower in text.vocabulary.passives:
            continue
        speaker = before_verb(text, companies, word, sentence.start)
        if speaker is None and word.lower not in text.vocabulary.told:
            speaker = after_verb(text, companies, word, sentence.end)
        if speaker and speaker.company.id is not None:
            found.append((word.start, speaker.company))
    return found


def _reports(text: Text, companies: Companies, sentence: Span) -> Iterator[tuple[Span, Word, Speaker]]:
    words = text.words_in(sentence.start, sentence.end)
    done = sentence.start
    for at, word in enumerate(words):
        if word.start < done or word.lower not in text.vocabulary.reporting or text.outside[word.start] == QUOTED:
            continue
        if _passive(text, words, at):
            continue
        found = _that_clause(text, words, at, sentence) or _trailing(text, words, at, sentence)
        if found is None:
            continue
        clause, inverted = found
        if inverted:
            speaker = after_verb(text, companies, word, sentence.end)
        else:
            speaker = before_verb(text, companies, word, done)
            speaker = speaker or _first_speaker(text, companies, sentence, word)
        if speaker is None or len(text.words_in(*clause)) < 3:
            continue
        yield clause, word, speaker
        done = clause.end


def _that_clause(text: Text, words: list[Word], at: int, sentence: Span) -> tuple[Span, bool] | None:
    """What follows “said that”, “told X that”, “claim to”, “said it …”."""
    vocabulary = text.vocabulary
    following = words[at + 1 : at + _REPORTS_WITHIN]
    for place, word in enumerate(following):
        between = text.text[words[at].end : word.start]
        if any(sign in '.;:!?()\n“”"' for sign in between) or word.lower in vocabulary.interrupts:
            break
        led = word.lower in vocabulary.gap_starts | vocabulary.linking or between.strip() == ","
        if place == 0 and vocabulary.gap_starts and not led:
            break
        if word.lower in vocabulary.linking and between.count(",") % 2 == 0:
            after = following[place + 1 : place + 2]
            return (Span(after[0].start, _clause_end(text, after[0].start, sentence)), False) if after else None
        if word.lower in vocabulary.reporting:
            break
    first = following[0] if following else None
    spaced = first is not None and text.text[words[at].end : first.start] == " "
    if spaced and words[at].lower in vocabulary.bare and first.lower in vocabulary.bare_starts:
        return Span(first.start, _clause_end(text, first.start, sentence)), False
    if spaced and words[at].lower in vocabulary.claims and first.lower == vocabulary.to:
        return Span(first.start, _clause_end(text, first.start, sentence)), False
    return None


def _clause_end(text: Text, start: int, sentence: Span) -> int:
    """The end of the sentence without its stop, or where another verb of speech takes over: “…, adding that”."""
    end = sentence.end
    for found in re.finditer(r"[,;] (\w+)( \w+ed\b)?|[;:] ", text.outside[start:end]):
        word = (found[1] or "").lower()
        if not word or word in text.vocabulary.takes_over or (found[2] and word == "and"):
            end = start + found.start()
            break
    words = text.text[start:end].rstrip(' .!?…”"»,;')
    return start + len(words)


def _trailing(text: Text, words: list[Word], at: int, sentence: Span) -> tuple[Span, bool] | None:
    """“The damage is huge, says X.” without quotation marks."""
    word = words[at]
    before = text.outside[sentence.start : word.start]
    if (
        at < 3
        or not before.rstrip().endswith(",")
        or QUOTED in before
        or word.lower.endswith(text.vocabulary.participles)
    ):
        return None
    end = sentence.start + len(before.rstrip()) - 1
    rest = words[at + 1 : at + 12]
    vocabulary = text.vocabulary
    acting = vocabulary.capacities | vocabulary.firm_nouns | vocabulary.pronouns
    somebody = any(text.text[one.start].isupper() or one.lower in acting for one in rest[:6])
    if not somebody or len(words) - at - 1 > len(rest):
        return None
    return Span(sentence.start, end), True
