"""Where each public body last changed, in the order of commits, kept by the database itself (docs/decisions/0024)."""

from django.conf import settings
from django.db import migrations, models

# The number of the publishing lock (events.record.append): positions are taken under it, and it is held to the commit.
MOVING = """
CREATE FUNCTION timeline_move() RETURNS void AS $$
DECLARE
    last integer;
BEGIN
    PERFORM pg_advisory_xact_lock(5020260001);
    SELECT coalesce(max(number), 0) INTO last FROM record_publication;
    INSERT INTO timeline_revision AS r (id, publication, step, rendering) VALUES (1, last, 0, 1)
    ON CONFLICT (id) DO UPDATE SET
        publication = last,
        step = CASE WHEN r.publication = last THEN r.step + 1 ELSE 0 END,
        rendering = r.rendering + 1;
    PERFORM set_config('timeline.moved', 'yes', true);
END $$ LANGUAGE plpgsql;

-- Before the first change of a transaction, whoever makes it: a change without a position of its own would be missed.
CREATE FUNCTION timeline_move_first() RETURNS trigger AS $$ BEGIN
    IF current_setting('timeline.moved', true) IS DISTINCT FROM 'yes' THEN
        PERFORM timeline_move();
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE FUNCTION timeline_place() RETURNS trigger AS $$ BEGIN
    INSERT INTO timeline_change AS c (kind, number, publication, step, digest)
    SELECT TG_ARGV[0], n.number, r.publication, r.step, sha256(convert_to(n.body, 'UTF8'))
    FROM changed n, timeline_revision r
    ON CONFLICT (kind, number) DO UPDATE SET
        publication = excluded.publication, step = excluded.step, digest = excluded.digest
    WHERE c.digest <> excluded.digest;
    RETURN NULL;
END $$ LANGUAGE plpgsql;

CREATE FUNCTION timeline_place_gone() RETURNS trigger AS $$ BEGIN
    UPDATE timeline_change c SET publication = r.publication, step = r.step, digest = ''
    FROM changed n, timeline_revision r WHERE c.kind = TG_ARGV[0] AND c.number = n.number;
    RETURN NULL;
END $$ LANGUAGE plpgsql;
"""
KINDS = ["company", "incident", "event", "source"]
TRIGGERS = """
CREATE TRIGGER move_first BEFORE INSERT OR UPDATE OR DELETE ON timeline_public{kind}
FOR EACH STATEMENT EXECUTE FUNCTION timeline_move_first();
CREATE TRIGGER place_insert AFTER INSERT ON timeline_public{kind}
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION timeline_place('{kind}');
CREATE TRIGGER place_update AFTER UPDATE ON timeline_public{kind}
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION timeline_place('{kind}');
CREATE TRIGGER place_delete AFTER DELETE ON timeline_public{kind}
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION timeline_place_gone('{kind}');
"""
# What is there already: nobody has read it from a position yet, so that of its publication serves.
PLACE_ALL = """
INSERT INTO timeline_change (kind, number, publication, step, digest)
SELECT '{kind}', number, publication, 0, sha256(convert_to(body, 'UTF8')) FROM timeline_public{kind};
"""
TAKE_BACK = """
DROP FUNCTION timeline_place() CASCADE;
DROP FUNCTION timeline_place_gone() CASCADE;
DROP FUNCTION timeline_move_first() CASCADE;
DROP FUNCTION timeline_move();
"""


def let_readers_see(apps, schema_editor) -> None:
    role = schema_editor.quote_name(settings.PUBLIC_ROLE)
    schema_editor.execute(f"GRANT SELECT ON timeline_change TO {role}")


class Migration(migrations.Migration):

    dependencies = [
        ('timeline', '0007_headings_and_stems'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('number', models.PositiveIntegerField()),
                ('publication', models.PositiveIntegerField()),
                ('step', models.PositiveIntegerField()),
                ('digest', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['publication', 'step', 'kind', 'number'], name='change_in_order')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'number'), name='change_once')],
            },
        ),
        migrations.AddField(
            model_name='revision',
            name='step',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(let_readers_see, migrations.RunPython.noop),
        migrations.RunSQL("".join(PLACE_ALL.format(kind=kind) for kind in KINDS), migrations.RunSQL.noop),
        migrations.RunSQL(MOVING + "".join(TRIGGERS.format(kind=kind) for kind in KINDS), TAKE_BACK),
    ]
