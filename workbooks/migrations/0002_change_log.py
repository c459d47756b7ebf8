"""What an import changes is noted by the database itself, so that the whole can be undone (AR-12)."""

from django.db import migrations

# Table -> (its key, the column that leads to the customer): what an import may write. Facts, tags and cut-offs are
# only added.
TABLES = {
    "customers_customer": ("id", "id"),
    "customers_customerphone": ("id", "customer_id"),
    "customers_householdmember": ("id", "customer_id"),
    "customers_home": ("id", "customer_id"),
    "customers_homeitem": ("id", "home_id"),
    "customers_order": ("id", "customer_id"),
    "customers_orderline": ("id", "order_id"),
    "customers_consent": ("id", "customer_id"),
    "customers_customertag": ("id", "customer_id"),
    "customers_ownvalues": ("customer_id", "customer_id"),
}
ADDED = {"customers_activity": ("id", "customer_id"), "customers_tag": ("id", "id")}

# Beside the history (customers 0002), which leaves out what no person reads and the facts of children: an import that is undone
# must put back every column. Silent unless the session works for an import (workbooks/actions/import_steps.py).
FUNCTION = """
CREATE FUNCTION workbooks_note_import() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    job bigint := nullif(current_setting('dealercrm.import', true), '')::bigint;
    key text := TG_ARGV[0];
    leads text := TG_ARGV[1];
BEGIN
    IF job IS NULL THEN
        -- Somebody else changes a member of a household: what an import saw there before may be a child's, and goes.
        IF TG_TABLE_NAME = 'customers_householdmember' AND TG_OP <> 'INSERT' THEN
            DELETE FROM workbooks_importchange c USING old_rows o
            WHERE c.customer_id = o.customer_id AND c."table" = TG_TABLE_NAME AND c.row_id = o.id;
        END IF;
    ELSIF TG_OP <> 'INSERT' THEN
        -- Of rows the import has made itself there is no before.
        INSERT INTO workbooks_importchange (job_id, "table", action, row_id, customer_id, before)
        SELECT job, TG_TABLE_NAME, lower(TG_OP), (o.v ->> key)::bigint, customers_whose(o.v, leads), o.v
        FROM (SELECT to_jsonb(t) AS v FROM old_rows t OFFSET 0) o
        WHERE (o.v ->> 'import_job_id')::bigint IS DISTINCT FROM job;
    ELSIF key = 'id' THEN
        INSERT INTO workbooks_importchange (job_id, "table", action, ids)
        SELECT job, TG_TABLE_NAME, 'insert', array_agg(n.id) FROM new_rows n HAVING count(*) > 0;
    ELSE
        INSERT INTO workbooks_importchange (job_id, "table", action, ids)
        SELECT job, TG_TABLE_NAME, 'insert', array_agg(n.customer_id) FROM new_rows n HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$;
"""
EVENTS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows",
    "delete": "OLD TABLE AS old_rows",
}


def triggers():
    for table, arguments in {**TABLES, **ADDED}.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        for event, rows in EVENTS.items():
            if table in TABLES or event == "insert":
                yield (
                    f"CREATE TRIGGER import_{event} AFTER {event} ON {table} REFERENCING {rows} "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION workbooks_note_import({given});"
                )


GONE = "".join(statement.partition(" AFTER ")[0].replace("CREATE", "DROP") + " ON " + statement.split()[6] + ";"
               for statement in triggers()) + "DROP FUNCTION workbooks_note_import;"


class Migration(migrations.Migration):
    dependencies = [("workbooks", "0001_initial"), ("customers", "0002_history")]

    operations = [migrations.RunSQL([(FUNCTION + "\n".join(triggers()), None)], [(GONE, None)])]
