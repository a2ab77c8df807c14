"""Publication numbers: no gaps, in the order of commits, so that a consumer who asks for "after N" misses nothing."""

import itertools
import random
import threading
import time
import uuid

import pytest
from django.db import IntegrityError, OperationalError, connection, connections
from django.db.transaction import atomic

from events.record import append as appending
from events.record import verify
from events.record.append import Change, Imprint, append
from events.record.models import Publication
from tests.events.record.guards import run
from tests.events.record.meeting import LONGEST, at_once

WRITERS, EACH = 16, 6
BY_TWO = Imprint(authors=(1,), reviewer=2)


class Abandoned(Exception):
    """A writer changed its mind after it had appended."""


def source() -> Change:
    key = uuid.uuid4()
    return Change(kind="source", key=key, document={"kind": "source", "key": str(key)})


def write(*, abandon: bool = False, die: bool = False) -> int:
    """Publishes one source; `die` ends the connection in the middle, after the append and before the commit."""
    with atomic():
        number = append([source()], kind="first", imprint=BY_TWO).number
        time.sleep(random.uniform(0, 0.01))  # noqa: S311  others shall commit meanwhile
        if die:
            run("SELECT pg_terminate_backend(pg_backend_pid())")
        if abandon:
            raise Abandoned
    return number


def writer(place: int) -> list[int]:
    """The numbers that were acknowledged to one writer, who fails now and then."""
    chance = random.Random(place)  # noqa: S311
    acknowledged = []
    for turn in range(EACH):
        try:
            acknowledged.append(write(abandon=chance.random() < 0.2, die=(place, turn) in {(3, 2), (9, 4)}))
        except (Abandoned, OperationalError):
            connection.close()
    return acknowledged


class Consumer(threading.Thread):
    """Reads every publication after the last that it has read, again and again."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.read: list[int] = []
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            self.poll()
        self.poll()
        connections.close_all()

    def poll(self) -> None:
        last = self.read[-1] if self.read else 0
        found = Publication.objects.filter(number__gt=last).order_by("number")[: random.randint(1, 20)]  # noqa: S311
        self.read.extend(found.values_list("number", flat=True))

    def finish(self) -> list[int]:
        self.stop.set()
        self.join(LONGEST)
        self.poll()
        return self.read


def test_numbers_have_no_gaps_and_a_consumer_misses_none(committed_db):
    consumer = Consumer()
    consumer.start()
    outcomes = at_once(*(lambda place=place: writer(place) for place in range(WRITERS)))
    read = consumer.finish()
    acknowledged = sorted(number for numbers in outcomes for number in numbers)
    assert acknowledged == list(range(1, len(acknowledged) + 1))
    assert list(Publication.objects.values_list("number", flat=True)) == acknowledged
    assert read == acknowledged
    instants = list(Publication.objects.order_by("number").values_list("at", flat=True))
    assert instants == sorted(set(instants))
    assert list(verify.faults()) == []


def test_numbers_without_the_lock_collide(committed_db, monkeypatch):
    """The control: the same writers, but nobody waits for anybody."""
    monkeypatch.setattr(appending, "hold_publishing_lock", lambda: None)
    run("ALTER TABLE record_publication DISABLE TRIGGER record_publication_follows")
    run("ALTER TABLE record_edition DISABLE TRIGGER record_edition_opens")
    meet = threading.Barrier(2, timeout=LONGEST)
    real = appending._next_publication

    def both_have_a_number(**options):
        row = real(**options)
        meet.wait()
        return row

    monkeypatch.setattr(appending, "_next_publication", both_have_a_number)
    outcomes = at_once(write, write)
    assert [type(outcome) for outcome in sorted(outcomes, key=str)] == [int, IntegrityError]


def test_numbers_of_a_sequence_would_be_missed(committed_db, monkeypatch):
    """The control of the consumer: numbers given out without the lock are committed in another order."""
    monkeypatch.setattr(appending, "hold_publishing_lock", lambda: None)
    run("ALTER TABLE record_publication DISABLE TRIGGER record_publication_follows")
    run("ALTER TABLE record_edition DISABLE TRIGGER record_edition_opens")
    numbers = itertools.count(1)
    real, late = appending._next_publication, threading.Event()

    def numbered(**options):
        row = real(**options)
        row.number = next(numbers)
        row.previous_hash = row.previous_hash or "x"
        if row.number == 1:
            late.wait(LONGEST)
        return row

    monkeypatch.setattr(appending, "_next_publication", numbered)
    consumer = Consumer()

    def read_then_let_go() -> None:
        while len(numbers_committed()) < 1:
            time.sleep(0.01)
        consumer.poll()
        late.set()

    at_once(write, write, read_then_let_go)
    consumer.poll()
    assert (numbers_committed(), consumer.read) == ([1, 2], [2])


def numbers_committed() -> list[int]:
    return list(Publication.objects.order_by("number").values_list("number", flat=True))


@pytest.mark.django_db
def test_publication_is_never_before_the_last_one_whatever_the_clock_says(monkeypatch):
    first = append([source()], kind="first", imprint=BY_TWO)
    run("ALTER TABLE record_publication DISABLE TRIGGER record_publication_stays")
    run("UPDATE record_publication SET at = at + interval '1 day'")
    second = append([source()], kind="update", imprint=BY_TWO)
    first.refresh_from_db()
    assert (second.at - first.at).total_seconds() == pytest.approx(0.000001)
