"""Counting the stored figures from the rows, for many stores and months in one statement."""

from datetime import date
from typing import Any

from django.db import connection

from insights.definitions import contacts, installations, recommendations, sales
from insights.periods import Period, month_of
from insights.querysets import COUNTS

# A person served in March is served in every period of twelve months from the one that ends in March to the one
# that ends in February: a span of periods. Where the next service follows within the span, the span closes there,
# so each person counts once in each period. Opening adds one and closing takes it away; the running sum over the
# months is then the number of distinct people of each period, without comparing any period with all its rows.
COUNT = """
WITH served (store_id, customer_id, month, since) AS ({served}),
named (store_id, customer_id, month) AS ({named}),
sold (store_id, month, amount, is_repeat, is_referred) AS MATERIALIZED ({sold}),
sums AS (
  SELECT store_id, month, count(*) AS orders, sum(amount) AS amount,
         count(*) FILTER (WHERE is_repeat) AS repeat_orders,
         COALESCE(sum(amount) FILTER (WHERE is_repeat), 0) AS repeat_amount,
         count(*) FILTER (WHERE is_referred) AS referred_orders,
         COALESCE(sum(amount) FILTER (WHERE is_referred), 0) AS referred_amount
  FROM sold GROUP BY store_id, month
),
serving AS (
  SELECT store_id, customer_id, GREATEST(month, since) AS opens,
         LEAST(month + {months}, lead(month) OVER (PARTITION BY store_id, customer_id ORDER BY month)) AS closes
  FROM served
),
naming AS (
  SELECT store_id, customer_id, month AS opens,
         LEAST(month + {months}, lead(month) OVER (PARTITION BY store_id, customer_id ORDER BY month)) AS closes
  FROM (SELECT DISTINCT store_id, customer_id, month FROM named) AS months_of_naming
),
spans (store_id, opens, closes, {counts}) AS (
  SELECT store_id, opens, closes, 1, 0, 0, 0, 0, 0, 0, 0, 0 FROM serving
  UNION ALL
  SELECT store_id, GREATEST(s.opens, n.opens), LEAST(s.closes, n.closes), 0, 1, 0, 0, 0, 0, 0, 0, 0
  FROM serving s JOIN naming n USING (store_id, customer_id)
  UNION ALL
  SELECT store_id, GREATEST(s.opens, n.month), LEAST(s.closes, n.month + {months}), 0, 0, 1, 0, 0, 0, 0, 0, 0
  FROM serving s JOIN named n USING (store_id, customer_id)
  UNION ALL
  SELECT store_id, month, month + {months}, 0, 0, 0,
         orders, amount, repeat_orders, repeat_amount, referred_orders, referred_amount
  FROM sums
),
changes AS (
  SELECT store_id, edge.month, {changes}
  FROM spans, LATERAL (VALUES (opens, 1), (closes, -1)) AS edge (month, sign)
  WHERE opens < closes
  GROUP BY store_id, edge.month
),
running AS (
  SELECT store.id AS store_id, months.month, {running}
  FROM unnest(%s::bigint[]) AS store (id)
  CROSS JOIN generate_series({earliest}, {last}) AS months (month)
  LEFT JOIN changes ON changes.store_id = store.id AND changes.month = months.month
  WINDOW so_far AS (PARTITION BY store.id ORDER BY months.month)
),
counted AS (
  SELECT store_id, make_date(month / 12, month %% 12 + 1, 1) AS month, {counts} FROM running WHERE month >= {first}
)
INSERT INTO insights_periodfigures AS kept (store_id, month, months, {counts}, is_stale, version)
SELECT store_id, month, {months}, {new_counts}, false, COALESCE(seen.version, 0) + 1
FROM counted LEFT JOIN (
  SELECT store_id, month, version FROM insights_periodfigures WHERE months = {months}
) AS seen USING (store_id, month)
ORDER BY month, store_id
ON CONFLICT (months, month, store_id) DO UPDATE
SET ({counts}, is_stale, version) = ({excluded}, false, excluded.version)
WHERE kept.version = excluded.version - 1
  AND (kept.is_stale OR ({kept}) IS DISTINCT FROM ({excluded}))
"""


def count(stores: list[int], first: int, last: int, months: int) -> None:
    """Count the periods of `months` (1, 3 or 12) months that end in month numbers `first` to `last`, and store them.

    `stores` are ids. Rows that are right already are not written; one that a fact touched meanwhile stays stale.
    """
    stores = list(stores)
    if not stores or first > last:
        return
    reach = Period(last, last - first + months)  # every day of any of these periods
    served, served_params = served_months(reach, store__in=stores)
    named, named_params = named_months(reach, recorded_in__in=stores)
    sold, sold_params = months_of_sale(stores, reach)
    statement = COUNT.format(
        served=served,
        named=named,
        sold=sold,
        months=int(months),
        first=int(first),
        last=int(last),
        earliest=int(first - months + 1),
        counts=", ".join(COUNTS),
        changes=", ".join(f"sum(sign * {name}) AS {name}" for name in COUNTS),
        running=", ".join(f"sum(COALESCE({name}, 0)) OVER so_far AS {name}" for name in COUNTS),
        new_counts=", ".join(f"counted.{name}" for name in COUNTS),
        excluded=", ".join(f"excluded.{name}" for name in COUNTS),
        kept=", ".join(f"kept.{name}" for name in COUNTS),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*served_params, *named_params, *sold_params, stores])


def served_months(reach: Period, **whose: Any) -> tuple[str, tuple[date | int, ...]]:
    """Store, customer, month of service, month they became an old customer: once for each month."""
    installed, reached = (
        rows.filter(**whose, customer__customer_since__isnull=False, **within)
        .order_by()
        .values_list("store_id", "customer_id", month_of(field), month_of("customer__customer_since"))
        for rows, field, within in (
            (installations(), "installed_on", reach.days("installed_on")),
            (contacts(), "at", reach.moments("at")),
        )
    )
    return installed.union(reached).query.sql_with_params()


def named_months(reach: Period, **whose: Any) -> tuple[str, tuple[Any, ...]]:
    """Store, referrer and month of each recommendation."""
    named = recommendations().filter(**whose, **reach.moments("recorded_at")).order_by()
    return named.values_list("recorded_in_id", "referrer_id", month_of("recorded_at")).query.sql_with_params()


def months_of_sale(stores: list[int], reach: Period) -> tuple[str, tuple[date | int, ...]]:
    """Store, month and amount of each order, and whether it is a repurchase or was referred."""
    sold = sales().filter(store__in=stores, **reach.days("signed_on")).order_by()
    return sold.values_list(
        "store_id", month_of("signed_on"), "amount", "is_repeat", "is_referred"
    ).query.sql_with_params()
