"""An index that finds titles of sources that are nearly the same, while one is typed."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0003_captures_and_batches")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(
            "CREATE INDEX source_title_alike ON events_source USING gin (title gin_trgm_ops)",
            reverse_sql="DROP INDEX source_title_alike",
        ),
    ]
