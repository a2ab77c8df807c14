"""Companies as the file spells them: counted while rows are checked, matched at the end, decided once by a person."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations, islice, takewhile

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb
from rapidfuzz import fuzz, process

from companies.matching import CERTAIN, Candidate, candidates_for, normalised, without_legal_form
from companies.models import Company, Identifier, Ownership
from events.desk.imports.copying import copy
from events.desk.imports.models import Decision, Import, ImportRow, Spelling, State, hash_of
from events.exceptions import Refused, Stale

NO_NAMES = {"", "na", "n a", "none", "null", "nil", "unknown", "various", "tba", "tbd", "inconnu", "aucun", "divers"}
ALIKE = 85
SHORTEST = 4
MOST_COMPARED = 5_000
MOST_VARIANTS = 12
CHUNK = 500

COUNT = """
INSERT INTO imports_spelling
    (job_id, text, digest, count, identifiers, candidates, variants, asked, decision, new_name)
SELECT %s, text, digest, count, identifiers, '[]', '[]', false, 'open', ''
FROM unnest(%s::text[], %s::text[], %s::int[], %s::jsonb[]) AS new(text, digest, count, identifiers)
ON CONFLICT (job_id, digest) DO UPDATE SET count = imports_spelling.count + excluded.count,
    identifiers = CASE WHEN imports_spelling.identifiers @> excluded.identifiers THEN imports_spelling.identifiers
                       ELSE imports_spelling.identifiers || excluded.identifiers END
