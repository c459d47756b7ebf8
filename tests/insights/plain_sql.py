"""Every figure as plain SQL over the rows, written without looking at the product's."""

from django.db import connection

SERVED = """
  SELECT id FROM customers_customer c
  WHERE customer_since < %(end)s AND (
    id IN (SELECT customer_id FROM customers_order
           WHERE store_id = %(store)s AND installed_on >= %(start)s AND installed_on < %(end)s
             AND signed_on IS NOT NULL AND cancelled_on IS NULL AND returned_on IS NULL)
    OR id IN (SELECT customer_id FROM campaigns_revisit
              WHERE store_id = %(store)s AND date(at AT TIME ZONE 'Asia/Shanghai') >= %(start)s
                AND date(at AT TIME ZONE 'Asia/Shanghai') < %(end)s
                AND outcome IN ('reached', 'later', 'refused')))
"""
NAMED = f"""
  SELECT * FROM referrals_referral WHERE recorded_in_id = %(store)s AND referrer_id IN ({SERVED})
  AND referee_id IS DISTINCT FROM referrer_id  -- who turned out to be one person was not named
  AND date(recorded_at AT TIME ZONE 'Asia/Shanghai') >= %(start)s
  AND date(recorded_at AT TIME ZONE 'Asia/Shanghai') < %(end)s
"""
SOLD = """
  SELECT o.amount,
    (SELECT count(*) FROM customers_order e WHERE e.customer_id = o.customer_id AND e.cancelled_on IS NULL
       AND e.returned_on IS NULL AND (e.signed_on, e.id) < (o.signed_on, o.id)) > 0 AS again,
    (o.id IN (SELECT order_id FROM referrals_referral WHERE order_id IS NOT NULL)
     OR o.customer_id IN (SELECT c.id FROM customers_customer c JOIN customers_customer i ON i.id = c.introduced_by_id
                          WHERE i.kind = 'consumer' AND i.customer_since IS NOT NULL)) AS sent
  FROM customers_order o
  WHERE store_id = %(store)s AND cancelled_on IS NULL AND returned_on IS NULL
    AND signed_on >= %(start)s AND signed_on < %(end)s
"""
PLAIN = {
    "served": f"SELECT count(*) FROM ({SERVED}) x",
    "referrers": f"SELECT count(DISTINCT referrer_id) FROM ({NAMED}) x",
    "referred": f"SELECT count(*) FROM ({NAMED}) x",
    "orders": f"SELECT count(*) FROM ({SOLD}) x",
    "amount": f"SELECT coalesce(sum(amount), 0) FROM ({SOLD}) x",
    "repeat_orders": f"SELECT count(*) FROM ({SOLD}) x WHERE again",
    "repeat_amount": f"SELECT coalesce(sum(amount), 0) FROM ({SOLD}) x WHERE again",
    "referred_orders": f"SELECT count(*) FROM ({SOLD}) x WHERE sent AND NOT again",
    "referred_amount": f"SELECT coalesce(sum(amount), 0) FROM ({SOLD}) x WHERE sent AND NOT again",
}


def plain_counts(store, period):
    """{figure: its value} of a store, or for None of the dealer, for whom a customer of two stores is one person."""
    found = {}
    with connection.cursor() as cursor:
        for name, sql in PLAIN.items():
            if store is None:
                sql = sql.replace("store_id = %(store)s", "true").replace("recorded_in_id = %(store)s", "true")
            cursor.execute(sql, {"store": store and store.pk, "start": period.start, "end": period.end})
            found[name] = cursor.fetchone()[0]
    return found
