"""The database keeps the days of the last and the next contact itself: dozens of verbs and plans change them."""

from django.db import migrations

# What comes in only lets the day of a customer grow later (last) or earlier (next): one upsert, also for a plan of a
# hundred thousand rows. What is changed or goes is looked up anew, once the customer's row is ours: a colleague may
# have written another in the meantime. Rows that go make none: they may go because their customer does.
FUNCTIONS = """
CREATE FUNCTION campaigns_last_contact(whose bigint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT greatest(
        (SELECT max(at) FROM campaigns_revisit WHERE customer_id = whose AND outcome NOT IN ('no_answer', 'wrong')),
        (SELECT max(at) FROM customers_activity WHERE customer_id = whose AND kind = 'customers.old_contact_noted'))
$$;

-- A row that says nothing goes: whoever was never contacted and has nothing arranged has none.
CREATE FUNCTION campaigns_forget_days(whose bigint[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM campaigns_contactdays WHERE customer_id = ANY(whose) AND last_at IS NULL AND next_on IS NULL
$$;

CREATE FUNCTION campaigns_keep_last(whose bigint[], may_add boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF may_add THEN
        INSERT INTO campaigns_contactdays (customer_id)
        SELECT id FROM customers_customer WHERE id = ANY(whose) AND campaigns_last_contact(id) IS NOT NULL
        ORDER BY id ON CONFLICT DO NOTHING;
    END IF;
    PERFORM FROM campaigns_contactdays WHERE customer_id = ANY(whose) ORDER BY customer_id FOR UPDATE;
    UPDATE campaigns_contactdays SET last_at = campaigns_last_contact(customer_id)
    WHERE customer_id = ANY(whose) AND last_at IS DISTINCT FROM campaigns_last_contact(customer_id);
    PERFORM campaigns_forget_days(whose);
END $$;

CREATE FUNCTION campaigns_contacted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO campaigns_contactdays AS d (customer_id, last_at)
        SELECT customer_id, max(at) FROM new_rows WHERE outcome NOT IN ('no_answer', 'wrong')
        GROUP BY customer_id ORDER BY customer_id
        ON CONFLICT (customer_id) DO UPDATE SET last_at = excluded.last_at
        WHERE d.last_at IS NULL OR d.last_at < excluded.last_at;
        RETURN NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT array_agg(customer_id) INTO whose FROM (
            (SELECT id, customer_id, at, outcome FROM old_rows EXCEPT SELECT id, customer_id, at, outcome FROM new_rows)
            UNION
            (SELECT id, customer_id, at, outcome FROM new_rows EXCEPT SELECT id, customer_id, at, outcome FROM old_rows)
        ) changed;
    ELSE
        SELECT array_agg(customer_id) INTO whose FROM old_rows;
    END IF;
    IF whose IS NOT NULL THEN
        PERFORM campaigns_keep_last(whose, TG_OP = 'UPDATE');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION campaigns_contacted_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO campaigns_contactdays AS d (customer_id, last_at) VALUES (NEW.customer_id, NEW.at)
        ON CONFLICT (customer_id) DO UPDATE SET last_at = excluded.last_at
        WHERE d.last_at IS NULL OR d.last_at < excluded.last_at;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM campaigns_keep_last(ARRAY[OLD.customer_id, NEW.customer_id], true);
    ELSE
        PERFORM campaigns_keep_last(ARRAY[OLD.customer_id], false);
    END IF;
    RETURN NULL;
END $$;

-- Looked up by the index of a customer's touchpoints, whatever the plan of the day is: until statistics are taken, the
-- index of all that is open looks as good and is read to its end for each customer. So `state` is hidden from it.
CREATE FUNCTION campaigns_next_contact(whose bigint) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT min("on") FROM campaigns_contact WHERE customer_id = whose AND state || '' = 'planned'
$$;

CREATE FUNCTION campaigns_arranged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO campaigns_contactdays AS d (customer_id, next_on)
        SELECT customer_id, min("on") FROM new_rows WHERE state = 'planned' GROUP BY customer_id ORDER BY customer_id
        ON CONFLICT (customer_id) DO UPDATE SET next_on = excluded.next_on
        WHERE d.next_on IS NULL OR d.next_on > excluded.next_on;
        RETURN NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT customer_id) INTO whose FROM (
            (SELECT id, customer_id, "on", state FROM old_rows EXCEPT SELECT id, customer_id, "on", state FROM new_rows)
            UNION
            (SELECT id, customer_id, "on", state FROM new_rows EXCEPT SELECT id, customer_id, "on", state FROM old_rows)
        ) changed WHERE state = 'planned';
        INSERT INTO campaigns_contactdays (customer_id)
        SELECT DISTINCT customer_id FROM new_rows WHERE customer_id = ANY(whose) AND state = 'planned'
        ORDER BY customer_id ON CONFLICT DO NOTHING;
    ELSE
        SELECT array_agg(DISTINCT customer_id) INTO whose FROM old_rows WHERE state = 'planned';
    END IF;
    IF whose IS NOT NULL THEN
        PERFORM FROM campaigns_contactdays WHERE customer_id = ANY(whose) ORDER BY customer_id FOR UPDATE;
        UPDATE campaigns_contactdays SET next_on = campaigns_next_contact(customer_id)
        WHERE customer_id = ANY(whose) AND next_on IS DISTINCT FROM campaigns_next_contact(customer_id);
        PERFORM campaigns_forget_days(whose);
    END IF;
    RETURN NULL;
END $$;
"""
OF_TABLE = """
CREATE TRIGGER contact_days_{table}_in AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {function}();
CREATE TRIGGER contact_days_{table}_changed AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {function}();
CREATE TRIGGER contact_days_{table}_out AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""
# Row by row: of all the facts only these, told apart before anything is called.
OF_FACTS = """
CREATE TRIGGER contact_days_facts_in AFTER INSERT ON customers_activity
    FOR EACH ROW WHEN (NEW.kind = 'customers.old_contact_noted' AND NEW.customer_id IS NOT NULL)
    EXECUTE FUNCTION campaigns_contacted_before();
