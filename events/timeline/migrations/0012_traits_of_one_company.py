"""Events know the domains of what they rest on, and what one company has together: incidents are rendered again in the
background.
"""

from django.db import migrations

DUE = """
INSERT INTO timeline_renderingdue (incident, publication)
SELECT key, publication FROM timeline_publicincident ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("timeline", "0011_identifiers")]

    operations = [migrations.RunSQL(DUE, migrations.RunSQL.noop)]
