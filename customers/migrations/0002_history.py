"""The database writes the history of the archive itself, so that no way of changing it goes unseen (ST-6)."""

from django.db import migrations

# Table -> (its key, the column that leads to the customer, columns that say nothing to a person).
TABLES = {
    "customers_customer": (
        "id", "id", "id,pinyin,occupation_code,import_job_id,customer_since,erased_at,created_at,updated_at",
    ),
    "customers_customerphone": ("id", "customer_id", "id,position"),
    "customers_householdmember": ("id", "customer_id", "id,age_band_on,guardian_consent_at,guardian_consent_by_id"),
    "customers_home": ("id", "customer_id", "id"),
    "customers_homeitem": ("id", "home_id", "id"),
    "customers_order": ("id", "customer_id", "id,import_job_id,created_at"),
    "customers_orderline": ("id", "order_id", "id,position"),
    "customers_designreview": ("id", "order_id", "id"),
    "customers_distributorprofile": ("customer_id", "customer_id", "customer_id"),
    "customers_designerprofile": ("customer_id", "customer_id", "customer_id"),
    "customers_tieroverride": ("id", "customer_id", "id,at,ended_at"),
    "customers_softrating": ("id", "customer_id", "id,at"),
    "customers_consent": ("id", "customer_id", "id"),
    "customers_customertag": ("id", "customer_id", "id"),
    "customers_ownvalues": ("customer_id", "customer_id", "customer_id"),
    "customers_attachment": ("id", "customer_id", "id,file,thumbnail"),
    "customers_tie": ("id", "first_id", "id"),
}

