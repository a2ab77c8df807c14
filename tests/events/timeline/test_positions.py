"""Positions of the public tables: kept by the database, in the order of commits, and moved by real changes only."""

import random
import threading
import time

import pytest
from django.db import OperationalError, connection, connections
from django.db.transaction import atomic

from companies.models import Company
from events.timeline import subjects
from events.timeline.models import Change, PublicEvent, Revision
from events.timeline.positions import NotAPosition, Position, read_on
from events.timeline.publishing import render_due
from events.timeline.rebuild import SUBJECTS, rebuild
from tests.events.record.guards import run
from tests.events.record.meeting import LONGEST, at_once
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, answered_dossier, published

WRITERS, EACH = 8, 12


def positions() -> dict[tuple[str, int], tuple[int, int]]:
    return {(change.kind, change.number): (change.publication, change.step) for change in Change.objects.all()}


def standing_position() -> tuple[int, int]:
    return Revision.objects.values_list("publication", "step").get()


@pytest.mark.django_db
def test_each_subject_stands_where_it_was_published(db):
    published(answered_dossier())
    published(answered_dossier())
    assert set(positions().values()) == {(1, 0), (2, 0)}
    assert len(positions()) == sum(table.objects.count() for table in SUBJECTS.values()) == 10
    assert standing_position() == (2, 0)


@pytest.mark.django_db
def test_a_rendering_in_the_background_counts_steps_and_moves_what_it_changed():
    company = CompanyFactory(name="Before")
    incidents = [IncidentFactory() for _ in range(3)]
    for incident in incidents:
        EventFactory(incident=incident, company=company)
        published(incident)
    Company.objects.update(name="After")
    published(incidents[0])
    assert positions()["company", 1] == (4, 0)
    assert {positions()["event", number] for number in (1, 2, 3)} == {(1, 0), (2, 0), (3, 0)}
    assert render_due() == 3
    assert standing_position() == (4, 3)
    assert {positions()["event", number] for number in (1, 2, 3)} == {(4, 1), (4, 2), (4, 3)}


@pytest.mark.django_db
def test_rebuilding_what_is_there_already_changes_nothing():
    published(answered_dossier())
    before = positions()
    rebuild()
    assert positions() == before
    assert standing_position() == (1, 1)


@pytest.mark.django_db
def test_rebuilding_what_somebody_spoilt_is_a_change_of_that_alone():
    published(answered_dossier())
    run("UPDATE timeline_publicevent SET body = '{}' WHERE number = 1")
    run("DELETE FROM timeline_publicsource")
    before = positions()
    rebuild()
    after = positions()
    assert {subject for subject in after if after[subject] != before[subject]} == {("event", 1), ("source", 1)}
    assert bytes(Change.objects.get(kind="source").digest)


def test_whoever_writes_takes_a_position_and_keeps_others_waiting(committed_db):
    """Even in an SQL shell: a change without a position of its own would be missed."""
    published(answered_dossier())
    changed, done = threading.Event(), threading.Event()

    def shell() -> None:
        with atomic():
            run("UPDATE timeline_publicevent SET body = '{}' WHERE number = 1")
            changed.set()
            done.wait(0.4)

    def other() -> tuple[int, int]:
        changed.wait(LONGEST)
        PublicEvent.objects.filter(number=2).update(body="{}")
        done.set()
        return positions()["event", 1]

    assert at_once(shell, other) == [None, (1, 1)]
    assert positions()["event", 2] == (1, 2)


@pytest.mark.parametrize(
    "text", ["0", "17", "17.2", "17.2.event.50", "17.2-0123456789ab", "17.2.source.5-0123456789ab"]
)
def test_positions_read_as_they_are_written(text):
    assert str(Position.read(text)).startswith(text.split("-")[0])
    assert Position.read(str(Position.read(text))) == Position.read(text)


@pytest.mark.parametrize("text", ["", "-1", "1.", "1.2.event", "1.2.thing.5", "１７", "17 ", "1" * 10, "1.0-x", "1\n"])
def test_what_is_no_position_is_refused(text):
    with pytest.raises(NotAPosition):
        Position.read(text)


class Abandoned(Exception):
    """A writer changed its mind after it had written."""


