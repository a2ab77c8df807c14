"""Requests that wait for a change, and the one thread of this process that looks out for it on behalf of them all.

Nobody holds a database connection while waiting. How many wait is bounded, because each is a thread of the web server.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, connections

from events.timeline import subjects
from events.timeline.statements import PUBLIC
from events.timeline.subjects import Standing

LOOK_EVERY = 0.5
TOGETHER = 8
"""So many of those who are woken ask the database at a time: it has fewer connections than there are who wait."""


class NoRoom(Exception):
    """As many wait already as may."""


@dataclass(slots=True)
class Lookout:
    """What the thread has seen last. It ends when nobody waits any more, and its connection with it."""

    rendering: int = 0
    waiting: int = 0
    thread: threading.Thread | None = None
    moved: threading.Condition = field(default_factory=threading.Condition)
    is_blind: bool = False
    turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(TOGETHER))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """In which one who waited may ask the database. The connection ends with it: it is not needed again soon."""
        with self.turns:
            try:
                yield
            finally:
                _let_go()

    def wait(self, standing: Standing, seconds: float) -> None:
        """Until the public tables have moved on from `standing`, or the time is over. Raises NoRoom.

        Returns early where the database does not answer: whoever asks it next learns why.
        """
        _let_go()
        known = int(standing.rendering)
        with self.moved:
            if self.waiting >= settings.MOST_FOLLOWERS:
                raise NoRoom
            self.waiting += 1
            try:
                self._look_out()
                self.moved.wait_for(lambda: self.is_blind or self.rendering > known, seconds)
            finally:
                self.waiting -= 1

    def _look_out(self) -> None:
        if self.thread is None:
            self.rendering, self.is_blind = 0, False
            self.thread = threading.Thread(target=self._watch, name="changes", daemon=True)
            self.thread.start()

    def _watch(self) -> None:
        pause = threading.Event()
        try:
            while self._look():
                pause.wait(LOOK_EVERY)
        finally:
            _let_go()

    def _look(self) -> bool:
        """Whether there is anybody to look out for, and anything to be seen."""
        try:
            rendering, is_blind = int(subjects.standing().rendering), False
        except DatabaseError:
            rendering, is_blind = self.rendering, True
        with self.moved:
            self.rendering, self.is_blind = rendering, is_blind
            self.moved.notify_all()
            if is_blind or not self.waiting:
                self.thread = None
            return self.thread is not None


def _let_go() -> None:
    """Closes this thread's connection, but for one in the middle of a transaction, which is not ours to end."""
    connection = connections[PUBLIC]
    if not connection.in_atomic_block:
        connection.close()


lookout = Lookout()
