"""Companies from A to Z, topics, countries and years: the lists of them, and what stands under each."""

from itertools import groupby
from operator import attrgetter

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.record.models import SubjectKind
from events.site import facets, instants, words
from events.site.instants import only_now
from events.site.pages import Context, NotOnRecord, Unreadable, page
from events.site.topics import in_language
from events.site.views import past
from events.site.views.paging import after_number, paged
from events.timeline import browsing, folding, queries
from events.timeline.folding import fold
from events.timeline.models import PublicEvent

LETTERS = {folding.DIGITS: "0–9", **{letter: letter.upper() for letter in folding.LETTERS}}


@page("site/companies.html")
def companies(request: HttpRequest) -> Context:
    """From A to Z, some hundreds a page; those in digits before, and those in other scripts behind."""
    if at := instants.asked_for(request):
        return past.listed(request, SubjectKind.COMPANY, at)
    code = _letter(request.GET.get("letter"))
    after, amounts = after_number(request), browsing.letters()
    rows = list(browsing.companies_from(code, after).only("number", "title", "letter")[: browsing.LISTED + 1])
    if after and not rows:
        raise Unreadable(_("No page begins there. Go back to the beginning of the list."))
    shown = rows[: browsing.LISTED]
    return {
        "under": code,
        "heading": _letter_name(code) if code else "",
        "letters": _letters(code, amounts) if amounts else [],
        "sections": [(_letter_name(each), list(names)) for each, names in groupby(shown, key=attrgetter("letter"))],
        "next": shown[-1].number if len(rows) > browsing.LISTED else None,
    }


def _letter(text: str | None) -> str:
    if not text:
        return ""
    if text.lower() not in {*LETTERS, folding.OTHERS}:
        raise Unreadable(
            _("Names are listed under A to Z, 0 for those that begin with a digit, and ~ for other scripts.")
        )
    return text.lower()


def _letter_name(letter: str) -> str:
    return LETTERS.get(letter) or _("Other scripts")


def _letters(current: str, amounts: dict[str, int]) -> list[facets.Choice]:
    """Every letter with how many names stand under it; those in other scripts only where there are some."""
    shown = [*LETTERS, *({folding.OTHERS} & amounts.keys())]
    every = facets.Choice(_("All"), facets.amount(sum(amounts.values())), "?", current=not current)
    return [every] + [
        facets.Choice(
            _letter_name(letter),
            facets.amount(amounts[letter]) if letter in amounts else "",
            f"?letter={letter}",
            current=letter == current,
        )
        for letter in shown
    ]


@page("site/topics.html")
@only_now
def topics(request: HttpRequest) -> Context:
    named = [
        {"value": topic.value, "name": in_language(topic) or topic.value, "amount": facets.amount(topic.amount)}
        for topic in browsing.headings("topic")
    ]
    return {"topics": sorted(named, key=lambda topic: fold(topic["name"]))}


@page("site/topic.html")
@only_now
def topic(request: HttpRequest, slug: str) -> Context:
    rows, further = paged(browsing.incidents_under("topic", slug), after_number(request), "incident")
    if not rows:
        raise _nothing_there(request, _("Nothing on the record stands under this topic."))
    return {
        "name": in_language(rows[0]) or slug,
        "slug": slug,
        "kept": {"in": "events", "topic": slug},
        "incidents": [queries.face_of(row) for row in rows],
        "next": further,
    }


@page("site/countries.html")
@only_now
def countries(request: HttpRequest) -> Context:
    seats, places = (
        browsing.countries_of_companies(),
        {place.value: place.amount for place in browsing.headings("country")},
    )
    found = [
        {
            "code": code,
            "name": words.country(code),
            "companies": facets.amount(seats.get(code, 0)) if code in seats else "",
            "incidents": facets.amount(places.get(code, 0)) if code in places else "",
        }
        for code in {*seats, *places}
    ]
    return {"countries": sorted(found, key=lambda country: fold(country["name"]))}


@page("site/country.html")
@only_now
def country(request: HttpRequest, code: str) -> Context:
    after = after_number(request)
    companies = list(browsing.companies_of(code).only("number", "title")[: browsing.LISTED + 1])
    rows, further = paged(browsing.incidents_under("country", code), after, "incident")
    if not rows and (after or not companies):
        raise _nothing_there(request, _("Nothing on the record stands under this country."))
    return {
        "name": words.country(code),
        "companies": companies[: browsing.LISTED] if after is None else [],
        "cut": len(companies) > browsing.LISTED,
        "incidents": [queries.face_of(row) for row in rows],
        "next": further,
    }


@page("site/years.html")
@only_now
def years(request: HttpRequest) -> Context:
    counted = [(int(year.value), facets.amount(year.amount)) for year in browsing.years()]
    return {"years": counted, "undated": browsing.undated().exists()}


@page("site/year.html")
@only_now
def undated(request: HttpRequest) -> Context:
    rows, further = _a_page(browsing.undated(), _place(request))
    if not rows:
        raise _nothing_there(request, _("Everything on the record has a date."))
    return {"events": rows, "next": further}


@page("site/year.html")
@only_now
def year(request: HttpRequest, year: int) -> Context:
    after = _place(request)
    rows, further = _a_page(browsing.begun_in(year), after)
    reaching = [] if after else list(browsing.reaching_into(year)[: browsing.REACHING + 1])
    if not rows and not reaching:
        raise _nothing_there(request, _("Nothing on the record may have happened in this year."))
    return {
        "year": year,
        "events": rows,
        "next": further,
        "reaching": [queries.face_of(row) for row in reaching[: browsing.REACHING]],
        "more_reach": len(reaching) > browsing.REACHING,
    }


def _a_page(
    events: QuerySet[PublicEvent], after: queries.Place | None
) -> tuple[list[queries.Face], queries.Place | None]:
    """One page of events in their order, and the place after which the next one begins."""
    rows = list(queries.after(events, after)[: queries.PAGE + 1])
    further = queries.place_of(rows[queries.PAGE - 1]) if len(rows) > queries.PAGE else None
    return [queries.face_of(row) for row in rows[: queries.PAGE]], further


def _nothing_there(request: HttpRequest, sentence: str) -> Exception:
    """Beyond the end of a list the address is at fault, else there is nothing of that name."""
    if request.GET.get("after"):
        return Unreadable(_("No page begins there. Go back to the beginning of the list."))
    return NotOnRecord(sentence)


def _place(request: HttpRequest) -> queries.Place | None:
    try:
        return queries.Place.read(request.GET["after"]) if request.GET.get("after") else None
    except ValueError:
        raise Unreadable(_("No page begins there. Go back to the beginning of the list.")) from None
