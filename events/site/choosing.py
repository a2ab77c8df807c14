"""The filters of a company's timeline: what may be chosen, how many entries each would leave, and what is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.site import asked
from events.site.words import SHAPE, word
from events.timeline.choosing import ANSWERED, Choice
from events.timeline.companies import Counts

WORDS = {"kind": "event_kind", "status": "status", "answered": "answered", "role": "role"}
SHOWN_FIRST = ("kind", "answered")
"""The others stand folded away until one of them is used."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value that may be chosen, with the entries that it would leave, and the address that chooses it or lets go."""

    value: str
    word: str
    count: int | None
    href: str
    is_chosen: bool
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    word: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One thing that is chosen, in words, with the address that lets go of it."""

    word: str
    href: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Everything around the timeline that depends on what is chosen."""

    choice: Choice
    found: int
    total: int
    facets: list[Facet]
    more: list[Facet]
    years: Facet
    chosen: list[Chosen]
    order: str
    tree: Option | None
    fields: dict[str, str]
    """What the form for a period sends along."""
    since: str = ""
    until: str = ""

    @property
    def is_unfolded(self) -> bool:
        """Whether one of the facets that are folded away is in use."""
        return bool(self.choice.tree or set(self.choice.names) - set(SHOWN_FIRST) or self.since or self.until)


def offered(choice: Choice, counts: Counts, *, has_family: bool, with_family: int | None = None) -> Offer:
    """What `choice` leaves, and what else may be chosen. `with_family`: entries of the company and of all it owns."""
    facets = [_facet(name, choice, counts) for name in ("kind", "answered", "topic", "status", "role")]
    fields = asked.fields_of(replace(choice, place=None))
    period = {name: fields.pop(name, "") for name in ("year", "from", "until")}
    return Offer(
        choice=choice,
        found=counts["found"],
        total=counts["total"],
        facets=[facet for facet in facets if facet.options and facet.name in SHOWN_FIRST],
        more=[facet for facet in facets if facet.options and facet.name not in SHOWN_FIRST],
        years=_years(choice, counts["year"]),
        chosen=list(_chosen(choice, counts)),
        order=asked.query_of(choice, oldest=not choice.oldest),
        tree=_tree(choice, with_family) if has_family else None,
        fields=fields,
        since=period["from"] or period["year"],
        until=period["until"] or period["year"],
    )


def _facet(name: str, choice: Choice, counts: Counts) -> Facet:
    labels = {"kind": _("Kind"), "answered": _("Answer"), "topic": _("Topic"), "status": _("Status"), "role": _("Role")}
    return Facet(name, labels[name], [_option(name, *found, choice) for found in _values(name, choice, counts)])


def _values(name: str, choice: Choice, counts: Counts) -> list[tuple[str, str, int]]:
    """Value, word and count of what a facet offers; what is chosen is offered even where it leaves nothing."""
    if name == "topic":
        found = [(slug, _topic(slug, topics), count) for slug, count, topics in counts["topic"]]
    elif name == "answered":
        found = [(value, word(name, value), _replies(counts, value)) for value in ANSWERED]
    else:
        vocabulary = list(asked.VALUES[name])
        found = [(value, word(WORDS[name], value), counts[name].get(value, 0)) for value in vocabulary]
    chosen = getattr(choice, name)
    known = {value for value, _word, _count in found}
    found += [(value, value.replace("-", " "), 0) for value in chosen if value not in known]
    return [one for one in found if one[2] or one[0] in chosen]


def _topic(slug: str, topics: list[dict[str, str]] | None) -> str:
    language = "fr" if get_language() == "fr" else "en"
    return next((topic[language] for topic in topics or [] if topic["slug"] == slug), slug)


def _replies(counts: Counts, value: str) -> int:
    return sum(counts["answered"].get(reply, 0) for reply in ANSWERED[value])


def _option(name: str, value: str, label: str, count: int, choice: Choice) -> Option:
    is_chosen = value in getattr(choice, name)
    left = () if is_chosen else (value,)
    shape = SHAPE.get(value, "") if name == "kind" else ""
    return Option(value, label, count, asked.query_of(choice, **{name: left}), is_chosen, shape)


def _years(choice: Choice, counted: dict[str, int]) -> Facet:
    """The years on a day of which something may lie, in the order of the timeline."""
    years = sorted((year for year in map(int, counted) if year in asked.YEARS), reverse=not choice.oldest)
    return Facet("year", _("Year"), [_year(year, counted[str(year)], choice) for year in years])


def _year(year: int, count: int, choice: Choice) -> Option:
    first, last = asked.days_of(str(year))
    is_chosen = (choice.first, choice.last) == (first, last)
    left: dict[str, Any] = {"first": None, "last": None} if is_chosen else {"first": first, "last": last}
    return Option(str(year), str(year), count, asked.query_of(choice, **left), is_chosen)


def _chosen(choice: Choice, counts: Counts) -> Iterable[Chosen]:
    for name in ("kind", "answered", "topic", "status", "role"):
        words_of = {value: label for value, label, _count in _values(name, choice, counts)}
        for value in getattr(choice, name):
            rest = tuple(other for other in getattr(choice, name) if other != value)
            yield Chosen(words_of[value], asked.query_of(choice, **{name: rest}))
    if choice.first or choice.last:
        yield Chosen(_period(choice), asked.query_of(choice, first=None, last=None))
    if choice.tree:
        yield Chosen(_("with subsidiaries"), asked.query_of(choice, tree=False))


def _period(choice: Choice) -> str:
    fields = asked.fields_of(Choice(choice.company, first=choice.first, last=choice.last))
    if "year" in fields:
        return fields["year"]
    if "until" not in fields:
        return _("from %(day)s") % {"day": fields["from"]}
    if "from" not in fields:
        return _("until %(day)s") % {"day": fields["until"]}
    return _("%(first)s to %(last)s") % {"first": fields["from"], "last": fields["until"]}


def _tree(choice: Choice, with_family: int | None) -> Option:
    label = _("Without subsidiaries") if choice.tree else _("Include subsidiaries")
    return Option("1", label, with_family, asked.query_of(choice, tree=not choice.tree), choice.tree)
