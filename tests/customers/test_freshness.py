"""The plan and the lists call the same archives stale, though one asks in SQL and the other by the ORM (AR-10)."""

from datetime import timedelta

from django.db import connection

from customers.freshness import CONFIRMED, STALE, untouched_since
from customers.models import ArchiveCheck, Customer, RowChange
from tests.factories import NOW, make_check, make_customer

LONG_AGO, BEFORE = NOW - timedelta(days=900), NOW - timedelta(seconds=1)
TABLES = ("customers_customer", "customers_customertag", "customers_home", "customers_order")


def stale_in_sql(moment):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM customers_customer c WHERE {STALE.format(c='c', since='%s')}", [moment] * 3)
        return {pk for (pk,) in cursor.fetchall()}


def changed(store, table, by, at):
    """An archive of long ago, of which one thing has happened since."""
    customer = make_customer(store)
    RowChange.objects.create(table=table, row_id=1, customer=customer, action="update", staff_id=by, at=at)
    return customer


def test_the_plan_and_the_lists_mean_the_same_archives(store, manager):
    stale, fresh = {make_customer(store).pk}, set()
    for table in TABLES:
        for by in (None, manager.pk):
            for at in (BEFORE, NOW):
                counts = by and at == NOW and table in TABLES[2:]
                (fresh if counts else stale).add(changed(store, table, by, at).pk)
    for result in ArchiveCheck.Result.values:
        for at in (BEFORE, NOW):
            customer = make_customer(store)
            make_check(customer, result=result, checked_by=manager, checked_at=at)
            (fresh if result in CONFIRMED and at == NOW else stale).add(customer.pk)
    Customer.objects.update(updated_at=LONG_AGO)
    for at, found in ((BEFORE, stale), (NOW, fresh)):
        customer = make_customer(store)
        Customer.objects.filter(pk=customer.pk).update(updated_at=at)
        found.add(customer.pk)
    assert stale_in_sql(NOW) == stale
    assert set(untouched_since(Customer.objects.all(), NOW).values_list("pk", flat=True)) == stale
