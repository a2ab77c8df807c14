"""`demo clear`: takes the demonstration away, record and all.

The record refuses every DELETE and TRUNCATE. Only the owner of its tables can tell its guards to look away, and only
here they do: in one transaction, which puts each guard back exactly as it stood.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from django.db.models import F
from django.db.transaction import atomic

from events.record.append import hold_publishing_lock
from events.timeline.models import Revision
from tracker.demo import people, standing

APPS = ("companies", "events", "record", "timeline")
AWAKE = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}


class NotOurs(Exception):
    """The database holds more than the demonstration; the message says what, and nothing was taken away."""


@atomic
def clear(*, everything: bool = False) -> None:
    """Empties the record, the public tables and the desk, and dismisses the two editors.

    Raises NotOurs for what other accounts published, and, unless `everything` may go, for what was added by hand.
    """
    hold_publishing_lock()
    _check_ours(everything)
    tables = _tables()
    with _guards_asleep(tables), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(map(_quoted, tables))} RESTART IDENTITY CASCADE")
    Revision.objects.update(publication=0, step=0, rendering=F("rendering") + 1)
    people.dismiss()


def _check_ours(everything: bool) -> None:
    if not standing.is_demonstration():
        raise NotOurs("The record here is not the demonstration, so it stays.")
    if standing.published_by_others():
        raise NotOurs("Somebody else has published here since the demonstration was loaded, so the record stays.")
    if (added := standing.added_by_hand()) and not everything:
        raise NotOurs(
            f"Somebody has added something to the demonstration ({', '.join(added)}), so everything stays. "
            "`demo clear --everything` takes that away too."
        )


def _tables() -> list[str]:
    """Every table of the desk and of the public side. The row that makes ETags stays: none of them may come twice."""
    models = [model for label in APPS for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    return ["pghistory_context", *sorted({model._meta.db_table for model in models} - {Revision._meta.db_table})]


GUARDS = """
SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger
WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgtype & 32 <> 0 AND tgrelid::regclass::text = ANY(%s)
"""  # 32: fires on TRUNCATE


@contextmanager
def _guards_asleep(tables: list[str]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(GUARDS, [tables])
        guards = cursor.fetchall()
        for table, guard, _state in guards:
            cursor.execute(f"ALTER TABLE {_quoted(table)} DISABLE TRIGGER {_quoted(guard)}")
        yield
        for table, guard, state in guards:
            cursor.execute(f"ALTER TABLE {_quoted(table)} {AWAKE[_letter(state)]} TRIGGER {_quoted(guard)}")


def _letter(state: str | bytes) -> str:
    """PostgreSQL's "char", which drivers give as they please."""
    return state.decode() if isinstance(state, bytes) else state


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