# Statement-level, with transition tables: a bulk change of a hundred thousand rows calls this once. PL/pgSQL compiles
# the function anew for each table that uses it, so old_rows and new_rows are of that table's shape.
FUNCTIONS = """
CREATE FUNCTION customers_whose(v jsonb, leads text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE leads
        WHEN 'order_id' THEN (SELECT o.customer_id FROM customers_order o WHERE o.id = (v ->> 'order_id')::bigint)
        WHEN 'home_id' THEN (SELECT h.customer_id FROM customers_home h WHERE h.id = (v ->> 'home_id')::bigint)
        ELSE (v ->> leads)::bigint END
$$;

-- Of a child only that something changed: a history must not keep what the archive may not (AR-16).
CREATE FUNCTION customers_of_a_child(v jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT v ? 'age_band' AND (v ->> 'relation' IN ('child', 'grandchild')
                               OR v ->> 'age_band' <> '' OR v ->> 'guardian_name' <> '')
$$;

CREATE FUNCTION customers_veiled(v jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(key, CASE WHEN key IN ('relation', 'customer_id') OR value IN ('""', 'null') THEN value
                                      ELSE '"…"' END)
    FROM jsonb_each(v)
$$;

-- What of v is not so in the other.
CREATE FUNCTION customers_differing(v jsonb, other jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(key, value) FROM jsonb_each(v) WHERE value IS DISTINCT FROM other -> key
$$;

-- One plan serves one row and a hundred thousand, also one made while the tables were empty: it is kept, joins by hash
-- and looks rows up by their index. OFFSET 0: a row is made jsonb once.
CREATE FUNCTION customers_keep_history() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_nestloop = off SET enable_seqscan = off AS $$
DECLARE
    key text := TG_ARGV[0];
    leads text := TG_ARGV[1];
    untold text[] := string_to_array(TG_ARGV[2], ',');
    worker bigint := nullif(current_setting('dealercrm.staff', true), '')::bigint;
    has_children boolean := TG_TABLE_NAME = 'customers_householdmember';
    has_erased boolean := EXISTS (SELECT FROM customers_customer WHERE erased_at IS NOT NULL);
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO customers_rowchange ("table", row_id, customer_id, action, before, after, staff_id, at)
        SELECT TG_TABLE_NAME, (r.v ->> key)::bigint, r.customer_id, 'insert', NULL,
               CASE WHEN has_children AND customers_of_a_child(r.v)
                    THEN customers_veiled(r.v - untold) ELSE jsonb_strip_nulls(r.v) - untold END,
               worker, now()
        FROM (SELECT q.v, customers_whose(q.v, leads) AS customer_id
              FROM (SELECT to_jsonb(n) AS v FROM new_rows n OFFSET 0) q OFFSET 0) r
        WHERE r.customer_id IS NOT NULL
          AND NOT (has_erased AND EXISTS (
              SELECT FROM customers_customer e WHERE e.id = r.customer_id AND e.erased_at IS NOT NULL));
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO customers_rowchange ("table", row_id, customer_id, action, before, after, staff_id, at)
        SELECT TG_TABLE_NAME, (r.v ->> key)::bigint, r.customer_id, 'delete',
               CASE WHEN has_children AND customers_of_a_child(r.v)
                    THEN customers_veiled(r.v - untold) ELSE jsonb_strip_nulls(r.v) - untold END,
               NULL, worker, now()
        FROM (SELECT q.v, customers_whose(q.v, leads) AS customer_id
              FROM (SELECT to_jsonb(o) AS v FROM old_rows o OFFSET 0) q OFFSET 0) r
        WHERE r.customer_id IS NOT NULL
          AND NOT (has_erased AND EXISTS (
              SELECT FROM customers_customer e WHERE e.id = r.customer_id AND e.erased_at IS NOT NULL));
    ELSE
        INSERT INTO customers_rowchange ("table", row_id, customer_id, action, before, after, staff_id, at)
        SELECT TG_TABLE_NAME, r.id, r.customer_id, 'update',
               CASE WHEN r.is_child THEN customers_veiled(r.before) ELSE r.before END,
               CASE WHEN r.is_child THEN customers_veiled(r.after) ELSE r.after END, worker, now()
        FROM (SELECT o.id, customers_whose(n.v, leads) AS customer_id,
                     customers_differing(o.v - untold, n.v) AS before, customers_differing(n.v - untold, o.v) AS after,
                     has_children AND (customers_of_a_child(o.v) OR customers_of_a_child(n.v)) AS is_child
              FROM (SELECT (q.v ->> key)::bigint AS id, q.v FROM (SELECT to_jsonb(t) AS v FROM old_rows t OFFSET 0) q) o
              JOIN (SELECT (q.v ->> key)::bigint AS id, q.v FROM (SELECT to_jsonb(t) AS v FROM new_rows t OFFSET 0) q) n
                ON n.id = o.id AND n.v <> o.v OFFSET 0) r
        WHERE r.before IS NOT NULL AND r.customer_id IS NOT NULL
          AND NOT (has_erased AND EXISTS (
              SELECT FROM customers_customer e WHERE e.id = r.customer_id AND e.erased_at IS NOT NULL));
    END IF;
    RETURN NULL;
END $$;
"""
EVENTS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}


# A tie is about two people, and stands in the history of each.
SECOND = {"customers_tie": ("id", "second_id", "id")}


def triggers():
    for tables, suffix in ((TABLES, ""), (SECOND, "_second")):
        for table, arguments in tables.items():
            for event, rows in EVENTS.items():
                given = ", ".join(f"'{argument}'" for argument in arguments)
                yield (
                    f"CREATE TRIGGER history_{event}{suffix} AFTER {event} ON {table} REFERENCING {rows} "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION customers_keep_history({given});"
                )


GONE = "".join(
    f"DROP TRIGGER history_{event}{suffix} ON {table};"
    for tables, suffix in ((TABLES, ""), (SECOND, "_second")) for table in tables for event in EVENTS
) + """
DROP FUNCTION customers_keep_history, customers_differing, customers_veiled,
    customers_of_a_child, customers_whose;
"""


class Migration(migrations.Migration):

    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.RunSQL([(FUNCTIONS + "\n".join(triggers()), None)], [(GONE, None)]),
        # Half of each page stays free: the night's new row version lands beside the old one, no index is touched.
        migrations.RunSQL(
            "ALTER TABLE customers_customertier SET (fillfactor = 50)",
            "ALTER TABLE customers_customertier RESET (fillfactor)",
        ),
    ]
