"""Tiers of many customers at once, as sets in SQL; customers/tiering.py holds the rule's figures and words."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from customers import tiering
from customers.models import TierCutoffs
from customers.querysets import standing_sql
from customers.tiering import Cutoffs

LOCK = 7_004_001  # advisory: two nights at once would write the same rows in different orders

SPENT = f"""
    SELECT o.customer_id, c.store_id, round(sum(o.amount))::bigint AS spent, count(*)::int AS orders,
           max(o.signed_on) AS last_signed_on
    FROM customers_order o JOIN customers_customer c ON c.id = o.customer_id
    WHERE {standing_sql("o")} AND c.customer_since IS NOT NULL {{only}}
    GROUP BY o.customer_id, c.store_id
"""
# A histogram instead of sorting everybody by ntile(): a quarter of the time, and equal sums stay together.
CUTOFFS = """
    WITH sums AS (SELECT spent, count(*) AS people FROM spent_now GROUP BY spent),
         ranked AS (SELECT spent, sum(people) OVER (ORDER BY spent DESC) - people AS above,
                           sum(people) OVER () AS everybody
                    FROM sums)
    SELECT min(spent) FILTER (WHERE above * 100 < %s * everybody),
           min(spent) FILTER (WHERE above * 100 < %s * everybody),
           min(spent) FILTER (WHERE above * 100 < %s * everybody)
    FROM ranked WHERE spent > 0
"""
TIERED = """
    SELECT customer_id, store_id, spent, orders, last_signed_on,
           CASE WHEN spent >= %(a_from)s THEN 'A' WHEN spent >= %(b_from)s THEN 'B'
                WHEN spent >= %(c_from)s THEN 'C' ELSE 'D' END AS letter,
           CASE WHEN last_signed_on >= %(level_1)s THEN 1 WHEN last_signed_on >= %(level_2)s THEN 2
                ELSE 3 END AS level
    FROM spent_now
"""
# Three statements rather than one upsert: rows that stay as they are cost a comparison and no write.
CHANGE = f"""
    UPDATE customers_customertier t
    SET store_id = n.store_id, letter = n.letter, level = n.level, spent = n.spent, orders = n.orders,
        last_signed_on = n.last_signed_on
    FROM ({TIERED}) n
    WHERE t.customer_id = n.customer_id
      AND (t.store_id, t.letter, t.level, t.spent, t.orders, t.last_signed_on)
          IS DISTINCT FROM (n.store_id, n.letter, n.level, n.spent, n.orders, n.last_signed_on)
"""
ADD = f"""
    INSERT INTO customers_customertier (customer_id, store_id, letter, level, spent, orders, last_signed_on)
    SELECT customer_id, store_id, letter, level, spent, orders, last_signed_on FROM ({TIERED}) n
    WHERE NOT EXISTS (SELECT FROM customers_customertier t WHERE t.customer_id = n.customer_id)
    ON CONFLICT (customer_id) DO UPDATE
    SET store_id = excluded.store_id, letter = excluded.letter, level = excluded.level, spent = excluded.spent,
        orders = excluded.orders, last_signed_on = excluded.last_signed_on
"""
REMOVE = """
    DELETE FROM customers_customertier t
    WHERE NOT EXISTS (SELECT FROM spent_now n WHERE n.customer_id = t.customer_id) {only}
"""


@transaction.atomic
def recompute_tiers(today: date) -> dict[str, int]:
    """Draw the cut-offs anew and tier every old customer; returns {"changed", "added", "removed"} counts.

    A handful of statements whatever the number of customers; run twice on a day, the second writes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("DROP TABLE IF EXISTS spent_now")
        cursor.execute("CREATE TEMP TABLE spent_now ON COMMIT DROP AS " + SPENT.format(only=""))
        cursor.execute("ANALYZE spent_now")
        cutoffs = _draw_cutoffs(cursor)
        return _write(cursor, "", cutoffs, today)


@transaction.atomic
def retier(customer_ids: list[int], *, today: date) -> None:
    """Tier these customers after a fact, by the cut-offs of the last night; the first ever draws them."""
    with connection.cursor() as cursor:
        newest = TierCutoffs.objects.order_by("-drawn_at", "-pk").first()
        if newest is None:
            recompute_tiers(today)
            return
        cutoffs = tiering.Cutoffs(newest.a_from, newest.b_from, newest.c_from)
        _write(cursor, SPENT.format(only="AND o.customer_id = ANY(%(ids)s)"), cutoffs, today, list(customer_ids))


def _draw_cutoffs(cursor: CursorWrapper) -> Cutoffs:
    """Those of spent_now; kept if they differ from the last ones."""
    cursor.execute(CUTOFFS, [tiering.ABOVE_A, tiering.ABOVE_B, tiering.ABOVE_C])
    drawn = [tiering.NOBODY if value is None else value for value in cursor.fetchone()]
    cutoffs = tiering.Cutoffs(*drawn)
    newest = TierCutoffs.objects.order_by("-drawn_at", "-pk").first()
    if newest is None or (newest.a_from, newest.b_from, newest.c_from) != tuple(drawn):
        TierCutoffs.objects.create(
            a_from=cutoffs.a_from, b_from=cutoffs.b_from, c_from=cutoffs.c_from, drawn_at=timezone.now()
        )
    return cutoffs


def _write(
    cursor: CursorWrapper, source: str, cutoffs: Cutoffs, today: date, ids: list[int] | None = None
) -> dict[str, int]:
    """`source` is the query behind spent_now, empty where it is a table already."""
    level_1, level_2 = tiering.level_starts(today)
    values: dict[str, Any] = {"level_1": level_1, "level_2": level_2, "ids": ids} | vars(cutoffs)
    with_source = f"WITH spent_now AS ({source}) " if source else ""
    counts = {}
    remove = REMOVE.format(only="AND t.customer_id = ANY(%(ids)s)" if source else "")
    for name, statement in (("changed", CHANGE), ("added", ADD), ("removed", remove)):
        cursor.execute(with_source + statement, values)
        counts[name] = cursor.rowcount
    return counts
