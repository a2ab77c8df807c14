"""Keys of the desk API, and the trigger that ends them with their person's sessions."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Whoever is sent home, or signed out everywhere, has new salt for sessions; keys end with it, however it was changed.
END_KEYS = """
CREATE FUNCTION desk_api_end_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE desk_api_key SET revoked_at = clock_timestamp() WHERE user_id = NEW.id AND revoked_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER desk_api_end_keys AFTER UPDATE ON accounts_user FOR EACH ROW
    WHEN (OLD.session_salt IS DISTINCT FROM NEW.session_salt) EXECUTE FUNCTION desk_api_end_keys();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('accounts', '0002_invitations_and_sessions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=255)),
                ('digest', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField()),
                ('headers', models.JSONField(default=dict)),
                ('body', models.JSONField(null=True)),
                ('answered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'indexes': [models.Index(fields=['answered_at'], name='answered_by_age')],
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='answered_once')],
            },
        ),
        migrations.CreateModel(
            name='Key',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='What it is for, so that you know which to end.', max_length=100, verbose_name='name')),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'read what you may see'), ('write', 'write, and hand in for review'), ('review', 'review, publish and send back')], max_length=10), size=None, verbose_name='it may')),
                ('begins', models.CharField(editable=False, max_length=20)),
                ('code_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('last_used_at', models.DateTimeField(editable=False, null=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='desk_keys', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'key',
                'verbose_name_plural': 'keys',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='key_has_a_name'), models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['read', 'write', 'review']), ('scopes__contains', ['read'])), name='key_scopes_are_known'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='key_expires_later')],
            },
        ),
        migrations.RunSQL(END_KEYS, reverse_sql="DROP FUNCTION desk_api_end_keys() CASCADE;"),
    ]
