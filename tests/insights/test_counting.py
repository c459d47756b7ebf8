"""Each stored figure equals a plain SQL count of the rows, written here without looking at the product's."""

import pytest

from insights.counting import count
from insights.models import PeriodFigures
from insights.periods import Period
from tests.insights.plain_sql import PLAIN, plain_counts
from tests.insights.random_dealer import FIRST, LAST, make_dealer


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
