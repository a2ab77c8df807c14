"""Sources that are here already keep their addresses until somebody edits them: an upgrade does not fail for them."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import events.models.source


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0007_fewer_indexes_of_history'),
    ]

    operations = [
        migrations.AlterField(
            model_name='source',
            name='url',
            field=models.URLField(blank=True, max_length=2000, validators=[events.models.source.check_signs_nobody_in], verbose_name='address'),
        ),
        migrations.AlterField(
            model_name='sourcechange',
            name='url',
            field=models.URLField(blank=True, max_length=2000, validators=[events.models.source.check_signs_nobody_in], verbose_name='address'),
        ),
        AddConstraintNotValid(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('url__regex', '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*@'), _negated=True), name='source_address_signs_nobody_in'),
        ),
    ]
