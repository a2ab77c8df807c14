"""Requests that wait for a change: woken by it, bounded in number and time, and without a database connection."""

import threading
import time

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client

from api.public import waiting
from api.public.waiting import lookout
from tests.events.record.meeting import LONGEST, at_once
from tests.factories import EventFactory, IncidentFactory, published


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(waiting, "LOOK_EVERY", 0.02)


@pytest.fixture
def here(committed_db) -> str:
    """The address at which nothing new is."""
    publish()
    return Client().get("/api/v1/changes/").json()["next"].removeprefix("http://testserver")


def publish() -> None:
    published(EventFactory(incident=IncidentFactory()).incident)


def publish_when(ready) -> None:
    until = time.monotonic() + LONGEST
    while not ready() and time.monotonic() < until:
        time.sleep(0.01)
    publish()


def public_connections() -> int:
    """Sessions of the public role, which none but readers have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def test_a_change_wakes_all_who_wait_and_they_are_told_the_same(here):
    def wait() -> dict:
        return Client().get(f"{here}&wait=30").json()

    *told, _ = at_once(wait, wait, wait, lambda: publish_when(lambda: lookout.waiting == 3))

    assert [len(page["results"]) for page in told] == [4, 4, 4]
    assert lookout.waiting == 0


def test_nobody_holds_a_connection_while_waiting(here):
    counted = []

    def look() -> None:
        until = time.monotonic() + LONGEST
        while lookout.waiting < 4 and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.1)
        counted.append(public_connections())
        publish()

    connections.close_all()
    at_once(*[lambda: Client().get(f"{here}&wait=30")] * 4, look)

    assert counted == [1]  # the lookout's


def test_with_nothing_new_the_answer_comes_when_the_time_is_over(here):
    begun = time.monotonic()
    answer = Client().get(f"{here}&wait=1")
    assert answer.json()["results"] == []
    assert 1 <= time.monotonic() - begun < LONGEST
    kept = Client().get(f"{here}&wait=1", headers={"If-None-Match": answer["ETag"]})
    assert kept.status_code == 304


def test_who_is_behind_does_not_wait(here):
    assert len(Client().get("/api/v1/changes/?after=0&wait=30").json()["results"]) == 4


def test_where_too_many_wait_the_answer_comes_at_once(here, settings):
    settings.MOST_FOLLOWERS = 0
    answer = Client().get(f"{here}&wait=30")
    assert (answer.status_code, answer["Retry-After"], answer.json()["results"]) == (200, "5", [])
    assert lookout.waiting == 0


def test_the_lookout_ends_when_nobody_waits_any_more(here):
    Client().get(f"{here}&wait=1")
    until = time.monotonic() + LONGEST
    while lookout.thread and time.monotonic() < until:
        time.sleep(0.01)
    assert lookout.thread is None
    assert not [thread for thread in threading.enumerate() if thread.name == "changes"]


def test_a_database_that_is_gone_is_said_at_once(here, monkeypatch):
    """And not after the time is over."""

    def gone() -> None:
        raise OperationalError("gone")

    def end_it() -> None:
        until = time.monotonic() + LONGEST
        while lookout.waiting < 1 and time.monotonic() < until:
            time.sleep(0.01)
        monkeypatch.setattr(waiting.subjects, "standing", gone)

    answer, _ = at_once(lambda: Client().get(f"{here}&wait=30"), end_it)
    assert answer.status_code == 503
