"""The rules of the record that hold whoever writes and however: admin, API, import, or a superuser's SQL shell.

Inserting a publication notes its number for the rest of the transaction (`answerable.publishing`): editions are added,
closed and blanked by the act of publishing that says so, never later in its name.

Plain SQL, not django-pgtrigger: its triggers can be told to look away, and these may not. ENABLE ALWAYS keeps them
awake under `session_replication_role = replica` too.
"""

from django.db import migrations

PUBLICATION_FOLLOWS = """
CREATE FUNCTION record_publication_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record_publication;
BEGIN
    PERFORM pg_advisory_xact_lock(5020260001);
    SELECT * INTO last FROM record_publication ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1 THEN
        RAISE EXCEPTION 'publication % does not follow publication %', NEW.number, coalesce(last.number, 0)
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.previous_hash <> coalesce(last.hash, '') OR NEW.at <= last.at THEN
        RAISE EXCEPTION 'publication % is not chained to the one before it', NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM set_config('answerable.publishing', NEW.number::text, true);
    RETURN NEW;
END $$;
CREATE TRIGGER record_publication_follows BEFORE INSERT ON record_publication
    FOR EACH ROW EXECUTE FUNCTION record_publication_follows();
ALTER TABLE record_publication ENABLE ALWAYS TRIGGER record_publication_follows;
"""

PUBLICATION_STAYS = """
CREATE FUNCTION record_being_published() RETURNS record_publication LANGUAGE sql STABLE AS $$
    SELECT * FROM record_publication
    WHERE number = nullif(current_setting('answerable.publishing', true), '')::integer
$$;

CREATE FUNCTION record_publication_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.imprint IS NULL AND NEW.salt IS NULL AND (record_being_published()).kind = 'redaction'
        AND to_jsonb(NEW) - '{imprint,salt}'::text[] = to_jsonb(OLD) - '{imprint,salt}'::text[]
    THEN
        RETURN NEW;  -- redaction
    END IF;
    RAISE EXCEPTION 'the record is only ever appended to: publications stay as they are'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER record_publication_stays BEFORE UPDATE OR DELETE ON record_publication
    FOR EACH ROW EXECUTE FUNCTION record_publication_stays();
ALTER TABLE record_publication ENABLE ALWAYS TRIGGER record_publication_stays;
"""

EDITION_OPENS = """
CREATE FUNCTION record_edition_opens() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest record_publication;
    about record_subject;
    last integer;
BEGIN
    newest := record_being_published();
    SELECT * INTO about FROM record_subject WHERE id = NEW.subject_id;
    SELECT max(version) INTO last FROM record_edition WHERE subject_id = NEW.subject_id;
    IF NEW.publication_id IS DISTINCT FROM newest.number OR NEW.known IS DISTINCT FROM tstzrange(newest.at, NULL) THEN
        RAISE EXCEPTION 'an edition belongs to the publication that is being made and is known from then on'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.version <> coalesce(last, 0) + 1 THEN
        RAISE EXCEPTION 'version % does not follow version %', NEW.version, coalesce(last, 0)
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.document ->> 'kind' IS DISTINCT FROM about.kind OR NEW.document ->> 'key' IS DISTINCT FROM about.key::text THEN
        RAISE EXCEPTION 'the document is not about the subject of its edition'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF about.kind = 'event' AND NEW.state <> 'retracted'
        AND (jsonb_typeof(NEW.document -> 'citations') IS DISTINCT FROM 'array'
             OR jsonb_array_length(NEW.document -> 'citations') = 0)
    THEN
        RAISE EXCEPTION 'an event without a citation is not published'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER record_edition_opens BEFORE INSERT ON record_edition
    FOR EACH ROW EXECUTE FUNCTION record_edition_opens();
ALTER TABLE record_edition ENABLE ALWAYS TRIGGER record_edition_opens;
"""

EDITION_STAYS = """
CREATE FUNCTION record_edition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest record_publication := record_being_published();
BEGIN
    IF TG_OP = 'UPDATE' AND upper_inf(OLD.known) AND OLD.publication_id <> newest.number
        AND NEW.known = tstzrange(lower(OLD.known), newest.at)
        AND to_jsonb(NEW) - 'known' = to_jsonb(OLD) - 'known'
    THEN
        RETURN NEW;  -- closing what was known
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.redacted_in_id IS NULL AND NEW.document IS NULL AND NEW.salt IS NULL
        AND newest.kind = 'redaction' AND NEW.redacted_in_id = newest.number AND OLD.publication_id <> newest.number
        AND to_jsonb(NEW) - '{document,salt,redacted_in_id}'::text[]
          = to_jsonb(OLD) - '{document,salt,redacted_in_id}'::text[]
    THEN
        RETURN NEW;  -- redaction
    END IF;
    RAISE EXCEPTION 'the record is only ever appended to: editions stay as they are'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER record_edition_stays BEFORE UPDATE OR DELETE ON record_edition
    FOR EACH ROW EXECUTE FUNCTION record_edition_stays();
ALTER TABLE record_edition ENABLE ALWAYS TRIGGER record_edition_stays;
"""

NOTHING_GOES = """
CREATE FUNCTION record_nothing_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is only ever appended to: % is refused on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER record_subject_stays BEFORE UPDATE OR DELETE ON record_subject
    FOR EACH ROW EXECUTE FUNCTION record_nothing_goes();
ALTER TABLE record_subject ENABLE ALWAYS TRIGGER record_subject_stays;
CREATE TRIGGER record_subject_kept BEFORE TRUNCATE ON record_subject EXECUTE FUNCTION record_nothing_goes();
ALTER TABLE record_subject ENABLE ALWAYS TRIGGER record_subject_kept;
CREATE TRIGGER record_publication_kept BEFORE TRUNCATE ON record_publication EXECUTE FUNCTION record_nothing_goes();
ALTER TABLE record_publication ENABLE ALWAYS TRIGGER record_publication_kept;
CREATE TRIGGER record_edition_kept BEFORE TRUNCATE ON record_edition EXECUTE FUNCTION record_nothing_goes();
ALTER TABLE record_edition ENABLE ALWAYS TRIGGER record_edition_kept;
"""

UNDO = """
DROP FUNCTION record_publication_follows, record_publication_stays, record_edition_opens, record_edition_stays,
    record_nothing_goes, record_being_published CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]

    operations = [
        migrations.RunSQL(
            PUBLICATION_FOLLOWS + PUBLICATION_STAYS + EDITION_OPENS + EDITION_STAYS + NOTHING_GOES, reverse_sql=UNDO
        ),
    ]
