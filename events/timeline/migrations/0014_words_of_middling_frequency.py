"""PostgreSQL knows of a thousand words how frequent they are, of some hundred thousand events the ones in 1.5 % of them.
Whether a page of the events that hold a word lies near depends on it for words in 0.5 % of them (`events.timeline.wanted`).
It takes effect with the next ANALYZE, which autovacuum sees to.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("timeline", "0013_living_cases_and_parts")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE timeline_publicevent ALTER COLUMN search SET STATISTICS 300",
            "ALTER TABLE timeline_publicevent ALTER COLUMN search SET STATISTICS -1",
        ),
    ]
