"""The touches of 0002, once for each statement instead of once for each row: an import adds a hundred thousand.

What a statement did is what counts, so a version counts up once for each row that it touched, however many of its parts
changed. Locks are taken in the order of docs/decisions/0004 (incidents first, in the order of their ids), whatever the
order of the rows. Rows whose change a rule compares with what was there keep their triggers of 0002.
"""

from importlib import import_module

from django.db import migrations

of_rows = import_module("events.migrations.0002_guards")

TOUCH_INCIDENTS = """
CREATE FUNCTION events_touch_incidents(touched bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    standing bigint[];  -- an incident that is going itself is not among them
    reviewed bigint[];
    public bigint[];
    writer bigint;
BEGIN
    SELECT array_agg(id), array_agg(id) FILTER (WHERE status = 'in_review'),
        array_agg(id) FILTER (WHERE status = 'published')
    INTO standing, reviewed, public
    FROM (SELECT id, status FROM events_incident WHERE id = ANY(touched) ORDER BY id FOR NO KEY UPDATE) AS held;
    IF standing IS NULL THEN
        RETURN;
    END IF;
    writer := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'user';
    IF writer IS NOT NULL THEN
        INSERT INTO events_contribution (incident_id, user_id) SELECT unnest(standing), writer ON CONFLICT DO NOTHING;
    END IF;
    IF reviewed IS NOT NULL THEN
        UPDATE events_submission SET state = 'void' WHERE incident_id = ANY(reviewed) AND state = 'open';
        UPDATE events_incident SET status = CASE
            WHEN EXISTS (SELECT FROM record_subject s WHERE s.key = events_incident.key) THEN 'pending' ELSE 'draft' END
            WHERE id = ANY(reviewed);
    END IF;
    IF public IS NOT NULL THEN
        UPDATE events_incident SET status = 'pending' WHERE id = ANY(public);
    END IF;
END $$;

CREATE FUNCTION events_touch_incident(touched bigint) RETURNS void LANGUAGE sql AS $$
    SELECT events_touch_incidents(ARRAY[touched]);
$$;

CREATE FUNCTION events_touch_events(touched bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM events_incident
        WHERE id IN (SELECT incident_id FROM events_event WHERE id = ANY(touched)) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM events_event WHERE id = ANY(touched) ORDER BY id FOR NO KEY UPDATE;
    UPDATE events_event SET version = version WHERE id = ANY(touched);
END $$;
"""

# What hangs on what: the column that leads there, and SQL that touches each of the `parts`.
EVENTS = "PERFORM events_touch_events(parts);"
COMPANIES_COUNT = """PERFORM FROM companies_company WHERE id = ANY(parts) ORDER BY id FOR NO KEY UPDATE;
    UPDATE companies_company SET version = version WHERE id = ANY(parts);"""
SOURCES_COUNT = COMPANIES_COUNT.replace("companies_company", "events_source")
INCIDENTS_COUNT = """PERFORM FROM events_incident WHERE id = ANY(parts) ORDER BY id FOR NO KEY UPDATE;
    UPDATE events_incident SET version = version + 1 WHERE id = ANY(parts);
    PERFORM events_touch_incidents(parts);"""
TOUCHES = {
    "events_event": ("incident_id", "PERFORM events_touch_incidents(parts);"),
    **{table: (column, EVENTS) for table, column in of_rows.OF_AN_EVENT.items()},
    "events_reportedvalue": (
        "fact_id",
        "PERFORM events_touch_events(ARRAY(SELECT event_id FROM events_fact WHERE id = ANY(parts)));",
    ),
    "events_commitmentupdate": (
        "commitment_id",
        "PERFORM events_touch_events(ARRAY(SELECT statement_id FROM events_commitment WHERE id = ANY(parts)));",
    ),
    **{table: (column, INCIDENTS_COUNT) for table, column in of_rows.OF_AN_INCIDENT.items()},
    **{
        table: (column, SOURCES_COUNT if whose == "events_source" else COMPANIES_COUNT)
        for table, (column, whose) in of_rows.OF_A_WHO.items()
    },
}
MOMENTS = {
    "added": ("INSERT", "REFERENCING NEW TABLE AS now", "SELECT {column} FROM now"),
    "changed": (
        "UPDATE",
        "REFERENCING OLD TABLE AS before NEW TABLE AS now",
        "SELECT {column} FROM before UNION SELECT {column} FROM now",
    ),
    "gone": ("DELETE", "REFERENCING OLD TABLE AS before", "SELECT {column} FROM before"),
}


def _triggers(table: str, column: str, touch: str) -> str:
    """A row that moves from one part to another changes both."""
    return "".join(
        f"""
CREATE FUNCTION {table}_{moment}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE parts bigint[];
BEGIN
    SELECT array_agg(DISTINCT {column}) INTO parts FROM ({rows.format(column=column)}) AS touched;
    IF parts IS NULL THEN
        RETURN NULL;  -- the statement found no row
    END IF;
    {touch}
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_{moment} AFTER {operation} ON {table} {naming}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_{moment}();
"""  # noqa: S608  names of tables and columns, from the lists above
        for moment, (operation, naming, rows) in MOMENTS.items()
    )


DROP_OF_ROWS = "DROP FUNCTION events_touch_incident(bigint);" + "".join(
    f"DROP FUNCTION {table}_changed() CASCADE;" for table in TOUCHES
)
DROP = (
    "".join(f"DROP FUNCTION {table}_{moment}() CASCADE;" for table in TOUCHES for moment in MOMENTS)
    + "DROP FUNCTION events_touch_incident(bigint), events_touch_incidents(bigint[]), events_touch_events(bigint[]);"
)
OF_ROWS_AGAIN = of_rows.TOUCH_INCIDENT + of_rows.TOUCH_EVENT.split("CREATE FUNCTION events_count_up")[0] + of_rows.TRIGGERS


class Migration(migrations.Migration):
    dependencies = [("events", "0004_history_by_statement")]

    operations = [
        migrations.RunSQL(
            DROP_OF_ROWS + TOUCH_INCIDENTS + "".join(_triggers(table, *way) for table, way in TOUCHES.items()),
            reverse_sql=DROP + OF_ROWS_AGAIN,
        ),
    ]
