"""What the clock does for all customers, each beside the bare SQL that writes the same rows (rows 11, 12, 14)."""

from django.db import connection

from benchmarks.measuring import Pair
from campaigns.planning import plan_all
from customers.actions.duplicates import find_duplicates
from customers.actions.tiers import recompute_tiers

# What is planned by rules: the reasons, and the contacts arranged for them.
PLANNED = {
    "campaigns_contact": "state = 'planned' AND NOT is_fixed",
    "campaigns_touchpoint": "state IN ('planned', 'dropped', 'silenced') AND rule_id IS NOT NULL",
}
BARE_PLAN = [f"INSERT INTO {table} SELECT * FROM bench_{table}" for table in PLANNED]
BARE_TIERS = """
    UPDATE customers_customertier t
    SET spent = n.spent, orders = n.orders, last_signed_on = n.last_signed_on,
        letter = CASE WHEN n.spent >= 40000 THEN 'A' WHEN n.spent >= 15000 THEN 'B' WHEN n.spent >= 4000 THEN 'C'
                      ELSE 'D' END,
        level = CASE WHEN n.last_signed_on > current_date - 365 THEN 1
                     WHEN n.last_signed_on > current_date - 1095 THEN 2 ELSE 3 END
    FROM (SELECT customer_id, round(sum(amount))::bigint AS spent, count(*) AS orders, max(signed_on) AS last_signed_on
          FROM customers_order WHERE signed_on IS NOT NULL AND cancelled_on IS NULL
            AND returned_on IS NULL GROUP BY customer_id) n
    WHERE t.customer_id = n.customer_id"""

# What archives may share, in as many groupings as the scan makes; it then compares the names of those who do.
BARE_DUPLICATES = """
    SELECT count(*) FROM (
        SELECT c.store_id, p.number FROM customers_customerphone p JOIN customers_customer c ON c.id = p.customer_id
        GROUP BY 1, 2 HAVING count(*) > 1
        UNION ALL
        SELECT c.store_id, right(p.number, 4) FROM customers_customerphone p
        JOIN customers_customer c ON c.id = p.customer_id GROUP BY 1, 2 HAVING count(*) > 1
        UNION ALL
        SELECT store_id, concat_ws('|', community, building, unit, room) FROM customers_customer
        GROUP BY 1, 2 HAVING count(*) > 1
        UNION ALL
        SELECT store_id, concat_ws('|', community, pinyin) FROM customers_customer
        GROUP BY 1, 2 HAVING count(*) > 1) found"""


def sql(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def pairs(today, rounds):
    """The jobs of the night, run; a re-run of planning is measured against its first run."""
    plan_all(today=today)
    for table, planned in PLANNED.items():
        sql(f"DROP TABLE IF EXISTS bench_{table}")
        sql(f"CREATE TABLE bench_{table} AS SELECT * FROM {table} WHERE {planned}", f"ANALYZE bench_{table}")
    nothing = [f"DELETE FROM {table} WHERE {planned}" for table, planned in reversed(PLANNED.items())]
    nothing += [f"VACUUM {table}" for table in PLANNED]
    first = Pair(
        "11", "planning 90 days for all, first run", lambda: plan_all(today=today), lambda: sql(*BARE_PLAN), 1.5,
        rounds, before=lambda: sql(*nothing),
    ).run()  # fmt: skip
    yield first
    again = Pair("12", "  run again, beside the first run", lambda: plan_all(today=today), lambda: None, 0.25, rounds)
    again.run()
    again.took["bound"] = first.took["ours"]
    yield again
    upset = "UPDATE customers_customertier SET spent = spent + 1, letter = CASE letter WHEN 'A' THEN 'B' ELSE 'A' END"
    tiers = Pair(
        "14", "tiers, every one changes", lambda: recompute_tiers(today), lambda: sql(BARE_TIERS), 1.5, rounds,
        before=lambda: sql(upset, "VACUUM customers_customertier"),
    ).run()  # fmt: skip
    yield tiers
    still = Pair("", "  run again, beside the first run", lambda: recompute_tiers(today), lambda: None, None, rounds)
    recompute_tiers(today)
    still.run()
    still.took["bound"] = tiers.took["ours"]
    yield still
    yield Pair(
        "-", "likely duplicates, scan of all", lambda: find_duplicates(today), lambda: sql(BARE_DUPLICATES), 4, rounds
    ).run()
