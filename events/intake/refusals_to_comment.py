"""“Declined to comment” and its kin: which company, and whether it declined, did not reply, or was just asked."""

import re
from collections.abc import Iterator

from events.intake.companies import Companies
from events.intake.proposals import Kind, Named, Proposal, Refusal
from events.intake.text import Span, Text

_CLAUSE = re.compile(r"[;:.!?()\n]|,? (?:but|while|although|mais|tandis)\b")


def refusals(text: Text, companies: Companies) -> Iterator[Proposal]:
    """One proposal for each place, from the one who was asked to the end of the refusing words."""
    done = 0
    for sentence in text.sentences:
        found = _in_sentence(text, sentence)
        while found:
            outcome, start, end = found
            if start >= done:
                yield _proposal(text, companies, sentence, Span(start, end), outcome)
                done = end
            found = _in_sentence(text, Span(max(end, start + 1), sentence.end))


def _in_sentence(text: Text, span: Span) -> tuple[str, int, int] | None:
    """The first refusal there: outcome, start and end."""
    matches = []
    for outcome, pattern in text.vocabulary.refusals:
        match = pattern.search(text.outside, span.start, span.end)
        if match and match.end() > match.start():
            matches.append((match.start(), -match.end(), outcome))
    if not matches:
        return None
    start, end, outcome = min(matches)
    return outcome, start, -end


def _proposal(text: Text, companies: Companies, sentence: Span, match: Span, outcome: str) -> Proposal:
    breaks = [found.end() for found in _CLAUSE.finditer(text.outside, sentence.start, match.start)]
    floor = max([sentence.start, *breaks])
    while floor < match.start and not text.text[floor].isalnum():
        floor += 1
    company = _asked(text, companies, sentence, floor, match)
    span = Span(max(floor, match.start - 120), match.end)
    if span.start > floor:
        span = Span(text.text.find(" ", span.start, match.start) + 1 or match.start, match.end)
    return Proposal(Kind.DECLINED, *span, text.text[slice(*span)], Refusal(outcome, company or Named()))


def _asked(text: Text, companies: Companies, sentence: Span, floor: int, match: Span) -> Named | None:
    """The company in the words themselves or before them, listed or not; or named elsewhere or before."""
    inside = _no_outlet(text, companies, match.start, match.end)
    before = _no_outlet(text, companies, floor, match.start)
    if inside or before:
        return inside or before
    name = _surface(text, floor, match.start)
    if name:
        return Named(name)
    around = _no_outlet(text, companies, sentence.start, match.start)
    if around:
        return around
    after = _no_outlet(text, companies, match.end, min(sentence.end, match.end + 40))
    words = {word.lower for word in text.words_in(floor, match.start)}
    referring = words & (text.vocabulary.firm_nouns | text.vocabulary.capacities | text.vocabulary.pronouns)
    if after or referring:
        start = text.text.rfind("\n", max(0, match.start - 2000), match.start) + 1
        here = companies.last_before(match.start, since=start)
        return after or here or companies.last_voice(match.start) or companies.last_before(match.start)
    return companies.last_before(match.start)


def _no_outlet(text: Text, companies: Companies, start: int, end: int) -> Named | None:
    found = [Named(text.text[a:b], one.id) for a, b, one in companies.in_span(start, end) if not one.media]
    return found[-1] if found else None


def _surface(text: Text, start: int, end: int) -> str:
    """The capitalised words nearest before the refusal."""
    run = []
    for word in reversed(text.words_in(start, end)):
        if text.text[word.start].isupper() and word.lower not in text.vocabulary.stop_words:
            run.append(word)
        elif run:
            break
    return text.text[run[-1].start : run[0].end] if run else ""
