"""What a fact touches is counted before it is shown, whatever happens at the same time."""

from datetime import date, datetime, time
from decimal import Decimal
from threading import Thread
from time import sleep

import pytest
from django.db import connection, transaction

from campaigns.facts import REVISIT_LOGGED
from customers.actions.orders import cancel_order, install_order, sign_order, write_order
from customers.activity import record
from customers.facts import ARCHIVES_ADDED
from customers.models import OrderLine
from insights.counting import count
from insights.freshness import count_all, freshen, freshen_all, mark
from insights.models import PeriodFigures
from insights.periods import MONTH, YEAR, first_day, month_number, month_of
from insights.querysets import COUNTS
from referrals.actions.record import record_referral
from referrals.models import Referral
from tests.factories import NOW, SHANGHAI, TODAY, make_customer, make_order, make_signed_order
from tests.insights.random_dealer import make_dealer, make_revisit

pytestmark = pytest.mark.django_db
THIS = month_number(TODAY)
DECEMBER = month_number(date(2026, 12, 1))
JUNE = month_number(date(2026, 6, 1))


@pytest.fixture(autouse=True)
def the_day_of_the_tests(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def old(store, manager):
    """A customer who bought in March and was visited in June."""
    customer = make_customer(store, keeper=manager)
    make_signed_order(customer, signed_on=date(2026, 3, 5), installed_on=date(2026, 3, 20))
    make_revisit(customer, datetime.combine(date(2026, 6, 9), time(9), tzinfo=SHANGHAI))
    count_all(TODAY)
    return customer


def stale(months=MONTH):
    rows = PeriodFigures.objects.filter(is_stale=True, months=months).order_by("month")
    return [month_number(row.month) for row in rows]


def figures(store, last, months=MONTH):
    assert freshen([store.pk], last, last, months) == 0
    return PeriodFigures.objects.values(*COUNTS).get(store=store, month=first_day(last), months=months)


def test_a_second_order_touches_every_month_of_the_customer_and_counts_as_repurchase(old, manager):
    order = make_order(old, amount=Decimal(5000))
    assert not stale()
    sign_order(order, by=manager, on=TODAY, today=TODAY)
    assert stale() == [month_number(date(2026, 3, 1)), JUNE, THIS]
    # As far as the year of the calendar goes, which is shown from January on.
    assert stale(YEAR) == list(range(month_number(date(2026, 3, 1)), DECEMBER + 1))
    assert figures(old.store, THIS)["repeat_amount"] == 5000
    cancel_order(order, by=manager, reason="退单", today=TODAY)
    assert figures(old.store, THIS)["orders"] == 0
    assert figures(old.store, THIS, YEAR)["orders"] == 1


def test_cancelling_the_first_order_makes_the_second_a_first_one(old, manager):
    second = make_order(old)
    sign_order(second, by=manager, on=date(2026, 8, 8), today=TODAY)
    assert figures(old.store, month_number(date(2026, 8, 1)))["repeat_orders"] == 1
    cancel_order(old.orders.get(signed_on=date(2026, 3, 5)), by=manager, reason="退单", today=TODAY)
    assert figures(old.store, month_number(date(2026, 8, 1)))["repeat_orders"] == 0
    assert figures(old.store, JUNE)["served"] == 0, "no old customer yet in June"


def test_a_changed_amount_is_counted_anew(old, manager):
    order = old.orders.get()
    order.amount = Decimal(777)
    write_order(order, lines=[OrderLine(product="床垫")], by=manager)
    assert figures(old.store, month_number(date(2026, 3, 1)))["amount"] == 777


def test_an_installation_serves(old, manager):
    order = make_signed_order(old, signed_on=date(2026, 11, 1))
    count_all(TODAY)
    assert figures(old.store, THIS)["served"] == 0
    install_order(order, by=manager, on=TODAY, today=TODAY)
    assert figures(old.store, THIS)["served"] == 1


def test_a_revisit_touches_its_own_month_even_if_it_is_sent_late(old, manager):
    revisit = make_revisit(old, NOW.replace(month=9))
    record(REVISIT_LOGGED, customer=old, by=manager, at=revisit.at, subject=revisit)
    september = month_number(date(2026, 9, 1))
    assert stale() == [september]
    assert stale(YEAR) == [september, september + 1, THIS, DECEMBER]
    assert figures(old.store, september)["served"] == 1


def test_a_recommendation_counts_its_referrer_and_its_sale(old, manager, store):
    make_revisit(old, NOW)
    record_referral(old, by=manager, name="李四", phone="13912345678", relation="friend", now=NOW)
    now = figures(store, THIS)
    assert (now["served"], now["referrers"], now["referred"], now["referred_orders"]) == (1, 1, 1, 0)
    sign_order(make_order(make_customer(store, phones=["13912345678"])), by=manager, on=TODAY, today=TODAY)
    assert Referral.objects.get().state == "signed"
    assert figures(store, THIS)["referred_orders"] == 1


def test_an_import_touches_every_month_of_its_store_only(old, store, other_store):
    make_signed_order(make_customer(other_store), signed_on=TODAY)
    count_all(TODAY)
    record(ARCHIVES_ADDED, store=store)
    assert set(PeriodFigures.objects.filter(is_stale=True).values_list("store", flat=True)) == {store.pk}
    assert freshen_all() == 1
    assert not stale() and not stale(YEAR)


def test_what_no_fact_announced_is_put_right_by_the_night():
    stores = make_dealer(3, customers=15)
    count_all(TODAY)
    expected = list(PeriodFigures.objects.order_by("store", "month", "months").values("version", *COUNTS))
    count_all(TODAY)
    assert list(PeriodFigures.objects.order_by("store", "month", "months").values("version", *COUNTS)) == expected
    PeriodFigures.objects.update(served=99)
    count_all(TODAY)
    kept = PeriodFigures.objects.order_by("store", "month", "months").values(*COUNTS)
    assert list(kept) == [{name: row[name] for name in COUNTS} for row in expected]
    assert len(stores) == 2


def test_months_never_counted_are_counted_when_they_are_shown(store):
    make_signed_order(make_customer(store), signed_on=TODAY, amount=Decimal(12))
    assert figures(store, THIS)["amount"] == 12
    assert figures(store, THIS - 30)["orders"] == 0


def test_only_so_many_stores_are_counted_while_somebody_waits(store, other_store):
    assert freshen([store.pk, other_store.pk], THIS, THIS, MONTH, at_once=1) == 1
    assert freshen([store.pk, other_store.pk], THIS, THIS, MONTH, at_once=1) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("counted_by_the_seller", [False, True])
def test_a_count_begun_before_a_sale_neither_hides_nor_undoes_it(store, counted_by_the_seller):
    customer = make_customer(store)
    count_all(TODAY)
    PeriodFigures.objects.update(served=7)  # so that the count finds something to write
    counter = Thread(target=count_in_own_connection, args=[store])
    with transaction.atomic():
        make_signed_order(customer, signed_on=TODAY, amount=Decimal(12))
        mark(customer.orders.order_by().values_list("store_id", month_of("signed_on")))
        if counted_by_the_seller:
            count([store.pk], THIS, THIS, MONTH)
        counter.start()
        wait_until_blocked()
    counter.join()
    assert stale() == ([] if counted_by_the_seller else [THIS])
    assert figures(store, THIS)["amount"] == 12


def count_in_own_connection(store):
    try:
        count([store.pk], THIS, THIS, MONTH)
    finally:
        connection.close()


def wait_until_blocked():
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            sleep(0.02)
    pytest.fail("the count did not wait for the sale")
