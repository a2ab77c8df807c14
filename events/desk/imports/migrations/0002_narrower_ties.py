"""Each import writes a tie for each row: one that names an event need not name its incident, nor be found by it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0006_remarks_and_embargo'),
        ('imports', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='tie',
            name='author',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='tie',
            name='incident',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='events.incident'),
        ),
        migrations.RunSQL("UPDATE imports_tie SET incident_id = NULL WHERE subject = 'event'", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='tie',
            index=models.Index(condition=models.Q(('incident__isnull', False)), fields=['incident'], name='tie_of_incident'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('incident', None), ('subject', 'event')), models.Q(('event', None), ('subject', 'incident')), _connector='OR'), name='tie_names_what_it_is_of'),
        ),
    ]
