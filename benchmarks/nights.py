"""What the clock does for all customers, each beside the bare SQL that writes the same rows (rows 11, 12, 14)."""

from django.db import connection
from django.utils import timezone

from benchmarks.measuring import Pair
from campaigns.planning import plan_all
from customers.actions.duplicates import find_duplicates
from customers.actions.tiers import newest_cutoffs, recompute_tiers
from customers.tier_sql import NAMED, THEIRS, Formula, bought, valued, values_of

# What is planned by rules: the reasons, and the contacts arranged for them.
PLANNED = {
    "campaigns_contact": "state = 'planned' AND NOT is_fixed",
    "campaigns_touchpoint": "state IN ('planned', 'dropped', 'silenced') AND rule_id IS NOT NULL",
}
BARE_PLAN = [f"INSERT INTO {table} SELECT * FROM bench_{table}" for table in PLANNED]
# What of the signals fill.sql does not write; once a database.
OF_SIGNALS = [
    """INSERT INTO customers_softrating (customer_id, aspect, stars, said_on, at, by_id)
       SELECT t.customer_id, a, 1 + (t.customer_id * 7 + length(a)) % 5, %(today)s::date - (t.customer_id % 900)::int,
              now(), (SELECT min(id) FROM stores_staff)
       FROM customers_customertier t, unnest(ARRAY['belief', 'circle', 'first_service', 'kindness']) a
       WHERE (t.customer_id + length(a)) % 2 = 0 AND NOT EXISTS (SELECT FROM customers_softrating)""",
    """INSERT INTO customers_nextpurchase (customer_id, percent, from_on)
       SELECT customer_id, customer_id % 50, %(today)s FROM customers_customertier ON CONFLICT DO NOTHING""",
    """UPDATE customers_order SET gross_profit = round(amount * (20 + id % 20) / 100, 2)
       WHERE id % 3 > 0 AND gross_profit IS NULL AND signed_on IS NOT NULL""",
    """UPDATE campaigns_revisit SET needs = '沙发' WHERE id % 7 = 0 AND needs = ''""",
]


def bare_tiers(today):
    """The one UPDATE that writes the same rows, every figure that a night draws given beforehand."""
    cutoffs = newest_cutoffs()
    same = Formula(cutoffs).tiered(valued(cutoffs.codes, only=False))
    statement = f"""
        WITH bought AS ({bought(only=False)})
        UPDATE customers_customertier t SET ({NAMED}) = ROW({THEIRS}) FROM ({same}) n
        WHERE t.customer_id = n.customer_id"""
    asked = {"today": today, "now": timezone.now()} | values_of(cutoffs)

    def run():
        with connection.cursor() as cursor:
            cursor.execute(statement, asked)

    return run


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
    yield from tier_pairs(today, rounds)
    yield Pair(
        "-", "likely duplicates, scan of all", lambda: find_duplicates(today), lambda: sql(BARE_DUPLICATES), 4, rounds
    ).run()


def tier_pairs(today, rounds):
    with connection.cursor() as cursor:
        for statement in OF_SIGNALS:
            cursor.execute(statement.replace("% ", "%% "), {"today": today})
        cursor.execute("ANALYZE customers_softrating, customers_nextpurchase, customers_order, campaigns_revisit")
    recompute_tiers(today)
    # Every row is written, and one in fifty moves: of those ours keeps the parts as well.
    upset = """UPDATE customers_customertier SET spent = spent + 1,
               letter = CASE WHEN customer_id % 50 > 0 THEN letter WHEN letter = 'A' THEN 'B' ELSE 'A' END"""
    tiers = Pair(
        "14", "tiers, every one changes", lambda: recompute_tiers(today), bare_tiers(today), 1.5, rounds,
        before=lambda: sql(upset, "VACUUM customers_customertier"),
    ).run()  # fmt: skip
    yield tiers
    still = Pair("", "  run again, beside the first run", lambda: recompute_tiers(today), lambda: None, None, rounds)
    recompute_tiers(today)
    still.run()
    still.took["bound"] = tiers.took["ours"]
    yield still
