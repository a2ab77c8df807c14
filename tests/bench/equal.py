"""Whether the programs give the same answers. Nothing is timed before they do."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.bench.scale import LONG
from tests.bench.servers import Program

PAGE = 50
DEEP = 200
FEED = 1000
LEAVES = 100
"""As many pages for people are turned: more than a process of the product keeps."""


@dataclass(frozen=True)
class Paths:
    """Where the page of fifty of the longest timeline is found, and the page far down (200, if there are so many)."""

    product: str = f"/api/v1/companies/{LONG}/timeline/?limit={PAGE}"
    bare: str = f"/timeline?company={LONG}&limit={PAGE}"
    plain: str = f"/events/?company={LONG}"
    deep: str = ""
    html: tuple[str, ...] = ()
    html_bare: tuple[str, ...] = ()
    html_plain: str = f"/companies/{LONG}/"
    feed: str = f"/api/v1/changes/?limit={FEED}"
    feed_bare: str = f"/changes?limit={FEED}"


def paths(programs: dict[str, Program]) -> Paths:
    """Raises AssertionError where two programs differ in what they share."""
    found = Paths()
    product, bare = _page(programs["product"], found.product), _page(programs["bare"], found.bare)
    plain = _page(programs["plain"], found.plain)
    assert product["results"] == bare["results"]
    assert [_shared(event) for event in product["results"]] == [_shared_of_plain(event) for event in plain["results"]]
    feeds = _page(programs["product"], found.feed), _page(programs["bare"], found.feed_bare)
    assert feeds[0]["results"] == feeds[1]["results"]
    html = tuple(_leaves(programs))
    _check_plain_html(programs)
    return Paths(
        deep=_deep(programs, product["next"], bare["next"]),
        html=tuple(f"/companies/{LONG}/{query}" for query in html),
        html_bare=tuple(f"/company?company={LONG}{query.replace('?', '&')}" for query in html),
    )


def _leaves(programs: dict[str, Program]) -> Iterator[str]:
    """The query strings of the pages for people, one after the other, each the same bytes of both programs."""
    query: str | None = ""
    for _ in range(LEAVES):
        if query is None:
            return
        ours = _html(programs["product"], f"/companies/{LONG}/{query}")
        theirs = _html(programs["bare"], f"/company?company={LONG}{query.replace('?', '&')}")
        assert ours == theirs, _first_difference(ours, theirs)
        yield query
        onwards = re.search(rb'rel="next" href="([^"#]*)', ours)
        query = onwards and onwards[1].decode()


def _check_plain_html(programs: dict[str, Program]) -> None:
    """The plain page has the same entries with the same texts."""
    path = f"/companies/{LONG}/"
    told = [_html(programs[name], path) for name in ("product", "plain")]
    ours, theirs = (re.findall(rb'<li[^>]* id="event-(\d+)">', page) for page in told)
    assert ours == theirs
    assert ours


def _html(program: Program, path: str) -> bytes:
    status, _headers, body = program.get(path)
    assert status == 200, f"{program.name} answered {status} to {path}: {body[:300]!r}"
    return body


def _first_difference(ours: bytes, theirs: bytes) -> str:
    place = next((at for at, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), 0)
    return f"product {ours[place - 80 : place + 80]!r}, bare {theirs[place - 80 : place + 80]!r}"


def _deep(programs: dict[str, Program], product: str, bare: str) -> str:
    """The product's page far down the timeline, and every page before it the same as the bare program's."""
    here = ""
    for _ in range(DEEP - 1):
        if product is None:
            break
        here = product
        ours, theirs = _page(programs["product"], product), _page(programs["bare"], bare)
        assert ours["results"] == theirs["results"]
        product, bare = ours["next"], theirs["next"]
    return here


def _page(program: Program, path: str) -> dict:
    status, _headers, body = program.get(path)
    assert status == 200, f"{program.name} answered {status} to {path}: {body[:300]!r}"
    page = json.loads(body)
    assert page["results"], f"{program.name} gave an empty page"
    return {"results": page["results"], "next": _without_host(page.get("next"))}


def _without_host(address: str | None) -> str | None:
    return address and urlsplit(address)._replace(scheme="", netloc="").geturl()


def _shared(event: dict) -> dict:
    """What the product's event and the plain one both tell."""
    return {
        **{name: event[name] for name in ("id", "title", "text", "kind", "language")},
        **{name: event["date"][name] for name in ("edtf", "earliest", "latest", "manner", "wording")},
        "incident": event["incident"]["title"],
        "participants": [(part["role"], part["company"] and part["company"]["id"]) for part in event["participants"]],
        "citations": [(cited["source"]["id"], cited["quotation"]) for cited in event["citations"]],
        "answers": [answer["stance"] for answer in event.get("statement", {}).get("answers", [])],
    }


def _shared_of_plain(event: dict) -> dict:
    date = {"edtf": event["date"], "manner": event["date_manner"], "wording": event["date_wording"]}
    return {
        **{name: event[name] for name in ("id", "title", "text", "kind", "language", "earliest", "latest")},
        **date,
        "incident": event["incident"]["title"],
        "participants": [(part["role"], part["company"] and part["company"]["id"]) for part in event["participants"]],
        "citations": [(cited["source"]["id"], cited["quotation"]) for cited in event["citations"]],
        "answers": [answer["stance"] for answer in (event["statement"] or {}).get("answers", [])],
    }
