"""Headings to browse by, names to compare spellings with, and stems of both languages.

A stemmer that knows no stop words is needed: "The Who", "IT" and "US" are names. What people type is stemmed by the
same two, so that whatever the language of a text, "licenciements" finds "licenciement" and "emails" finds "email".
"""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models

STEMS = """
CREATE TEXT SEARCH DICTIONARY whole_{language} (TEMPLATE = pg_catalog.snowball, LANGUAGE = {language});
CREATE TEXT SEARCH CONFIGURATION whole_{language} (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION whole_{language} ALTER MAPPING REPLACE simple WITH whole_{language};
"""
NO_STEMS = """
DROP TEXT SEARCH CONFIGURATION whole_{language};
DROP TEXT SEARCH DICTIONARY whole_{language};
"""
# The words of the title stand in the first line, and weigh more than those of the second; in the third, with their
# accents, the words that have some.
SEARCHABLE = """
CREATE FUNCTION searchable(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('whole_english', split_part(words, E'\\n', 1)), 'A')
        || setweight(to_tsvector('whole_french', split_part(words, E'\\n', 1)), 'A')
        || to_tsvector('whole_english', split_part(words, E'\\n', 2))
        || to_tsvector('whole_french', split_part(words, E'\\n', 2))
        || to_tsvector('whole_french', split_part(words, E'\\n', 3))
$$;
"""


def let_readers_see(apps, schema_editor) -> None:
    role = schema_editor.quote_name(settings.PUBLIC_ROLE)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT ON timeline_heading TO {role}")


class Migration(migrations.Migration):

    dependencies = [
        ('timeline', '0006_drawn_ahead'),
    ]

    operations = [
        migrations.RunSQL(STEMS.format(language="english"), NO_STEMS.format(language="english")),
        migrations.RunSQL(STEMS.format(language="french"), NO_STEMS.format(language="french")),
        migrations.RunSQL(SEARCHABLE, "DROP FUNCTION searchable(text);"),
        migrations.CreateModel(
            name='Heading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facet', models.CharField(max_length=10)),
                ('value', models.CharField(max_length=50)),
                ('english', models.CharField(blank=True, max_length=100)),
                ('french', models.CharField(blank=True, max_length=100)),
                ('incident', models.PositiveIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='publiccompany',
            name='country',
            field=models.CharField(blank=True, default='', max_length=2),
        ),
        migrations.AddField(
            model_name='publiccompany',
            name='folded',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='publiccompany',
            name='letter',
            field=models.CharField(blank=True, default='', max_length=1),
        ),
        migrations.AddField(
            model_name='publiccompany',
            name='names',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='publicevent',
            name='language',
            field=models.CharField(blank=True, default='', max_length=35),
        ),
        migrations.AddField(
            model_name='publicevent',
            name='status',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddField(
            model_name='publicincident',
            name='folded',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='publicsource',
            name='kind',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddField(
            model_name='publicsource',
            name='language',
            field=models.CharField(blank=True, default='', max_length=35),
        ),
        migrations.AddField(
            model_name='publicsource',
            name='publisher',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddIndex(
            model_name='publiccompany',
            index=models.Index(condition=models.Q(('state', 'live')), fields=['letter', 'folded', 'number'], name='publiccompany_by_letter'),
        ),
        migrations.AddIndex(
            model_name='publiccompany',
            index=models.Index(condition=models.Q(('state', 'live')), fields=['country', 'folded', 'number'], name='publiccompany_by_country'),
        ),
        migrations.AddIndex(
            model_name='publiccompany',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('names', name='gin_trgm_ops'), name='publiccompany_spelling'),
        ),
        migrations.AddIndex(
            model_name='publicevent',
            index=models.Index(condition=models.Q(('earliest__year', models.F('latest__year')), _negated=True), fields=['-earliest', '-number'], name='publicevent_reaching_on'),
        ),
        migrations.AddIndex(
            model_name='publicincident',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('folded', name='gin_trgm_ops'), name='publicincident_spelling'),
        ),
        migrations.AddIndex(
            model_name='heading',
            index=models.Index(fields=['incident'], name='heading_of_incident'),
        ),
        migrations.AddConstraint(
            model_name='heading',
            constraint=models.UniqueConstraint(fields=('facet', 'value', 'incident'), name='heading_once'),
        ),
        migrations.RunPython(let_readers_see, migrations.RunPython.noop),
        migrations.AddField(
            model_name='timelineentry',
            name='reply_due',
            field=models.DateField(null=True),
        ),
        # Incidents are rendered again in the background; companies and sources by `rebuild_public`.
        migrations.RunSQL(
            "INSERT INTO timeline_renderingdue (incident, publication) "
            "SELECT key, publication FROM timeline_publicincident ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        ),
    ]
