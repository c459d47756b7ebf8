"""Measured on rows that could not exist, a number would mean nothing: the filler keeps the product's own rules."""

import pytest
from django.db import connection
from django.db.models import F

from benchmarks import finding
from benchmarks.filling import TODAY, fill
from campaigns.models import Contact, Revisit
from campaigns.planning import plan_all
from customers.actions.tiers import recompute_tiers
from customers.models import Activity, Customer, CustomerSearch, CustomerTier, Order
from customers.tokens import tokens_of
from dealercrm.lib.birthdays import Birthday
from insights.models import PeriodFigures
from referrals.models import Referral
from stores.models import Store

pytestmark = pytest.mark.django_db
COUNT = 200


@pytest.fixture
def filled(db):
    fill(COUNT)


def test_every_customer_is_whole(filled):
    assert Customer.objects.count() == COUNT
    assert Store.objects.count() == 3
    for customer in Customer.objects.all():
        assert customer.pinyin
        assert customer.birthday is None or isinstance(customer.birthday, Birthday)
    assert not Customer.objects.exclude(keeper__isnull=True).exclude(keeper__store=F("store")).exists()


def test_rows_point_to_rows_that_exist(filled):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for rows in (Order, Contact, Revisit):
        assert rows.objects.exists()
        assert not rows.objects.exclude(store=F("customer__store")).exists()
    assert Activity.objects.filter(imported=False).count() == 3  # the three schedules


def test_search_tokens_are_those_the_product_makes(filled):
    for customer in Customer.objects.prefetch_related("phones"):
        numbers = [phone.number for phone in customer.phones.all()]
        assert set(CustomerSearch.objects.get(pk=customer.pk).tokens) == set(tokens_of(customer, numbers))
    customer = Customer.objects.first()
    assert customer in Customer.objects.found_by(customer.name)
    assert customer in Customer.objects.found_by(customer.phones.first().number[3:9])


def test_every_way_to_ask_finds_the_customer(filled):
    assert finding.found() == (200, 200, [])


def test_old_customers_are_those_with_orders_and_have_a_tier(filled):
    first = {}
    for customer, signed_on in Order.objects.standing().values_list("customer", "signed_on"):
        first[customer] = min(signed_on, first.get(customer, signed_on))
    assert dict(Customer.objects.old().values_list("pk", "customer_since")) == first
    assert set(CustomerTier.objects.values_list("pk", flat=True)) == set(first)
    assert not any(recompute_tiers(TODAY).values())


def test_planning_finds_work_and_a_second_run_none(filled):
    first = plan_all(today=TODAY)
    assert all(changes.added for changes in first.values())
    assert not any(sum(changes) for changes in plan_all(today=TODAY).values())


def test_referred_people_bought_after_they_were_named(filled):
    signed = Referral.objects.filter(state=Referral.State.SIGNED)
    assert not signed.exclude(order__customer=F("referee"), recorded_at__lt=F("signed_on")).exists()
    assert not signed.filter(referrer__customer_since__gte=F("signed_on")).exists()


def test_the_owner_has_figures(filled):
    year = PeriodFigures.objects.filter(months=12, month=TODAY.replace(day=1))
    assert sum(row.orders for row in year) == Order.objects.standing().filter(signed_on__gte="2025-12-01").count()