"""


def count(job: Import, named: Counter) -> None:
    """Adds how often each name stood in some rows; `named` counts (name, identifiers)."""
    counts: Counter = Counter()
    identifiers = defaultdict(dict)
    for (name, known), times in named.items():
        counts[name] += times
        identifiers[name] |= dict.fromkeys(known)
    names = sorted(counts)
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            [
                job.pk,
                names,
                [hash_of(name) for name in names],
                [counts[name] for name in names],
                [Jsonb([list(pair) for pair in identifiers[name]]) for name in names],
            ],
        )


def forget_counts(job: Import) -> None:
    """Before all rows are checked anew; what somebody decided stays decided."""
    job.spellings.update(count=0, identifiers=[])


def match(job: Import) -> None:
    """Once all rows are checked: finds who is meant, and marks what has to be asked. Decisions are kept."""
    job.spellings.filter(count=0).delete()
    spellings = list(job.spellings.order_by("text", "id"))
    decided_before = _decided_before(job, spellings)
    for start in range(0, len(spellings), CHUNK):
        chunk = spellings[start : start + CHUNK]
        found = candidates_for([(each.text, tuple(map(tuple, each.identifiers))) for each in chunk])
        for spelling, near in zip(chunk, found, strict=True):
            _match_one(spelling, near, decided_before)
    _note_variants(spellings)
    _note_companions(job, spellings)
    for spelling in spellings:
        _settle(spelling)
    fields = ["candidates", "variants", "asked", "decision", "company", "new_name"]
    Spelling.objects.bulk_update(spellings, fields, batch_size=CHUNK)


def _match_one(spelling: Spelling, near: list[Candidate], decided_before: dict[str, int]) -> None:
    spelling.candidates = [{"company": c.company.pk, "score": c.score, "why": c.why} for c in near]
    spelling.variants = []
    if not spelling.asked:  # nobody decided it, so it is found anew
        spelling.decision, spelling.company = Decision.OPEN, None
    certain = [each for each in near if each.score >= CERTAIN]
    if spelling.decision == Decision.OPEN and len(certain) == 1:
        spelling.decision, spelling.company = Decision.SAME, certain[0].company
    elif spelling.decision == Decision.OPEN and spelling.digest in decided_before:
        spelling.decision, spelling.company_id = Decision.SAME, decided_before[spelling.digest]


def _decided_before(job: Import, spellings: list[Spelling]) -> dict[str, int]:
    """What the same author decided about the same spellings in this series, where a company came of it."""
    earlier = Spelling.objects.filter(
        job__author=job.author_id, job__series=job.series, job__state=State.APPLIED, company__isnull=False
    )
    earlier = earlier.filter(digest__in=[each.digest for each in spellings], company__merged_into=None)
    return dict(earlier.order_by("job").values_list("digest", "company"))


def _note_variants(spellings: list[Spelling]) -> None:
    """Other spellings of the file that look alike, contain one another or share two words: `foodora` and `foodera`."""
    compared = spellings[:MOST_COMPARED]
    plain = [without_legal_form(each.text) for each in compared]
    compact = [name.replace(" ", "") for name in plain]
    near = defaultdict(set)
    for one, other in [*_alike(compact), *_contained(compact), *_sharing_words(plain)]:
        near[one].add(other)
        near[other].add(one)
    for place, spelling in enumerate(compared):
        others = sorted(near[place] - {place})[:MOST_VARIANTS]
        spelling.variants = [{"text": compared[other].text, "why": _("looks alike")} for other in others]


Pairs = Iterator[tuple[int, int]]


def _alike(compact: list[str]) -> Pairs:
    for place, name in enumerate(compact):
        if len(name) >= SHORTEST:
            found = process.extract(name, compact, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=MOST_VARIANTS)
            yield from ((place, other) for _name, _score, other in found)


def _contained(compact: list[str]) -> Pairs:
    """Names that begin with another whole name, as `ubereats` does: in the order of the alphabet they follow it."""
    order = sorted(range(len(compact)), key=lambda place: compact[place])
    for at, place in enumerate(order):
        name = compact[place]
        if len(name) >= SHORTEST:
            followers = takewhile(lambda other, name=name: compact[other].startswith(name), order[at + 1 :])
            yield from ((place, other) for other in islice(followers, MOST_VARIANTS))


def _sharing_words(plain: list[str]) -> Pairs:
    with_word = defaultdict(list)
    for place, name in enumerate(plain):
        for pair in combinations(sorted(set(name.split()))[:6], 2):
            with_word[pair].append(place)
    for places in with_word.values():
        yield from combinations(places[:MOST_VARIANTS], 2)


NAMED_ALONE_TOGETHER = """
SELECT resolved->'spellings'->0->>0, resolved->'spellings'->1->>0, count(*) FROM imports_importrow
WHERE job_id = %s AND jsonb_array_length(resolved->'spellings') = 2 AND fate IN ('make', 'change')
GROUP BY 1, 2 HAVING count(*) > 1 LIMIT 2000
"""


def _note_companions(job: Import, spellings: list[Spelling]) -> None:
    """Names that mostly stand beside one other and nobody else: perhaps a brand and its owner."""
    by_text = {each.text: each for each in spellings}
    with connection.cursor() as cursor:
        cursor.execute(NAMED_ALONE_TOGETHER, [job.pk])
        for one, other, times in cursor.fetchall():
            less, more = sorted((by_text.get(one), by_text.get(other)), key=lambda each: each.count if each else 0)
            if less and more and times * 2 >= less.count:
                sentence = _("named together %(times)d times of %(count)d: a brand and its owner?")
                why = sentence % {"times": times, "count": less.count}
                less.variants.append({"text": more.text, "why": why})


def _settle(spelling: Spelling) -> None:
    """A name without doubt needs no answer: one company has it, or nothing looks like it and it becomes a new one."""
    if spelling.decision != Decision.OPEN:
        return
    spelling.new_name = proposed_name(spelling.text)
    if spelling.candidates or spelling.variants or is_no_name(spelling.text):
        spelling.asked = True
    else:
        spelling.decision = Decision.NEW


def is_no_name(text: str) -> bool:
    return normalised(text) in NO_NAMES or not any(sign.isalpha() for sign in text)


def proposed_name(text: str) -> str:
    """`whole_foods` is how a program writes a name: as a company it is offered as `Whole Foods`."""
    words = " ".join(text.replace("_", " ").split())
    return words.title() if words == words.lower() and words.isascii() and "." not in words else words


WAITING = (
    Q(decision=Decision.OPEN)
    | Q(decision=Decision.SAME, company=None)
    | Q(decision__in=[Decision.LIKE, Decision.PART], other=None)
)


def open_questions(job: Import) -> QuerySet[Spelling]:
    """Spellings that still wait; also those whose company was deleted or whose other spelling went meanwhile."""
    return job.spellings.filter(WAITING)


def to_ask(job: Import) -> QuerySet[Spelling]:
    """Spellings that somebody was asked about, or has to be."""
    return job.spellings.filter(Q(asked=True) | WAITING)


def rows_waiting(job: Import) -> QuerySet[ImportRow]:
    """The rows that name a company about which nothing is decided."""
    names = list(open_questions(job).values_list("text", flat=True))
    rows = ImportRow.objects.filter(job=job)
    return rows.extra(
        where=["EXISTS (SELECT FROM jsonb_array_elements(resolved->'spellings') AS one WHERE one->>0 = ANY(%s))"],
        params=[names],
    )


def decide(spelling: Spelling, decision: str, *, company=None, other: Spelling | None = None, name: str = "") -> None:
    """Takes a person's answer for one spelling. Raises Refused."""
    if decision == Decision.SAME and (company is None or company.merged_into_id):
        raise Refused(_("Choose which company it is."))
    if decision in {Decision.LIKE, Decision.PART} and (other is None or other.pk == spelling.pk):
        raise Refused(_("Choose which other spelling it goes with."))
    spelling.decision, spelling.asked = decision, True
    spelling.company = company if decision == Decision.SAME else None
    spelling.other = other if decision in {Decision.LIKE, Decision.PART} else None
    spelling.new_name = name[:200] or spelling.new_name or proposed_name(spelling.text)
    spelling.save(update_fields=["decision", "asked", "company", "other", "new_name"])


