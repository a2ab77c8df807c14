"""The change feed: a copy that begins anywhere and reads on in pages of any size ends as the public tables are."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.db.transaction import atomic, set_rollback
from django.test import Client
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from companies.merge import merge
from events.models import Incident
from events.record.models import Publication
from events.timeline import subjects
from events.timeline.positions import Position
from events.timeline.publishing import render_due
from events.timeline.rebuild import SUBJECTS
from events.timeline.tasks import render_again
from tests.events.record.newsroom import ACTS, Newsroom
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, SourceFactory, published

Copy = dict[tuple[str, int], bytes]


def dump() -> Copy:
    """The live bodies, byte for byte."""
    return {
        (str(kind), row.number): row.body.encode()
        for kind, table in SUBJECTS.items()
        for row in table.objects.filter(state="live")
    }


def bodies_in(page: bytes) -> Iterator[tuple[str, int, bytes | None]]:
    """Each change of a page, with its body as the bytes that were sent."""
    for change in json.loads(page)["results"]:
        body = change.get("body")
        sent = body and json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        assert sent is None or sent in page
        yield change["type"], change["id"], sent


class Follower:
    """Somebody who keeps a copy by nothing but what the API says."""

    def __init__(self, copy: Copy | None = None, position: str = "0") -> None:
        self.copy = dict(copy or {})
        self.next = f"/api/v1/changes/?after={position}"
        self.seen = b""

    def read(self, limit: int) -> bool:
        """One page; whether there are more."""
        parts = urlsplit(self.next)
        page = Client().get(f"{parts.path}?{parts.query.split('&')[0]}&limit={limit}").content
        for kind, number, body in bodies_in(page):
            if body is None:
                self.copy.pop((kind, number), None)
            else:
                self.copy[kind, number] = body
        told = json.loads(page)
        self.next, self.seen = told["next"], page
        return told["more"]

    def catch_up(self, limit: int) -> Copy:
        while self.read(limit):
            pass
        return self.copy


class SlowNewsroom(Newsroom):
    """Renders in the background when chance has it, and merges companies too."""

    acts = [*ACTS, "merge", "render", "render"]

    def act(self) -> None:
        getattr(self, self.chance.choice(self.acts))()

    def _publish(self, incident: Incident, **options) -> None:
        published(incident, self.reviewer, **options)

    def render(self) -> None:
        render_due(batch=self.chance.randint(1, 3))

    def merge(self) -> None:
        """Two companies of one dossier become one, which it brings to the public."""
        incident = IncidentFactory(author=self.authors[0], title=self.words())
        twins = [CompanyFactory(name=self.words(2)) for _ in range(2)]
        for company in twins:
            EventFactory(incident=incident, company=company, title=self.words())
        self._publish(incident)
        merge(loser=twins[0], survivor=twins[1])
        self._publish(incident)


def starting_point() -> tuple[Copy, str]:
    """A dump, and the position that it says it has."""
    return dump(), str(Position.of(subjects.standing()))


@pytest.mark.django_db
@settings(max_examples=3, derandomize=True, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 10**6), st.lists(st.integers(1, 9), min_size=5, max_size=14), st.integers(0, 4))
def test_whoever_reads_on_from_anywhere_ends_with_what_a_fresh_dump_holds(seed, sizes, start) -> None:
    with atomic():
        room = SlowNewsroom(seed).work(2)
        followers = [Follower()]
        for turn, size in enumerate(sizes):
            room.act()
            if turn >= start and turn % 3 == 0:
                followers.append(Follower(*starting_point()))
            room.chance.choice(followers).read(size)  # and leaves off in the middle of whatever it is
        for follower, size in zip(followers, sizes, strict=False):
            assert follower.catch_up(size) == dump()
        render_again()
        for follower, size in zip(followers, sizes, strict=False):
            assert follower.catch_up(size) == dump()
        assert dump()
        set_rollback(True)


@pytest.mark.django_db
def test_a_copy_that_passes_a_change_by_is_told_apart() -> None:
    """The control of what is compared: one page not applied, and it differs."""
    room = SlowNewsroom(1).work(3)
    follower = Follower()
    follower.catch_up(5)
    room.begin()
    kept = dict(follower.copy)
    follower.read(1)
    follower.copy = kept
    assert follower.catch_up(5) != dump()


def test_a_change_is_a_body_or_how_it_ended(read, company) -> None:
    incident = IncidentFactory()
    EventFactory(incident=incident, company=company)
    published(incident)
    assert [(each["type"], each["id"], each["position"]) for each in read("changes/").json()["results"]] == [
        ("company", 1, "1.0"),
        ("event", 1, "1.0"),
        ("incident", 1, "1.0"),
        ("source", 1, "1.0"),
    ]
    published(incident, kind="retraction", note="It was another company.")

    answer = read("changes/?after=1").json()

    assert [(each["type"], each["state"], each["version"]) for each in answer["results"]] == [
        ("event", "retracted", 2),
        ("incident", "retracted", 2),
    ]
    assert {each["tombstone"]["reason"] for each in answer["results"]} == {"It was another company."}
    assert not any("body" in each for each in answer["results"])
    whole = read("changes/").json()["results"]
    assert whole[0] == {
        "position": "1.0",
        "publication": 1,
        "type": "company",
        "id": 1,
        "state": "live",
        "version": 1,
        "body": read("companies/1/").json(),
    }


def test_pages_go_on_where_the_last_ended_and_the_end_is_a_place_too(read, company, publish_events) -> None:
    incident, source = IncidentFactory(), SourceFactory()
    for _ in range(5):
        EventFactory(incident=incident, company=company, source=source)
    published(incident)
    mark = Publication.objects.get().hash[:12]

    first = read("changes/?limit=4").json()

    assert (first["more"], first["position"]) == (True, f"1.0.event.3-{mark}")
    assert first["next"] == f"http://testserver/api/v1/changes/?after=1.0.event.3-{mark}&limit=4"
    second = read(first["next"])
    assert [each["id"] for each in second.json()["results"]] == [4, 5, 1, 1]
    assert second["Link"] == f'<{second.json()["next"]}>; rel="next"'
    last = second.json()
    assert (last["more"], last["position"], len(last["results"])) == (False, f"1.0-{mark}", 4)
    empty = read(last["next"]).json()
    assert (empty["more"], empty["results"], empty["next"]) == (False, [], last["next"])


def test_nothing_public_is_the_beginning(read, db) -> None:
    assert read("changes/").json() == {
        "position": "0.0",
        "more": False,
        "next": "http://testserver/api/v1/changes/?after=0.0",
        "results": [],
    }


def test_asking_again_costs_one_query(read, company, publish_events, django_assert_num_queries) -> None:
    publish_events(company, "2016")
    here = read(read("changes/").json()["next"])
    with django_assert_num_queries(1):
        assert read(here.wsgi_request.get_full_path(), **{"If-None-Match": here["ETag"]}).status_code == 304


@pytest.mark.parametrize("events", [1, 30])
def test_a_page_costs_three_queries_at_most(read, company, publish_events, django_assert_num_queries, events) -> None:
    publish_events(company, *["2016"] * events)
    with django_assert_num_queries(2):
        read("changes/?limit=100")
    with django_assert_num_queries(3):
        read("changes/?limit=2")


@pytest.mark.parametrize("after", ["2", "1.1", "1-0123456789ab", "999999999.0"])
def test_a_position_of_another_past_is_refused(read, company, publish_events, after) -> None:
    """A database that was restored from an older copy gives the same numbers to other changes."""
    publish_events(company, "2016")

    answer = read(f"changes/?after={after}")

    assert answer.status_code == 409
    assert "start again from a dump" in answer.json()["detail"]
    assert answer.json()["position"].startswith("1.0-")


def test_a_mark_of_an_earlier_publication_is_compared_too(read, company, publish_events) -> None:
    publish_events(company, "2016")
    publish_events(company, "2017")
    mark = Publication.objects.get(number=1).hash[:12]
    assert read(f"changes/?after=1.0-{mark}").status_code == 200
    assert read(f"changes/?after=1.0-{mark[::-1]}").status_code == 409


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=1.", "after=", "wait=31", "limit=1001", "since=1"])
def test_what_is_not_understood_is_refused_by_name(read, company, query) -> None:
    answer = read(f"changes/?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.split("=")[0]


def test_redacted_words_are_gone_from_the_feed(read, company) -> None:
    incident = IncidentFactory()
    EventFactory(incident=incident, company=company, text="Somebody called Xanthippe was there.")
    published(incident)
    published(EventFactory().incident)
    assert b"Xanthippe" in read("changes/?limit=1000").content

    published(incident, kind="redaction", words="Xanthippe", note="A name was taken out.")

    for address in ("changes/?limit=1000", "changes/?limit=1000&after=1", "changes/?after=2"):
        assert b"Xanthippe" not in read(address).content
    told = {(each["type"], each["id"]) for each in read("changes/?after=2").json()["results"]}
    assert ("event", 1) in told