def write(chance: random.Random, place: int, written: dict[int, str], *, ending: str) -> None:
    """Gives one event another body, with a mark that has never been there, and ends in one of three ways."""
    number, body = chance.randint(1, 20), f'{{"by":{place},"at":{time.monotonic_ns()}}}'
    with atomic():
        PublicEvent.objects.filter(number=number).update(body=body)
        time.sleep(chance.uniform(0, 0.01))
        if ending == "killed":
            run("SELECT pg_terminate_backend(pg_backend_pid())")
        if ending == "abandoned":
            raise Abandoned
    written[place, number] = body


def writer(place: int, written: dict) -> None:
    chance = random.Random(place)  # noqa: S311
    for _turn in range(EACH):
        try:
            write(chance, place, written, ending=chance.choices(["kept", "abandoned", "killed"], [8, 1, 1])[0])
        except (Abandoned, OperationalError):
            connection.close()


class Follower(threading.Thread):
    """Reads on from where it is, in pages of any size, and keeps a copy."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.copy: dict[int, str] = {}
        self.position = Position()
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            self.poll()
            time.sleep(0.001)
        connections.close_all()

    def poll(self) -> bool:
        standing = subjects.standing()
        reading = read_on(self.position, standing, limit=random.randint(1, 7))  # noqa: S311
        for change in reading.changes:
            head, _sign, body = change[:-1].decode().partition(',"body":')
            if '"type":"event"' in head:
                self.copy[int(head.split('"id":')[1].split(",")[0])] = body
        self.position = reading.reached
        return reading.more

    def finish(self) -> dict[int, str]:
        self.stop.set()
        if self.is_alive():
            self.join(LONGEST)
        while self.poll():
            pass
        return self.copy


def twenty_events() -> None:
    incident = IncidentFactory()
    for _ in range(20):
        EventFactory(incident=incident)
    published(incident)


def follow_the_writers() -> tuple[dict[int, str], dict[int, str]]:
    """The copy of one who followed, and what there is."""
    follower = Follower()
    follower.start()
    written: dict = {}
    at_once(*(lambda place=place: writer(place, written) for place in range(WRITERS)))
    copy = follower.finish()
    assert written
    return copy, dict(PublicEvent.objects.values_list("number", "body"))


def test_a_follower_of_writers_who_fail_and_die_misses_nothing(committed_db):
    twenty_events()
    copy, there = follow_the_writers()
    assert copy == there


SEQUENCE = """
CREATE SEQUENCE steps;
CREATE OR REPLACE FUNCTION timeline_move() RETURNS void AS $$ BEGIN END $$ LANGUAGE plpgsql;
CREATE OR REPLACE FUNCTION timeline_place() RETURNS trigger AS $$ BEGIN
    UPDATE timeline_change c SET step = nextval('steps') FROM changed n
    WHERE c.kind = TG_ARGV[0] AND c.number = n.number;
    RETURN NULL;
END $$ LANGUAGE plpgsql;
"""


@pytest.fixture
def positions_without_a_lock(committed_db):
    """Numbers that are as unique and as rising, but given out without waiting for anybody."""
    twenty_events()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(unnest(ARRAY['timeline_move', 'timeline_place']::regproc[]))")
        before = [definition for (definition,) in cursor.fetchall()]
    run(SEQUENCE)
    yield
    for definition in before:
        run(definition)
    run("DROP SEQUENCE steps")


def read_while_another_is_still_writing() -> tuple[dict[int, str], dict[int, str]]:
    """The copy of one who reads when the second of two writers is done, and when the first is; and what is there."""
    follower, first_wrote, read = Follower(), threading.Event(), threading.Event()

    def first() -> None:
        with atomic():
            PublicEvent.objects.filter(number=1).update(body='{"by":1}')
            first_wrote.set()
            read.wait(0.5)

    def second() -> None:
        first_wrote.wait(LONGEST)
        PublicEvent.objects.filter(number=2).update(body='{"by":2}')
        while follower.poll():
            pass
        read.set()

    at_once(first, second)
    return follower.finish(), dict(PublicEvent.objects.values_list("number", "body"))


def test_a_position_is_not_there_before_all_that_come_before_it(committed_db):
    twenty_events()
    copy, there = read_while_another_is_still_writing()
    assert copy == there


def test_numbers_without_the_lock_are_passed_by(positions_without_a_lock):
    """The control: taken early and committed late, a change is missed for ever."""
    copy, there = read_while_another_is_still_writing()
    assert {number for number in there if copy.get(number) != there[number]} == {1}
