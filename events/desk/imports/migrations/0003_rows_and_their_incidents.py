"""Which dossiers an import locks is known without unpacking all that its rows hold. Rewrites the staged rows once."""

import django.db.models.fields.json
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0002_narrower_ties'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrow',
            name='goes_into',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Cast(django.db.models.fields.json.KeyTextTransform('pk', django.db.models.fields.json.KeyTextTransform('incident', 'resolved')), models.BigIntegerField()), output_field=models.BigIntegerField(null=True)),
        ),
    ]
