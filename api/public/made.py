"""Answers that are made of the tables when they are asked for: counts, topics, statistics, and what an address is."""

import re
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlsplit

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from api.problems import BadParameters, Fault
from api.public import parameters
from api.public.answers import answer, etag_of, not_modified, unchanged
from api.public.filters import Values
from api.public.lists import Asked
from api.public.parameters import Parameter
from api.public.reading import ReadView, elsewhere
from api.public.shelf import shelf
from api.public.views import CompanyTimelineView, EventsView, IncidentTimelineView
from events.addresses import canonical
from events.timeline import browsing, counting, pages, statistics, subjects
from events.timeline.browsing import Counted
from events.timeline.models import PublicCompany, PublicIncident, PublicRow
from events.timeline.statistics import LEAST, Record

Body = dict[str, Any]


class MadeView(ReadView):
    """One JSON object. `owner` is the table of the subject in its path; `by_day`: it is another on another day."""

    owner: ClassVar[type[PublicRow] | None] = None
    by_day: ClassVar[bool] = False

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        values = self.values(request)
        standing = subjects.standing(self.owner, where.get("number", 0))
        if self.owner and (closed := elsewhere(self.owner, where["number"], standing, request)):
            return closed
        if self.by_day:
            standing = replace(standing, mark=f"{standing.mark}.{timezone.now().date()}")
        if unchanged(request, standing):
            return not_modified(standing)
        address = (request.path, request.META["QUERY_STRING"])
        made = shelf.get(etag_of(standing), address)
        if made is None:
            made = orjson.dumps(self.body(values, **where)), ""
            shelf.put(etag_of(standing), address, made)
        return answer(made[0], standing)

    def body(self, values: Values, **where: Any) -> Body:
        raise NotImplementedError


def _facets_of(view: type) -> tuple[Parameter, ...]:
    """What narrows the list of `view`, without what shapes and pages it."""
    shapes = {"fields", "include", "format", "excel", "count", "limit", "cursor", "order", "known_on"}
    return BY, *(each for each in view.takes if each.name not in shapes)


BY = replace(
    parameters.choices("by", counting.FACETS, "What is counted."),
    required=True,
    description="What is counted, separated by commas. `year` counts an event for every year in which it may lie.",
)


class FacetsView(MadeView):
    """Counts under the filters of a `list`."""

    list: ClassVar[type] = EventsView
    sends = "Facets"

    def body(self, values: Values, **where: Any) -> Body:
        asked: Asked = self.list().asked(values, **where)
        counted = counting.facets(asked.listing, asked.owner, filters=asked.filters, by=values["by"])
        return {
            "count": min(counted.total, pages.COUNTED),
            "count_is_capped": counted.total > pages.COUNTED,
            "facets": {
                name: [{"value": each.value, "count": each.amount, **each.names} for each in found]
                for name, found in counted.facets.items()
            },
        }


class EventFacetsView(FacetsView):
    """How many events there are of each kind, year, topic … under the filters of the list of events.

    Of more than 10,000 the newest are counted, and `count_is_capped` says so; of each facet the 100 most frequent
    values are told, of years all.
    """

    takes = _facets_of(EventsView)


class CompanyFacetsView(FacetsView):
    """How many events of a company's timeline there are of each kind, year, topic … under its filters.

    `role`, `answered` and `stance` are those of the company itself.
    """

    list, owner = CompanyTimelineView, PublicCompany
    takes = _facets_of(CompanyTimelineView)

    def body(self, values: Values, number: int) -> Body:
        tree = values.pop("subsidiaries", False)
        whose = {"company_tree": number} if tree else {"company": (str(number),)}
        return EventFacetsView().body({**values, **whose})


class IncidentFacetsView(FacetsView):
    """How many events of an incident there are of each kind, year, company … under the filters of its timeline."""

    list, owner = IncidentTimelineView, PublicIncident
    takes = _facets_of(IncidentTimelineView)


class TopicsView(MadeView):
    """All topics, each with its names and how many incidents stand under it (up to 1,000)."""

    sends = "TopicPage"

    def body(self, values: Values) -> Body:
        return {"next": None, "previous": None, "results": [_topic(topic) for topic in browsing.headings("topic")]}


