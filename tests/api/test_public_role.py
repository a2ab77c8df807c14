"""The role through which the API reads: PostgreSQL refuses it everything but the record and the public tables."""

import pytest
from django.db import connection, connections
from django.db.utils import DatabaseError
from django.test import Client

from events.timeline.models import DrawingDue, RenderingDue
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, published

READABLE = ("record_", "timeline_", "dumps_")
WORK = {RenderingDue._meta.db_table, DrawingDue._meta.db_table}


def tables() -> list[str]:
    """Every table and view of our schema, of whatever the database has, not of a list that somebody keeps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
        return sorted(name for (name,) in cursor.fetchall())


def readable(table: str) -> bool:
    return table.startswith(READABLE) and table not in WORK


def refusal(*statements: str) -> str:
    """What the public role is told; empty if it is obeyed."""
    public = connections["public"]
    try:
        with public.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    except DatabaseError as refused:
        return str(refused).splitlines()[0]
    finally:
        public.close()
    return ""


def test_the_role_reads_what_is_public_and_no_desk_table(committed_db) -> None:
    company = CompanyFactory(name="CANARY")
    EventFactory(company=company, title="CANARY")

    told = {table: refusal(f'SELECT * FROM "{table}" LIMIT 1') for table in tables()}

    assert len(told) > 40
    assert told == {table: "" if readable(table) else f"permission denied for table {table}" for table in told}


def test_the_role_writes_nowhere(committed_db) -> None:
    """Neither in its read-only transactions, nor where it switched that off."""
    awake = "SET default_transaction_read_only = off"
    for table in tables():
        for statement in (
            f'DELETE FROM "{table}"',
            f'TRUNCATE "{table}"',
            f'INSERT INTO "{table}" DEFAULT VALUES',
            f'DROP TABLE "{table}"',
        ):
            assert "read-only" in refusal(statement) or "permission denied" in refusal(statement)
            assert refusal(awake, statement).startswith(("permission denied", "must be owner"))
    assert "permission denied" in refusal(awake, "CREATE TABLE own (id int)")


def test_the_api_reads_through_the_role_with_prepared_statements(committed_db) -> None:
    company = CompanyFactory()
    incident = IncidentFactory()
    for year in (2015, 2016):
        EventFactory(incident=incident, company=company, date=str(year))
    published(incident)
    client = Client()
    answers = [client.get("/api/v1/companies/1/timeline/", {"limit": limit}) for limit in (1, 2, 1, 2)]

    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM pg_prepared_statements WHERE statement LIKE '%timeline%'")
        found = cursor.fetchone()

    assert [len(answer.json()["results"]) for answer in answers] == [1, 2, 1, 2]
    assert found == ("answerable_public", 2)


@pytest.mark.parametrize("address", ["companies/?q=x", "events/?company=1&from=2015", "publications/", "sources/1/"])
def test_every_statement_is_within_the_role_s_rights(address, committed_db) -> None:
    incident = IncidentFactory()
    EventFactory(incident=incident)
    published(incident)

    assert Client().get(f"/api/v1/{address}").status_code == 200
