"""One text, all its proposals, and which of two that overlap is kept."""

from collections.abc import Iterable
from datetime import date

from events.intake.companies import Companies, known_companies
from events.intake.dates import dates
from events.intake.languages import vocabulary_for
from events.intake.new_names import new_companies
from events.intake.numbers import numbers
from events.intake.proposals import DeskCompany, Kind, Proposal
from events.intake.quotations import direct_quotations, indirect_quotations, voices
from events.intake.refusals_to_comment import refusals
from events.intake.relays import relayed
from events.intake.text import Text

MOST = 2000
"""Of more proposals, the first in the text are given: nobody looks through more."""


def propose(
    text: str, language: str, companies: Iterable[DeskCompany], *, published: date | None = None
) -> list[Proposal]:
    """The proposals in order of their place in `text`.

    `language` is a tag ("en", "fr-CA"); without one that is read here, the text's small words decide. `companies` is
    the desk's list. `published`, if given, is the day beside which "last month" is read.

    Proposals of one kind never overlap. Of different kinds they may ("18 employees" within a quotation), but for two:
    a refusal to comment is no indirect quotation, and a date is no number.
    """
    read = Text(text, vocabulary_for(language, text))
    listed = Companies(read, tuple(companies))
    listed.voices.extend(voices(read, listed))
    declined = list(refusals(read, listed))
    direct = direct_quotations(read, listed)
    found = [*declined, *direct]
    found += _apart_from(declined, indirect_quotations(read, listed, direct))
    found += known_companies(listed)
    days, relays = dates(read, published), list(relayed(read, listed))
    found += [*days, *numbers(read, days), *relays]
    found += new_companies(read, listed, relays)
    return sorted(_without_overlap(found), key=lambda one: (one.start, one.end, one.kind))[:MOST]


def _apart_from(declined: list[Proposal], quotations: Iterable[Proposal]) -> list[Proposal]:
    kept, at = [], 0
    for one in sorted(quotations, key=lambda quotation: quotation.start):
        while at < len(declined) and declined[at].end <= one.start:
            at += 1
        if at == len(declined) or declined[at].start >= one.end:
            kept.append(one)
    return kept


def _without_overlap(found: list[Proposal]) -> list[Proposal]:
    """Of two of one kind that overlap, the longer; the first of equal ones."""
    kept: dict[Kind, list[Proposal]] = {kind: [] for kind in Kind}
    for one in sorted(found, key=lambda proposal: (proposal.start, -proposal.end)):
        same = kept[one.kind]
        if not same or one.start >= same[-1].end:
            same.append(one)
        elif one.end - one.start > same[-1].end - same[-1].start:
            same[-1] = one
    return [one for same in kept.values() for one in same]
