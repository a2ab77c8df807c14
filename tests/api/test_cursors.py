"""Walking a list page by page: each item once, whatever is published on the way, and no place that was made up."""

import re
from itertools import chain

import pytest
from django.core.signing import Signer

from events.timeline.models import TimelineEntry
from tests.factories import SourceFactory

DATES = ["2014-03-02", "2015", "2015-01", "2015-01-01", "2016-02", "2016-02", "2017"]


def walk(read, address: str, between=lambda: None) -> list[list[int]]:
    """The ids of each page, from the first to the last."""
    pages = []
    while address:
        answer = read(address)
        assert answer.status_code == 200, answer.content
        pages.append([body["id"] for body in answer.json()["results"]])
        address = answer.json()["next"]
        between()
    return pages


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_pages_hold_every_event_once(order, read, company, publish_events) -> None:
    publish_events(company, *DATES)
    expected = list(TimelineEntry.objects.order_by("earliest", "latest", "event").values_list("event", flat=True))

    if order == "newest":
        expected.reverse()

    for limit in (1, 2, 3, 7, 8):
        pages = walk(read, f"companies/1/timeline/?limit={limit}&order={order}")
        assert pages == [expected[start : start + limit] for start in range(0, len(DATES), limit)]


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_events_published_on_the_way_disturb_nothing(order, read, company, publish_events) -> None:
    publish_events(company, *DATES)

    pages = walk(
        read,
        f"companies/1/timeline/?limit=2&order={order}",
        between=lambda: publish_events(company, "2010", "2020") if TimelineEntry.objects.count() < 13 else None,
    )

    seen = list(chain.from_iterable(pages))
    assert len(seen) == len(set(seen))
    assert set(range(1, len(DATES) + 1)) <= set(seen)


def test_other_lists_are_walked_alike(read, company, publish_events) -> None:
    publish_events(company, *DATES, source=SourceFactory())

    for address in ("events/", "incidents/1/timeline/", "sources/1/events/"):
        assert sorted(chain.from_iterable(walk(read, f"{address}?limit=3"))) == list(range(1, 8))


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_previous_leads_back_the_same_way(order, read, company, publish_events) -> None:
    publish_events(company, *DATES)
    forward, address = [], f"companies/1/timeline/?limit=3&order={order}"
    while address:
        forward.append(read(address).json())
        address = forward[-1]["next"]

    back, address = [], forward[-1]["previous"]
    while address:
        back.append(read(address).json())
        address = back[-1]["previous"]

    assert [page["results"] for page in back] == [page["results"] for page in forward[-2::-1]]
    assert read(back[-1]["next"]).json()["results"] == forward[1]["results"]


def test_link_header_says_the_same(read, company, publish_events) -> None:
    publish_events(company, *DATES)
    middle = read(read("companies/1/timeline/?limit=2").json()["next"])

    body = middle.json()

    assert middle["Link"] == f'<{body["next"]}>; rel="next", <{body["previous"]}>; rel="prev"'
    assert "Link" not in read("companies/1/timeline/")


def cursor_in(address: str) -> str:
    return re.search(r"cursor=([^&]*)", address)[1]


def test_forged_foreign_and_cut_cursors_are_refused(read, company, publish_events) -> None:
    publish_events(company, *DATES)
    good = cursor_in(read("companies/1/timeline/?limit=2").json()["next"])
    of_events = cursor_in(read("events/?limit=2").json()["next"])
    place, signature = good.split(".")
    bad = [
        "",
        "a",
        good[:-1],
        place,
        f"{place}.{signature[::-1]}",
        f"a2030-01-01_2030-01-01_1.{signature}",
        of_events,
        Signer(salt="api.public.cursors", sep=".").sign(place),
        Signer(sep=".").sign(place),
        good * 5,
        "%00",
        "%F0%9F%98%80",
        "1 OR 1=1",
    ]

    answers = [read(f"companies/1/timeline/?limit=2&cursor={each}") for each in bad]

    assert [answer.status_code for answer in answers] == [400] * len(bad)
    assert read(f"companies/1/timeline/?limit=2&cursor={good}&order=oldest").status_code == 400
    assert read(f"incidents/1/timeline/?limit=2&cursor={good}").status_code == 400
    assert read(f"companies/1/timeline/?limit=5&cursor={good}").status_code == 200
