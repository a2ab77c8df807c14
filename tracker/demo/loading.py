"""`demo load`: the story told act by act, by two editors, through the actions of review."""

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
from django.db.transaction import atomic

from events.models import Incident
from events.record.append import hold_publishing_lock
from events.record.models import Publication
from events.review import actions
from events.timeline.tasks import render_again
from tracker.accounts.models import User
from tracker.demo import people, reading, standing
from tracker.demo.directory import write_directory
from tracker.demo.dossiers import write_dossier


class NotEmpty(Exception):
    """The database holds somebody's work, and the demonstration does not mix with it."""


def load() -> int:
    """Loads the whole demonstration or nothing; returns how many publications it made, 0 if it was there already.

    Needs neither broker nor worker. Raises NotEmpty.
    """
    with _tasks_run_here():
        return _load()


@atomic
def _load() -> int:
    """The publishing lock makes a second loader wait, and then see that the first was here."""
    hold_publishing_lock()
    if standing.is_demonstration():
        return 0
    if not standing.is_empty():
        raise NotEmpty
    author, reviewer = people.hire()
    with pghistory.context(user=author.pk):
        write_directory()
    for act in reading.acts():
        _play(act, author, reviewer)
    render_again()
    return Publication.objects.count()


def _play(act: reading.Table, author: User, reviewer: User) -> None:
    """The author writes and hands in; the reviewer publishes, unless the act leaves that for a visitor to do."""
    with pghistory.context(user=author.pk):
        incident = write_dossier(act, author)
        submission = actions.submit(incident=incident, by=author, kind=act["kind"], note=act.get("note", ""))
    if act.get("publish", True):
        with pghistory.context(user=reviewer.pk):
            actions.publish(incident=_fresh(incident), by=reviewer, seen=submission.digest)


def _fresh(incident: Incident) -> Incident:
    """Triggers change a dossier's row behind the back of the object that was written."""
    return Incident.objects.get(pk=incident.pk)


@contextmanager
def _tasks_run_here() -> Iterator[None]:
    """What each publication tells the worker after the commit is done in this process: nobody has to listen."""
    settings = render_again.app.conf
    before, settings.task_always_eager = settings.task_always_eager, True
    try:
        yield
    finally:
        settings.task_always_eager = before
