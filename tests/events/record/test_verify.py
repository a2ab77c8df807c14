"""`verify_record` finds whatever somebody with the keys to the database changed, and nothing where nothing was."""

import io
import random
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.transaction import atomic

from events.models import SubmissionKind
from events.record import verify
from events.record.models import Edition, Publication
from tests.events.record.guards import run, take_away
from tests.events.record.newsroom import Newsroom
from tests.factories import answered_dossier, published

pytestmark = pytest.mark.django_db

MUTATIONS = 200
OTHER = "(SELECT {column} FROM {table} WHERE {column} <> row.{column} ORDER BY random() LIMIT 1)"
# For each table and column: what it is set to. Every one changes a row that is not blank.
CHANGES = {
    "record_edition": {
        "document": [
            'document || \'{"title": "another"}\'',
            "document - 'kind'",
            "jsonb_set(document, '{key}', to_jsonb(gen_random_uuid()::text))",
            "'null'",
            "'[]'",
        ],
        "salt": ["md5(random()::text)", "'no hex'"],
        "hash": ["repeat('0', 64)", "md5(random()::text)"],
        "known": [
            "tstzrange(lower(known) - interval '1 second', upper(known))",
            "tstzrange(lower(known), coalesce(upper(known), now()) + interval '1 second')",
            "tstzrange(lower(known), upper(known), '()')",
            "'empty'",
            "tstzrange(NULL, upper(known))",
            "tstzrange(lower(known), 'infinity')",
        ],
        "state": ["CASE state WHEN 'live' THEN 'retracted' ELSE 'live' END"],
        "version": ["version + 1", "version + 1000"],
        "subject_id": [OTHER],
        "publication_id": ["CASE publication_id WHEN 1 THEN 2 ELSE publication_id - 1 END"],
    },
    "record_publication": {
        "number": ["number + 1000"],
        "kind": ["CASE kind WHEN 'correction' THEN 'update' ELSE 'correction' END"],
        "at": ["at + interval '1 microsecond'", "at - interval '1 year'", "'infinity'"],
        "authors": ["authors || 7777::bigint", "'{7777}'", "'{}'"],
        "reviewer": ["7777", "NULL"],
        "four_eyes": ["NOT four_eyes"],
        "imprint": ['imprint || \'{"note": "nothing happened"}\'', "imprint - 'note'", "'{}'"],
        "salt": ["md5(random()::text)"],
        "imprint_hash": ["repeat('0', 64)"],
        "previous_hash": ["repeat('0', 64)", "'x'"],
        "hash": ["repeat('0', 64)"],
    },
    "record_subject": {
        "number": ["number + 1000"],
        "kind": ["CASE kind WHEN 'source' THEN 'company' ELSE 'source' END"],
        "key": ["gen_random_uuid()"],
    },
}
BLANK = {
    "record_edition": "document = NULL, salt = NULL, redacted_in_id = publication_id",
    "record_publication": "imprint = NULL, salt = NULL",
}


@pytest.fixture
def newsroom() -> Newsroom:
    newsroom = Newsroom(seed=7).work(9)
    newsroom.redact()
    newsroom.update()
    return newsroom


@pytest.fixture
def unguarded(newsroom) -> None:
    """The same, with every trigger, index and check of the record gone: what the owner of the tables can do."""
    for table in CHANGES:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
            take_away(*(f"{table}.{name}" for (name,) in cursor.fetchall()))
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'u', 'x')",
                [table],
            )
            take_away(*(f"{table}.{name}" for (name,) in cursor.fetchall()))
    take_away("record_edition.edition_one_current_per_subject")
    run("ALTER TABLE record_publication DROP CONSTRAINT record_publication_pkey CASCADE")
    run("SET LOCAL session_replication_role = replica")


def mutation(chance: random.Random) -> str:
    table = chance.choice(list(CHANGES))
    row = f"ctid = (SELECT ctid FROM {table} WHERE {whole(table)} ORDER BY random() LIMIT 1)"
    pick = chance.random()
    if pick < 0.15:
        return f"DELETE FROM {table} WHERE {row}"
    if pick < 0.25 and table in BLANK:
        newest = " AND number = (SELECT max(number) FROM record_publication)" if table == "record_publication" else ""
        return f"UPDATE {table} SET {BLANK[table]} WHERE {newest[5:] or row}"
    column = chance.choice(list(CHANGES[table]))
    value = chance.choice(CHANGES[table][column]).replace("{table}", table).replace("{column}", column)
    return f"UPDATE {table} AS row SET {column} = {value} WHERE row.{row}"


def whole(table: str) -> str:
    """What is blank already cannot be told from what somebody blanked again."""
    return {"record_edition": "document IS NOT NULL", "record_publication": "imprint IS NOT NULL"}.get(table, "true")


SEVERAL = [
    "UPDATE record_edition SET publication_id = 5 - publication_id WHERE publication_id IN (2, 3)",
    "UPDATE record_publication SET number = 5 - number WHERE number IN (2, 3)",
    "DELETE FROM record_publication WHERE number = 1",
    "DELETE FROM record_edition WHERE publication_id = (SELECT max(number) FROM record_publication)",
    "DELETE FROM record_edition",
    "DELETE FROM record_publication",
    "DELETE FROM record_subject",
]


def test_every_tampering_is_found(unguarded):
    chance = random.Random(11)  # noqa: S311
    run("SELECT setseed(0.5)")
    assert Edition.objects.filter(redacted_in__isnull=False).exists()
    assert list(verify.faults()) == []
    tried = [mutation(chance) for _ in range(MUTATIONS)] + SEVERAL
    assert [sql for sql in tried if not found(lambda sql=sql: run(sql))] == []


def found(tamper: Callable[[], int]) -> bool:
    with atomic():
        assert tamper() > 0
        faults = list(verify.faults())
        transaction.set_rollback(True)
    return bool(faults)


def test_record_verifies_after_redactions_of_texts_and_notes():
    incident = answered_dossier()
    published(incident)
    incident.events.update(text="Somebody called Ottokar wrote this.")
    published(incident, note="Ottokar is named.", kind=SubmissionKind.CORRECTION)
    published(incident, note="A name was removed.", kind=SubmissionKind.REDACTION, words="Ottokar")
    published(incident, note="A phrase was removed.", kind=SubmissionKind.REDACTION, words="wrote this")
    assert [p.number for p in Publication.objects.filter(imprint__isnull=True)] == [2]
    assert Edition.objects.filter(redacted_in__isnull=False).count() == 4
    assert list(verify.faults()) == []


def test_command_says_that_the_record_is_whole():
    published(answered_dossier())
    out = io.StringIO()
    call_command("verify_record", stdout=out)
    assert out.getvalue() == "1 publications, 5 editions: the record is whole.\n"


def test_command_names_each_fault_and_fails():
    published(answered_dossier())
    take_away("record_edition.record_edition_stays")
    run("UPDATE record_edition SET hash = repeat('0', 64) WHERE id = (SELECT min(id) FROM record_edition)")
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"^2 faults: the record is not whole\.$") as ended:
        call_command("verify_record", stdout=out)
    assert ended.value.returncode == 1
    assert out.getvalue().splitlines() == [
        "publication 1 does not have the hash that its contents give",
        "company 1 version 1 does not have the hash that its document gives",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_is_read_as_a_stream(count, monkeypatch, django_assert_num_queries):
    """However many publications there are, and editions in one: none is read whole."""
    monkeypatch.setattr(verify, "CHUNK", 2)
    for _ in range(count):
        published(answered_dossier())
    with django_assert_num_queries(9):
        assert list(verify.faults()) == []
