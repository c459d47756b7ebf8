"""Each stored figure equals a plain SQL count of the rows, written here without looking at the product's."""

import pytest
from django.db import connection

from insights.counting import count
from insights.models import PeriodFigures
from insights.periods import Period
from tests.insights.random_dealer import FIRST, LAST, make_dealer

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
  AND date(recorded_at AT TIME ZONE 'Asia/Shanghai') >= %(start)s
  AND date(recorded_at AT TIME ZONE 'Asia/Shanghai') < %(end)s
"""
SOLD = """
  SELECT o.amount,
    (SELECT count(*) FROM customers_order e WHERE e.customer_id = o.customer_id AND e.cancelled_on IS NULL
       AND e.returned_on IS NULL AND (e.signed_on, e.id) < (o.signed_on, o.id)) > 0 AS again,
    o.id IN (SELECT order_id FROM referrals_referral WHERE order_id IS NOT NULL) AS sent
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
    found = {}
    with connection.cursor() as cursor:
        for name, sql in PLAIN.items():
            cursor.execute(sql, {"store": store.pk, "start": period.start, "end": period.end})
            found[name] = cursor.fetchone()[0]
    return found


def stored(store, period):
    return PeriodFigures.objects.values(*PLAIN).get(store=store, month=period.month, months=period.months)


def month(day):
    return day.year * 12 + day.month - 1


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("months", [1, 12])
def test_every_figure_of_every_store_and_period_equals_plain_sql(seed, months):
    stores = make_dealer(seed)
    count([store.pk for store in stores], month(FIRST), month(LAST), months)
    sums = dict.fromkeys(PLAIN, 0)
    for store in stores:
        for last in range(month(FIRST), month(LAST) + 1):
            plain = plain_counts(store, Period(last, months))
            assert stored(store, Period(last, months)) == plain
            sums = {name: sums[name] + plain[name] for name in PLAIN}
    assert all(sums.values()), "the lot drew no example of something"


@pytest.mark.django_db
@pytest.mark.parametrize("months", [1, 12])
def test_a_range_counted_by_itself_equals_the_same_range_of_a_long_count(months):
    stores = [store.pk for store in make_dealer(7)]
    count(stores, month(FIRST), month(LAST), months)
    whole = list(PeriodFigures.objects.order_by("month", "store").values("month", "store", *PLAIN))
    PeriodFigures.objects.all().delete()
    for last in range(month(FIRST), month(LAST) + 1):
        count(stores, last, last, months)
    assert list(PeriodFigures.objects.order_by("month", "store").values("month", "store", *PLAIN)) == whole


@pytest.mark.django_db
def test_only_the_stores_asked_for_are_counted():
    one, other = make_dealer(1)
    count([one.pk], month(LAST), month(LAST), 1)
    assert not PeriodFigures.objects.filter(store=other).exists()
    count([], month(LAST), month(LAST), 1)
    assert PeriodFigures.objects.count() == 1
