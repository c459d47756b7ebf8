"""The counts of a store, and of the whole dealer, for whom a customer is one person in however many stores."""

from django.db import connection

from customers.facts import CUSTOMER_MOVED
from customers.models import Activity
from insights.counting import named_months, served_months
from insights.models import PeriodFigures
from insights.periods import Period

# Of those who moved: how they count for the dealer, less how their stores together count them.
MOVERS = """
WITH served (store_id, customer_id, month, since) AS ({served}),
named (store_id, customer_id, month) AS ({named}),
ends (ends) AS (SELECT generate_series(%s, %s)),
serving AS MATERIALIZED (
  SELECT DISTINCT ends, store_id, customer_id
  FROM served JOIN ends ON ends >= GREATEST(month, since) AND ends < month + %s
),
naming AS MATERIALIZED (
  SELECT ends, store_id, customer_id, count(*) AS friends
  FROM named JOIN ends ON ends >= month AND ends < month + %s GROUP BY ends, store_id, customer_id
),
apart AS (
  SELECT ends, count(*) AS served, count(friends) AS referrers, COALESCE(sum(friends), 0) AS referred
  FROM serving LEFT JOIN naming USING (ends, store_id, customer_id) GROUP BY ends
),
together AS (
  SELECT ends, count(*) AS served, count(friends) AS referrers, COALESCE(sum(friends), 0) AS referred
  FROM (SELECT DISTINCT ends, customer_id FROM serving) AS people
  LEFT JOIN (SELECT ends, customer_id, sum(friends) AS friends FROM naming GROUP BY ends, customer_id) AS named_by
    USING (ends, customer_id) GROUP BY ends
)
SELECT ends, t.served - a.served, t.referrers - a.referrers, t.referred - a.referred
FROM together t JOIN apart a USING (ends)
"""


def totals(first, last, months, store=None):
    """{month number: counts} of the periods ending in `first` to `last`; of one store id, or for None of the dealer."""
    counts, _fresh = PeriodFigures.objects.ending(first, last, months).totals(store)
    return counts if store else of_the_dealer(counts, first, last, months)


def of_the_dealer(counts, first, last, months):
    """What the stores count together, with everybody counted once."""
    for month, *more in _of_movers(first, last, months):
        for name, n in zip(("served", "referrers", "referred"), more, strict=True) if month in counts else ():
            counts[month][name] += n
    return counts


def _of_movers(first, last, months):
    movers = list(Activity.objects.filter(kind=CUSTOMER_MOVED).order_by().values_list("customer", flat=True))
    if not movers:
        return []
    reach = Period(last, last - first + months)
    served, served_params = served_months(reach, customer__in=movers)
    named, named_params = named_months(reach, referrer__in=movers)
    with connection.cursor() as cursor:
        statement = MOVERS.format(served=served, named=named)
        cursor.execute(statement, [*served_params, *named_params, first, last, months, months])
        return cursor.fetchall()
