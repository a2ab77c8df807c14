"""The public role may see which dumps there are, and finds at once whether something was taken back since.

Two indexes of the record, of just the rows that take something back: the question is asked with every file.
"""

from django.conf import settings
from django.db import migrations

TAKING_BACK = """
CREATE INDEX publication_taking_back ON record_publication (number) WHERE kind IN ('retraction', 'redaction');
CREATE INDEX edition_taken_back ON record_edition (publication_id) WHERE state = 'retracted';
"""
NO_MORE = "DROP INDEX publication_taking_back; DROP INDEX edition_taken_back;"


def grant(apps, schema_editor) -> None:
    role = schema_editor.quote_name(settings.PUBLIC_ROLE)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT ON dumps_dump TO {role}")


def take_back(apps, schema_editor) -> None:
    role = schema_editor.quote_name(settings.PUBLIC_ROLE)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON dumps_dump FROM {role}")


class Migration(migrations.Migration):
    dependencies = [
        ("dumps", "0001_initial"),
        ("record", "0002_guards"),
        ("timeline", "0002_public_role"),
    ]

    operations = [migrations.RunPython(grant, take_back), migrations.RunSQL(TAKING_BACK, NO_MORE)]
