"""What a text has from another: “told Newsweek”, “selon Newsweek”, “as first reported by”, “the lawsuit says”."""

from collections.abc import Iterator

from events.intake.companies import Companies
from events.intake.proposals import Kind, Named, Proposal, Relayed
from events.intake.text import Text


def relayed(text: Text, companies: Companies) -> Iterator[Proposal]:
    """One proposal for each place; of two that overlap, the one that begins first."""
    found = []
    for pattern in text.vocabulary.relays:
        for match in pattern.finditer(text.outside):
            span = match.span("source") if "source" in pattern.groupindex else match.span()
            if span[0] < 0 or not _is_source(text, companies, *span, told="told" in pattern.groupindex):
                continue
            found.append((match.start(), max(match.end(), span[1]), span))
    done = 0
    for start, end, span in sorted(found):
        if start < done:
            continue
        done = end
        name = companies.named_in(*span) or Named()
        source = Relayed(text.text[slice(*span)].strip(" ,"), name)
        yield Proposal(Kind.RELAYS, start, end, text.text[start:end], source)


def _is_source(text: Text, companies: Companies, start: int, end: int, *, told: bool) -> bool:
    """Not “according to him”; and who is told something must be an outlet, not a person or a company at issue."""
    words = text.words_in(start, end)
    vocabulary = text.vocabulary
    if not words or words[0].lower in vocabulary.pronouns | vocabulary.nobodies:
        return False
    if not told:
        return True
    listed = companies.in_span(start, end)
    if listed:
        return listed[0][2].media
    capital = text.text[words[0].start].isupper()
    person = words[0].lower in vocabulary.first_names | vocabulary.person_cues | vocabulary.no_names
    return capital and not person
