"""Invitations, sessions that can be ended, and a table in which failed attempts to sign in are counted."""

import uuid

import django.db.models.functions.text
from django.db import migrations, models

# Whoever is sent home is out at once, however their row was changed, and stays out when they are let in again.
LET_GO = """
CREATE FUNCTION accounts_let_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.session_salt := gen_random_uuid();
    DELETE FROM accounts_entry WHERE user_id = NEW.id AND used_at IS NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_let_go BEFORE UPDATE ON accounts_user FOR EACH ROW
    WHEN (OLD.is_active AND NOT NEW.is_active OR OLD.is_staff AND NOT NEW.is_staff)
    EXECUTE FUNCTION accounts_let_go();
"""

# The shape that Django's cache in a table expects.
ATTEMPTS = """
CREATE TABLE accounts_attempts (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX accounts_attempts_expires ON accounts_attempts (expires);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='purpose',
            field=models.CharField(choices=[('sign_in', 'sign-in'), ('set_up', 'set-up'), ('invitation', 'invitation')], default='sign_in', max_length=10),
        ),
        migrations.AddField(
            model_name='user',
            name='session_salt',
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.RunSQL(
            "UPDATE accounts_entry SET purpose = 'set_up' WHERE user_id IS NULL", reverse_sql=migrations.RunSQL.noop
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('purpose', 'set_up'), ('user', None)), models.Q(('purpose__in', ['sign_in', 'invitation']), ('user__isnull', False)), _connector='OR'), name='entry_is_somebodys_or_sets_up'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='user_email_is_one_persons', violation_error_message='Somebody else has this e-mail address.'),
        ),
        migrations.RunSQL(LET_GO, reverse_sql="DROP FUNCTION accounts_let_go() CASCADE;"),
        migrations.RunSQL(ATTEMPTS, reverse_sql="DROP TABLE accounts_attempts;"),
    ]
