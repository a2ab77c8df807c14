"""One box for everything: companies first, then affairs, events and documents."""

from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramSimilarity
from django.db.models import F, Func, Model, Q, QuerySet, Value

from events.record.models import State
from events.timeline.models import PublicCompany, PublicEvent, PublicIncident, PublicRow, PublicSource
from events.timeline.queries import PUBLIC, Face, face_of

LONGEST = 200
SHOWN = 20
WEIGHED = 500
"""At most so many matches are weighed against each other: a word that stands everywhere must not cost a second."""
SIMILAR = 0.3


@dataclass(slots=True)
class Results:
    """Faces by kind. `similar` are companies whose names only resemble what was asked for."""

    companies: list[Face] = field(default_factory=list)
    similar: list[Face] = field(default_factory=list)
    incidents: list[Face] = field(default_factory=list)
    events: list[Face] = field(default_factory=list)
    sources: list[Face] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.companies or self.similar or self.incidents or self.events or self.sources)


def search(words: str) -> Results:
    """What holds all of `words`; quotation marks keep words together, a minus leaves one out. Four or five queries."""
    results = Results(
        companies=_faces(companies_called(words)[:SHOWN]),
        incidents=_faces(holding(PublicIncident, words)[:SHOWN]),
        events=_faces(holding(PublicEvent, words)[:SHOWN]),
        sources=_faces(holding(PublicSource, words)[:SHOWN]),
    )
    if not results:
        results.similar = _faces(companies_like(words)[:SHOWN])
    return results


def companies_called(words: str) -> QuerySet[PublicCompany]:
    """Living companies with `words` in a name of theirs, or in what is said about them."""
    query = wanted(words)
    return (
        PublicCompany.objects.using(PUBLIC)
        .filter(Q(title__icontains=words) | Q(search=query), state=State.LIVE)
        .order_by(SearchRank(F("search"), query).desc(), "title", "number")
    )


def companies_like(words: str) -> QuerySet[PublicCompany]:
    """Living companies whose names resemble `words`: for what was misspelt."""
    return (
        PublicCompany.objects.using(PUBLIC)
        .filter(state=State.LIVE)
        .annotate(similarity=TrigramSimilarity("title", words))
        .filter(similarity__gte=SIMILAR)
        .order_by("-similarity", "number")
    )


def holding(table: type[Model], words: str) -> QuerySet[PublicRow]:
    """The living rows that hold `words`, the most fitting first."""
    query = wanted(words)
    matching = table.objects.filter(search=query, state=State.LIVE).values("number")[:WEIGHED]
    return (
        table.objects.using(PUBLIC)
        .filter(number__in=matching)
        .order_by(SearchRank(F("search"), query).desc(), "-number")
    )


def wanted(words: str) -> SearchQuery:
    """`words` as the stored vectors have them: without accents, in no particular language."""
    return SearchQuery(Func(Value(words), function="unaccent"), config="simple", search_type="websearch")


def _faces(rows: QuerySet[PublicRow]) -> list[Face]:
    return [face_of(row) for row in rows]
