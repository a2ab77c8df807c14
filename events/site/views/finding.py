"""The search: what was typed, what of it was asked for, and what to try where nothing is found."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from events.site import facets, marks
from events.site.instants import only_now
from events.site.pages import Context, Unreadable, page
from events.site.words import EVENT_KIND, SOURCE_KIND, STATUS
from events.timeline import search
from events.timeline.queries import Place
from events.timeline.search import Asked, Group
from events.timeline.spelling import guess
from events.timeline.wanted import Wanted, read


@page("site/search.html")
@only_now
def found(request: HttpRequest) -> Context:
    typed, asked = _typed(request), _asked(request)
    wanted = read(typed) if typed else None
    context = {"wanted": typed, "group": asked.group}
    if wanted is None:
        return context | {"unsaid": bool(typed)}
    groups = search.search(wanted, asked)
    totals = {name: group.total for name, group in groups.items()}
    address = facets.Address({"q": typed, **_kept(asked)})
    context |= {
        "feed": f"{reverse('search-feed')}?{_followed(typed, asked)}",
        "feed_rss": f"{reverse('search-feed-rss')}?{_followed(typed, asked)}",
        "most": search.WEIGHED,
        "tabs": facets.tabs(address, totals, asked.group),
        "sections": _sections(groups, wanted, asked, address),
        "narrowings": facets.narrowings(
            asked.group or "events", groups[asked.group or "events"], address, asked.filters
        ),
        "orders": _orders(asked, address) if asked.group == "events" else [],
        "nothing": not any(totals.values()),
    }
    return context | (_instead(wanted, address) if context["nothing"] else {})


def _followed(typed: str, asked: Asked) -> str:
    """What a feed is asked for: the same words, and what narrows events."""
    return urlencode({"q": typed} | (dict(asked.filters) if asked.group == "events" else {}))


def narrowed_to(filters: Mapping[str, str]) -> list[str]:
    """What events are narrowed to, in words where they need no look at the record."""
    return [facets.named("events", name, search.Value(value, "", "", 0)) for name, value in filters.items()]


def asked_for(request: HttpRequest) -> tuple[Wanted, Asked]:
    """What is looked for, for those who take it away. Raises Unreadable where that is nothing, too."""
    typed, asked = _typed(request), _asked(request)
    wanted = read(typed) if typed else None
    if wanted is None:
        raise Unreadable(_("Search for a few words, at most %(longest)s characters.") % {"longest": search.LONGEST})
    return wanted, asked


def _typed(request: HttpRequest) -> str:
    typed = request.GET.get("q", "").strip()
    if "\0" in typed or len(typed) > search.LONGEST:
        raise Unreadable(_("Search for a few words, at most %(longest)s characters.") % {"longest": search.LONGEST})
    return typed


def _asked(request: HttpRequest) -> Asked:
    """What of the findings the address asks for. Raises Unreadable with the sentence that says what to mend."""
    group = request.GET.get("in") or ("events" if _narrowed(request, "events") else "")
    if group and group not in search.GROUPS:
        raise Unreadable(_("Search in one of: %(names)s.") % {"names": ", ".join(search.GROUPS)})
    filters = _narrowed(request, group)
    order = request.GET.get("order") or "best"
    if order not in search.ORDERS:
        raise Unreadable(_("The order is one of: %(names)s.") % {"names": ", ".join(search.ORDERS)})
    if group != "events":
        order = "best"
    after = _place(request.GET.get("after")) if order != "best" else None
    return Asked(group, filters, order, _page_number(request.GET.get("page")) if group else 1, after)


def _narrowed(request: HttpRequest, group: str) -> dict[str, str]:
    """The facets of a group that the address names. Raises Unreadable for a value that none of them can have."""
    if group not in search.GROUPS:
        return {}
    named = {name: request.GET.get(name, "").strip() for name in search.GROUPS[group].facets}
    filters = {name: value for name, value in named.items() if value}
    for name, value in filters.items():
        readable, sentence = CHECKS[name]
        if not readable(value, group):
            raise Unreadable(sentence())
    return filters


def _is_kind(value: str, group: str) -> bool:
    return value in (SOURCE_KIND if group == "sources" else EVENT_KIND)


def _matches(pattern: str) -> Callable[[str, str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value, group: bool(compiled.fullmatch(value))


CHECKS: dict[str, tuple[Callable[[str, str], bool], Callable[[], str]]] = {
    "kind": (_is_kind, lambda: _("There is no such kind.")),
    "status": (lambda value, group: value in STATUS, lambda: _("There is no such legal status.")),
    "company": (_matches("[1-9][0-9]{0,8}"), lambda: _("A company is named by its number.")),
    "topic": (_matches("[A-Za-z0-9_-]{1,50}"), lambda: _("There is no such topic.")),
    "year": (_matches("1[6-9][0-9]{2}|2[01][0-9]{2}|2200"), lambda: _("A year has four digits, from 1600 to 2200.")),
    "country": (_matches("[A-Z]{2}"), lambda: _("A country is named by its two letters, such as FR.")),
    "language": (_matches("[A-Za-z0-9-]{1,35}"), lambda: _("A language is named by its code, such as en or fr.")),
    "publisher": (
        lambda value, group: "\0" not in value and len(value) <= 300,
        lambda: _("There is no such publisher."),
    ),
}


def _page_number(text: str | None) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= search.LAST_PAGE):
        raise Unreadable(
            _("There are at most %(last)s pages of what fits best; by date there is no end.")
            % {"last": search.LAST_PAGE}
        )
    return int(text)


def _place(text: str | None) -> Place | None:
    try:
        return Place.read(text) if text else None
    except ValueError:
        raise Unreadable(_("No page begins there. Go back to the beginning of the list.")) from None


def _kept(asked: Asked) -> dict[str, str]:
    """What another search from the same page keeps of this one."""
    order = {} if asked.order == "best" else {"order": asked.order}
    return ({"in": asked.group} if asked.group else {}) | dict(asked.filters) | order


def _sections(groups: dict[str, Group], wanted: Wanted, asked: Asked, address: facets.Address) -> list[Context]:
    """The groups in which something stands to be shown, each with its findings and the way to more of them."""
    marked = marks.findings({name: group.faces for name, group in groups.items()}, wanted)
    return [
        {
            "name": name,
            "title": facets.TITLES[name],
            "amount": facets.amount(group.total),
            "findings": marked[name],
            "all": address.of_group(name) if not asked.group and group.further else "",
            "next": _next(group, asked, address) if asked.group and group.further else "",
        }
        for name, group in groups.items()
        if group.faces
    ]


def _next(group: Group, asked: Asked, address: facets.Address) -> str:
    if asked.order != "best":
        return address.to(after=str(group.last))
    return address.to(page=str(asked.page + 1)) if asked.page < search.LAST_PAGE else ""


def _orders(asked: Asked, address: facets.Address) -> list[facets.Choice]:
    names = {"best": _("Best match"), "newest": _("Newest first"), "oldest": _("Oldest first")}
    return [
        facets.Choice(name, "", address.to(order="" if order == "best" else order), current=order == asked.order)
        for order, name in names.items()
    ]


def _instead(wanted: Wanted, address: facets.Address) -> Context:
    """What somebody may have meant who found nothing; another spelling only where that finds something."""
    guessed = guess(wanted)
    respelt = read(guessed.respelt) if guessed.respelt else None
    totals = search.search(respelt).values() if respelt else []
    return {
        "similar": guessed.companies,
        "respelt": guessed.respelt if any(group.total for group in totals) else "",
        "found_alone": [facets.Choice(word, "", address.to(q=word)) for word in guessed.found],
    }
