"""Which companies of the record may be meant: by a name that is nearly theirs, by an identifier, by how one begins.

One query for any number of names. The trigram index finds what is near; how near is told here, where legal forms,
accents and the order of words can be seen past.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import orjson
from django.db import connections
from django.db.transaction import atomic
from rapidfuzz import fuzz

from events.timeline.folding import letter_of, words_in
from events.timeline.queries import PUBLIC, Face
from events.timeline.spelling import FORGIVING

Identifier = tuple[str, str]
"""A scheme and a value in it."""

COMPARED = 20
"""So many companies are compared with each name, those that the index holds for the nearest."""
SAME, SAME_BUT_FOR_FORM = 98, 95
"""The same name but for case, accents and signs; the same but for `Inc.` or `GmbH` at its end."""
LEGAL_FORMS = {
    *("inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "lp", "plc"),
    *("gmbh", "mbh", "ag", "kg", "kgaa", "se", "sa", "sas", "sasu", "sarl", "spa", "srl"),
    *("bv", "nv", "ab", "as", "asa", "oy", "oyj", "aps", "kk", "pty", "pte", "pbc"),
    *("sl", "ltda", "ooo", "oao", "zao", "pjsc", "eurl", "scop", "cie"),
}


@dataclass(slots=True)
class Near:
    """Who is near each name, by the place of the name; and who has which identifier."""

    by_name: dict[int, list[Face]] = field(default_factory=dict)
    by_identifier: dict[Identifier, list[Face]] = field(default_factory=dict)


# Each name has a branch of its own: of a constant, the planner knows enough to go along the index.
NAMED = f"""
(SELECT %s AS place, '' AS scheme, '' AS value, body FROM timeline_publiccompany
WHERE state = 'live' AND names %%> %s
ORDER BY word_similarity(%s, names) DESC, similarity(names, %s) DESC, number LIMIT {COMPARED})
"""  # noqa: S608  a constant
IDENTIFIED = """
(SELECT -1 AS place, %s AS scheme, %s AS value, body FROM timeline_publiccompany
WHERE state = 'live' AND body::jsonb -> 'identifiers' @> %s::jsonb ORDER BY number LIMIT 5)
"""


def near(names: Sequence[str], identifiers: Iterable[Identifier] = ()) -> Near:
    """The living companies near each of `names`, and those that have any of `identifiers`. One query."""
    found, branches, values = Near(), [], []
    for place, name in enumerate(names):
        if words := without_legal_form(name):
            branches.append(NAMED)
            values += [place, words, words, words]
    for scheme, value in dict.fromkeys(identifiers):
        branches.append(IDENTIFIED)
        values += [scheme, value, orjson.dumps([{"scheme": scheme, "value": value}]).decode()]
    for place, scheme, value, body in _rows(" UNION ALL ".join(branches), values) if branches else ():
        face = orjson.loads(body)
        if scheme:
            found.by_identifier.setdefault((scheme, value), []).append(face)
        else:
            found.by_name.setdefault(place, []).append(face)
    return found


def _rows(statement: str, values: Sequence[object]) -> list[tuple]:
    with atomic(using=PUBLIC), connections[PUBLIC].cursor() as cursor:
        cursor.execute(FORGIVING)
        cursor.execute(statement, values)
        return cursor.fetchall()


BEGINNING = """
SELECT body FROM timeline_publiccompany WHERE state = 'live' AND {condition}
ORDER BY names NOT LIKE %s, folded, number LIMIT %s OFFSET %s
"""
HOLDING = "names LIKE %s"
OF_LETTER = "letter = %s AND folded LIKE %s"
"""Of one or two letters there is no trigram: what begins with them is found in the list from A to Z."""


def beginning(typed: str, *, limit: int, beyond: int = 0) -> list[Face]:
    """The living companies of which a name holds what was typed, those whose own name begins with it first."""
    words = " ".join(words_in(typed))
    if not words:
        return []
    if len(words) > 2:
        condition, values = HOLDING, [f"%{words}%"]
    else:
        condition, values = OF_LETTER, [letter_of(words), f"{words}%"]
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(BEGINNING.format(condition=condition), [*values, f"{words}%", limit, beyond])
        return [orjson.loads(body) for (body,) in cursor.fetchall()]


PRESENT = """
SELECT asked.number, c.body FROM timeline_publiccompany asked
JOIN timeline_publiccompany c ON c.number = coalesce(asked.successor, asked.number)
WHERE asked.number = ANY(%s) AND c.state = 'live'
"""


def present(numbers: Sequence[int]) -> dict[int, Face]:
    """The living companies of these numbers; of one that was merged, its successor."""
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(PRESENT, [list(numbers)])
        return {number: orjson.loads(body) for number, body in cursor.fetchall()}


def likeness(name: str, face: Face) -> float:
    """How near a name is to the nearest of a company's, from 0 to 100; 100 only for the very same."""
    return max(_alike(name, each) for each in names_of(face))


def names_of(face: Face) -> list[str]:
    return [face["name"], *(other["name"] for other in face["names"])]


def without_legal_form(name: str) -> str:
    """The folded words of a name without `Inc.`, `GmbH` and their kind at its end."""
    words = _folded(name).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def _alike(one: str, other: str) -> float:
    if one == other:
        return 100
    if _folded(one) == _folded(other) != "":
        return SAME
    short, long = sorted((without_legal_form(one), without_legal_form(other)), key=len)
    if short == long != "":
        return SAME_BUT_FOR_FORM
    if len(short) > 2 and f" {short} " in f" {long} ":
        return 75
    return round(0.9 * max(fuzz.ratio(short, long), fuzz.token_sort_ratio(short, long)), 1)


def _folded(name: str) -> str:
    """Its words, with initials drawn together: `S.A.` and `SA` are one."""
    drawn: list[str] = []
    initials = False
    for word in words_in(name.replace("'", "").replace("’", "")):
        initial = len(word) == 1
        if initial and initials:
            drawn[-1] += word
        else:
            drawn.append(word)
        initials = initial
    return " ".join(drawn)
