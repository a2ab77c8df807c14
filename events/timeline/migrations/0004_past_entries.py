"""Who was on which timeline at what time. `manage.py rebuild_public` fills it for a record that is there already."""

from django.conf import settings
from django.db import migrations, models


def grant(apps, schema_editor) -> None:
    role = schema_editor.quote_name(settings.PUBLIC_ROLE)
    schema_editor.execute(f"GRANT SELECT ON timeline_pastentry TO {role}")


class Migration(migrations.Migration):

    dependencies = [
        ('timeline', '0003_what_timelines_are_filtered_by'),
    ]

    operations = [
        migrations.CreateModel(
            name='PastEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.PositiveIntegerField()),
                ('event', models.PositiveIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('earliest', models.DateField()),
                ('latest', models.DateField()),
                ('kind', models.CharField(max_length=20)),
                ('against', models.BooleanField()),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name='publiccompany',
            index=models.Index(condition=models.Q(('successor__isnull', False)), fields=['successor'], name='publiccompany_merged'),
        ),
        migrations.AddIndex(
            model_name='pastentry',
            index=models.Index(fields=['company', 'earliest', 'latest', 'event'], include=('since', 'until', 'kind', 'against'), name='pastentry_order'),
        ),
        migrations.AddConstraint(
            model_name='pastentry',
            constraint=models.UniqueConstraint(fields=('event', 'version', 'company'), name='pastentry_once'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
