"""Taking a guard of the database away, to show that a test of it can fail. Within a test's transaction only."""

from django.db import connection


def settle() -> None:
    """Checks what is deferred to the commit: a table with pending checks can be neither altered nor emptied."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def take_away(*guards: str) -> None:
    """Drops triggers and constraints, each named `table.guard`; the end of the test brings them back."""
    settle()
    with connection.cursor() as cursor:
        for guard in guards:
            table, name = guard.split(".")
            cursor.execute("SELECT FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = %s", [table, name])
            if cursor.rowcount:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
            elif not _drop_constraint(cursor, table, name):
                cursor.execute(f"DROP INDEX {name}")


def _drop_constraint(cursor, table: str, name: str) -> bool:
    cursor.execute("SELECT FROM pg_constraint WHERE conrelid = %s::regclass AND conname = %s", [table, name])
    found = bool(cursor.rowcount)
    if found:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return found


def run(sql: str, *parameters: object) -> int:
    """Runs one statement as the owner of the tables; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return cursor.rowcount
