"""The facets of a search as links: what each narrows to, how many that would be, and how to take it off again."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.site import words
from events.timeline.search import COUNTED, GROUPS, Group, Value

NAMES: dict[str, Promise] = {
    "kind": _("Kind"),
    "status": _("Legal status"),
    "company": _("Company"),
    "topic": _("Topic"),
    "year": _("Year"),
    "country": _("Country"),
    "publisher": _("Publisher"),
    "language": _("Language"),
}
TITLES: dict[str, Promise] = {
    "companies": _("Companies"),
    "incidents": _("Incidents"),
    "events": _("Events"),
    "sources": _("Sources"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One link: its words, how many it leads to (empty where that is not counted), and whether one is there now."""

    text: str
    amount: str
    address: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Narrowing:
    name: str
    title: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Address:
    """What the address of a search says; `to` is the same with changes, without those that are empty."""

    parts: Mapping[str, str]

    def to(self, **changes: str) -> str:
        return "?" + urlencode({name: value for name, value in {**self.parts, **changes}.items() if value})

    def of_group(self, group: str) -> str:
        """The whole of a group: what narrows one does not narrow another."""
        return "?" + urlencode({"q": self.parts["q"]} | ({"in": group} if group else {}))


def amount(number: int) -> str:
    """`12`, `1,000+`: nothing is counted further."""
    return number_format(min(number, COUNTED), force_grouping=True) + "+" * (number > COUNTED)


def tabs(address: Address, totals: Mapping[str, int], group: str) -> list[Choice]:
    """Everything, and each group with its total."""
    every = Choice(str(_("Everything")), "", address.of_group(""), current=not group)
    return [every] + [
        Choice(str(TITLES[name]), amount(total), address.of_group(name), current=name == group)
        for name, total in totals.items()
    ]


def narrowings(name: str, found: Group, address: Address, filters: Mapping[str, str]) -> list[Narrowing]:
    """Every facet of the group that has more than one value, or is narrowed to one."""
    offered = []
    for facet in GROUPS[name].facets:
        values = found.facets.get(facet, [])
        if facet in filters:
            chosen = next((value for value in values if value.value == filters[facet]), None)
            text = named(name, facet, chosen or Value(filters[facet], "", "", 0))
            offered.append(Narrowing(facet, str(NAMES[facet]), [Choice(text, "", address.to(**{facet: ""}), True)]))
        elif len(values) > 1:
            offered.append(
                Narrowing(
                    facet,
                    str(NAMES[facet]),
                    [_choice(name, facet, value, address) for value in _in_order(facet, values)],
                )
            )
    return offered


def _in_order(facet: str, values: list[Value]) -> list[Value]:
    """The most frequent first, but years as they come."""
    return sorted(values, key=lambda value: -int(value.value)) if facet == "year" else values


def _choice(name: str, facet: str, value: Value, address: Address) -> Choice:
    return Choice(named(name, facet, value), amount(value.amount), address.to(**{"in": name, facet: value.value}))


def named(name: str, facet: str, value: Value) -> str:
    """A value in the language of the page."""
    code = value.value
    if facet == "kind":
        return words.word("source_kind" if name == "sources" else "event_kind", code)
    if facet == "status":
        return words.word("status", code)
    if facet == "language":
        return words.language_name(code)
    if facet == "country":
        return words.country(code)
    return (value.french if get_language() == "fr" else value.english) or code
