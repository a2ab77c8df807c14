"""The role of the public wing: it may read the record and the public tables, and nothing else that there is or will be.

Roles belong to the whole server, so an existing one of that name is used. Where the desk's own role may not make
roles, the server's administrator makes it once, with the statement that the error names.
"""

from django.conf import settings
from django.db import migrations
from django.db.utils import ProgrammingError

TABLES = [
    "record_subject",
    "record_publication",
    "record_edition",
    "timeline_publiccompany",
    "timeline_publicincident",
    "timeline_publicevent",
    "timeline_publicsource",
    "timeline_timelineentry",
    "timeline_sourceuse",
    "timeline_revision",
]

# Two databases of one server may be migrated at once: the second to come finds the role there.
MAKE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} LOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
STEP_DOWN = """
DO $$ BEGIN
    IF NOT pg_has_role(current_user, '{role}', 'MEMBER') THEN
        GRANT {role} TO current_user;
    END IF;
END $$
"""


def make_role(apps, schema_editor) -> None:
    role = schema_editor.quote_name(settings.PUBLIC_ROLE)
    with schema_editor.connection.cursor() as cursor:
        try:
            cursor.execute(MAKE_ROLE.format(role=settings.PUBLIC_ROLE))
            cursor.execute(STEP_DOWN.format(role=settings.PUBLIC_ROLE))
        except ProgrammingError as refused:
            raise SystemExit(
                f"The database user may not make roles. Ask the server's administrator to run, once: "
                f"CREATE ROLE {role} LOGIN; GRANT {role} TO {schema_editor.connection.settings_dict['USER']};"
            ) from refused
        cursor.execute("SELECT current_schema()")
        schema = schema_editor.quote_name(cursor.fetchone()[0])
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        cursor.execute(f"GRANT SELECT ON {', '.join(TABLES)} TO {role}")


def take_back(apps, schema_editor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON {', '.join(TABLES)} FROM {schema_editor.quote_name(settings.PUBLIC_ROLE)}")


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_initial"), ("record", "0002_guards")]

    operations = [migrations.RunPython(make_role, take_back)]
