"""Up to four companies side by side: what became of what is alleged against each, in numbers that are fair to it."""

import math
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.dates import describe_lag
from events.site.asked import address_of
from events.site.axis import axis_of, table_of
from events.site.instants import only_now
from events.site.pages import Context, NotOnRecord, Unreadable, check_standing, page
from events.site.phrases import in_words
from events.timeline import queries, statistics
from events.timeline.choosing import Choice
from events.timeline.models import PublicCompany
from events.timeline.search import LONGEST, Asked, search
from events.timeline.statistics import LANES, LEAST, Record
from events.timeline.wanted import read

MOST = 4
DRAWN = 60
"""So many entries of a company are drawn one by one; of more, each year's number is."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the comparison with the way to what it counts, or a sentence where there is none; and a remark."""

    text: str
    address: str = ""
    remark: str = ""


@page("site/compare.html")
@only_now
def compare(request: HttpRequest) -> Context | HttpResponse:
    numbers, name = _numbers(request), _name(request)
    rows = _companies(numbers)
    if elsewhere := _elsewhere(request, numbers, rows):
        return elsewhere
    named = {row.number: row.title for row in rows}
    return _compared(named) | {"companies": named, "full": len(named) == MOST} | _called(name, named)


def _numbers(request: HttpRequest) -> list[int]:
    """The numbers in the address. Raises Unreadable for what is none, and for more than MOST."""
    texts = [text for text in request.GET.getlist("company") if text]
    if not all(text.isascii() and text.isdigit() and 0 < int(text[:10]) < 10**9 for text in texts):
        raise Unreadable(_("A company is named by its number, as in ?company=1&company=2."))
    if len({int(text) for text in texts}) > MOST:
        raise Unreadable(_("At most four companies are compared at a time. Leave one out."))
    return [int(text) for text in texts]


def _name(request: HttpRequest) -> str:
    name = request.GET.get("name", "").strip()
    if "\0" in name or len(name) > LONGEST:
        raise Unreadable(_("Search for a few words, at most %(longest)s characters.") % {"longest": LONGEST})
    return name


def _companies(numbers: list[int]) -> list[PublicCompany]:
    """The companies in the order asked for. Raises NotOnRecord or Gone for one that cannot be compared."""
    found = {row.number: row for row in PublicCompany.objects.using(queries.PUBLIC).filter(number__in=numbers)}
    for number in numbers:
        if number not in found:
            raise NotOnRecord(_("No company on the record has the number %(number)s.") % {"number": number})
        check_standing(queries.face_of(found[number]))
    return [found[number] for number in numbers]


def _elsewhere(request: HttpRequest, numbers: list[int], rows: list[PublicCompany]) -> HttpResponse | None:
    """To the successor of a company that was merged; and to the same page where one is named twice."""
    wanted = list(dict.fromkeys(row.successor or row.number for row in rows))
    if wanted == numbers:
        return None
    address = f"{request.path}?{urlencode({'company': wanted}, doseq=True)}"
    merged = any(row.successor for row in rows)
    return HttpResponsePermanentRedirect(address) if merged else HttpResponseRedirect(address)


def _called(name: str, chosen: dict[int, str]) -> Context:
    """The companies with this name that may be added."""
    wanted = read(name) if name else None
    found = search(wanted, Asked(group="companies"))["companies"].faces if wanted else []
    offered = [
        {"name": face["name"], "country": face["country"], "address": _with(chosen, face["id"])}
        for face in found
        if face["id"] not in chosen
    ]
    return {"name": name, "offered": offered}


def _with(chosen: dict[int, str], number: int) -> str:
    return "?" + urlencode({"company": [*chosen, number]}, doseq=True)


def _compared(named: dict[int, str]) -> Context:
    """The figures and the picture, from three queries however much is on record."""
    companies = list(named)
    if not companies:
        return {}
    records = statistics.records(companies, timezone.now().date())
    counts = statistics.by_year(companies)
    marks = statistics.marks(companies, DRAWN + 1)
    return {
        "columns": [_column(record, named) for record in records],
        "figures": _figures(records),
        "axis": axis_of(named, counts, marks, most=DRAWN),
        "years": table_of(named, counts),
    }