def companies_of(job: Import) -> dict[str, int | None]:
    """For each spelling the company that is meant, made now where it is new; None for what is left out.

    Part of the transaction that writes the rows. Raises Stale where an answer is missing, or is none any more.
    """
    if open_questions(job).exists():
        raise Stale(_("Some companies are not decided yet."))
    spellings = list(job.spellings.order_by("id"))
    by_pk = {each.pk: each for each in spellings}
    _make([each for each in spellings if each.decision in {Decision.NEW, Decision.PART}])
    meant = {each.text: _meant(each, by_pk) for each in spellings}
    for each in spellings:
        if each.decision == Decision.PART and (owner := meant[each.other.text]) and owner != meant[each.text]:
            Ownership.objects.get_or_create(parent_id=owner, child_id=meant[each.text], since="")
    return meant


MEANT = """
UPDATE imports_spelling AS spelling SET company_id = meant.company
FROM unnest(%s::bigint[], %s::bigint[]) AS meant(id, company) WHERE spelling.id = meant.id
"""


def _make(spellings: list[Spelling]) -> None:
    """The new companies; two spellings of one new name make one company."""
    names = {_name_of(each): {shown["company"] for shown in each.candidates} for each in spellings}
    for pk, name in Company.objects.standing().filter(name__among=names).values_list("pk", "name"):
        if pk not in names[name]:
            sentence = _("There is a company called “%(name)s” by now. Check again, and say which is meant.")
            raise Stale(sentence % {"name": name})
    new = sorted(names)
    made = dict(zip(new, copy(Company, [{"name": name} for name in new]), strict=True))
    _identify(spellings, made)
    for spelling in spellings:
        spelling.company_id = made[_name_of(spelling)]
    with connection.cursor() as cursor:
        cursor.execute(MEANT, [[each.pk for each in spellings], [each.company_id for each in spellings]])


def _name_of(spelling: Spelling) -> str:
    return (spelling.new_name or proposed_name(spelling.text)).strip()


def _identify(spellings: list[Spelling], made: dict[str, int]) -> None:
    """The identifiers that the file gives for new companies; one that is wrong or taken is left out."""
    rows = []
    for spelling in spellings:
        for scheme, value in spelling.identifiers:
            row = Identifier(company_id=made[_name_of(spelling)], scheme=scheme, value=value)
            with suppress(ValidationError):
                row.clean()
                rows.append(row)
    Identifier.objects.bulk_create(rows, ignore_conflicts=True)


def _meant(spelling: Spelling, by_pk: dict[int, Spelling]) -> int | None:
    """Follows `the same as` to its end. Raises Stale where it goes round in a circle."""
    seen = set()
    while spelling.decision == Decision.LIKE:
        if spelling.pk in seen:
            raise Stale(_("“%(name)s” is said to be the same as itself, by way of others.") % {"name": spelling.text})
        seen.add(spelling.pk)
        spelling = by_pk[spelling.other_id]
    return None if spelling.decision == Decision.SKIP else spelling.company_id


def decide_rest_as_new(job: Import) -> int:
    """All that is still open becomes a company of its own, but for what is no name at all: that is left out."""
    rest = list(open_questions(job))
    for spelling in rest:
        spelling.decision = Decision.SKIP if is_no_name(spelling.text) else Decision.NEW
        spelling.company = spelling.other = None
        spelling.new_name = spelling.new_name or proposed_name(spelling.text)
    Spelling.objects.bulk_update(rest, ["decision", "company", "other", "new_name"], batch_size=CHUNK)
    return len(rest)