CREATE TRIGGER contact_days_facts_changed AFTER UPDATE OF customer_id, at ON customers_activity
    FOR EACH ROW WHEN (NEW.kind = 'customers.old_contact_noted') EXECUTE FUNCTION campaigns_contacted_before();
CREATE TRIGGER contact_days_facts_out AFTER DELETE ON customers_activity
    FOR EACH ROW WHEN (OLD.kind = 'customers.old_contact_noted') EXECUTE FUNCTION campaigns_contacted_before();
"""
TABLES = {"campaigns_revisit": "campaigns_contacted", "campaigns_contact": "campaigns_arranged"}
DROP = """
DROP TRIGGER contact_days_facts_in ON customers_activity;
DROP TRIGGER contact_days_facts_changed ON customers_activity;
DROP TRIGGER contact_days_facts_out ON customers_activity;
DROP TRIGGER contact_days_{0}_in ON {0}; DROP TRIGGER contact_days_{0}_changed ON {0};
DROP TRIGGER contact_days_{0}_out ON {0};
DROP TRIGGER contact_days_{1}_in ON {1}; DROP TRIGGER contact_days_{1}_changed ON {1};
DROP TRIGGER contact_days_{1}_out ON {1};
DROP FUNCTION campaigns_contacted, campaigns_contacted_before, campaigns_arranged, campaigns_keep_last, campaigns_forget_days,
    campaigns_last_contact, campaigns_next_contact;
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial"), ("customers", "0002_history")]
    operations = [
        migrations.RunSQL(
            [
                (FUNCTIONS, None),
                *((OF_TABLE.format(table=table, function=function), None) for table, function in TABLES.items()),
                (OF_FACTS, None),
            ],
            [(DROP.format(*TABLES), None)],
        )
    ]