class TopicView(MadeView):
    """One topic. What stands under it: `/incidents/?topic=` and `/events/?topic=`."""

    sends = "Topic"

    def body(self, values: Values, slug: str) -> Body:
        for topic in browsing.headings("topic"):
            if topic.value == slug:
                return _topic(topic)
        raise Http404(f"Nothing stands under a topic “{slug[:50]}”.")


def _topic(topic: Counted) -> Body:
    return {
        "slug": topic.value,
        "en": topic.english,
        "fr": topic.french,
        "incidents": topic.amount,
        "page": f"/topics/{topic.value}/",
    }


class StatisticsView(MadeView):
    """Of the whole record: how much there is, and how the allegations in it were answered.

    An allegation against two companies is a case of each. The rate is of those cases that are known to have been put to
    the company with time enough to answer; of fewer than five no rate and no median is told.
    """

    by_day, sends = True, "Statistics"

    def body(self, values: Values) -> Body:
        today = timezone.now().date()
        of_all, sizes = statistics.of_all(today), statistics.sizes()
        return {"as_of": today.isoformat(), **sizes, **_told(of_all, statistics.kinds())}


class CompanyStatisticsView(MadeView):
    """Of one company: the events on its timeline, and how it answered the allegations against it.

    The rate is of those that are known to have been put to it with time enough to answer; of fewer than five no rate
    and no median is told.
    """

    owner, by_day, sends = PublicCompany, True, "CompanyStatistics"

    def body(self, values: Values, number: int) -> Body:
        today = timezone.now().date()
        record = statistics.records([number], today)[0]
        name = orjson.loads(subjects.body_of(PublicCompany, number))["name"]
        own = {"company": {"id": number, "name": name, "page": f"/companies/{number}/"}}
        return {"as_of": today.isoformat(), **own, **_told(record, statistics.kinds(number))}


def _told(record: Record, kinds: dict[str, int]) -> Body:
    median = record.median if record.has_median else None
    return {
        "events": sum(kinds.values()),
        "kinds": kinds,
        "cases": {
            "total": record.against,
            "answered": record.answered,
            "declined": record.declined,
            "no_reply": record.no_reply,
            "pending": record.pending,
            "overdue": record.overdue,
            "not_asked": record.not_asked,
        },
        "response": {"answered": record.answered, "of": record.asked, "rate": record.rate, "least_cases": LEAST},
        "lag": {
            "answers": record.timed,
            "median": {"least": median[0], "most": median[1]} if median else None,
            "shortest": record.shortest,
            "longest": record.longest,
        },
    }


WHOLE_ADDRESS = r"^\s*[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]+([/?#]|\s*$)"
NO_ADDRESS = "Give a whole address, with https:// or http:// before it, as https://news.example.org/a."


def _address(given: str) -> str:
    if not re.match(WHOLE_ADDRESS, TYPED.read(given)):
        raise ValueError(NO_ADDRESS)
    return given.strip()


TYPED = parameters.text(
    "url",
    "The whole address of a document, with https:// or http:// before it: which of them, what trackers put into it and "
    "a fragment make no difference.",
    longest=4000,
)
URL = replace(
    TYPED,
    read=_address,
    required=True,
    example="https://news.example.org/a?utm_source=x",
    schema={"type": "string", "minLength": 1, "maxLength": 4000, "pattern": WHOLE_ADDRESS},
)


def _names_a_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


class LookupView(MadeView):
    """Whether a document is on the record, by its address; and the events that rest on it, the newest 100."""

    takes = (URL,)
    sends = "Lookup"

    def body(self, values: Values) -> Body:
        url = canonical(values["url"])
        if not _names_a_host(url):
            raise BadParameters([Fault(parameter="url", detail=NO_ADDRESS)])
        source, events = subjects.source_at(url)
        return {
            "url": url,
            "indexed": bool(source),
            "source": orjson.Fragment(source) if source else None,
            "events": orjson.Fragment(events),
        }
