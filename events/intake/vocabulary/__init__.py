"""The words by which proposals are found, one table for each language; lower case, with their accents.

`events.intake` holds the grammar, these tables the words: another language is another table, and `times`.
"""

import re
from dataclasses import dataclass

Words = frozenset[str]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    code: str
    stop_words: Words
    """Small words, by which the language is told; they begin and end no name."""
    abbreviations: Words
    """Words whose full stop ends no sentence."""

    # Who says what
    speech: Words
    """Verbs that attribute quoted words, in the forms that are printed."""
    reporting: Words
    """Those that report words without quotation marks too: “said that”."""
    linking: Words
    """“that”"""
    bare: Words
    """Verbs after which “that” is left out."""
    bare_starts: Words
    """Words that then begin what was said."""
    claims: Words
    """“claims to be”"""
    to: str
    strangers: Words
    """Capacities in which nobody speaks for a company: “prosecutor”."""
    joins: Words
    participles: tuple[str, ...]
    told: Words
    """Verbs after which stands who heard it, never who said it."""
    gap_starts: Words
    """Words that may begin what stands between the verb and “that”; none given, any may."""
    interrupts: Words
    """Words after which “that” belongs to another verb: “asked them to ensure that”."""
    takes_over: Words
    """Verbs that begin another report after a comma: “…, adding that”."""
    auxiliaries: Words
    """Between a speaker and his verb: “has also”."""
    clitics: Words
    """Between a verb and the speaker after it: “a-t-elle déclaré”."""
    ends: Words
    """Words that end a speaker after his verb: “said X in a letter”."""
    passives: Words
    """Before a verb, they turn it: “it is said”."""
    asides: Words
    """“Microsoft, meanwhile, said”"""
    openings: Words
    """Words of the clause before a speaker."""
    nobodies: Words
    """Subjects that make no statement: “we read that”."""
    pronouns: Words
    determiners: Words
    firm_nouns: Words
    """“the company”, “the retailer”"""
    capacities: Words
    """Those who speak for a company: “spokeswoman”."""
    at_words: Words
    """“director at X”"""
    letters: Words
    """What a company's words come in: “statement”."""

    # No comment, and whence it is
    refusals: tuple[tuple[str, re.Pattern], ...]
    """Outcome and words; the first that begins is meant, and of those the longest."""
    relays: tuple[re.Pattern, ...]
    """The group `source` is whose words they are; with a group `told`, it must be an outlet."""

    # Numbers
    number_words: dict[str, int]
    scales: dict[str, int]
    number_links: Words
    vague: Words
    """“hundreds of”: a number that nobody gives."""
    approximations: Words
    thousands: str
    decimal: str
    range_starts: tuple[str, ...]
    range_joins: tuple[str, ...]
    per_cent: tuple[str, ...]
    numbered: Words
    """“section 12”: a name and no count."""
    of_words: Words
    counted_stops: Words
    irregular_plurals: Words
    adjectives: Words
    """In the plural, before what is counted."""
    noun_first: bool
    """The noun comes before its adjectives."""
    plural_endings: tuple[str, ...]
    counted_verbs: Words
    """“67 were”: a number of what was named before."""

    # Names
    organisation_heads: Words
    organisation_cues: Words
    """“the retailer X”"""
    list_cues: tuple[re.Pattern, ...]
    belonging: Words
    """“X employees”"""
    partners: tuple[re.Pattern, ...]
    """“employees of X”"""
    described_after: re.Pattern
    """“X, a maker of”"""
    person_cues: Words
    person_after: re.Pattern
    first_names: Words
    name_particles: Words
    name_links: Words
    splits: Words
    """Words that part two names, unless the whole is one: “and”."""
    bodies: tuple[list[str], ...]
    """“City of X”: how the name of a public body begins."""
    name_starts: Words
    """Small words that may begin a name."""
    no_names: Words
    months: Words

    # Time
    to_come: Words
    needs_day: str


def words(text: str) -> Words:
    """The words of a table; `_` is a blank within one."""
    return frozenset(word.replace("_", " ") for word in text.split())


def patterns(*texts: str) -> tuple[re.Pattern, ...]:
    return tuple(re.compile(text) for text in texts)
