"""Companies by their identifiers: an index on what is stored in their bodies anyway."""

from django.db import migrations

INDEX = """
CREATE INDEX publiccompany_identifiers ON timeline_publiccompany
USING gin ((body::jsonb -> 'identifiers') jsonb_path_ops) WHERE state = 'live';
"""


class Migration(migrations.Migration):
    dependencies = [("timeline", "0010_counted_by_kind")]

    operations = [migrations.RunSQL(INDEX, "DROP INDEX publiccompany_identifiers;")]
