"""Rules of the desk that hold whichever way a row is changed.

A change of a dossier, of any row of it, locks the incident's row, counts up the versions that forms compare, notes who
wrote, and takes an approval in waiting back: an edit after submission voids it, an edit of what is public makes it
"published with pending changes". Locks: docs/decisions/0004.
"""

from django.db import migrations

TOUCH_INCIDENT = """
CREATE FUNCTION events_touch_incident(touched bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    standing text;
    writer bigint;
BEGIN
    SELECT status INTO standing FROM events_incident WHERE id = touched FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;  -- the incident itself is going
    END IF;
    writer := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'user';
    IF writer IS NOT NULL THEN
        INSERT INTO events_contribution (incident_id, user_id) VALUES (touched, writer) ON CONFLICT DO NOTHING;
    END IF;
    IF standing = 'in_review' THEN
        UPDATE events_submission SET state = 'void' WHERE incident_id = touched AND state = 'open';
        UPDATE events_incident SET status = CASE
            WHEN EXISTS (SELECT FROM record_subject s WHERE s.key = events_incident.key) THEN 'pending' ELSE 'draft' END
            WHERE id = touched;
    ELSIF standing = 'published' THEN
        UPDATE events_incident SET status = 'pending' WHERE id = touched;
    END IF;
END $$;
"""

TOUCH_EVENT = """
CREATE FUNCTION events_event_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM events_touch_incident(OLD.incident_id) WHERE OLD.incident_id <> NEW.incident_id;
        PERFORM events_touch_incident(NEW.incident_id);
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM events_touch_incident(NEW.incident_id);
    ELSE
        PERFORM events_touch_incident(OLD.incident_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER events_event_changed AFTER INSERT OR UPDATE OR DELETE ON events_event
    FOR EACH ROW EXECUTE FUNCTION events_event_changed();

CREATE FUNCTION events_count_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER events_event_counts BEFORE UPDATE ON events_event FOR EACH ROW EXECUTE FUNCTION events_count_up();
CREATE TRIGGER events_source_counts BEFORE UPDATE ON events_source FOR EACH ROW EXECUTE FUNCTION events_count_up();
CREATE TRIGGER companies_company_counts BEFORE UPDATE ON companies_company
    FOR EACH ROW EXECUTE FUNCTION events_count_up();
CREATE TRIGGER events_incident_counts BEFORE UPDATE ON events_incident FOR EACH ROW
    WHEN ((OLD.title, OLD.summary, OLD.language) IS DISTINCT FROM (NEW.title, NEW.summary, NEW.language))
    EXECUTE FUNCTION events_count_up();

CREATE FUNCTION events_incident_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM events_touch_incident(NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER events_incident_changed AFTER UPDATE ON events_incident FOR EACH ROW
    WHEN ((OLD.title, OLD.summary, OLD.language) IS DISTINCT FROM (NEW.title, NEW.summary, NEW.language))
    EXECUTE FUNCTION events_incident_changed();
"""

# What hangs on an event or an incident, and the column that leads there.
OF_AN_EVENT = {
    "events_participant": "event_id",
    "events_citation": "event_id",
    "events_fact": "event_id",
    "events_allegation": "event_id",
    "events_statement": "event_id",
    "events_allegationstatus": "allegation_id",
    "events_demand": "allegation_id",
    "events_replyrequest": "allegation_id",
    "events_answer": "statement_id",
    "events_commitment": "statement_id",
}
OF_A_PART = {
    "events_reportedvalue": ("fact_id", "SELECT event_id FROM events_fact WHERE id = part"),
    "events_commitmentupdate": ("commitment_id", "SELECT statement_id FROM events_commitment WHERE id = part"),
}
OF_AN_INCIDENT = {
    "events_place": "incident_id",
    "events_incident_topics": "incident_id",
    "events_incident_related": "from_incident_id",
}


# Who is shown with its own page and has rows of its own; forms compare its version.
OF_A_WHO = {
    "companies_companyname": ("company_id", "companies_company"),
    "companies_identifier": ("company_id", "companies_company"),
    "companies_ownership": ("child_id", "companies_company"),
    "events_lineage": ("source_id", "events_source"),
}


def _trigger(table: str, column: str, touch: str) -> str:
    """`touch` is SQL for each `part` that a row of `table` hangs or hung on: a row that moves changes both."""
    return f"""
CREATE FUNCTION {table}_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE part bigint;
BEGIN
    FOR part IN
        SELECT DISTINCT one FROM unnest(ARRAY[OLD.{column}, NEW.{column}]) AS one WHERE one IS NOT NULL ORDER BY one
    LOOP
        {touch}
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_changed();
"""  # noqa: S608  names of tables and columns, from the lists above


def _counts(table: str, which: str = "part") -> str:
    return f"UPDATE {table} SET version = version WHERE id = ({which});"  # noqa: S608  as above


COUNT_INCIDENT = """UPDATE events_incident SET version = version + 1 WHERE id = part;
        PERFORM events_touch_incident(part);"""
