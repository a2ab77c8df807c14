"""What readers type into the search, read: words in quotation marks stay together, a minus leaves one out."""

import re
from dataclasses import dataclass, replace

from django.db import connections

from events.timeline.folding import accented_in, words_in
from events.timeline.queries import PUBLIC

TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
GROUPED = re.compile(r"[1-9][0-9]{0,2}( [0-9]{3})+")
LARGE = re.compile(r"[1-9][0-9]{4,}")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that belong together, or one word; `without` where they must not be there. `variant` is another way to
    write it: with its accents, or a number with its digits in groups or together. `stems` is what finds it all.
    """

    words: tuple[str, ...]
    without: bool = False
    variant: str = ""
    stems: str = ""

    def __str__(self) -> str:
        text = " ".join(self.words)
        return f"{'-' * self.without}{chr(34)}{text}{chr(34)}" if len(self.words) > 1 else f"{'-' * self.without}{text}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, as PostgreSQL looks for it: `query`, and `marking` for any one of its words. `is_frequent` where
    so many events seem to hold it that a page of them is found by looking at one after the other. Of a word of
    middling frequency it is known that `one_in` so many holds it, and so how near a page of them lies; else 0.
    """

    terms: tuple[Term, ...]
    query: str
    marking: str
    is_frequent: bool = False
    one_in: int = 0

    @property
    def words(self) -> list[str]:
        return [word for term in self.terms if not term.without for word in term.words]

    @property
    def name(self) -> str:
        """What a name may begin with or hold; empty where something is to be left out, or there is too little of it."""
        return self.exact if len(self.exact) > 2 else ""

    @property
    def exact(self) -> str:
        """The whole of a name, however short; empty where something is to be left out."""
        return "" if any(term.without for term in self.terms) else " ".join(self.words)


STEMS = """
SELECT ARRAY[
        phraseto_tsquery('whole_english', term)::text,
        phraseto_tsquery('whole_french', term)::text,
        phraseto_tsquery('whole_french', variant)::text
    ],
    numnode(phraseto_tsquery('english', term)) = 0 OR numnode(phraseto_tsquery('french', term)) = 0
FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS typed (term, variant, place) ORDER BY place
"""


ESTIMATED = """
EXPLAIN (FORMAT JSON) SELECT FROM timeline_publicevent WHERE search @@ %s::tsquery
UNION ALL SELECT FROM timeline_publicevent
"""
# Of pages, as they lie on the disk: what is looked at costs as much as a page of the answer.
SAMPLED = """
SELECT count(*) FILTER (WHERE search @@ %s::tsquery), count(*)
FROM timeline_publicevent TABLESAMPLE SYSTEM (least(100, 100.0 * %s / %s)) REPEATABLE (0)
"""
SAMPLE = 1_000
PAGE_IN_ORDER = 200
"""So many events, each with its words, may be looked at in the time in which one is fetched for each that holds them:
to look at one costs twice as much as to fetch one, and pages are of fifty to a hundred."""
LEAST_APART = 40
"""Where events that hold a word stand nearer to each other, a page of them is soon looked through."""
WORTH_A_REACH = 20
"""To look near a place costs as much, for each event that lies between two that hold a word, as to fetch so many of
those that hold it."""


def read(typed: str) -> Wanted | None:
    """Two queries, three for several words that are frequent; or none, and None, where nothing is left to look for.

    Words such as "the" and "le" are looked for only inside of quotation marks, or where there is nothing else.
    """
    stemmed = _stemmed(terms_of(typed))
    telling = [term for term, stop in stemmed if not stop or len(term.words) > 1]
    if all(term.without for term in telling):
        telling = [term for term, _stop in stemmed]
    wanted = [term.stems for term in telling if not term.without]
    unwanted = [f"!{term.stems}" for term in telling if term.without]
    if not wanted:
        return None
    marking = re.sub(r"<(-|\d+)>|&", "|", " | ".join(wanted))
    query = " & ".join([*wanted, *unwanted])
    several = sum(len(term.words) for term in telling) > 1
    return Wanted(tuple(telling), query, marking, *_frequency(query, several=several))


def _frequency(query: str, *, several: bool) -> tuple[bool, int]:
    """`is_frequent` and `one_in`.

    Of `all_there_are` one fetches those that the index `offers`, or looks at `all_there_are / found` for each shown.

    Left to itself, the planner takes looking at an event for free, and looks at all of them for a word that stands
    nowhere: ten seconds, of a million. Of `several` words it knows how many events hold each, not how many hold all,
    nor how many side by side: that is asked of a sample.
    """
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(ESTIMATED, [query])
        offers, all_there_are = (part["Plan Rows"] for part in cursor.fetchone()[0][0]["Plan"]["Plans"])
        found = offers
        if several and found * offers > PAGE_IN_ORDER * all_there_are:
            cursor.execute(SAMPLED, [query, SAMPLE, all_there_are])
            holding, looked_at = cursor.fetchone()
            found = all_there_are * holding / max(looked_at, 1)
    one_in = 0 if several else round(all_there_are / found)
    is_middling = one_in >= LEAST_APART and WORTH_A_REACH * one_in**2 <= all_there_are
    return found * offers > PAGE_IN_ORDER * all_there_are, one_in if is_middling else 0


def terms_of(typed: str) -> list[Term]:
    """The terms in their order, each once; groups of digits stay together as if they were quoted."""
    terms = []
    for minus, quoted, bare in TERM.findall(typed):
        words = words_in(quoted or bare)
        if quoted or minus or all(word.isdecimal() for word in words):
            terms.append(Term(tuple(words), without=bool(minus), variant=_grouped_otherwise(words)))
        else:
            terms += [Term((word,), variant=_accented(bare, word)) for word in words]
    return [term for term in dict.fromkeys(terms) if term.words]


def _accented(bare: str, folded: str) -> str:
    return next((word for word in accented_in(bare) if words_in(word) == [folded]), "")


def _grouped_otherwise(words: list[str]) -> str:
    """`125000` as `125 000`, and the other way round; empty for all else, and for years."""
    number = " ".join(words)
    if GROUPED.fullmatch(number):
        return "".join(words)
    return f"{int(number):,}".replace(",", " ") if LARGE.fullmatch(number) else ""


def _stemmed(terms: list[Term]) -> list[tuple[Term, bool]]:
    """Each term with its stems in either language, and whether it is a word that says nothing."""
    if all(term.without for term in terms):
        return []
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(STEMS, [[" ".join(term.words) for term in terms], [term.variant for term in terms]])
        rows = cursor.fetchall()
    return [
        (replace(term, stems=f"({' | '.join(dict.fromkeys(filter(None, stems)))})"), stop)
        for term, (stems, stop) in zip(terms, rows, strict=True)
        if any(stems)
    ]