def _column(record: Record, named: dict[int, str]) -> dict[str, str]:
    others = [number for number in named if number != record.company]
    return {
        "name": named[record.company],
        "address": reverse("company", args=[record.company]),
        "without": "?" + urlencode({"company": others}, doseq=True),
    }


def _figures(records: list[Record]) -> list[tuple[str, str, list[Figure]]]:
    """Row by row: its name, a word about it, and a figure for each company."""
    rows = [
        (_("Entries on its timeline"), "", lambda record: _counted(record, record.entries)),
        (_("Allegations against it"), "", lambda record: _counted(record, record.against, answered=EVERY)),
        (_("Answered"), "", lambda record: _counted(record, record.answered, answered=("answered",))),
        (_("Declined to comment"), "", lambda record: _counted(record, record.declined, answered=("declined",))),
        (_("Asked, no reply"), "", lambda record: _counted(record, record.no_reply, answered=("no_reply",))),
        (_("Asked, reply pending"), _("open until its deadline has passed"), _pending),
        (
            _("Not known whether it was asked"),
            _("left out of the rate"),
            lambda record: _counted(record, record.not_asked, answered=("not_asked",)),
        ),
        (_("Response rate"), _("answered, among those known to have been put to it"), _rate),
        (_("Median time to the answer"), _("and the shortest and the longest"), _lag),
        (_("Statements"), "", lambda record: _counted(record, record.statements, kind=LANES["answers"])),
        (
            _("Official and legal steps"),
            "",
            lambda record: _counted(record, record.official, kind=LANES["official"]),
        ),
    ]
    return [(name, about, [figure(record) for record in records]) for name, about, figure in rows]


EVERY = ("answered", "declined", "unanswered")


def _counted(record: Record, amount: int, **filters: tuple[str, ...]) -> Figure:
    return Figure(str(amount), _rows_of(record, **filters) if amount else "")


def _rows_of(record: Record, **filters: tuple[str, ...]) -> str:
    """The address of the entries that a number counts."""
    return address_of(Choice(record.company, **filters))


def _pending(record: Record) -> Figure:
    """All that are pending, and of them those that should have been answered by now."""
    both = _counted(record, record.pending + record.overdue, answered=("pending",))
    passed = _("%(n)s past its deadline") % {"n": record.overdue} if record.overdue else ""
    return Figure(both.text, both.address, passed)


def _rate(record: Record) -> Figure:
    of = _("%(answered)s of %(asked)s") % {"answered": record.answered, "asked": record.asked}
    put = _rows_of(record, answered=("answered", "declined", "no_reply", *["pending"] * bool(record.overdue)))
    if record.rate is None:
        few = _("fewer than %(least)s cases, so no rate") % {"least": in_words(LEAST)}
        return Figure(of, put if record.asked else "", few)
    percent = "{}\N{NARROW NO-BREAK SPACE}%" if _language() == "fr" else "{}%"
    return Figure(percent.format(round(100 * record.rate)), put, of)


def _lag(record: Record) -> Figure:
    """The median as a range where dates are imprecise; of few answers their number instead."""
    if not record.timed or record.median is None:
        return Figure(_("no dated answer"))
    answers = ngettext("%(n)s dated answer", "%(n)s dated answers", record.timed) % {"n": record.timed}
    if not record.has_median:
        few = _("fewer than %(least)s, so no median") % {"least": in_words(LEAST)}
        return Figure(answers, _rows_of(record, answered=("answered",)), few)
    least, most = math.floor(record.median[0]), math.ceil(record.median[1])
    return Figure(
        describe_lag((least, most), language=_language()),
        _rows_of(record, answered=("answered",)),
        _("%(answers)s, from %(shortest)s to %(longest)s days")
        % {"answers": answers, "shortest": record.shortest, "longest": record.longest},
    )


def _language() -> str:
    return "fr" if get_language() == "fr" else "en"