TRIGGERS = "".join(
    [
        *(_trigger(table, column, _counts("events_event")) for table, column in OF_AN_EVENT.items()),
        *(_trigger(table, column, _counts("events_event", query)) for table, (column, query) in OF_A_PART.items()),
        *(_trigger(table, column, COUNT_INCIDENT) for table, column in OF_AN_INCIDENT.items()),
        *(_trigger(table, column, _counts(who)) for table, (column, who) in OF_A_WHO.items()),
    ]
)

LINEAGE = """
CREATE FUNCTION events_lineage_goes_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(5020260002);  -- two halves of a circle, inserted at once, would each look harmless
    IF EXISTS (
        WITH RECURSIVE upstream(id) AS (
            SELECT NEW.origin_id
            UNION SELECT l.origin_id FROM events_lineage l JOIN upstream u ON l.source_id = u.id
        ) SELECT FROM upstream WHERE id = NEW.source_id
    ) THEN
        RAISE EXCEPTION 'a source cannot draw on itself, straight or through others'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lineage_goes_back';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER events_lineage_goes_back BEFORE INSERT OR UPDATE ON events_lineage
    FOR EACH ROW EXECUTE FUNCTION events_lineage_goes_back();
"""

SAME_INCIDENT = """
CREATE FUNCTION events_answer_stays_inside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM events_event WHERE id IN (NEW.statement_id, NEW.allegation_id)
        ORDER BY id FOR NO KEY UPDATE;  -- neither leaves for another incident before this is committed
    IF (SELECT incident_id FROM events_event WHERE id = NEW.statement_id)
        <> (SELECT incident_id FROM events_event WHERE id = NEW.allegation_id)
        OR NEW.allegation_id <> (SELECT allegation_id FROM events_demand WHERE id = NEW.demand_id)
    THEN
        RAISE EXCEPTION 'a statement answers an allegation of its own incident, and a demand of that allegation'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_stays_inside';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER events_answer_stays_inside BEFORE INSERT OR UPDATE ON events_answer
    FOR EACH ROW EXECUTE FUNCTION events_answer_stays_inside();

CREATE FUNCTION events_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM record_subject WHERE key = OLD.key) THEN
        RAISE EXCEPTION 'a published event stays in its incident' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.incident_id <> NEW.incident_id
        AND EXISTS (SELECT FROM events_answer WHERE OLD.id IN (statement_id, allegation_id))
    THEN
        RAISE EXCEPTION 'a statement and the allegation that it answers stay in one incident'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_stays_inside';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER events_event_stays BEFORE UPDATE ON events_event FOR EACH ROW
    WHEN (OLD.incident_id <> NEW.incident_id OR OLD.key <> NEW.key) EXECUTE FUNCTION events_event_stays();

CREATE FUNCTION events_value_of_same_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT event_id FROM events_fact WHERE id = NEW.fact_id)
        <> (SELECT event_id FROM events_citation WHERE id = NEW.citation_id)
    THEN
        RAISE EXCEPTION 'a reported value is cited by a citation of its own event'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reportedvalue_cited_in_event';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER events_value_of_same_event BEFORE INSERT OR UPDATE ON events_reportedvalue
    FOR EACH ROW EXECUTE FUNCTION events_value_of_same_event();
"""

# A value names a citation of its event, an answer a demand of its allegation: what is named stays where it is.
STAYING = {
    "events_citation": "event_id",
    "events_fact": "event_id",
    "events_demand": "allegation_id",
    "events_reportedvalue": "fact_id",
}
STAYS = """
CREATE FUNCTION events_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this row of % stays with what it was written for', TG_TABLE_NAME
        USING ERRCODE = 'check_violation';
END $$;
""" + "".join(
    f"""CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN (OLD.{column} <> NEW.{column}) EXECUTE FUNCTION events_row_stays();
"""
    for table, column in STAYING.items()
)

PREFERRED = """
CREATE FUNCTION events_preferred_is_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT fact_id FROM events_reportedvalue WHERE id = NEW.preferred_id) <> NEW.id THEN
        RAISE EXCEPTION 'the preferred value is one of the fact itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fact_prefers_its_own';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER events_preferred_is_own BEFORE INSERT OR UPDATE ON events_fact
    FOR EACH ROW EXECUTE FUNCTION events_preferred_is_own();
"""

FUNCTIONS = [
    "events_touch_incident(bigint)", "events_event_changed()", "events_count_up()", "events_incident_changed()",
    *(f"{table}_changed()" for table in [*OF_AN_EVENT, *OF_A_PART, *OF_AN_INCIDENT, *OF_A_WHO]),
    "events_lineage_goes_back()", "events_answer_stays_inside()", "events_event_stays()", "events_value_of_same_event()",
    "events_row_stays()", "events_preferred_is_own()",
]


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
        ("companies", "0001_initial"),
        ("record", "0002_guards"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.RunSQL(
            TOUCH_INCIDENT + TOUCH_EVENT + TRIGGERS + LINEAGE + SAME_INCIDENT + STAYS + PREFERRED,
            reverse_sql="".join(f"DROP FUNCTION {name} CASCADE;" for name in FUNCTIONS),
        ),
    ]
