"""Which company is meant by a name: candidates with a score and the reason, for a person to choose from.

Two queries for any number of names: PostgreSQL finds what is near by its trigrams, and the score is made here, where
legal forms, accents and word order can be seen past. An identifier decides; a name alone only if it is the same.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from companies.models import Company, Identifier, Scheme

Known = tuple[str, str]
"""An identifier: its scheme and its value."""

CERTAIN = 0.98
"""At or above this a name is the same but for case, accents and punctuation. Below, somebody has to be asked."""
DOUBTFUL = 0.6
"""Below this a candidate is none."""
MOST_CANDIDATES = 5

LEGAL_FORMS = {
    *("inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "lp", "plc"),
    *("gmbh", "mbh", "ag", "kg", "kgaa", "se", "sa", "sas", "sasu", "sarl", "spa", "srl"),
    *("bv", "nv", "ab", "as", "asa", "oy", "oyj", "aps", "kk", "pty", "pte", "pbc"),
    *("sl", "ltda", "ooo", "oao", "zao", "pjsc", "eurl", "scop", "cie"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A company that may be meant, from 0 to 1 how surely, and why."""

    company: Company
    score: float
    why: str


def candidates(name: str, identifiers: Iterable[Known] = ()) -> list[Candidate]:
    """Who may be meant by `name` and `identifiers`, the likeliest first."""
    return candidates_for([(name, tuple(identifiers))])[0]


def candidates_for(wanted: Sequence[tuple[str, Iterable[Known]]]) -> list[list[Candidate]]:
    """For each name with its identifiers, who may be meant; a fixed number of queries for all of them."""
    near = _near([name for name, _identifiers in wanted])
    known = _known({pair for _name, identifiers in wanted for pair in identifiers})
    companies = Company.objects.in_bulk({*known.values(), *(pk for found in near.values() for pk in found)})
    return [
        _ranked(name, identifiers, near[place], known, companies) for place, (name, identifiers) in enumerate(wanted)
    ]


def normalised(name: str) -> str:
    """`name` without case, accents and punctuation; initials are drawn together: `S.A.` and `SA` are one."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.sub(r"[\W_]+", " ", plain.replace("'", "").replace("’", "")).strip()
    return re.sub(r"\b(?:\w (?=\w\b))+\w\b", lambda initials: initials[0].replace(" ", ""), words)


def without_legal_form(name: str) -> str:
    """The normalised name without `Inc.`, `GmbH` and their kind at its end."""
    words = normalised(name).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def likeness(one: str, other: str) -> float:
    """How near two names are, from 0 to 1; 1 only for the very same, and CERTAIN for the same but for its spelling."""
    if one == other:
        return 1.0
    if normalised(one) == normalised(other) != "":
        return CERTAIN
    short, long = sorted((without_legal_form(one), without_legal_form(other)), key=len)
    if short == long:
        return 0.95
    if len(short) > 2 and f" {short} " in f" {long} ":
        return 0.75
    return 0.9 * max(fuzz.ratio(short, long), fuzz.token_sort_ratio(short, long)) / 100


def scheme_of(value: str) -> str | None:
    """Of which scheme an identifier is by its look alone; None if of none."""
    shapes = {
        Scheme.WIKIDATA: r"Q[1-9][0-9]*",
        Scheme.LEI: r"[A-Z0-9]{18}[0-9]{2}",
        Scheme.ISIN: r"[A-Z]{2}[A-Z0-9]{9}[0-9]",
        Scheme.OPENCORPORATES: r"[a-z_]{2,8}/\S+",
        Scheme.DOMAIN: r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}",
    }
    return next((scheme.value for scheme, shape in shapes.items() if re.fullmatch(shape, value)), None)


# By `%` names that are alike as a whole, by `<%` those that contain the wanted name; both ask the trigram index.
NEAR = """
SELECT wanted.place - 1, found.company, found.name
FROM unnest(%s::text[]) WITH ORDINALITY AS wanted(name, place) CROSS JOIN LATERAL (
    (SELECT id AS company, name FROM companies_company
     WHERE name %% wanted.name OR wanted.name <%% name ORDER BY similarity(name, wanted.name) DESC, id LIMIT 12)
    UNION ALL
    (SELECT company_id, name FROM companies_companyname
     WHERE name %% wanted.name OR wanted.name <%% name ORDER BY similarity(name, wanted.name) DESC, id LIMIT 12)
) AS found
"""


def _near(names: list[str]) -> dict[int, dict[int, list[str]]]:
    """For the place of each name: companies with those of their names that are near."""
    near = defaultdict(lambda: defaultdict(list))
    with connection.cursor() as cursor:
        cursor.execute(NEAR, [[re.sub(r"[\W_]+", " ", name) for name in names]])
        for place, company, name in cursor.fetchall():
            near[place][company].append(name)
    return near


def _known(wanted: set[Known]) -> dict[Known, int]:
    rows = Identifier.objects.filter(value__in={value for _scheme, value in wanted})
    found = {(scheme, value): pk for scheme, value, pk in rows.values_list("scheme", "value", "company")}
    return {pair: found[pair] for pair in wanted if pair in found}


def _ranked(
    name: str, identifiers: Iterable[Known], near: dict[int, list[str]], known: dict, companies: dict
) -> list[Candidate]:
    """Best first. Who was merged leads to who is left, which has a candidate of its own if its names are near."""
    found = [_by_name(name, companies[pk], names) for pk, names in near.items() if not companies[pk].merged_into_id]
    ranked = {each.company.pk: each for each in found if each.score >= DOUBTFUL}
    for scheme, value in identifiers:
        if company := companies.get(known.get((scheme, value))):
            ranked[company.pk] = Candidate(company, 1.0, f"{Scheme(scheme).label} {value}")
    return sorted(ranked.values(), key=lambda each: (-each.score, each.company.name, each.company.pk))[:MOST_CANDIDATES]


def _by_name(name: str, company: Company, names: list[str]) -> Candidate:
    best = max(names, key=lambda each: likeness(name, each))
    score = round(likeness(name, best), 2)
    return Candidate(company, score, _reason(score) if best == company.name else f"{_reason(score)}: {best}")


def _reason(score: float) -> str:
    if score == 1:
        return _("the same name")
    if score >= CERTAIN:
        return _("the same name, spelled otherwise")
    return _("the same but for the legal form") if score >= 0.95 else _("a similar name")
