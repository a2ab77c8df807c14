"""What somebody may have meant who found nothing: names that resemble the words, and words of names and titles.

The trigram indexes answer, never a scan.
"""

from dataclasses import dataclass, field

from django.db import connections
from django.db.transaction import atomic

from events.timeline.queries import PUBLIC
from events.timeline.search import GROUPS
from events.timeline.wanted import Term, Wanted

COMPARED = 200
"""So many names and titles that hold a word like the one typed are looked at for the one that is most like it."""
OFFERED = 5
ALIKE = 0.3
# "Marlwo" shares 0.57 of its trigrams with "Marlow", "lettr" 0.67 with "letter"; the server's own bound is 0.6.
FORGIVING = "SET LOCAL pg_trgm.word_similarity_threshold = 0.45"

GUESSED = 8
"""So many words are guessed at, the first ones. Each has a branch of its own: of a constant, the planner knows enough
to go along the index.
"""

NAME = f"""
(SELECT number, title, word_similarity(%s, names) * length(%s) AS alike, similarity(%s, names) AS nearly
FROM timeline_publiccompany WHERE state = 'live' AND names %%> %s
ORDER BY alike DESC, nearly DESC, number LIMIT {OFFERED})
"""  # noqa: S608
NAMES = """
SELECT number, title FROM ({branches}) AS near
GROUP BY number, title ORDER BY max(alike) DESC, max(nearly) DESC, number LIMIT {offered}
"""
LOOKED_AT = 200
"""So many of the newest are looked at for a word before all that hold it are fetched: they are few then."""
FOUND = " OR ".join(
    [
        *(
            f"EXISTS (SELECT FROM (SELECT search FROM {kind.table} WHERE state = 'live' ORDER BY number DESC "  # noqa: S608
            f"LIMIT {LOOKED_AT}) newest WHERE search @@ %s::tsquery)"
            for kind in GROUPS.values()
        ),
        *(
            f"(SELECT count(*) FROM {kind.table} WHERE state = 'live' AND search @@ %s::tsquery) > 0"  # noqa: S608
            for kind in GROUPS.values()
        ),
    ]
)
WORD = f"""
(SELECT {{place}} AS place, {FOUND} AS found, (
    SELECT word FROM (
        (SELECT folded AS words FROM timeline_publicincident
            WHERE state = 'live' AND folded %%> %s LIMIT {COMPARED})
        UNION ALL
        (SELECT names FROM timeline_publiccompany WHERE state = 'live' AND names %%> %s LIMIT {COMPARED})
    ) AS resembling, regexp_split_to_table(words, '[[:space:]]+') AS word
    WHERE similarity(word, %s) >= {ALIKE}
    ORDER BY similarity(word, %s) DESC, word LIMIT 1
) AS near)
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Guess:
    """`companies` by number whose names resemble what was typed, the same words `respelt`, and those that are found."""

    companies: dict[int, str] = field(default_factory=dict)
    respelt: str = ""
    found: list[str] = field(default_factory=list)


def guess(wanted: Wanted) -> Guess:
    """Two queries, forgiving ones. What it offers is live now: nothing is kept of what was taken back."""
    terms = [term for term in wanted.terms if not term.without][:GUESSED]
    words = [" ".join(term.words) for term in terms]
    with atomic(using=PUBLIC), connections[PUBLIC].cursor() as cursor:
        cursor.execute(FORGIVING)
        cursor.execute(*names_like(list(dict.fromkeys([" ".join(words), *words]))))
        companies = dict(cursor.fetchall())
        cursor.execute(*words_like(words, [term.stems for term in terms]))
        rows = [(found, near) for _place, found, near in sorted(cursor.fetchall())]
    found = [str(term) for term, (is_found, _near) in zip(terms, rows, strict=True) if is_found]
    return Guess(companies, _respelt(terms, rows), found if len(terms) > 1 else [])


def names_like(names: list[str]) -> tuple[str, list[str]]:
    """Companies of which a name resembles one of these; the more of it does, the better."""
    branches = " UNION ALL ".join(NAME for _name in names)
    return NAMES.format(branches=branches, offered=OFFERED), [name for name in names for _place in range(4)]


def words_like(words: list[str], stems: list[str]) -> tuple[str, list[str]]:
    """Of each word whether it is found, and the word of a title or name that is most like it."""
    branches = [WORD.format(place=place) for place in range(len(words))]
    values = [[*[stem] * len(GROUPS) * 2, *[word] * 4] for word, stem in zip(words, stems, strict=True)]
    return " UNION ALL ".join(branches), [value for of_word in values for value in of_word]


def _respelt(terms: list[Term], rows: list[tuple[bool, str | None]]) -> str:
    """The words with those that stand nowhere replaced by the ones most like them, or left out if there is none."""
    words = [str(term) if is_found else near for term, (is_found, near) in zip(terms, rows, strict=True)]
    return "" if all(is_found for is_found, _near in rows) else " ".join(word for word in words if word)
