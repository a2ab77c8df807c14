"""Whatever is in the ledger stays as it is, for the owner of the tables too and with triggers of replicas asleep."""

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import atomic

from events.record import verify
from events.record.models import Edition, Publication, Subject
from tests.events.record.guards import run, settle, take_away
from tests.factories import answered_dossier, published

pytestmark = pytest.mark.django_db

GUARDS = {
    "record_subject": ("record_subject_stays", "record_subject_kept"),
    "record_publication": ("record_publication_stays", "record_publication_kept"),
    "record_edition": ("record_edition_stays", "record_edition_kept"),
}
STATEMENTS = [
    "UPDATE record_subject SET number = number + 1000",
    "UPDATE record_subject SET key = gen_random_uuid()",
    "UPDATE record_subject SET kind = 'source', number = 50 WHERE kind = 'incident'",
    "DELETE FROM record_subject",
    "TRUNCATE record_subject CASCADE",
    "UPDATE record_publication SET number = number + 1000, previous_hash = 'x'",
    "UPDATE record_publication SET kind = 'correction'",
    "UPDATE record_publication SET at = at + interval '1 hour'",
    "UPDATE record_publication SET authors = '{7777}'",
    "UPDATE record_publication SET reviewer = 7777",
    "UPDATE record_publication SET four_eyes = false, reviewer = NULL",
    """UPDATE record_publication SET imprint = '{"note": "another"}'""",
    "UPDATE record_publication SET imprint = NULL, salt = NULL",
    "UPDATE record_publication SET imprint_hash = 'x'",
    "UPDATE record_publication SET previous_hash = 'x'",
    "UPDATE record_publication SET hash = 'x' || number",
    "DELETE FROM record_publication",
    "TRUNCATE record_publication CASCADE",
    "UPDATE record_edition SET version = version + 10",
    "UPDATE record_edition SET publication_id = 3 - publication_id",
    "UPDATE record_edition SET state = 'retracted'",
    "UPDATE record_edition SET document = '{}'",
    "UPDATE record_edition SET salt = repeat('0', 32)",
    "UPDATE record_edition SET hash = 'x'",
    "UPDATE record_edition SET known = tstzrange(lower(known), 'infinity') WHERE upper_inf(known)",
    "UPDATE record_edition SET known = tstzrange(lower(known), NULL, '()') WHERE upper_inf(known)",
    "UPDATE record_edition SET known = tstzrange(lower(known), now() + interval '1 day') WHERE upper_inf(known)",
    "UPDATE record_edition SET known = tstzrange(lower(known) - interval '1 day', upper(known)) WHERE version = 1",
    "UPDATE record_edition SET subject_id = 1, version = id + 50, known = 'empty' WHERE version = 1",
    "UPDATE record_edition SET document = NULL, salt = NULL, redacted_in_id = 2",
    "UPDATE record_edition SET document = NULL, salt = NULL, redacted_in_id = publication_id",
    "DELETE FROM record_edition",
    "TRUNCATE record_edition",
]


@pytest.fixture(autouse=True)
def ledger():
    """Two publications of one dossier: editions that are current, and one that is closed."""
    incident = answered_dossier()
    published(incident)
    incident.events.update(text="What else happened.")
    published(incident)
    settle()


@pytest.mark.parametrize("role", ["origin", "replica"])
def test_ledger_refuses_every_change(role):
    run(f"SET LOCAL session_replication_role = {role}")
    for sql in STATEMENTS:
        with pytest.raises(IntegrityError, match="only ever appended to"), atomic():
            run(sql)
    run("SET LOCAL session_replication_role = origin")
    assert list(verify.faults()) == []


def test_ledger_without_its_triggers_would_change():
    for table, names in GUARDS.items():
        take_away(*(f"{table}.{name}" for name in names))
    run("SET LOCAL session_replication_role = replica")  # foreign keys asleep too
    assert [sql for sql in STATEMENTS if not changes_something(sql)] == []


def changes_something(sql: str) -> bool:
    """And does it show? An empty record is whole: that it was emptied is for the backups to say."""
    with atomic():
        touched = run(sql) != 0
        found = sql.startswith("TRUNCATE") or bool(list(verify.faults()))
        transaction.set_rollback(True)
    return touched and found


@pytest.mark.parametrize("table", [Subject, Publication, Edition])
def test_ledger_refuses_changes_through_the_orm(table):
    row = table.objects.order_by("pk").first()
    attempts = [
        lambda: table.objects.update(**({"number": 99} if table is not Edition else {"hash": "x"})),
        lambda: table.objects.bulk_update([changed(row)], ["number" if table is Subject else "hash"]),
        lambda: changed(row).save(),
        lambda: table.objects.filter(pk=row.pk)._raw_delete("default"),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError, match="only ever appended to"), atomic():
            attempt()


def changed(row):
    if isinstance(row, Subject):
        row.number = 99
    else:
        row.hash = "x"
    return row
